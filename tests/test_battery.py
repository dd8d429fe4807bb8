"""What the battery itself promises: how it judges, counts and writes; its short version stands in `test_short_battery.py`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from battery import page
from battery.__main__ import KINDS, main
from battery.judging import happened
from battery.numbers import differences
from battery.program import Ran
from battery.trial import Outcome, Trial

TRIAL = Trial(kind="made up", name="one", expected=Outcome.REFUSED, happened=Outcome.REFUSED, seconds=1.0)
RAN = Ran(exit_code=1, out="", err="error: a.csv: X: 3 rows; correct them\n", seconds=1.0)


def test_an_unknown_kind_is_refused_and_the_known_ones_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ordre"]) == 2
    refusal = capsys.readouterr().err
    assert "ordre" in refusal
    assert all(name in refusal for name in KINDS)


def test_a_trial_fails_where_something_else_happened_than_was_expected() -> None:
    assert not TRIAL.is_failed
    assert replace(TRIAL, happened=Outcome.PASSED).is_failed
    assert replace(TRIAL, expected=Outcome.EITHER, happened=Outcome.SILENT).is_failed
    assert not replace(TRIAL, expected=Outcome.EITHER, happened=Outcome.PASSED).is_failed
    assert not replace(TRIAL, happened=Outcome.SKIPPED).is_failed


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, Outcome.REFUSED),
        ({"exit_code": 0, "err": ""}, Outcome.PASSED),
        ({"exit_code": 3}, Outcome.FAULT),
        ({"exit_code": -6}, Outcome.FAULT),
        ({"exit_code": None}, Outcome.HANG),
        ({"err": ""}, Outcome.UNCLEAR),
        ({"err": "Traceback (most recent call last):\nerror: nothing\n"}, Outcome.FAULT),
    ],
)
def test_what_happened_follows_from_exit_code_and_lines(change: dict[str, object], outcome: Outcome) -> None:
    assert happened(replace(RAN, **change)) is outcome


def test_several_faults_are_read_one_by_one() -> None:
    assert RAN.faults == ["a.csv: X: 3 rows; correct them"]
    assert replace(RAN, err="[1/6] reading\nerror: 2 faults\n1. one\n2. two\n").faults == ["one", "two"]


def test_tables_differ_where_a_number_a_word_or_a_row_does() -> None:
    right = b"result_id,estimate,verdict\na,0.5,yes\nb,,no\n"
    assert differences(right, b"result_id,estimate,verdict\nb,,no\na,0.5000000000001,yes\n") == []
    assert "estimate differs in 1 rows, such as a" in differences(right, right.replace(b"0.5", b"0.6"))
    assert "estimate differs in 1 rows, such as b" in differences(right, right.replace(b"b,,", b"b,1,"))
    assert "verdict differs in 1 rows, such as b" in differences(right, right.replace(b"no", b"so"))
    assert differences(right, right[:-5])


def test_the_page_counts_by_kind_and_names_what_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "RESULTS", tmp_path / "results.csv")
    monkeypatch.setattr(page, "PAGE", tmp_path / "battery.md")
    hung = replace(TRIAL, name="two", happened=Outcome.HANG, seconds=21.0, detail="never\nends")
    page.keep("made up", [TRIAL, hung], seed=1)
    page.keep("other", [replace(TRIAL, kind="other: things")], seed=1)
    text = page.PAGE.read_text(encoding="utf-8")
    assert "3 trials, 1 failed." in text
    assert "| made up | 2 | 0 | 1 | 0 | 0 | 1 |" in text
    assert "| other: things | 1 | 0 | 1 |" in text
    assert "- made up, two: hang, expected refused: never ends" in text
    page.keep("made up", [TRIAL], seed=1)
    assert "2 trials, 0 failed." in page.PAGE.read_text(encoding="utf-8")


def test_the_page_says_which_kinds_were_stopped_and_so_tried_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "RESULTS", tmp_path / "results.csv")
    monkeypatch.setattr(page, "PAGE", tmp_path / "battery.md")
    page.keep("made up", [TRIAL], seed=1)
    assert "No kind was stopped early." in page.PAGE.read_text(encoding="utf-8")
    page.keep("other", [replace(TRIAL, kind="other: things")], seed=1, stopped_after=60.0)
    assert "tried in part: other after 60 s." in page.PAGE.read_text(encoding="utf-8")


def test_a_kind_that_is_stopped_is_kept_as_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[int, float | None]] = []
    monkeypatch.setattr("battery.__main__.attack", lambda _name, **_options: iter([TRIAL, TRIAL]))
    monkeypatch.setattr(
        "battery.__main__.keep",
        lambda _name, trials, *, seed, stopped_after: kept.append((len(trials), stopped_after)),  # noqa: ARG005
    )
    assert main(["order", "--seconds", "0"]) == 0
    assert main(["order", "--seconds", "1000"]) == 0
    assert kept == [(1, 0.0), (2, None)]


def test_mutants_are_no_part_of_the_whole_battery_and_keep_a_page_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried, kept = list[str](), list[str]()

    def attack(name: str, **_: object) -> Iterator[Trial]:
        tried.append(name)
        yield TRIAL

    monkeypatch.setattr("battery.__main__.attack", attack)
    monkeypatch.setattr("battery.__main__.keep", lambda name, *_, **__: kept.append(name))
    assert main([]) == 0
    assert tried == kept == [name for name in KINDS if name != "mutants"]
    tried.clear(), kept.clear()
    assert main(["mutants", "audit"]) == 0
    assert (tried, kept) == (["mutants", "audit"], ["audit"])
    tried.clear(), kept.clear()
    assert main(["--short"]) == 0
    assert (tried, kept) == (list(KINDS), [])
