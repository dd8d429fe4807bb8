"""Order says nothing: rows, columns and files in another order give the very same results."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from battery.judging import happened, said
from battery.numbers import differences
from battery.program import start
from battery.reports import LIMIT, right_results
from battery.study import Study, right_study, write
from battery.trial import Outcome, Trial

SHORT = ("rows",)


def run(*, short: bool, seed: int, folder: Path) -> Iterator[Trial]:
    """Compare reports of the same study in other orders with the right one."""
    changes: Mapping[str, Callable[[Study], object]] = {
        "rows": partial(shuffle_rows, seed=seed),
        "rows backwards": reverse_rows,
        "columns": partial(shuffle_columns, seed=seed),
        "files": lambda study: study.params["data"].reverse(),
        "margins": partial(shuffle_margins, seed=seed),
        "features of the map": lambda study: study.map["features"].reverse(),
        "keys of params": lambda study: reverse_keys(study.params, but=("areas", "blocs")),
        "names of files": rename_files,
    }
    with start(is_lent=short) as program:
        right = right_results(program)
        for number, (name, change) in enumerate(changes.items()):
            if short and name not in SHORT:
                continue
            study = right_study()
            change(study)
            path = write(study, folder / str(number))
            ran = program.run("report", "--params", str(path), limit=LIMIT)
            outcome, detail = happened(ran), said(ran, folder)
            if outcome is Outcome.PASSED:
                found = differences(right, (path.parent / "reports" / "results.csv").read_bytes())
                outcome, detail = (Outcome.SILENT, "; ".join(found)) if found else (outcome, "")
            yield Trial(
                kind="order",
                name=name,
                expected=Outcome.PASSED,
                happened=outcome,
                seconds=ran.seconds,
                exit_code=ran.exit_code,
                detail=detail,
            )


def shuffle_rows(study: Study, *, seed: int) -> None:
    """Deliver the rows of every file in another order."""
    for area, frame in study.answers.items():
        study.answers[area] = frame.sample(frac=1, random_state=seed)


def reverse_rows(study: Study) -> None:
    """Deliver the rows of every file backwards."""
    for area, frame in study.answers.items():
        study.answers[area] = frame.iloc[::-1]


def shuffle_columns(study: Study, *, seed: int) -> None:
    """Deliver the columns of each file in an order of its own."""
    rng = np.random.default_rng(seed)
    for area, frame in study.answers.items():
        study.answers[area] = frame[rng.permutation(frame.columns)]


def shuffle_margins(study: Study, *, seed: int) -> None:
    """Put the rows of the control totals in another order."""
    study.margins[:] = study.margins.sample(frac=1, random_state=seed).to_numpy()


def reverse_keys(section: dict[str, object], *, but: tuple[str, ...] = ()) -> None:
    """Put the keys of a section in another order, and those of the sections in it; but some, whose order has a meaning."""
    for key in reversed(list(section)):
        value = section.pop(key)
        section[key] = value
        if isinstance(value, dict) and key not in but:
            reverse_keys(value)


def rename_files(study: Study) -> None:
    """Deliver the files under other names, sorted otherwise."""
    for file in study.params["data"]:
        name = f"{file['area'][::-1]}.csv"
        study.files[name] = study.answers[file["area"]].to_csv(index=False).encode()
        file["path"] = name
