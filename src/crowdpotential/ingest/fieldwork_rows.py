"""The fieldwork in numbers: planned, received, left out, analysed; quotas reached; flags; length; answers that are missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook
from crowdpotential.conditions import NOT_ASKED, UNANSWERED, is_of_class, numbers_given
from crowdpotential.contracts import EXCLUSIONS, FLAGS, RESPONSES, require
from crowdpotential.ingest.margin_tables import cell_of_respondents
from crowdpotential.params import Area, Cleaning
from crowdpotential.results.measure import Measure
from crowdpotential.results.measures import fieldwork as measures
from crowdpotential.results.rows import Columns, Row, make_row


def count_rows(
    received: pd.DataFrame,
    exclusions: pd.DataFrame,
    flags: pd.DataFrame,
    *,
    areas: Mapping[str, Area],
    blocs: Collection[str],
    cleaning: Cleaning,
    codebook: Codebook,
) -> list[Row]:
    """Count interviews planned, received, left out by each rule, analysed and flagged, by sample and area, else bloc."""
    require(received, RESPONSES)
    require(exclusions, EXCLUSIONS)
    require(flags, FLAGS)
    rows: list[Row] = []
    for sample in sorted(received["sample_type"].unique(), reverse=True):  # the main sample before the boost
        ours = received[received["sample_type"] == sample]
        out = exclusions[exclusions["sample_type"] == sample]
        flagged = flags.merge(ours[["respondent_id", "area", "bloc"]], on="respondent_id", validate="many_to_one")
        for place in _places(areas, blocs):
            keys: Columns = {"sample": sample, "area": place.area, "bloc": place.bloc}
            n, n_out = int(place.holds(ours).sum()), int(place.holds(out).sum())
            left_out = place.rows_of(out)["rule"].value_counts()
            flagged_by = place.rows_of(flagged).groupby("rule")["respondent_id"].nunique()
            counts = {measures.N_RECEIVED: n, measures.N_EXCLUDED: n_out, measures.N_ANALYSED: n - n_out}
            rows += [_count(measure, keys, count) for measure, count in counts.items()]
            rows.append(make_row(measures.EXCLUDED_SHARE, keys, estimate=n_out / n if n else np.nan, n=n))
            for rule in cleaning.exclude:
                rows.append(_count(measures.EXCLUSION, {**keys, "variable": rule.id}, left_out.get(rule.id, 0)))
            for check in codebook.quality:
                share = flagged_by.get(check.id, 0) / n if n else np.nan
                rows.append(make_row(measures.FLAGGED, keys, variable=check.id, estimate=share, n=n))
    for area, entry in areas.items():
        if entry.planned is not None:
            here: Columns = {"sample": "main", "area": area, "bloc": entry.bloc}
            rows.append(_count(measures.N_PLANNED, here, entry.planned))
    if areas and all(entry.planned is not None for entry in areas.values()):
        planned = sum(entry.planned or 0 for entry in areas.values())
        rows.append(_count(measures.N_PLANNED, {"sample": "main"}, planned))
    return rows


def unplaced_rows(analysed_main: pd.DataFrame, *, areas: Collection[str], blocs: Collection[str]) -> list[Row]:
    """Count the respondents who belong to no area, and those who belong to no bloc, where a study has such and anybody does not."""
    rows: list[Row] = []
    for column, known in (("area", areas), ("bloc", blocs)):
        n = int((analysed_main[column] == "").sum())
        if known and n:
            rows.append(make_row(measures.N_UNPLACED, sample="main", variable=column, estimate=n, n=len(analysed_main)))
    return rows


def forbidden_rows(findings: pd.DataFrame) -> list[Row]:
    """Count the answers to questions that should not have been asked, as the findings list them."""
    n = float(findings.loc[findings["rule"] == "forbidden_answer", "n"].sum())
    return [make_row(measures.N_FORBIDDEN, estimate=n, n=n)]


def quota_rows(analysed_main: pd.DataFrame, margins: pd.DataFrame, *, areas: Mapping[str, Area], codebook: Codebook) -> list[Row]:
    """Show the interviews of each quota cell beside the number that the population's structure asks for."""
    rows: list[Row] = []
    of_areas = margins[margins["area"].isin(list(areas))]  # a bloc's own margins set no quotas
    for (area, variable), cells in of_areas.groupby(["area", "variable"], sort=False):
        planned = areas[str(area)].planned
        if planned is None:
            continue
        ours = analysed_main[analysed_main["area"] == area]
        reached = cell_of_respondents(ours, str(variable), codebook).value_counts()
        shares = cells.set_index("category")["persons"] / cells["persons"].sum()
        for category, share in shares.items():
            if share == 0 and category not in reached:  # nobody lives there: no quota
                continue
            keys: Columns = {
                "sample": "main",
                "area": str(area),
                "bloc": areas[str(area)].bloc,
                "variable": str(variable),
                "category": str(category),
                "n": float(len(ours)),
            }
            n_reached = float(reached.get(category, 0))
            rows.append(make_row(measures.QUOTA_PLANNED, keys, estimate=planned * float(share)))
            rows.append(make_row(measures.QUOTA_REACHED, keys, estimate=n_reached))
    return rows


