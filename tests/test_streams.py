"""Warnings and uncaught errors tell their kind and place, never their words."""

import sys
import threading
import warnings
from pathlib import Path

import pytest
from small_study import write_study

from crowdpotential import cli
from crowdpotential.streams import place_in_code, without_words

WORDS = "an answer of a respondent"


def fail() -> None:
    raise ValueError(WORDS)


def test_warnings_and_errors_of_threads_keep_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    before = warnings.showwarning, threading.excepthook, sys.unraisablehook
    with warnings.catch_warnings(), without_words():
        warnings.simplefilter("always")
        warnings.warn_explicit(WORDS, UserWarning, "/home/somebody/site-packages/pandas/core.py", 7)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "warning: UserWarning at site-packages/pandas/core.py:7",
        "warning: ValueError beside the program's own work",
    ]
    assert before == (warnings.showwarning, threading.excepthook, sys.unraisablehook)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/ivanov/src/crowdpotential/ingest/delivered_cells.py", "crowdpotential/ingest/delivered_cells.py"),
        ("/home/ivanov/script.py", "script.py"),
        ("<frozen importlib>", "<frozen importlib>"),
    ],
)
def test_code_is_named_without_folders_of_a_machine(path: str, shown: str) -> None:
    assert place_in_code(path) == shown


def test_a_fault_file_names_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("crowdpotential.pipeline.load_study", lambda *_a, **_o: fail())
    monkeypatch.setattr(sys, "argv", ["crowdpotential", "check", "--params", str(write_study(tmp_path))])
    with pytest.raises(SystemExit):
        cli.main()
    written = Path(capsys.readouterr().err.rsplit(" ", 1)[-1].strip())
    text = written.read_text(encoding="utf-8")
    written.unlink()
    assert text.splitlines()[0] == "ValueError"
    assert "crowdpotential/pipeline.py" in text
    assert str(Path(cli.__file__).parent) not in text
    assert WORDS not in text
