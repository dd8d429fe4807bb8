"""Associations of questions with the side: the test of the design, Cramer's V, one family, and what is left out."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from crowdpotential.chapters.answers.estimates.associations import (
    Screening,
    drop_empty,
    level_association_rows,
    position_of_codes,
    position_of_level,
    topline_association_rows,
)
from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.params import Levels
from crowdpotential.stats.inference.categorical import rao_scott
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.inference.multiplicity import adjust_p_values
from crowdpotential.stats.inference.two_way import count_tables, replicated_table
from crowdpotential.stats.replication.replicates import rao_wu_replication

N, N_PSUS, N_REPLICATES = 400, 40, 200


def words(text: str) -> dict[str, str]:
    return {"en": text}


def book(*more: dict[str, Any]) -> Codebook:
    codes = {code: {"label": words(str(code))} for code in (1, 2, 3)}
    common = {"type": "single", "missing": "usual", "codes": codes}
    return build_codebook(
        {
            "id": "small",
            "languages": ["en"],
            "missing": {"usual": {97: {"class": "dont_know", "label": words("don't know")}}},
            "dimensions": [],
            "variables": [
                {"id": "place", **common, "role": "area", "wording": words("place")},
                {"id": "sex", **common, "wording": words("sex")},
                {"id": "trust", **common, "wording": words("trust")},
                {"id": "taste", **common, "wording": words("taste")},
                {"id": "alone", **common, "wording": words("one answer only")},
                {"id": "age", "type": "numeric", "wording": words("age")},
                {"id": "inner", **common, "topline": False, "wording": words("inner")},
                *more,
            ],
        },
        name="small",
    )


def responses(rng: np.random.Generator) -> pd.DataFrame:
    bloc = np.repeat(["A", "B"], N // 2)
    trust = np.where(rng.random(N) < 0.4, np.where(bloc == "A", 1, 2), rng.choice([1, 2, 3, 97], N))
    frame = {"bloc": bloc, "place": rng.integers(1, 3, N), "sex": 1 + np.arange(N) % 2, "trust": trust}
    frame |= {"taste": rng.integers(1, 4, N), "alone": np.ones(N), "age": rng.integers(18, 80, N)}
    return pd.DataFrame({**frame, "inner": rng.integers(1, 3, N)})


def design_for(rng: np.random.Generator, n_replicates: int = N_REPLICATES) -> Design:
    """Weights scaled to each sex within each bloc, in every replicate: sex by bloc is held fixed."""
    psus = np.repeat(np.arange(N_PSUS), N // N_PSUS)
    strata = psus // (N_PSUS // 2)
    units = np.arange(N_PSUS) // (N_PSUS // 2)
    cell = strata * 2 + np.arange(N) % 2
    draws = np.stack(
        [
            np.bincount(
                np.concatenate([rng.choice(np.flatnonzero(units == h), N_PSUS // 2 - 1) for h in (0, 1)]),
                minlength=N_PSUS,
            )
            for _ in range(n_replicates)
        ],
        axis=1,
    )
    replicates = draws[psus].astype(float) * 20 / 19
    totals = np.stack([np.bincount(cell, column) for column in replicates.T], axis=1)
    return Design(
        weights=np.full(N, 5.0),
        replicate_weights=replicates * (500 / totals)[cell],
        replication=rao_wu_replication(units, number=n_replicates),
        strata=strata,
        psus=psus,
    )


def screening(design: Design, suppress_below: int = 10) -> Screening:
    return Screening(design=design, confidence_level=0.95, suppress_below=suppress_below)


def by_key(rows: list[Any]) -> dict[tuple[str, str], Any]:
    return {(row.measure, row.variable): row for row in rows}


def test_every_question_with_one_answer_is_tested_in_one_family() -> None:
    rng = np.random.default_rng(3)
    asked, design = responses(rng), design_for(rng)
    rows = by_key(topline_association_rows(asked, book(), screening(design)))
    assert set(rows) == {
        ("cramers_v", "sex"),
        *((measure, name) for measure in ("cramers_v", "rao_scott") for name in ("trust", "taste")),
    }
    columns = position_of_codes(asked, book(), "trust")
    bloc = np.where(columns >= 0, np.arange(N) // (N // 2), -1)
    counts = count_tables(bloc, columns, design.all_weights)
    n = int((columns >= 0).sum())
    table = replicated_table(counts, n, replication=design.replication, degrees_of_freedom=38.0)
    expected, row = rao_scott(table).second_order, rows["rao_scott", "trust"]
    assert_allclose(
        [row.estimate, row.df, row.p_value],
        [expected.statistic, expected.numerator_df, expected.p_value],
    )
    assert row.n == (columns >= 0).sum() < N
    assert row.p_value < 0.001 < rows["rao_scott", "taste"].p_value
    tests = [rows["rao_scott", name] for name in ("trust", "taste")]
    assert_allclose(
        [test.p_adjusted for test in tests],
        adjust_p_values(np.array([test.p_value for test in tests]), "benjamini-hochberg"),
    )
    assert {(test.p_adjust_method, test.family) for test in tests} == {("benjamini-hochberg", "toplines")}
    assert {row.variable_2 for row in rows.values()} == {"bloc"}


def test_what_tells_the_side_is_not_tested_with_it() -> None:
    rng = np.random.default_rng(3)
    asked, design = responses(rng), design_for(rng)
    asked["half"], asked["side"] = 1 + (asked["taste"] > 1), 1 + (asked["taste"] > 1)
    codes = {code: {"label": words(str(code))} for code in (1, 2)}
    told = {"type": "single", "missing": "usual", "codes": codes}
    recoded = [
        {
            **told,
            "id": name,
            "wording": words(name),
            "derive": {"recode": {"variable": source, "groups": groups}},
        }
        for name, source, groups in (
            ("half", "taste", {1: [1], 2: [2, 3]}),
            ("side", "half", {1: [1], 2: [2]}),
        )
    ]
    recoded[1]["role"] = "bloc"
    rows = topline_association_rows(asked, book(*recoded), screening(design))
    assert {row.variable for row in rows} == {"sex", "trust"}, "taste makes half, and half the side"


def test_what_the_weights_hold_fixed_has_a_strength_but_no_test() -> None:
    rng = np.random.default_rng(3)
    rows = by_key(topline_association_rows(responses(rng), book(), screening(design_for(rng))))
    assert rows["cramers_v", "sex"].note == "untestable"
    assert rows["cramers_v", "sex"].estimate == pytest.approx(0, abs=1e-9)
    assert rows["cramers_v", "trust"].note == ""


def test_a_side_whose_answers_are_hidden_is_not_compared() -> None:
    rng = np.random.default_rng(3)
    asked, design = responses(rng), design_for(rng)
    asked.loc[(asked["bloc"] == "B") & (np.arange(N) % 200 > 8), "trust"] = 97
    rows = by_key(topline_association_rows(asked, book(), screening(design)))
    assert ("cramers_v", "trust") not in rows
    assert ("rao_scott", "trust") not in rows
    assert ("cramers_v", "taste") in rows


@pytest.mark.parametrize("psus", [np.arange(N) // 10 == 7, np.isin(np.arange(N) // 10, [7, 27])])
def test_a_side_in_one_unit_of_each_stratum_has_a_strength_without_an_error(psus: np.ndarray) -> None:
    rng = np.random.default_rng(3)
    frame = responses(rng).assign(bloc=np.where(psus, "A", "B"))
    rows = topline_association_rows(frame, book(), screening(design_for(rng)))
    assert rows
    assert {row.measure for row in rows} == {"cramers_v"}, "no test"
    for row in rows:
        assert row.estimate >= 0
        assert np.isnan([row.standard_error, row.ci_low, row.ci_high]).all()
        assert (row.df, row.note) == (0, "single_unit")


def test_one_bloc_has_nothing_to_be_compared_with() -> None:
    rng = np.random.default_rng(3)
    asked, design = responses(rng).assign(bloc="A"), design_for(rng)
    assert topline_association_rows(asked, book(), screening(design)) == []


def test_levels_of_the_index_are_crossed_with_groups() -> None:
    rng = np.random.default_rng(4)
    design, sex = design_for(rng), np.arange(N) % 2
    index = 50 + 15 * sex + rng.normal(0, 10, N)
    index[:5] = np.nan
    level = position_of_level(index, Levels(low_below=45, high_from=60))
    assert set(level[:5]) == {-1}
    groups = {"sex": sex, "taste": rng.integers(-1, 3, N), "alone": np.zeros(N, dtype=np.int64)}
    rows = level_association_rows(level, groups, screening(design))
    tests = {row.variable_2: row for row in rows if row.measure == "rao_scott"}
    assert set(tests) == {"sex", "taste"}
    assert tests["sex"].p_adjusted < 0.001 < tests["taste"].p_value
    assert {(row.chapter, row.variable) for row in rows} == {("groups", "index")}
    assert {row.family for row in tests.values()} == {"levels"}


def test_only_rows_and_columns_that_somebody_has_are_numbered() -> None:
    rows, columns = drop_empty(np.array([3, 3, 5, -1, 5, 7]), np.array([2, 0, 2, 1, 0, -1]))
    assert rows.tolist() == [0, 0, 1, -1, 1, -1]
    assert columns.tolist() == [1, 0, 1, -1, 0, -1]


@pytest.mark.parametrize("pull", [0.0, 0.3])
def test_the_interval_of_cramers_v_covers_its_truth(pull: float) -> None:
    rng, n_draws, covered = np.random.default_rng(20190701), 120, 0
    design = design_for(rng, n_replicates=100)
    for _ in range(n_draws):
        asked = responses(rng)
        side = np.where(asked["bloc"] == "A", 1, 2)
        asked["taste"] = np.where(rng.random(N) < pull, side, rng.integers(1, 3, N))
        row = by_key(topline_association_rows(asked, book(), screening(design)))["cramers_v", "taste"]
        assert 0 <= row.ci_low <= row.estimate <= row.ci_high <= 1
        covered += row.ci_low <= pull <= row.ci_high
    assert covered / n_draws > 0.95 - 3 * np.sqrt(0.95 * 0.05 / n_draws)