def duration_rows(analysed: pd.DataFrame, codebook: Codebook) -> list[Row]:
    """Return the median length of an interview, for all and by mode."""
    duration, mode = codebook.one_with_role("duration"), codebook.one_with_role("mode")
    if duration is None:
        return []
    length = pd.Series(numbers_given(analysed, duration.id, codebook=codebook), analysed.index)
    groups: list[tuple[str, pd.Series]] = [("", length)]
    if mode is not None:
        groups += [(codebook.key_of_code(mode.id, code), length[analysed[mode.id] == code]) for code in codebook.codes(mode.id)]
    return [
        make_row(
            measures.DURATION_MEDIAN,
            category=category,
            variable=duration.id,
            estimate=float(values.median()),
            n=int(values.notna().sum()),
        )
        for category, values in groups
        if values.notna().any()
    ]


def nonresponse_rows(analysed_main: pd.DataFrame, *, areas: Mapping[str, Area], blocs: Collection[str], codebook: Codebook) -> list[Row]:
    """Return the share of item answers that are don't-know, refusal or blank, among those asked, by dimension and area (else bloc)."""
    rows: list[Row] = []
    for dimension in codebook.dimensions:
        items = list(codebook.items(dimension.id))
        if not items:
            continue
        missing, skipped = (
            np.column_stack([is_of_class(analysed_main, i, codebook=codebook, variable=i, classes=classes) for i in items])
            for classes in (UNANSWERED, NOT_ASKED)
        )
        asked = ~skipped
        for place in _places(areas, blocs):
            inside = place.holds(analysed_main).to_numpy(dtype=bool)
            n_asked = int(asked[inside].sum())
            rows.append(
                make_row(
                    measures.NONRESPONSE,
                    sample="main",
                    area=place.area,
                    bloc=place.bloc,
                    variable=dimension.id,
                    estimate=float(missing[inside].sum() / n_asked) if n_asked else np.nan,
                    n=int(asked[inside].any(axis=1).sum()),
                )
            )
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where interviews are counted: everywhere, in an area, or on a side of a study without areas."""

    area: str = ""
    bloc: str = ""

    def holds(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """Return which interviews are from there."""
        if self.area:
            return frame["area"] == self.area
        return frame["bloc"] == self.bloc if self.bloc else pd.Series(data=True, index=frame.index)

    def rows_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the interviews from there."""
        return frame[self.holds(frame)]


def _places(areas: Mapping[str, Area], blocs: Collection[str]) -> list[_Place]:
    """List everywhere and each area; each bloc where there are no areas and several blocs."""
    if areas:
        return [_Place(), *(_Place(area=name, bloc=entry.bloc) for name, entry in areas.items())]
    return [_Place(), *(_Place(bloc=name) for name in blocs if len(blocs) > 1)]


def _count(measure: Measure, keys: Columns, n: float) -> Row:
    return make_row(measure, keys, estimate=float(n), n=float(n))
