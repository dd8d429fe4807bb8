"""Quality checks: each kind of rule flags whom it should, and findings count what is there."""

import numpy as np
import pandas as pd
import pytest
from synthetic import codebook_data, harmonise_pairs, tiny_areas, tiny_codebook, tiny_files

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.contracts import FINDINGS, FLAGS, require
from crowdpotential.ingest.quality import flag_respondents, list_findings
from crowdpotential.params import Cleaning

CODEBOOK = tiny_codebook()


def responses(n: int = 12) -> pd.DataFrame:
    return harmonise_pairs(tiny_files(n), codebook=CODEBOOK, areas=tiny_areas())


def flagged(frame: pd.DataFrame, rule: str, codebook: Codebook = CODEBOOK) -> list[int]:
    """Rows that a rule flags."""
    flags = flag_respondents(frame, codebook)
    ids = flags.loc[flags["rule"] == rule, "respondent_id"]
    return np.flatnonzero(frame["respondent_id"].isin(ids)).tolist()


def test_flags_meet_their_contract() -> None:
    require(flag_respondents(responses(), CODEBOOK), FLAGS)


def test_without_rules_nobody_is_flagged() -> None:
    codebook = build_codebook({**codebook_data(), "quality": []}, name="tiny")
    require(flag_respondents(responses(), codebook), FLAGS)


def test_of_several_records_with_one_number_all_but_one_are_flagged() -> None:
    files = tiny_files(12)
    files[0][1].loc[[4, 7], "number"] = "1"
    frame = harmonise_pairs(files, codebook=CODEBOOK, areas=tiny_areas())
    assert len(flagged(frame, "repeated")) == 2
    assert set(flagged(frame, "repeated")) < {0, 4, 7}


def test_a_condition_flags_those_who_answered_otherwise() -> None:
    frame = responses()
    frame.loc[[1, 3], "ATT"] = [4, 99]
    assert flagged(frame, "attention") == [1]


def test_contradictory_pairs_are_flagged_from_the_minimum_difference_on() -> None:
    frame = responses()
    frame[["X1", "X3"]] = [1, 5]  # X3 is reversed: no contradiction
    frame.loc[[0, 1, 2], ["X1", "X3"]] = [[5, 5], [5, 3], [5, 98]]
    assert flagged(frame, "contradiction") == [0]
    frame.loc[1, "X3"] = 4
    assert flagged(frame, "contradiction") == [0, 1]


def test_every_pair_must_contradict() -> None:
    data = codebook_data()
    data["quality"][2]["pairs"] = [["X1", "X3"], ["Y1", "Y2"]]
    codebook = build_codebook(data, name="tiny")
    frame = responses()
    frame[["X1", "X3", "Y1", "Y2"]] = [5, 5, 1, 5]
    frame.loc[3, ["Y1", "Y2"]] = [1, 1]
    assert flagged(frame, "contradiction", codebook) == [3]


def test_straightlining_needs_one_column_in_enough_dimensions() -> None:
    frame = responses()
    frame[["X1", "X2", "X3", "Y1", "Y2"]] = [1, 2, 5, 1, 5]
    frame.loc[0, ["X1", "X2", "X3", "Y1", "Y2"]] = [4, 4, 4, 2, 2]
    frame.loc[1, ["X1", "X2", "X3"]] = 4
    frame.loc[2, ["X1", "X2", "X3", "Y1", "Y2"]] = 97
    assert flagged(frame, "lines") == [0]


def test_speeding_is_measured_against_the_median_of_the_mode() -> None:
    frame = responses()
    frame["mode"], frame["minutes"] = 2, 30.0
    frame.loc[[0, 1, 2, 3], "minutes"] = [11.9, 12.1, 997.0, 1.0]
    frame.loc[3, "mode"] = 1  # on paper: the rule does not look there
    assert flagged(frame, "fast") == [0]


def test_item_nonresponse_counts_only_what_was_asked() -> None:
    frame = responses()
    frame.loc[0, ["X1", "X2"]] = [97, 99]  # 2 of 5
    frame.loc[1, ["X1", "X2", "X3"]] = [97, 98, 99]  # 3 of 5
    frame.loc[2, ["X1", "X2", "X3"]] = [96, 96, 99]  # 1 of 3
    assert flagged(frame, "gaps") == [1]


