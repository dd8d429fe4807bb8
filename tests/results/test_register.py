"""The register of measures: complete, bilingual, and the only names that rows and pages may use."""

import pandas as pd
import pytest

from battery.results_pages import CHAPTERS, COLUMNS, METHODS, RESULTS, make_methods_page, make_results_page
from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.disclosure.followers import is_about_answers
from crowdpotential.exhibits.results import Results
from crowdpotential.results import finish, measure_of
from crowdpotential.results.measure import MadeBy, Measure
from crowdpotential.results.measures import REGISTER, fieldwork, index, topline
from crowdpotential.results.rows import MAIN, Row, make_row
from crowdpotential.results.table import read_rows

EVERY = list(REGISTER.values())


@pytest.mark.parametrize("measure", EVERY, ids=[".".join(one.key) for one in EVERY])
def test_each_measure_is_explained_in_both_languages_and_has_a_source(measure: Measure) -> None:
    assert measure.meaning.en.endswith(".")
    assert any("а" <= letter <= "я" for letter in measure.meaning.ru)
    assert measure.source
    assert (measure.made_where is not None) == (measure.made_by is MadeBy.OTHER)


OF_RESIDENTS = ["resident_mean", "difference"]  # what the chapter on experts tells of the survey
OF_COMPOSITION = [  # of a side, by the controls of the gap: counts and weights, not answers
    "composition_share",
    "asmd_before",
    "asmd_after",
    "balance_factor",
    "largest_factor",
    "n_effective_before",
    "n_effective_after",
    "n_lacking_control",
    "not_taken_apart",
]


def test_chapters_of_the_register_are_those_of_its_page() -> None:
    assert list(dict.fromkeys(measure.chapter for measure in EVERY)) == list(CHAPTERS)


def test_all_but_counts_of_interviews_and_verdicts_of_comparability_is_hidden_on_too_few() -> None:
    frame = pd.DataFrame(list(REGISTER), columns=["chapter", "measure"])
    is_count = frame["chapter"].isin(["fieldwork", "weighting"])
    is_verdict = (frame["chapter"] == "comparability") & (frame["measure"] == "verdict")
    is_published = (frame["chapter"] == "yardsticks") & frame["measure"].str.startswith("external_")
    is_published |= (frame["chapter"] == "platforms") & frame["measure"].isin(["count", "per_thousand", "rate"])
    is_panel = (frame["chapter"] == "experts") & ~frame["measure"].isin(OF_RESIDENTS)
    is_panel |= frame["chapter"] == "events"
    is_composition = (frame["chapter"] == "gap") & frame["measure"].isin(OF_COMPOSITION)
    assert is_about_answers(frame).tolist() == (~is_count & ~is_verdict & ~is_published & ~is_panel & ~is_composition).tolist()


def test_what_no_register_knows_is_hidden_on_too_few() -> None:
    assert is_about_answers(pd.DataFrame({"chapter": ["index"], "measure": ["average"]})).tolist() == [True]


def test_the_pages_of_the_register_are_written_anew_after_each_change() -> None:
    assert RESULTS.read_text(encoding="utf-8") == make_results_page()
    assert METHODS.read_text(encoding="utf-8") == make_methods_page()
    assert list(COLUMNS) == list(RESULT_COLUMNS)


def test_an_unknown_measure_is_refused_by_rows_and_by_pages() -> None:
    with pytest.raises(KeyError, match="no such measure is registered"):
        measure_of("index", "average")
    with pytest.raises(KeyError, match=r"index\.average"):
        finish([Row(chapter="index", measure="average")], is_synthetic=True)
    with pytest.raises(KeyError, match=r"index\.average"):
        Results(by_measure={}).find("index", "average")


def test_a_unit_that_contradicts_its_measure_is_refused() -> None:
    with pytest.raises(ValueError, match=r"index.mean: unit 'share'"):
        make_row(index.MEAN, unit="share")
    with pytest.raises(ValueError, match=r"index.mean: unit 'share'"):
        finish([Row(chapter="index", measure="mean", unit="share")], is_synthetic=True)


def test_a_column_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError, match="expected"):
        make_row(index.MEAN, expected=1.0)  # type: ignore[call-arg]


def test_a_row_takes_its_unit_from_the_measure_and_its_own_columns_before_shared_ones() -> None:
    row = make_row(topline.SHARE, MAIN, {"note": "shared", "n": 3.0}, note="own")
    assert (row.unit, row.sample, row.note, row.n) == ("share", "main", "own", 3.0)


def test_rows_become_a_frame_and_rows_again() -> None:
    rows = [
        make_row(fieldwork.N_RECEIVED, sample="main", estimate=4.0, n=4.0),
        make_row(topline.SHARE, MAIN, variable="q", category="1", base="answered", estimate=0.5, n=4.0),
    ]
    frame = finish(rows, is_synthetic=True)
    back = read_rows(frame)
    assert [row.result_id for row in back] == ["fieldwork.n_received", "topline.share.q=1.base=answered"]
    assert [(row.estimate, row.unit, row.is_synthetic) for row in back] == [
        (4.0, "interviews", True),
        (0.5, "share", True),
    ]
    assert isinstance(back[0], Row)
