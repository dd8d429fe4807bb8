"""The chart of a question with several answers: a mark for each side with its interval, and what separates two sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Stacked, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plot import choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import bloc_keys, cite, interval_column, interval_key
from crowdpotential.views.frame import adjuster, nothing
from crowdpotential.views.sentences.most_named import leads
from crowdpotential.views.sentences.obstacles import is_sensitive_answer
from crowdpotential.views.sentences.outcome import outcome_of, say_outcome
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask, label_of_code

SECTION = "obstacles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of the chapter: where its chart stands, and what it is about."""

    role: str  # barriers, motives, channels, topics: the words of its title
    variable: str


def find_share(view: View, variable: str, category: str, bloc: str) -> Result | None:
    """Find the share of an option among everybody, or on a side."""
    return view.results.first(SECTION, "share", variable=variable, category=category, bloc=bloc, area="", domain_variable="")


def show_options(view: View, asked: Asked) -> Exhibit | Fragment:
    """Draw the shares of all options of a question, those that exclude others apart."""
    columns, rows = _columns_of(view), _rows_of(view, asked)
    if not rows:
        return nothing(SECTION, asked.role)
    say, variable = view.language.say, view.codebook.variable(asked.variable)
    contrasts = list_contrasts(view, asked.variable)
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor=asked.role,
        title=_title(view.whole, asked),
        subtitle=say("obstacles.subtitle", question=ask(view, variable)),
        legend=(*(bloc_keys(view) if len(columns) > 1 else ()), interval_key(view)),
        panels=(Panel(tables=(_chart(view, asked, columns),)),),
        arrangement="bare",
        notes=(
            say("obstacles.base_several", n=variable.max_answers) if variable.max_answers else say("obstacles.base"),
            say("obstacles.order"),
            say("obstacles.note_contrast", adjuster=adjuster(view)) if contrasts and _pair(view) else "",
            phrases.interval_note(view, contrasts),
            *explain_dashes(view, [*rows, *contrasts]),
            tell_untold(view, asked.variable, ("everybody", "bloc")),
        ),
        rows=cite(view, f"obstacles.share.{asked.variable}=*", f"obstacles.contrast.{asked.variable}=*"),
        file=asked.role,
    )


def list_contrasts(view: View, variable: str) -> list[Result]:
    """List the differences of a question's options between the sides shown."""
    rows = view.results.find(SECTION, "contrast", variable=variable)
    return [row for row in rows if row.bloc in view.blocs and row.reference_bloc in view.blocs]


def tell_untold(view: View, variable: str, families: Sequence[str]) -> Markup | str:
    """State how many options of a question are told in none of some domains; nothing where all are."""
    found = [row for family in families for row in view.results.find(SECTION, "n_untold", variable=variable, variable_2=family)]
    rows = [row for row in found if not row.is_suppressed]
    if not rows:
        return ""
    most = max(rows, key=lambda row: row.estimate)
    return view.language.say("obstacles.untold", n=int(most.estimate), count=phrases.count(view, most), few=view.params.report.min_count)


def order_options(view: View, variable: str) -> tuple[list[str], list[str]]:
    """List the options from the most to the least frequent, open ones last; and apart those that exclude all others."""
    entry = view.codebook.variable(variable)
    first = "" if view.joins_samples else _columns_of(view.whole)[0]

    def size(code: str) -> tuple[bool, float]:
        row = find_share(view, variable, code, first)
        return int(code) in entry.open_codes, -row.estimate if row is not None and not row.is_suppressed else 1.0

    codes = [str(code) for code in view.codebook.codes(variable)]
    exclusive = {str(code) for code in entry.exclusive}
    return sorted((code for code in codes if code not in exclusive), key=size), [code for code in codes if code in exclusive]


def _columns_of(view: View) -> list[str]:
    """List the sides shown; everybody where there are not several."""
    return list(view.blocs) if len(view.params.blocs) > 1 else [""]


def _rows_of(view: View, asked: Asked) -> list[Result]:
    """List the shares of the sides shown, or of everybody."""
    found = [row for bloc in _columns_of(view) for row in view.results.find(SECTION, "share", variable=asked.variable, bloc=bloc, area="")]
    return [row for row in found if not row.domain_variable]


def _pair(view: View) -> tuple[str, str] | None:
    """Return the two sides whose difference has a column of its own."""
    return (view.blocs[0], view.blocs[1]) if len(view.blocs) == 2 else None


