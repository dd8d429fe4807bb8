"""The number of factors: eigenvalues of the correlations beside those of random answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from markupsafe import Markup

from crowdpotential.chapters.measurement.exhibits.factor_numbers import (
    FactorNumbers,
    count_common,
    count_components,
    count_declared,
    find_factor_numbers,
)
from crowdpotential.exhibits.cells import Number
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.exhibits.results import Result
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import cite
from crowdpotential.views.frame import nothing
from crowdpotential.views.view import View
from crowdpotential.views.wording import has_reversed

BEYOND = 3  # eigenvalues in the alternative text beyond the last factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Eigenvalues:
    """Rows of eigenvalues, from the largest on; the first `n_factors` of them lie above those of random answers."""

    observed: Sequence[Result]
    random: Sequence[Result]
    n_factors: int


def show_scree(view: View) -> Exhibit | Fragment:
    """Draw the eigenvalues beside those of random answers: as many factors as lie above chance."""
    numbers = find_factor_numbers(view)
    components, common = numbers.components, numbers.common
    if components is None or common is None or not view.results.find("measurement", "eigenvalue"):
        return nothing("measure", "scree")
    say = view.language.say
    found = Eigenvalues(
        observed=_find(view, "eigenvalue"),
        random=_find(view, "eigenvalue_random"),
        n_factors=int(components.estimate),
    )
    return Exhibit(
        setting=view.setting,
        section="measure",
        anchor="scree",
        title=_title(view, numbers),
        subtitle=say("scree.subtitle") + " " + say(f"frame.weighted_{view.weighting_kind}"),
        panels=(Panel(tables=(_table(view, found),)),),
        notes=(
            say("scree.note", common=count_common(view, common)),
            say("scree.note_related") if len(view.params.index.dimensions) > 1 else "",
            say("scree.note_reversed") if has_reversed(view) else "",
        ),
        rows=cite(view, "measurement.eigenvalue.*", "measurement.eigenvalue_random.*"),
        file="scree",
        alt=_describe(view, found),
        drawing=Drawing(draw=lambda frame: _draw(view, found, frame)),
    )


def _title(view: View, numbers: FactorNumbers) -> Markup:
    """State how many factors there are only where all criteria agree; else what each of them says."""
    say, partial = view.language.say, numbers.partial
    rows = [row for row in (numbers.components, numbers.common, partial) if row is not None]
    different = {int(row.estimate) for row in rows}
    words = {
        "found": count_components(view, rows[0]),
        "common": count_common(view, rows[1]),
        "declared": count_declared(view),
        "partial": say("scree.partial", partial=phrases.estimate(view, partial, digits=0)) if partial else "",
    }
    if len(different) > 1:
        return say("scree.title_disagree", **words)
    return say("scree.title_agrees" if different == {len(view.params.index.dimensions)} else "scree.title", **words)


def _find(view: View, measure: str) -> list[Result]:
    return sorted(view.results.find("measurement", measure), key=lambda row: int(row.variable))


def _table(view: View, found: Eigenvalues) -> Table:
    say = view.language.say
    return Table(
        caption=say("scree.subtitle"),
        columns=(
            Column(head=say("scree.position"), kind="label"),
            Column(head=say("scree.observed")),
            Column(head=say("scree.random")),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row((str(i), Number(observed, digits=2), Number(random, digits=2)))
                    for i, (observed, random) in enumerate(zip_longest(found.observed, found.random), start=1)
                )
            ),
        ),
    )


def _describe(view: View, found: Eigenvalues) -> str:
    """Write the first eigenvalues of both kinds, and how many factors they show."""

    def listed(rows: Sequence[Result]) -> Markup:
        first = rows[: found.n_factors + BEYOND]
        return join((phrases.estimate(view, row, digits=2) for row in first), "; ")

    text = view.language.say(
        "scree.alt",
        observed=listed(found.observed),
        random=listed(found.random),
        factors=view.language.say("scree.above_chance", n=found.n_factors),
    )
    return to_plain(view.setting, text)


def _draw(view: View, found: Eigenvalues, frame: Any) -> Any:  # noqa: ANN401 a Frame -> Figure, known only where something is drawn
    from crowdpotential.chapters.measurement.exhibits.scree_drawing import Scree, draw_scree  # noqa: PLC0415 matplotlib takes a second

    say = view.language.say
    scree = Scree(
        observed=[row.estimate for row in found.observed],
        random=[row.estimate for row in found.random],
        n_factors=found.n_factors,
        words={name: str(say(f"scree.{name}")) for name in ("observed", "random", "eigenvalue", "position")},
        factors=str(say("scree.above_chance", n=found.n_factors)),
    )
    return draw_scree(scree, frame, view.numerals)
