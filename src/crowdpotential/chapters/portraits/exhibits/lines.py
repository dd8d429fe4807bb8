"""The lines of a portrait: scores, readiness, and the answers to each question that a group names most or otherwise than everybody."""

from collections.abc import Iterator
from dataclasses import dataclass

from crowdpotential.chapters.portraits.exhibits.targets import SECTION, Target, is_apart
from crowdpotential.exhibits.cells import Unit
from crowdpotential.exhibits.results import Result
from crowdpotential.views.sentences.obstacles import obstacle_to_groups
from crowdpotential.views.sentences.outcome import why_untested
from crowdpotential.views.view import View
from crowdpotential.views.wording import label_of_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one line of a portrait is about, and its rows; None where there is no such number."""

    kind: str  # scores, readiness, or the role of a question in `obstacles`
    name: str
    main: Result | None
    everybody: Result | None
    difference: Result | None
    boost: Result | None
    unit: Unit
    is_read: bool = True  # whether the measurement allows to say who stands higher

    @property
    def is_tested(self) -> bool:
        """Whether the group was set against everybody."""
        return self.is_read and self.difference is not None and not why_untested(self.difference)

    @property
    def is_apart(self) -> bool:
        """Whether it is established to differ from everybody."""
        return self.is_read and self.difference is not None and is_apart(self.difference)


def list_lines(view: View, target: Target) -> tuple[Line, ...]:
    """List the lines of a group's portrait, kind by kind."""
    asked = view.params.obstacles
    questions = asked.questions if asked is not None else {}
    found = [*_scores(view, target), *_readiness(view, target)]
    for kind, variable in questions.items():
        found += _answers(view, target, kind, variable)
    return tuple(line for line in found if line.main is not None or line.boost is not None)


def _scores(view: View, target: Target) -> Iterator[Line]:
    is_read = not obstacle_to_groups(view, target.variable)
    for name in ("index", *view.params.index.dimensions, *view.params.index.also):
        yield Line(
            kind="scores",
            name=view.text(view.params.index.name) if name == "index" else view.dimension_label(name),
            main=target.mean(view, name),
            everybody=view.results.overall("index", "mean", variable=name),
            difference=target.difference(view, "mean_difference", name),
            boost=target.mean(view, name, sample="boost"),
            unit="own",
            is_read=is_read,
        )


def _readiness(view: View, target: Target) -> Iterator[Line]:
    for entry in view.params.portraits.readiness if view.params.portraits else ():
        about = {"variable": entry.variable, "category": entry.category, "sample": "main"}
        yield Line(
            kind="readiness",
            name=view.text(entry.label),
            main=view.results.first(SECTION, "share", domain=target.key, **about),
            everybody=view.results.overall(SECTION, "share", **about),
            difference=target.difference(view, "difference", entry.variable, entry.category),
            boost=_boost(view, target, entry.variable, entry.category),
            unit="percent",
        )


def _answers(view: View, target: Target, kind: str, variable: str) -> list[Line]:
    """List the most frequent options, and those beside them that set the group apart; open and exclusive ones only if they do."""
    question = view.codebook.variable(variable)
    apart = {str(code) for code in (*question.exclusive, *question.open_codes)}
    lines = {str(code): _answer(view, target, kind, variable, str(code)) for code in view.codebook.codes(variable)}
    usual = sorted((code for code in lines if code not in apart and _size(lines[code]) >= 0), key=lambda code: -_size(lines[code]))
    most = set(usual[: view.params.portraits.most if view.params.portraits else 0])
    shown = [code for code, line in lines.items() if code in most or line.is_apart]
    return sorted((lines[code] for code in shown), key=lambda line: -_size(line))


def _answer(view: View, target: Target, kind: str, variable: str, code: str) -> Line:
    about = {"variable": variable, "category": code}
    group = {"domain_variable": target.variable, "domain": target.key, "bloc": ""}
    return Line(
        kind=kind,
        name=label_of_code(view, variable, code),
        main=view.results.first("obstacles", "share", **about, **group),
        everybody=view.results.overall("obstacles", "share", **about),
        difference=target.difference(view, "difference", variable, code),
        boost=_boost(view, target, variable, code),
        unit="percent",
    )


def _boost(view: View, target: Target, variable: str, category: str) -> Result | None:
    return view.results.first(SECTION, "share", variable=variable, category=category, sample="boost", domain=target.key)


def _size(line: Line) -> float:
    """Return the share that orders the answers: of residents, else of the boost sample; below zero where none is told."""
    row = next((row for row in (line.main, line.boost) if row is not None and not row.is_suppressed), None)
    return row.estimate if row is not None else -1.0