def _chart(view: View, asked: Asked, columns: Sequence[str]) -> Table:
    say, pair = view.language.say, _pair(view)
    ends = [100 * end for row in _rows_of(view.whole, asked) if not row.is_suppressed for end in (row.estimate, row.ci_low, row.ci_high)]
    heads = [Column(head=view.bloc_name(bloc), label=view.bloc_name(bloc), look="value") for bloc in columns if bloc]
    alone = (Column(head=say("obstacles.percent"), look="value"), interval_column(view))
    difference = (Column(head=say("obstacles.difference"), label=say("obstacles.difference"), look="interval"), Column(look="verdict"))
    usual, apart = order_options(view, asked.variable)
    groups = [Group(rows=tuple(_row(view, asked, code, columns) for code in usual if _is_told(view, asked, code, columns)))]
    if told := [code for code in apart if _is_told(view, asked, code, columns)]:
        own = tuple(_row(view, asked, code, columns) for code in told)
        groups.append(Group(rows=own, title=say("obstacles.exclusive"), look="sep"))
    return Table(
        form="plot",
        label_em=17,
        caption=say(f"obstacles.caption_{asked.role}"),
        axis=Axis(scale=choose_scale(ends, lowest=0, highest=100), spoken=say("obstacles.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("obstacles.option"), kind="label"),
            Column(kind="track"),
            *(heads or alone),
            *(difference if pair else ()),
        ),
        groups=tuple(group for group in groups if group.rows),
    )


def _is_told(view: View, asked: Asked, code: str, columns: Sequence[str]) -> bool:
    return any(find_share(view, asked.variable, code, bloc) is not None for bloc in columns)


def _row(view: View, asked: Asked, code: str, columns: Sequence[str]) -> Row:
    shares = [find_share(view, asked.variable, code, bloc) for bloc in columns]
    known = [row for row in shares if row is not None and not row.is_suppressed]
    marks = tuple(
        Mark(
            100 * row.estimate,
            low=100 * row.ci_low,
            high=100 * row.ci_high,
            bloc=row.bloc,
            step=2 * at + 1 - len(known) if len(known) > 1 else 0,
        )
        for at, row in enumerate(known)
    )
    numbers: list[Content] = [Number(row, unit="percent") for row in shares]
    if len(columns) == 1 and not columns[0]:
        numbers.append(Number(shares[0], part="interval", unit="percent"))
    return Row((label_of_code(view, asked.variable, code), Track(marks), *numbers, *_difference(view, asked, code)))


def _difference(view: View, asked: Asked, code: str) -> tuple[Cell | Content, ...]:
    """Return the difference of the two sides with its conclusion."""
    pair = _pair(view)
    if pair is None:
        return ()
    rows = view.results.find(SECTION, "contrast", variable=asked.variable, category=code)
    row = next((row for row in rows if {row.bloc, row.reference_bloc} == set(pair)), None)
    is_found = row is not None and row.verdict == DIFFERENCE
    difference = Stacked(
        Number(row, is_signed=True, unit="percent", is_strong=is_found),
        Number(row, part="interval", unit="percent"),
    )
    return difference, Cell(Verdict(row), look="established" if is_found else None)


def _title(view: View, asked: Asked) -> Markup:
    """Name the option with the highest share, and count the options in which sides are established to differ."""
    usual, _ = order_options(view, asked.variable)
    whole = "" if view.joins_samples else _columns_of(view)[0]
    shares = [row for code in usual if (row := find_share(view, asked.variable, code, whole))]
    contrasts = list_contrasts(view, asked.variable)
    outcome = outcome_of(contrasts, lambda row: row.verdict == DIFFERENCE, is_asked=bool(contrasts))
    sides = say_outcome(view, "obstacles.sides", outcome, blocs=view.bloc_words)
    most = max(shares, key=lambda row: row.estimate, default=None)
    is_hidden = any(row.is_suppressed for row in shares)  # a hidden option may be named more often
    if most is None or is_hidden or is_sensitive_answer(view, asked.variable, most.category):
        said = view.language.say(f"obstacles.caption_{asked.role}")
    else:
        option, share = label_of_code(view, asked.variable, most.category), phrases.percent(view, most, has_sign=True)
        key = "title" if leads(most, shares) else "close"
        said = view.language.say(f"obstacles.{key}_{asked.role}", option=option, share=share)
    return said + sides
