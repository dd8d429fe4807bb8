"""A study out of data files: read, guessed, written into a folder of its own; nothing that is there is ever overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crowdpotential.errors import OutputForeignError, OutputLockedError
from crowdpotential.starting.drafting import draft
from crowdpotential.starting.params_file import params_lines
from crowdpotential.starting.questionnaire import questionnaire_lines
from crowdpotential.starting.questions import question_lines
from crowdpotential.starting.telling import tell
from crowdpotential.starting.wording import words_for

PARAMS, QUESTIONNAIRE, QUESTIONS = "params.yaml", "questionnaire.yaml", "QUESTIONS.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The study that was written."""

    folder: Path
    files: tuple[Path, ...]
    n_questions: int  # in QUESTIONS.md


def start_study(paths: Sequence[Path], into: Path | None = None) -> Started:
    """Write a study that runs at once: params.yaml, questionnaire.yaml and QUESTIONS.md.

    Args:
        paths: data files of one questionnaire.
        into: folder to write to; by default one beside the first file, with its name.

    Raises:
        OutputForeignError: the folder holds a study, or is none.
        ReadError, ColumnError, MissingFileError: a file cannot be read; see `telling.tell`.
    """
    folder = into or paths[0].with_suffix("")
    _refuse_study(folder)
    told = tell(paths, folder)
    words = words_for(text for column in told.columns for text in (column.label, *column.declared.value_labels.values()))
    found = draft(told, words)
    questions = [*question_lines(found, name=folder.name, path=(folder / PARAMS).as_posix())]
    texts = {
        PARAMS: params_lines(found, name=folder.name),
        QUESTIONNAIRE: questionnaire_lines(found),
        QUESTIONS: questions,
    }
    _write(folder, {name: "\n".join(lines) + "\n" for name, lines in texts.items()})
    n_questions = sum(line[:1].isdecimal() for line in questions)
    return Started(folder=folder, files=tuple(folder / name for name in texts), n_questions=n_questions)


def _refuse_study(folder: Path) -> None:
    """Refuse a folder with a study, or a file in the place of a folder. Raises OutputForeignError."""
    if folder.exists() and not folder.is_dir():
        msg = f"{folder.as_posix()}: is a file, where the folder of the study would be; name another with --into"
        raise OutputForeignError(msg)
    there = [name for name in (PARAMS, QUESTIONNAIRE, QUESTIONS) if (folder / name).exists()]
    if there:
        msg = f"{folder.as_posix()}: holds {', '.join(there)} already, and nothing is overwritten; name another folder with --into"
        raise OutputForeignError(msg)


def _write(folder: Path, texts: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except FileExistsError:
        _refuse_study(folder)
        raise
    except OSError as error:
        msg = f"{folder.as_posix()}: cannot be written ({error.strerror or type(error).__name__}); name another folder with --into"
        raise OutputLockedError(msg) from None
