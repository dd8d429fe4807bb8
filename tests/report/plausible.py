"""A plausible run of a study, made of literal rules and no statistics: what the report's tests print."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
from drafts import Draft, finish_drafts
from report.plausible_choices import choice_rows
from report.plausible_measurement import model_fit_rows, reliability_rows

from crowdpotential.codebook import Codebook, Variable, load_codebook
from crowdpotential.contracts import EXCLUSIONS, FINDINGS, empty
from crowdpotential.disclosure.bases import rest_on_few
from crowdpotential.disclosure.hiding import hide
from crowdpotential.ingest.answer_bounds import positive_codes
from crowdpotential.params import Params, load_params
from crowdpotential.verdicts import PERMITTING

WEAK_ITEM = "SOC2"
FULL_QUESTION = "D_SEX"  # nobody left it without an answer
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlausibleRun:
    """What `store.open_run` would give."""

    results: pd.DataFrame
    findings: pd.DataFrame
    exclusions: pd.DataFrame
    params: Params
    codebook: Codebook
    manifest: Mapping[str, Any]
    output: Path
    study_folder: Path


def make_run(
    *,
    verdict: str = "partial",
    is_synthetic: bool = True,
    params: Params | None = None,
    codebook: Codebook | None = None,
) -> PlausibleRun:
    params = params or load_params(ROOT / "params.yaml")
    codebook = codebook or load_codebook(ROOT / params.study.questionnaire)
    rows = [
        *_index(params, adjusted=verdict == "partial"),
        *_groups(params, codebook, verdict),
        *_fieldwork(params, codebook),
        *_weighting(params, codebook),
        *_silence(params, codebook),
        *_crosscheck(params, codebook),
    ]
    rows += [*model_fit_rows(params, codebook, verdict), *reliability_rows(params)]
    rows += choice_rows(params, codebook, verdict)
    rows += [*_measurement(params, codebook), *_topline(params, codebook), *_associations(params, codebook)]
    if len(params.blocs) > 1:
        rows += [*_comparability(params, codebook, verdict), *_gap(params, verdict)]
    full = finish_drafts(rows, is_synthetic=is_synthetic)
    return PlausibleRun(
        results=hide(full, rest_on_few(full, params.report.suppress_below)),
        findings=empty(FINDINGS),
        exclusions=empty(EXCLUSIONS),
        params=params,
        codebook=codebook,
        manifest={
            "synthetic": is_synthetic,
            "study": params.study.id,
            "manifest_id": "7f3a91c2",
            "versions": {"python": "3.11.2", "crowdpotential": "0.1.0"},
            "created": "2026-11-23T12:00:00",
            "data": [{"role": "data", "sha256": "9c1f5e2077ab40d3"}],
            "params_sha256": "c27b914e8d10",
            "questionnaire_sha256": "51d0aa7c03f9",
            "code_sha256": "b41e07d0",
            "seed": 1,
            "replicates": {"method": "rao-wu", "number": 500, "failed": 0, "scale": 0.002},
            "stages": [],
        },
        output=ROOT / "reports",
        study_folder=ROOT,
    )


def _points(estimate: float, half: float = 2.2, n: float = 290.0) -> Draft:
    return {
        "estimate": estimate,
        "ci_low": estimate - half,
        "ci_high": estimate + half,
        "n": n,
        "sample": "main",
        "weighting": "calibrated",
        "unit": "points",
        "confidence_level": 0.95,
    }


def _index(params: Params, *, adjusted: bool) -> Iterator[Draft]:
    names = ["index", *params.index.dimensions, *params.index.also]
    level = {area: 51.8 - 1.5 * i for i, area in enumerate(params.areas)}
    for k, name in enumerate(names):
        shift = 0.0 if name == "index" else 3.0 * (k % 5) - 6
        common = {"chapter": "index", "measure": "mean", "variable": name}
        yield {**common, **_points(48.0 + shift, 0.9, 1749.0)}
        for bloc in params.blocs:
            inside = [level[a] for a in params.areas_of(bloc)]
            yield {**common, "bloc": bloc, **_points(sum(inside) / len(inside) + shift, 1.3, 870.0)}
        for area, spec in params.areas.items():
            yield {**common, "area": area, "bloc": spec.bloc, **_points(level[area] + shift)}
    yield from _ranks(params, adjusted=adjusted)
    yield from _levels(params)
    areas = list(params.areas)
    for area in areas if adjusted else ():
        yield {
            "chapter": "comparison",
            "measure": "adjusted_mean",
            "variable": "index",
            "model": "adjusted",
            "area": area,
            "bloc": params.areas[area].bloc,
            **_points(level[area]),
        }
    for i, a in enumerate(areas):
        for b in areas[i + 1 :]:
            gap = level[a] - level[b]
            yield {
                "chapter": "comparison",
                "measure": "contrast",
                "variable": "index",
                "area": a,
                "bloc": params.areas[a].bloc,
                "reference_area": b,
                "reference_bloc": params.areas[b].bloc,
                "family": "areas",
                "model": "adjusted" if adjusted and params.areas[a].bloc != params.areas[b].bloc else "",
                "p_value": 0.0004,
                "p_adjusted": 0.006,
                "verdict": "difference" if gap > 4 else "undetermined",
                **_points(gap, 3.1, 580.0),
            }


def _levels(params: Params) -> Iterator[Draft]:
    """Give every place the shares of a low, a medium and a high index: of all, a third and a quarter."""
    if params.index.levels is None:
        return
    places: list[Draft] = [{"n": 1749.0}, *({"bloc": bloc, "n": 870.0} for bloc in params.blocs)]
    places += [{"area": area, "bloc": spec.bloc, "n": 290.0} for area, spec in params.areas.items()]
    common = {
        "chapter": "index",
        "measure": "share",
        "variable": "index",
        "unit": "share",
        "base": "answered",
    }
    for place in places:
        for name, share in (("low", 0.335), ("medium", 0.427), ("high", 0.238)):
            ends = {"ci_low": share - 0.02, "ci_high": share + 0.02, "interval_type": "logit"}
            yield {**common, **place, "category": name, "estimate": share, **ends}


def _ranks(params: Params, *, adjusted: bool) -> Iterator[Draft]:
    """Give each area the ranks beside its own, among all areas or those of its bloc; the first is certainly among the best two."""
    together = [list(params.areas)] if adjusted else [list(params.areas_of(bloc)) for bloc in params.blocs]
    for names in together:
        for i, area in enumerate(names):
            about = {
                "chapter": "ranks",
                "variable": "index",
                "area": area,
                "bloc": params.areas[area].bloc,
                "family": "areas" if adjusted else f"areas;bloc={params.areas[area].bloc}",
                "n": 290.0,
                "sample": "main",
                "weighting": "calibrated",
                "unit": "rank",
            }
            for model in ("simultaneous", "marginal"):
                yield {
                    **about,
                    "measure": "rank_set",
                    "model": model,
                    "ci_low": float(max(1, i)),
                    "ci_high": float(min(len(names), i + 3)),
                    "interval_type": f"rank-{model}",
                }
            for measure, place in (("among_best", i), ("among_worst", len(names) - 1 - i)):
                word = "certain" if place == 0 else "possible" if place < len(names) - 1 else "excluded"
                yield {**about, "measure": measure, "model": "simultaneous", "category": "2", "verdict": word}


def _groups(params: Params, codebook: Codebook, verdict: str) -> Iterator[Draft]:
    blocs = list(params.blocs)
    variables = [
        *params.comparison.group_by,
        *([params.comparison.target_group] if params.comparison.target_group else []),
    ]
    for variable in dict.fromkeys(variables):
        for i, code in enumerate(codebook.codes(variable)):
            key = codebook.key_of_code(variable, code)
            common = {
                "chapter": "groups",
                "measure": "mean",
                "variable": "index",
                "domain_variable": variable,
                "domain": key,
            }
            n = 25.0 if i == 2 else 8.0 if i == 3 else 300.0
            for bloc in ["", *blocs] if len(blocs) > 1 else [""]:
                yield {**common, "bloc": bloc, **_points(54.0 - 2.4 * i, 2.0, n)}
            if len(blocs) > 1:
                yield {
                    **common,
                    "measure": "contrast",
                    "bloc": blocs[0],
                    "reference_bloc": blocs[1],
                    "p_adjusted": 0.4,
                    "verdict": "undetermined",
                    "family": variable,
                    **_points(1.2, 2.4, 2 * n),
                }
        yield from _group_contrasts(codebook, variable, blocs=[""] if verdict in PERMITTING or len(blocs) < 2 else blocs)
    if params.comparison.target_group:
        for i, code in enumerate(codebook.codes(params.comparison.target_group)):
            key = codebook.key_of_code(params.comparison.target_group, code)
            yield {
                "chapter": "groups",
                "measure": "mean",
                "variable": "index",
                "domain_variable": params.comparison.target_group,
                "domain": key,
                **_points(60.0 - 2 * i, 4.0, 30.0),
                "sample": "boost",
                "weighting": "none",
            }


def _group_contrasts(codebook: Codebook, variable: str, *, blocs: Sequence[str]) -> Iterator[Draft]:
    """Contrast the groups in all or on each side. Each step of 2.4 points is a difference from the third on."""
    keys = [codebook.key_of_code(variable, code) for code in codebook.codes(variable)]
    for bloc in blocs:
        yield {
            "chapter": "comparability",
            "measure": "verdict",
            "variable": "groups",
            "domain_variable": variable,
            "bloc": bloc,
            "verdict": "comparable",
            "note": "all_items",
            "sample": "main",
            "weighting": "calibrated",
            "n": 1749.0,
        }
        for (i, first), (j, second) in combinations(enumerate(keys), 2):
            yield {
                "chapter": "groups",
                "measure": "group_contrast",
                "variable": "index",
                "domain_variable": variable,
                "domain": first,
                "reference_domain": second,
                "bloc": bloc,
                "reference_bloc": bloc,
                "family": f"groups;{variable}",
                "p_adjusted": 0.01,
                "verdict": "difference" if j - i > 2 else "undetermined",
                **_points(2.4 * (j - i), 5.0, 600.0),
            }


def _fieldwork(params: Params, codebook: Codebook) -> Iterator[Draft]:
    rules = params.cleaning.exclude
    for area in ("", *params.areas):
        n = 300.0 if area else 300.0 * len(params.areas)
        out = float(len(rules)) * (1 if area else len(params.areas))
        keys = {
            "chapter": "fieldwork",
            "area": area,
            "sample": "main",
            "bloc": params.areas[area].bloc if area else "",
        }
        for measure, count in (
            ("n_planned", n),
            ("n_received", n),
            ("n_excluded", out),
            ("n_analysed", n - out),
        ):
            yield {**keys, "measure": measure, "estimate": count, "n": count}
        yield {**keys, "measure": "excluded_share", "estimate": out / n, "n": n}
        for rule in rules:
            count = 1.0 if area else float(len(params.areas))
            yield {**keys, "measure": "exclusion", "variable": rule.id, "estimate": count, "n": count}
        for check in codebook.quality:
            yield {**keys, "measure": "flagged", "variable": check.id, "estimate": 0.031, "n": n}
        for dimension in codebook.dimensions:
            yield {**keys, "measure": "nonresponse", "variable": dimension.id, "estimate": 0.046, "n": n}
    yield {"chapter": "fieldwork", "measure": "n_received", "sample": "boost", "estimate": 180.0, "n": 180.0}
    yield {"chapter": "fieldwork", "measure": "n_analysed", "sample": "boost", "estimate": 176.0, "n": 176.0}
    if codebook.one_with_role("duration"):
        yield {
            "chapter": "fieldwork",
            "measure": "duration_median",
            "variable": "duration_min",
            "estimate": 24.0,
            "n": 1749.0,
        }


def _cells(params: Params, codebook: Codebook) -> Iterator[tuple[str, str]]:
    for name in params.weighting.variables:
        keys = [""]
        for part in name.split("*"):
            keys = [f"{a}*{codebook.key_of_code(part, c)}".lstrip("*") for a in keys for c in codebook.codes(part)]
        yield from ((name, key) for key in keys)


def _weighting(params: Params, codebook: Codebook) -> Iterator[Draft]:
    for area in ("", *params.areas):
        keys = {"chapter": "weighting", "area": area}
        for measure, value in (
            ("deff", 1.39),
            ("n_effective", 1250.0),
            ("weight_lightest", 0.38),
            ("weight_heaviest", 3.41),
            ("heaviest_share", 0.094),
        ):
            yield {**keys, "measure": measure, "estimate": value, "n": 290.0}
        for category, value in (("p05", 0.51), ("p25", 0.72), ("p50", 0.95), ("p75", 1.17), ("p95", 1.62)):
            yield {**keys, "measure": "weight_quantile", "category": category, "estimate": value, "n": 290.0}
        if params.weighting.method == "none":
            continue
        yield {**keys, "measure": "margin_gap", "estimate": 3.1e-11}
        yield from _diagnostics(params, codebook, keys)
        for i, (variable, category) in enumerate(_cells(params, codebook)) if area else ():
            cell = {
                **keys,
                "variable": variable,
                "category": category,
                "source": "RosBRiS; STAT31",
                "n": 20.0,
            }
            note = "estimate" if area == list(params.areas)[-1] else ""
            shares = (("margin_before", 0.06 + i / 300), ("margin_control", 0.08), ("margin_after", 0.08))
            for measure, share in shares:
                yield {**cell, "measure": measure, "estimate": share, "note": note}
            for measure in ("quota_planned", "quota_reached"):
                yield {
                    **cell,
                    "chapter": "fieldwork",
                    "measure": measure,
                    "sample": "main",
                    "source": "",
                    "estimate": 24.0 if measure == "quota_planned" else 25.0 - i,
                }
    yield {"chapter": "weighting", "measure": "n_replicates_failed", "estimate": 0.0}


def _diagnostics(params: Params, codebook: Codebook, keys: Draft) -> Iterator[Draft]:
    for i, variable in enumerate(params.weighting.variables):
        cell = {**keys, "variable": variable}
        yield {**cell, "measure": "asmd_before", "estimate": 0.16 - i / 20, "n": 290.0}
        yield {**cell, "measure": "asmd_after", "estimate": 2.1e-12, "n": 290.0}
    if not keys["area"]:
        return
    cells = list(_cells(params, codebook))
    for variable, category, n in (("", "", 21.0), (*cells[0], 17.0), (cells[0][0], "other", 4.0)):
        cell = {**keys, "variable": variable, "category": category, "n": n}
        yield {**cell, "measure": "extreme_respondents", "estimate": n}
        yield {**cell, "measure": "extreme_share", "estimate": n / 200}
    if keys["area"] == next(iter(params.areas)):
        joined = " + ".join(key for name, key in cells[:2] if name == cells[0][0])
        yield {
            **keys,
            "measure": "small_cell",
            "variable": cells[0][0],
            "category": joined,
            "estimate": 9.0,
            "n": 9.0,
        }


def _silence(params: Params, codebook: Codebook) -> Iterator[Draft]:
    places = ["", *params.areas]
    items = [item for dimension in params.index.dimensions for item in codebook.items(dimension)]
    for measure, count in (("n_listwise", 172.0), ("n_pairwise", 1372.0)):
        yield {
            "chapter": "fieldwork",
            "measure": measure,
            "variable": "index",
            "estimate": count,
            "n": 1749.0,
        }
    for i, item in enumerate(items):
        for j, area in enumerate(places):
            keys = {
                "chapter": "topline",
                "variable": item,
                "area": area,
                "sample": "main",
                "weighting": "calibrated",
                "base": "asked",
            }
            keys |= {"bloc": params.areas[area].bloc if area else "", "n": 290.0 if area else 1749.0}
            for k, category in enumerate(("", "dont_know", "refused", "no_answer")):
                share = (0.12 - i / 500 + j / 100) / (k + 1)
                yield {
                    **keys,
                    "measure": "item_nonresponse",
                    "category": category,
                    "estimate": share,
                    "unit": "share",
                    "ci_low": share * 0.8,
                    "ci_high": share * 1.2,
                }
            if codebook.variable(item).sensitive:
                yield from _bounds(keys, positive_codes(codebook, codebook.variable(item)))


def _bounds(keys: Draft, positive: Sequence[int]) -> Iterator[Draft]:
    nothing = float("nan")
    for measure, category, scale in (("share_bound", "+".join(map(str, positive)), 1.0), ("mean_bound", "", 10.0)):
        for model, value, low, high in (
            ("answered", 0.29, 0.27, 0.32),
            ("lowest", 0.26, 0.24, nothing),
            ("highest", 0.38, nothing, 0.40),
        ):
            ends = {"ci_low": low * scale, "ci_high": high * scale}
            yield {
                **keys,
                "measure": measure,
                "category": category,
                "model": model,
                "base": "answered" if model == "answered" else "asked",
                "n": keys["n"] - 300.0 if model == "answered" else keys["n"],
                "estimate": value * scale,
                **ends,
            }


def _measurement(params: Params, codebook: Codebook) -> Iterator[Draft]:
    common = {"chapter": "measurement", "sample": "main", "weighting": "calibrated", "n": 1749.0}
    yield {**common, "measure": "kmo", "estimate": 0.93}
    for model in ("components", "common"):
        yield {
            **common,
            "measure": "n_factors",
            "model": model,
            "estimate": float(len(params.index.dimensions)),
        }
    for i in range(10):
        yield {**common, "measure": "eigenvalue", "variable": str(i + 1), "estimate": 9.0 / (i + 1)}
        yield {**common, "measure": "eigenvalue_random", "variable": str(i + 1), "estimate": 1.3 - i / 20}
    yield {**common, "measure": "srmr", "model": "declared", "estimate": 0.021}
    for d, dimension in enumerate(params.index.dimensions):
        for i, item in enumerate(codebook.items(dimension)):
            value = {"estimate": 0.8 - 0.04 * i, "ci_low": 0.7 - 0.04 * i, "ci_high": 0.9 - 0.04 * i}
            yield {
                **common,
                "measure": "loading",
                "model": "declared",
                "variable": item,
                "variable_2": dimension,
                **value,
            }
            for other in params.index.dimensions:
                yield {
                    **common,
                    "measure": "loading",
                    "model": "exploratory",
                    "variable": item,
                    "variable_2": other,
                    "estimate": 0.77 if other == dimension else -0.02,
                }
            yield {**common, "measure": "item_weight", "variable": item, "model": "declared", "estimate": 0.2}
            is_weak = item == WEAK_ITEM
            yield {
                **common,
                "measure": "item_rest",
                "variable": item,
                "estimate": 0.03 if is_weak else 0.61,
                "verdict": "near_zero" if is_weak else "",
            }
            yield {
                **common,
                "measure": "alpha_if_deleted",
                "variable": item,
                "variable_2": dimension,
                "estimate": 0.74 + i / 100,
            }
            if codebook.variable(item).direction < 0:
                yield {
                    **common,
                    "measure": "method_loading",
                    "model": "declared",
                    "variable": item,
                    "estimate": 0.27,
                }
        yield {
            **common,
            "measure": "omega_total",
            "model": "declared",
            "variable": dimension,
            "estimate": 0.80 + d / 100,
            "ci_low": 0.77,
            "ci_high": 0.85,
        }
        yield {
            **common,
            "measure": "alpha",
            "variable": dimension,
            "weighting": "none",
            "estimate": 0.76,
            "ci_low": 0.74,
            "ci_high": 0.78,
            "method": "pingouin",
        }
        yield {
            **common,
            "measure": "dimension_weight",
            "model": "declared",
            "variable": dimension,
            "estimate": 0.14,
        }
        for other in params.index.dimensions[:d]:
            yield {
                **common,
                "measure": "factor_correlation",
                "model": "declared",
                "variable": other,
                "variable_2": dimension,
                "estimate": 0.35 + d / 50,
            }


def _comparability(params: Params, codebook: Codebook, verdict: str) -> Iterator[Draft]:
    common = {"chapter": "comparability", "sample": "main", "weighting": "calibrated", "n": 1749.0}
    reasons = {
        "partial": "some_items",
        "comparable": "all_items",
        "not_comparable": "metric_change",
        "misfit": "configural_fit",
    }
    yield {
        **common,
        "measure": "verdict",
        "variable": "index",
        "verdict": verdict,
        "note": reasons.get(verdict, "saturated"),
    }
    if verdict == "untestable":
        return
    for bloc in params.blocs:
        words = {"variable": "areas", "verdict": "comparable", "note": "all_items"}
        yield {**common, "measure": "verdict", "bloc": bloc, **words}
    levels = {"configural": 0.962, "thresholds": 0.961, "metric": 0.960, "scalar": 0.947, "partial": 0.957}
    for level, cfi in levels.items():
        if level == "partial" and verdict != "partial":
            continue
        common = {**common, "method": "wlsmv"}
        yield {**common, "measure": "cfi", "model": level, "estimate": cfi, "df": 1000.0}
        yield {
            **common,
            "measure": "rmsea",
            "model": level,
            "estimate": 0.031,
            "ci_low": 0.029,
            "ci_high": 0.033,
            "df": 1000.0,
        }
        if level != "configural":
            held = "holds" if cfi - 0.962 >= -0.01 else "fails"
            yield {
                **common,
                "measure": "change_cfi",
                "model": level,
                "estimate": cfi - 0.962,
                "verdict": held,
            }
            yield {**common, "measure": "change_rmsea", "model": level, "estimate": 0.001, "verdict": held}
    first, second = list(params.blocs)[:2]
    items = [item for dimension in params.index.dimensions for item in codebook.items(dimension)]
    for i, item in enumerate(items):
        shift = 0.34 if i < 2 and verdict == "partial" else 0.02 * (i % 5)
        yield {
            **common,
            "measure": "item_shift",
            "variable": item,
            "bloc": first,
            "reference_bloc": second,
            "estimate": shift,
            "ci_low": shift - 0.1,
            "ci_high": shift + 0.1,
            "verdict": "differs" if shift > 0.3 else "",
            "p_adjusted": 0.01,
        }


def _gap(params: Params, verdict: str) -> Iterator[Draft]:
    """Let each side stand below the one before it by the same points, of which differing items make .7."""
    for (p, first), (q, second) in combinations(enumerate(params.blocs), 2):
        pair = {"bloc": first, "reference_bloc": second}
        for i, name in enumerate(("index", *params.index.dimensions)):
            yield from (
                {
                    "chapter": "gap",
                    "measure": "contrast",
                    "variable": name,
                    "model": model,
                    **pair,
                    "family": "index" if name == "index" else "dimensions",
                    "p_adjusted": 0.0004 if i > 5 else 0.2,
                    "verdict": "difference" if i > 5 else "undetermined",
                    **_points((q - p) * step, 1.9, 1749.0),
                }
                for model, step in (("raw", 2.1 + i), ("adjusted", 1.4 + i if verdict == "partial" else 2.1 + i))
            )
            if verdict == "partial":
                yield {
                    "chapter": "gap",
                    "measure": "points_owed",
                    "variable": name,
                    **pair,
                    **_points((q - p) * 0.7, 0.3, 1749.0),
                }
    for p, bloc in enumerate(params.blocs if verdict == "partial" else ()):
        for i, name in enumerate(("index", *params.index.dimensions)):
            mean = _points(60.0 - p * (1.4 + i), 1.3, 870.0)
            yield {
                "chapter": "gap",
                "measure": "adjusted_mean",
                "variable": name,
                "model": "adjusted",
                "bloc": bloc,
                **mean,
            }


def _topline(params: Params, codebook: Codebook) -> Iterator[Draft]:
    sides = ["", *params.blocs] if len(params.blocs) > 1 else [""]
    for variable in codebook.variables:
        if not variable.topline or variable.type in {"text", "paradata"}:
            continue
        for side in sides:
            if not variable.blocs or not side or side in variable.blocs:
                yield from _distribution(codebook, variable, side)


def _distribution(codebook: Codebook, variable: Variable, side: str) -> Iterator[Draft]:
    """Let everybody answer one question, and 8 in 10 all others; a share of those who answered is larger by a quarter."""
    common = {
        "chapter": "topline",
        "variable": variable.id,
        "bloc": side,
        **_points(0.0, 0.0, 1749.0),
        "unit": "share",
    }
    is_full = variable.id == FULL_QUESTION
    codes = [] if variable.type == "numeric" else list(codebook.codes(variable.id))
    missing = [] if is_full else list(codebook.missing_codes(variable.id))[1:3]
    of_answered = {"base": "answered", "n": 1749.0 if is_full else 1400.0}
    for i, code in enumerate([*codes, *missing]):
        share = 0.4 / (i + 1)
        ends = {"estimate": share, "ci_low": share * 0.9, "ci_high": share * 1.1}
        line = {**common, "measure": "share", "category": str(code)}
        yield {**line, "base": "asked", **ends}
        if code in codes:
            larger = 1.0 if is_full else 1.25
            yield {**line, **of_answered, **{name: value * larger for name, value in ends.items()}}
    if variable.type == "numeric":
        yield {
            **common,
            **of_answered,
            "measure": "mean",
            "unit": "own",
            "estimate": 41.3,
            "ci_low": 40.1,
            "ci_high": 42.5,
        }
    if variable.type == "ordinal":
        yield {
            **common,
            **of_answered,
            "measure": "mean",
            "unit": "own",
            "estimate": 3.417,
            "ci_low": 3.352,
            "ci_high": 3.482,
        }


def _associations(params: Params, codebook: Codebook) -> Iterator[Draft]:
    if len(params.blocs) < 2:
        return
    for i, variable in enumerate(codebook.variables):
        if not variable.topline or variable.type not in {"single", "ordinal"} or variable.role == "area":
            continue
        keys = {
            "chapter": "topline",
            "variable": variable.id,
            "variable_2": "bloc",
            "n": 1700.0,
            "sample": "main",
            "weighting": "calibrated",
            "base": "answered",
        }
        strength = {"estimate": 0.12, "ci_low": 0.05, "ci_high": 0.19, "note": "" if i % 4 else "untestable"}
        yield {**keys, "measure": "cramers_v", **strength}
        if i % 4:
            yield {
                **keys,
                "measure": "rao_scott",
                "estimate": 5.1,
                "df": 3.4,
                "p_value": 0.002,
                "p_adjusted": 0.02,
            }


def _crosscheck(params: Params, codebook: Codebook) -> Iterator[Draft]:
    common = {"chapter": "comparison", "variable": "index", "sample": "main"}
    ways = (
        ("calibrated", "linearised", ""),
        ("calibrated", "linearised", "simple"),
        ("none", "pingouin", ""),
    )
    for i, name in enumerate(params.comparison.group_by):
        second = codebook.key_of_code(name, list(codebook.codes(name))[1])
        for j, (weighting, method, model) in enumerate(ways):
            keys = {
                **common,
                "variable_2": name,
                "weighting": weighting,
                "method": method,
                "model": model,
                "n": 9.0 if i == 2 else 640.0,
            }
            note = ("alike", "weights", "design", "both")[i % 4]
            points = {"estimate": -1.4 + j / 10, "standard_error": 0.8, "p_value": 0.08, "note": note}
            yield {**keys, "measure": "crosscheck_t", "category": second, **points}
            yield {
                **keys,
                "measure": "crosscheck_rao_scott",
                "estimate": 3.1 + j,
                "p_value": 0.03,
                "note": note,
            }
    for name in params.comparison.group_by:
        keys = {**common, "chapter": "groups", "variable_2": name, "weighting": "calibrated", "n": 1749.0}
        yield {**keys, "measure": "cramers_v", "estimate": 0.18, "ci_low": 0.14, "ci_high": 0.22}
        yield {
            **keys,
            "measure": "rao_scott",
            "estimate": 9.5,
            "df": 8.1,
            "p_value": 0.011,
            "p_adjusted": 0.022,
        }
    if params.comparison.group_by:
        yield {
            **common,
            "measure": "crosscheck_coefficient",
            "weighting": "calibrated",
            "n": 1749.0,
            "note": "not_estimable",
        }
