"""Target groups within areas: by their own respondents, and pooled with the group elsewhere and with other groups of the area."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.chapters.portraits.estimates.groups import Groups, Sample, average_index
from crowdpotential.chapters.portraits.estimates.telling import choose_told
from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.compare.permitted import PermittedComparisons
from crowdpotential.params import Area, Params
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures.portraits import BETWEEN, CELL_MEAN, CELL_POOLED, N_CELLS, OWN_SHARE
from crowdpotential.results.rows import MAIN, Columns, Row, inferred, make_row
from crowdpotential.stats.arrays import FloatArray
from crowdpotential.stats.inference.estimation import Inference, infer
from crowdpotential.stats.small_domains.area_level import PooledDomains, pool_domains
from crowdpotential.stats.small_domains.variance_smoothing import smooth_variances
from crowdpotential.store import StageData

FEWEST_BEYOND = 5  # domains more than coefficients, decision 107
FEW_CELLS, CLOSED = "few_cells", "not_comparable"  # notes: why nothing is pooled
INDEX = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretelling:
    """What foretells the means of small domains."""

    name: str
    covariates: FloatArray  # (m, p)


def cell_rows(groups: Groups, sample: Sample, scored: StageData, permitted: PermittedComparisons, *, params: Params) -> list[Row]:
    """Report the index of groups within areas, alone and pooled; how many are pooled, or why none are.

    Pooling takes all sides, areas and groups for comparable, so that nothing is pooled where one of them is not.
    """
    domains = _list_cells(groups, sample, params)
    blocs = set(params.blocs)
    is_closed = (
        bool(permitted.closed) or (groups.variable, "") in permitted.closed_groups or not (len(blocs) < 2 or blocs <= set(permitted.blocs))
    )
    fewest = params.portraits.pooled.fewest if params.portraits and params.portraits.pooled else 0
    about: Columns = {"variable": INDEX}
    if is_closed or len(domains.labels) < fewest:
        n_cells: Columns = {"estimate": float(len(domains.labels)), "note": CLOSED if is_closed else FEW_CELLS}
        return [make_row(N_CELLS, MAIN, about, n_cells)]
    means = average_index(sample, domains, params.index, scored)
    found = _infer(means, params.comparison.confidence_level)
    usable = np.isfinite(found.standard_error) & (found.standard_error > 0)
    foretelling = foretell([label for label, is_usable in zip(domains.labels, usable, strict=True) if is_usable], params)
    if foretelling is None or usable.sum() < fewest:
        return [make_row(N_CELLS, MAIN, about, {"estimate": float(usable.sum()), "note": FEW_CELLS})]
    variances = smooth_variances(found.standard_error[usable] ** 2, means.n_effective[usable, 0], found.degrees_of_freedom[usable])
    pooled = pool_domains(found.estimate[usable], variances, foretelling.covariates)
    return [
        make_row(N_CELLS, MAIN, about, {"estimate": float(usable.sum()), "n": float(means.n[usable, 0].sum()), "model": foretelling.name}),
        make_row(BETWEEN, MAIN, about, {"estimate": float(np.sqrt(pooled.variance_between)), "note": pooled.method}),
        *_rows_of_cells(means, found, np.flatnonzero(usable).tolist(), pooled, params=params),
    ]


def foretell(labels: Sequence[Domain], params: Params) -> Foretelling | None:
    """Choose what foretells means: group and area, else group and side, else the group alone; the first that leaves enough domains.

    Args:
        labels: groups within areas.
        params: areas and sides.
    """
    of_groups, of_areas = [label.domain for label in labels], [label.area for label in labels]
    of_blocs = [params.areas[area].bloc for area in of_areas]
    for name, factors in (("group;area", (of_groups, of_areas)), ("group;bloc", (of_groups, of_blocs)), ("group", (of_groups,))):
        covariates = np.column_stack([np.ones(len(labels)), *(_indicators(factor) for factor in factors)])
        p = covariates.shape[1]
        if len(labels) >= p + FEWEST_BEYOND and np.linalg.matrix_rank(covariates) == p:
            return Foretelling(name=name, covariates=covariates)
    return None


def _indicators(names: Sequence[str]) -> FloatArray:
    """Return a column for each name but the first."""
    known = list(dict.fromkeys(names))[1:]
    return np.array([[float(name == other) for other in known] for name in names]).reshape(len(names), len(known))


def _list_cells(groups: Groups, sample: Sample, params: Params) -> Domains:
    """List the groups within areas that may be told: with respondents enough, and so that margins give no other back."""
    area = sample.responses["area"].to_numpy()
    members = [groups.domains.members[:, groups.domains.position(groups.domain(key))] for key in groups.keys]
    cells = [[inside & (area == name) for name in params.areas] for inside in members]
    sizes = np.array([[int(cell.sum()) for cell in row] for row in cells])
    told = choose_told(sizes, [entry.bloc for entry in params.areas.values()], fewest=sample.few.base)
    labels = [
        Domain(bloc=entry.bloc, area=name, domain_variable=groups.variable, domain=key)
        for i, key in enumerate(groups.keys)
        for j, (name, entry) in enumerate(_entries(params))
        if told[i, j]
    ]
    kept = [cells[i][j] for i in range(len(cells)) for j in range(len(params.areas)) if told[i, j]]
    return Domains(labels=tuple(labels), members=np.column_stack(kept) if kept else np.empty((len(area), 0), dtype=np.bool_))


def _entries(params: Params) -> list[tuple[str, Area]]:
    return list(params.areas.items())


def _infer(means: MeanEstimates, confidence_level: float) -> Inference:
    return infer(
        means.estimate[:, 0],
        means.replicates[:, 0],
        replication=means.replication,
        freedom=means.freedom[:, 0],
        confidence_level=confidence_level,
        within=means.within,
    )


def _rows_of_cells(means: MeanEstimates, found: Inference, places: Sequence[int], pooled: PooledDomains, *, params: Params) -> list[Row]:
    """Report each domain by itself, pooled, and how much its own respondents count there."""
    rows, level, errors = list[Row](), params.comparison.confidence_level, np.sqrt(pooled.mean_squared_error)
    reach = pooled.reach(level)
    low, high = pooled.estimate - reach, pooled.estimate + reach
    if params.index.is_bounded:
        low, high = np.clip(low, 0.0, 100.0), np.clip(high, 0.0, 100.0)
    for i, place in enumerate(places):
        about = (means.domains.labels[place].columns, MAIN, Columns(variable=INDEX, n=float(means.n[place, 0])))
        rows.append(make_row(CELL_MEAN, inferred(found, place), *about, n_effective=float(means.n_effective[place, 0])))
        own: Columns = {"estimate": pooled.estimate[i], "standard_error": errors[i], "ci_low": low[i], "ci_high": high[i]}
        how: Columns = {"interval_type": "t", "confidence_level": level, "df": pooled.degrees_of_freedom, "method": pooled.method}
        rows.append(make_row(CELL_POOLED, own, how, *about))
        rows.append(make_row(OWN_SHARE, *about, estimate=pooled.own_share[i]))
    return rows
