"""Plausible rows of the tested model and of reliability."""

from collections.abc import Iterator

from drafts import Draft

from crowdpotential.codebook import Codebook
from crowdpotential.params import Params


def model_fit_rows(params: Params, codebook: Codebook, verdict: str) -> Iterator[Draft]:
    common = {
        "chapter": "measurement",
        "sample": "main",
        "weighting": "calibrated",
        "n": 1749.0,
        "method": "wlsmv",
    }
    said = verdict if verdict in {"misfit", "untestable"} else "fits"
    note = "no_convergence" if verdict == "untestable" else ""
    dimensions = params.index.dimensions
    for model in ("confirmatory", "second_order")[: 1 if len(dimensions) < 3 else 2]:
        own = {**common, "model": model}
        yield {**own, "measure": "verdict", "variable": "index", "verdict": said, "note": note}
        if said == "untestable":
            continue
        low = said == "misfit"
        yield {**own, "measure": "chi2", "estimate": 812.4, "df": 532.0, "p_value": 0.0}
        for measure, value in (("df", 532.0), ("tli", 0.97), ("srmr", 0.021)):
            yield {**own, "measure": measure, "estimate": value}
        yield {**own, "measure": "cfi", "estimate": 0.91 if low else 0.98, "verdict": "misfit" if low else ""}
        yield {**own, "measure": "rmsea", "estimate": 0.021, "ci_low": 0.018, "ci_high": 0.024}
    if said != "untestable" and len(dimensions) > 1:
        yield from _single_dimension_rows(common, dimensions, is_misfit=said == "misfit")
    first, last = codebook.items(dimensions[0]), codebook.items(dimensions[-1])
    released = {"residual": (first[0], first[1])}
    if len(dimensions) > 1:
        released["loading"] = (last[0], dimensions[0])
    for model, (a, b) in released.items():
        own = {**common, "model": model, "variable": a, "variable_2": b, "method": "mlr"}
        yield {**own, "measure": "modification_index", "estimate": 21.7, "p_value": 0.00001}
        yield {**own, "measure": "expected_change", "estimate": -0.14, "unit": "sd"}


def _single_dimension_rows(common: dict[str, object], dimensions: tuple[str, ...], *, is_misfit: bool) -> Iterator[Draft]:
    for d, dimension in enumerate(dimensions):
        own = {**common, "model": "single_dimension", "variable": dimension}
        failing = is_misfit and d == 0
        word = "misfit" if failing else ""
        yield {**own, "measure": "verdict", "verdict": word or "fits"}
        yield {**own, "measure": "chi2", "estimate": 31.4, "df": 5.0, "p_value": 0.00001}
        for measure, value in (("df", 5.0), ("tli", 0.97), ("srmr", 0.031)):
            yield {**own, "measure": measure, "estimate": value}
        yield {**own, "measure": "cfi", "estimate": 0.92 if failing else 0.98, "verdict": word}
        yield {
            **own,
            "measure": "rmsea",
            "estimate": 0.091 if failing else 0.02,
            "ci_low": 0.01,
            "ci_high": 0.1,
            "verdict": word,
        }


def reliability_rows(params: Params) -> Iterator[Draft]:
    common = {"chapter": "measurement", "sample": "main", "weighting": "calibrated", "n": 1749.0}
    own = {**common, "measure": "omega_hierarchical", "variable": "index", "model": "declared"}
    yield {**own, "estimate": 0.85, "ci_low": 0.84, "ci_high": 0.86}
    places = [("", "")] + [(bloc, "") for bloc in params.blocs if len(params.blocs) > 1]
    places += [(area.bloc, name) for name, area in params.areas.items()]
    for d, dimension in enumerate(params.index.dimensions):
        about = {**common, "variable": dimension}
        yield {**about, "measure": "omega_ordinal", "model": "declared", "estimate": 0.78 + d / 100}
        yield {**about, "measure": "alpha", "model": "ordinal", "estimate": 0.79}
        for bloc, area in places:
            n = 5.0 if area == "grodno" and d == 0 else 290.0
            yield {
                **about,
                "measure": "alpha",
                "bloc": bloc,
                "area": area,
                "estimate": 0.77 - d / 100,
                "ci_low": 0.70,
                "ci_high": 0.83,
                "method": "replicates",
                "n": n,
            }
            if bloc:
                yield {
                    **about,
                    "measure": "omega_total",
                    "model": "one_factor",
                    "bloc": bloc,
                    "area": area,
                    "estimate": 0.8,
                }
    yield from _rows_beside(params, common)
    for dimension in params.index.dimensions:
        about = {**common, "variable": dimension}
        methods = ("regression", "bartlett", "eap")
        for method in methods:
            yield {**about, "measure": "score_reliability", "model": method, "estimate": 0.77}
            yield {**about, "measure": "score_correlation", "model": f"sum;{method}", "estimate": 0.99}


def _rows_beside(params: Params, common: Draft) -> Iterator[Draft]:
    """Give the scales beside the index what its dimensions have; the last is of two items, whose omega is not determined."""
    for name in params.index.also:
        about = {**common, "variable": name}
        own = {"measure": "omega_total", "model": "one_factor"}
        known = {"estimate": 0.74, "ci_low": 0.71, "ci_high": 0.77}
        yield {**about, **own, **({"verdict": "untestable"} if name == params.index.also[-1] else known)}
        ends = {"estimate": 0.72, "ci_low": 0.69, "ci_high": 0.75}
        yield {**about, **ends, "measure": "alpha", "method": "replicates"}
        yield {**about, **ends, "measure": "alpha", "weighting": "none", "method": "pingouin"}
