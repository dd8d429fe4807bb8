"""The commands. An error that a user can mend becomes one clear line and exit code 1; a fault of the program a file to send and code 3."""

import io
import os
import sys
import tempfile
import traceback
import unicodedata
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from crowdpotential.errors import CrowdpotentialError, ProgramFaultError, SeveralFaultsError
from crowdpotential.layout import page_name
from crowdpotential.stopping import stops_at_once, tell_when_stopped
from crowdpotential.streams import place_in_code, without_words

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From the answers of a questionnaire survey to a diagnostic report.",
)
SYNTHETIC_NOTE = "SYNTHETIC DATA: no survey took place; the numbers describe no real people."
DATA_FAULT, PROGRAM_FAULT = 1, 3
LONGEST_LINE = 2000  # letters; of a longer message the ends are shown, what and where, and what to do
STOPPED = "stopped; what was there before is untouched"
GOES_ON = f"{STOPPED}; the same command goes on from the last step that was finished"

Language = Literal["ru", "en"]
ParamsOption = Annotated[Path, typer.Option("--params", help="The study.", show_default=True)]
OutputOption = Annotated[Path | None, typer.Option("--output", help="Folder to write to; by default reports beside params.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a key of params, e.g. replicates.number=200."),
]


@app.command()
def report(params: ParamsOption = Path("params.yaml"), output: OutputOption = None, changes: SetOption = None) -> None:
    """Run the main job: from the answers to the report."""
    from crowdpotential.pipeline import run_report  # noqa: PLC0415 --help needs none of it

    tell_when_stopped(GOES_ON)
    folder = output or params.parent / "reports"
    console = Console(stderr=True, highlight=False)
    outcome = run_report(params, folder, changes=changes or (), tell=console.print)
    if outcome.manifest["synthetic"]:
        console.print(SYNTHETIC_NOTE)
    for language in outcome.run["params"]["report"]["languages"]:
        typer.echo((folder / page_name(language)).as_posix())


@app.command()
def check(params: ParamsOption = Path("params.yaml"), changes: SetOption = None) -> None:
    """Check params, codebook, margins and data; list findings."""
    from crowdpotential.ingest.weighting_findings import ADVICE  # noqa: PLC0415
    from crowdpotential.pipeline import check_study  # noqa: PLC0415

    found = check_study(params, changes=changes or ())
    for row in found.frames["findings"].itertuples(index=False):
        parts = (row.source, row.area or row.bloc, row.sample_type, row.variable, row.note)
        whom, advice = " ".join(str(part) for part in parts if part), ADVICE.get(str(row.rule))
        remark = f"{advice} ({whom})" if advice and whom else advice or whom
        typer.echo(f"{row.rule}: {row.n} ({row.share:.1%}) {remark}")
    typer.echo(f"{len(found.frames['exclusions'])} respondents would be left out; nothing was computed or written")


@app.command(name="init")
def begin(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Data files of one questionnaire: .sav, .dta, .csv, .xlsx.")],
    *,
    into: Annotated[Path | None, typer.Option("--into", help="Folder of the study; by default one beside the first file.")] = None,
) -> None:
    """Begin a study from a data file: write params, questionnaire and questions."""
    from crowdpotential.starting import start_study  # noqa: PLC0415 --help needs none of it

    started = start_study(files, into)
    for path in started.files:
        typer.echo(path.as_posix())
    typer.echo(f"{started.n_questions} questions in {started.files[-1].name}; next: check --params {started.files[0].as_posix()}")


@app.command()
def simulate(
    params: ParamsOption = Path("params.yaml"),
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed gives another survey from the same truth.")] = None,
    into: Annotated[Path | None, typer.Option(help="Folder to write to; by default that of params.")] = None,
) -> None:
    """Make the synthetic demonstration survey and its truth."""
    from crowdpotential.pipeline import run_simulation  # noqa: PLC0415

    for name in run_simulation(params, into=into, seed=seed):
        typer.echo(name)
    typer.echo(SYNTHETIC_NOTE)


