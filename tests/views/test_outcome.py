"""Which sentence may be said: by what was tested, never by the absence of rows."""

import ast
import math
from pathlib import Path
from typing import Any

import pytest

import crowdpotential
from crowdpotential.exhibits.language import LANGUAGES, load_language
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import PERMITTING, VERDICTS
from crowdpotential.views.sentences.outcome import REASONS, SPOKEN, outcome_of

SOURCES = Path(crowdpotential.__file__).parent


def contrast(verdict: str = "undetermined", **changes: Any) -> Result:  # noqa: ANN401 any column of a row
    values: dict[str, Any] = {name: math.nan if kind in (float, "float") else "" for name, kind in Result.__annotations__.items()}
    return Result(**{**values, "ci_low": -1.0, "is_suppressed": False, "verdict": verdict, **changes})


def is_difference(row: Result) -> bool:
    return row.verdict == "difference"


def test_no_rows_are_no_finding() -> None:
    assert outcome_of([], is_difference).kind == "not_asked"
    assert outcome_of([contrast()], is_difference, is_asked=False).kind == "not_asked"


def test_an_obstacle_is_named_whether_rows_are_there_or_not() -> None:
    for rows in ([], [contrast("difference")]):
        found = outcome_of(rows, is_difference, obstacle="misfit")
        assert (found.kind, found.reason, found.is_tested) == ("not_testable", "misfit", False)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ci_low": math.nan, "note": "withheld"}, "withheld"),
        ({"ci_low": math.nan, "note": "single_unit"}, "single_unit"),
        ({"ci_low": math.nan}, "no_error"),
        ({"ci_low": math.nan, "is_suppressed": True}, "suppressed"),
    ],
)
def test_withheld_is_never_no_difference(changes: dict[str, Any], reason: str) -> None:
    found = outcome_of([contrast(**changes), contrast(**changes)], is_difference)
    assert (found.kind, found.reason, found.n_withheld) == ("withheld", reason, 2)


def test_none_some_and_all_count_only_what_was_tested() -> None:
    hidden = contrast("difference", ci_low=math.nan, note="withheld")
    none, some, whole = (
        outcome_of(rows, is_difference)
        for rows in ([contrast(), hidden], [contrast("difference"), contrast()], [contrast("difference")] * 2)
    )
    assert (none.kind, len(none.tested), none.n_withheld) == ("none", 1, 1)
    assert (some.kind, len(some.found)) == ("some", 1)
    assert whole.kind == "all"


def test_all_is_not_said_where_a_part_was_withheld() -> None:
    hidden = contrast(ci_low=math.nan, note="withheld")
    assert outcome_of([contrast("difference"), hidden], is_difference).kind == "some"


def keys_said() -> list[str]:
    """Every key that `say_outcome` is called with, which must be a literal."""
    calls = [
        (path, node)
        for path in sorted(SOURCES.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say_outcome"
    ]
    keys = []
    for path, call in calls:
        key = call.args[1]
        assert isinstance(key, ast.Constant), f"{path.name}:{call.lineno}: the key of say_outcome is a literal"
        keys.append(str(key.value))
    return sorted(set(keys))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_outcome_has_a_sentence_in_both_languages(code: str) -> None:
    sentences = load_language(code).sentences
    missing = [f"{key}_{kind}" for key in keys_said() for kind in SPOKEN if f"{key}_{kind}" not in sentences]
    assert missing == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_reason_has_words_in_both_languages(code: str) -> None:
    wanted = {*REASONS, *(set(VERDICTS) - set(PERMITTING))}
    assert {reason for reason in wanted if f"outcome.{reason}" not in load_language(code).sentences} == set()