def test_duplicates_are_flagged_on_both_sides_but_not_for_a_repeated_record() -> None:
    files = tiny_files(30)
    rng = np.random.default_rng(3)
    for _, cells in files:
        for item in ("X1", "X2", "X3", "Y1", "Y2"):
            cells[item] = rng.integers(1, 6, len(cells))
    north = files[0][1]
    north.loc[10] = north.loc[4]
    north.loc[10, "number"] = "999"
    north.loc[20] = north.loc[5]  # the record of row 5, delivered twice
    frame = harmonise_pairs(files, codebook=CODEBOOK, areas=tiny_areas())
    twins = flagged(frame, "twins")
    assert {4, 10} <= set(twins)
    assert 20 not in twins
    frame.loc[10, ["X1", "X2", "X3", "Y1", "Y2", "D_SEX"]] = 98  # too little in common to compare
    assert 10 not in flagged(frame, "twins")


def test_duplicates_are_found_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = responses(12)
    whole = flagged(frame, "twins")
    monkeypatch.setattr("crowdpotential.ingest.flag_rules.BLOCK_ROWS", 5)
    assert flagged(frame, "twins") == whole


def _findings(frame: pd.DataFrame, **cleaning: object) -> pd.DataFrame:
    flags = flag_respondents(frame, CODEBOOK)
    return list_findings(
        frame,
        flags,
        CODEBOOK,
        cleaning=Cleaning.model_validate(cleaning),
        areas=tiny_areas(),
        is_synthetic=True,
    )


def test_findings_count_by_rule_variable_area_and_sample() -> None:
    frame = responses()
    frame.loc[[0, 2], "ATT"] = 4  # on paper: not asked
    frame.loc[1, "ATT"] = 96  # on the web: skipped
    frame.loc[13, "ONLY_N"] = 1  # in the south: not asked
    frame.loc[5, "D_AGE"] = 17.0
    frame.loc[6, ["P_2", "P_4"]] = 1
    frame.loc[7, ["P_1", "P_2", "P_3"]] = 1
    frame.loc[[8, 9], "X1"] = 97
    frame.loc[3, "sample_type"] = "boost"
    found = _findings(frame).set_index("finding_id")
    require(found.reset_index(), FINDINGS)
    assert found["is_synthetic"].all()
    assert found.loc["forbidden_answer.ATT.north.main", ["n", "share", "action"]].tolist() == [
        2,
        pytest.approx(2 / 6),
        "set_not_applicable",
    ]
    assert found.loc["forbidden_answer.ONLY_N.south.main", ["n", "bloc"]].tolist() == [1, "S"]
    assert found.loc["skipped_question.ATT.north.main", "n"] == 1
    assert found.loc["out_of_range.D_AGE.north.main", ["n", "action"]].tolist() == [1, "refuse"]
    assert found.loc["exclusive_option.P.north.main", "n"] == 1
    assert found.loc["too_many_answers.P.north.main", "n"] == 1
    assert found.loc["item_missing.X1.north.main", ["n", "share"]].tolist() == [2, pytest.approx(2 / 11)]


@pytest.mark.parametrize(("n_missing", "is_finding"), [(1, False), (3, False), (4, True)])
def test_missing_answers_are_a_finding_from_a_tenth_on(n_missing: int, is_finding: bool) -> None:  # noqa: FBT001 what is expected
    frame = responses(40)
    frame.loc[: n_missing - 1, "X1"] = 97
    assert ("item_missing" in set(_findings(frame)["rule"])) == is_finding


def test_a_clean_survey_has_no_findings_but_the_contract_holds() -> None:
    frame = responses()
    frame[["X1", "X2", "X3", "Y1", "Y2"]] = [1, 2, 5, 1, 5]
    flags = flag_respondents(frame, CODEBOOK).iloc[:0]
    found = list_findings(frame, flags, CODEBOOK, cleaning=Cleaning(), areas=tiny_areas(), is_synthetic=False)
    require(found, FINDINGS)
    assert found.empty


def test_a_condition_that_names_answers_nobody_gave_is_told_where_it_flags_nobody() -> None:
    frame, rule = responses(), {"id": "cheap", "kind": "condition", "label": {"en": "x"}}
    for when, idle in (
        ({"variable": "P", "op": "selected", "value": "money"}, True),
        (
            {
                "all": [
                    {"variable": "mode", "op": "eq", "value": 2},
                    {"variable": "point", "op": "eq", "value": "p9"},
                ]
            },
            True,
        ),
        ({"variable": "mode", "op": "eq", "value": 2}, False),  # flags some
        ({"variable": "D_AGE", "op": "gt", "value": 95}, False),  # nobody is as old: no wonder
    ):
        codebook = build_codebook({**codebook_data(), "quality": [{**rule, "when": when}]}, name="tiny")
        flags = flag_respondents(frame, codebook)
        found = list_findings(frame, flags, codebook, cleaning=Cleaning(), areas=tiny_areas(), is_synthetic=True)
        told = found[found["rule"] == "rule_matches_nobody"]
        assert told["source"].tolist() == (["quality.cheap"] if idle else [])
        assert told["n"].tolist() == ([len(frame)] if idle else [])