@app.command()
def table(
    questions: Annotated[list[str] | None, typer.Argument(metavar="QUESTION", help="Questions by their ids; all if none is named.")] = None,
    *,
    by: Annotated[str, typer.Option("--by", metavar="VARIABLE,...", help="Columns; by default sides, areas and groups.")] = "",
    where: Annotated[list[str] | None, typer.Option("--where", metavar="VARIABLE=CODE,...", help="Whom to count, e.g. sex=1.")] = None,
    params: ParamsOption = Path("params.yaml"),
    reports: Annotated[Path | None, typer.Option("--reports", help="Folder of the report; by default reports beside params.")] = None,
    language: Annotated[Language | None, typer.Option("--language", help="Of the table.")] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write it, too: .xlsx or .csv.")] = None,
) -> None:
    """Cross questions with groups: per cent, bases, tests."""
    from crowdpotential.tabulation import tabulate  # noqa: PLC0415 --help needs none of it
    from crowdpotential.tabulation.printing import print_layout  # noqa: PLC0415

    made = tabulate(
        params,
        questions or (),
        by=[name.strip() for name in by.split(",") if name.strip()],
        where=where or (),
        reports=reports or params.parent / "reports",
        language=language,
        into=output,
        tell=Console(stderr=True, highlight=False).print,
    )
    console = Console(highlight=False)
    for layout in made.layouts if questions else ():
        print_layout(layout, console, made.language)
    if output is not None:
        typer.echo(output.as_posix())


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the report.", exists=True, file_okay=False)],
    *,
    params: Annotated[Path | None, typer.Option("--params", help="The study; by default where the run found it.")] = None,
    changes: SetOption = None,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Differing cells to show.", show_default=True)] = 50,
    hashes: Annotated[bool, typer.Option("--hashes", help="Compare files with the manifest and compute nothing.")] = False,
) -> None:
    """Repeat a report from its manifest; say what differs."""
    from crowdpotential.verification import verify_report  # noqa: PLC0415

    found = verify_report(
        folder,
        params_path=params,
        changes=changes or (),
        most_rows=rows,
        only_hashes=hashes,
        tell=typer.echo,
        progress=Console(stderr=True, highlight=False).print,
    )
    if not found.is_equal:
        sys.exit(DATA_FAULT)


def main() -> None:
    """Run a command and leave with its exit code: 0 done, 1 data or params, 2 wrong use, 3 a fault of the program."""
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # one thread per worker: more only slow small matrices down
    if isinstance(sys.stdout, io.TextIOWrapper):  # a redirected Windows console may not know a path's letters
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with stops_at_once(STOPPED), without_words():
            app()
    except SeveralFaultsError as several:
        lines = [f"{number}. {_one_line(fault)}" for number, fault in enumerate(several.faults, start=1)]
        sys.stderr.write("\n".join([f"error: {len(lines)} faults", *lines]) + "\n")
        sys.exit(DATA_FAULT)
    except CrowdpotentialError as error:
        sys.stderr.write(f"error: {_one_line(error)}\n")
        sys.exit(DATA_FAULT)
    except Exception as error:  # noqa: BLE001 the last net: whatever it is, the user gets a line and a file
        what = str(error) if isinstance(error, ProgramFaultError) else type(error).__name__
        sys.stderr.write(f"fault of the program: {what}; please send the file {_write_fault(what)}\n")
        sys.exit(PROGRAM_FAULT)


def _one_line(error: CrowdpotentialError) -> str:
    """Write a message on one line: a name in it may hold line ends, letters that steer a terminal, or have no end."""
    text = "".join(
        letter if letter.isprintable() or unicodedata.category(letter) == "Zs" else letter.encode("unicode_escape").decode()
        for letter in str(error)
    )
    if len(text) <= LONGEST_LINE:
        return text
    half = LONGEST_LINE // 2
    return f"{text[:half]} ({len(text) - 2 * half} letters) {text[-half:]}"


def _write_fault(what: str) -> str:
    """Write where the program failed, without the values it held, so that no answer of a respondent is in the file."""
    trace = sys.exc_info()[2]
    frames = traceback.extract_tb(trace)
    lines = [f"{place_in_code(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    with tempfile.NamedTemporaryFile("w", prefix="crowdpotential-fault-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write("\n".join([what, *lines]) + "\n")
    return file.name
