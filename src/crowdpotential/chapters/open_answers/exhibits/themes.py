"""The themes of open answers: a mark for each side with its interval, and what separates two sides."""

from collections.abc import Sequence
from math import isnan

from markupsafe import Markup

from crowdpotential.chapters.open_answers.exhibits.questions import SECTION, Asked, list_asked
from crowdpotential.exhibits.cells import Cell, Content, Mark, Number, Stacked, Track, Verdict
from crowdpotential.exhibits.exhibit import Axis, Column, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join
from crowdpotential.exhibits.plot import Scale, choose_scale
from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.coding_frames import NO_THEME_KEY
from crowdpotential.verdicts import DIFFERENCE
from crowdpotential.views import phrases
from crowdpotential.views.exhibit_parts import bloc_keys, cite, interval_column, interval_key
from crowdpotential.views.frame import adjuster, nothing
from crowdpotential.views.sentences.sampling import explain_dashes
from crowdpotential.views.view import View
from crowdpotential.views.wording import ask

MOST_LEADING = 3  # themes in the title
MANY = 0.05  # share of answers in other words from which on the page tells of them


def show_themes(view: View) -> Exhibit | Fragment:
    """Draw the shares of the themes of each open question on each side, or of everybody where a study has no two sides."""
    columns, asked = _columns(view), list_asked(view, "share")
    if not any(_keys(view, one, columns) for one in asked):
        return nothing(SECTION, "open-themes")
    say = view.language.say
    contrasts = [row for one in asked for row in _contrasts(view, one.variable)]
    shares = [row for one in asked for key in _keys(view, one, columns) for row in _shares(view, one.variable, key, columns) if row]
    return Exhibit(
        setting=view.setting,
        section=SECTION,
        anchor="open-themes",
        title=_title(view.whole, asked),
        subtitle=say("open_answers.subtitle"),
        legend=(*(bloc_keys(view) if len(columns) > 1 else ()), interval_key(view)),
        panels=tuple(_panel(view, one, columns, _scale(view, asked)) for one in asked if _keys(view, one, columns)),
        notes=(
            say("open_answers.base"),
            say("open_answers.how"),
            *(_tell_count(view, row, "coded") for row in view.results.find(SECTION, "n_coded") if row.estimate < row.n),
            *(_tell_count(view, row, "other_words") for row in view.results.find(SECTION, "n_not_russian") if row.estimate >= MANY * row.n),
            say("open_answers.note_contrast", adjuster=adjuster(view)) if contrasts and _pair(view) else "",
            phrases.interval_note(view, contrasts),
            *explain_dashes(view, [*shares, *contrasts]),
            _tell_untold(view, asked),
        ),
        rows=cite(view, "open_answers.share.*", "open_answers.contrast.*", "open_answers.n_coded.*", "open_answers.n_not_russian.*"),
        file="open_themes",
        is_long=True,
    )


def find_share(view: View, measure: str, variable: str, key: str, bloc: str) -> Result | None:
    """Find the share of a theme among everybody, or on a side."""
    return view.results.first(SECTION, measure, variable=variable, category=key, bloc=bloc)


def _columns(view: View) -> list[str]:
    """List the sides shown; everybody where there are not several."""
    return list(view.blocs) if len(view.params.blocs) > 1 else [""]


def _pair(view: View) -> tuple[str, str] | None:
    return (view.blocs[0], view.blocs[1]) if len(view.blocs) == 2 else None


def _keys(view: View, asked: Asked, columns: Sequence[str]) -> list[str]:
    """List the themes that are told somewhere, the most frequent first, and answers without any last."""
    told = [key for key in (*(theme.key for theme in asked.themes), NO_THEME_KEY) if any(_shares(view, asked.variable, key, columns))]

    def size(key: str) -> tuple[bool, float]:
        known = [row for row in _shares(view.whole, asked.variable, key, ["", *_columns(view.whole)]) if row and not row.is_suppressed]
        return key == NO_THEME_KEY, -known[0].estimate if known else 1.0

    return sorted(told, key=size)


def _shares(view: View, variable: str, key: str, columns: Sequence[str]) -> list[Result | None]:
    return [find_share(view, "share", variable, key, bloc) for bloc in columns]


def _contrasts(view: View, variable: str) -> list[Result]:
    rows = view.results.find(SECTION, "contrast", variable=variable)
    return [row for row in rows if row.bloc in view.blocs and row.reference_bloc in view.blocs]


def _scale(view: View, asked: Sequence[Asked]) -> Scale:
    """Return one scale for all questions."""
    rows = [row for one in asked for row in view.whole.results.find(SECTION, "share", variable=one.variable) if not row.is_suppressed]
    return choose_scale([100 * end for row in rows for end in (row.estimate, row.ci_low, row.ci_high)], lowest=0, highest=100)


def _panel(view: View, asked: Asked, columns: Sequence[str], scale: Scale) -> Panel:
    say, pair = view.language.say, _pair(view)
    heads = [Column(head=view.bloc_name(bloc), label=view.bloc_name(bloc), look="value") for bloc in columns if bloc]
    alone = (Column(head=say("open_answers.percent"), look="value"), interval_column(view))
    difference = (
        Column(head=say("open_answers.difference"), label=say("open_answers.difference"), look="interval"),
        Column(look="verdict"),
    )
    table = Table(
        form="plot",
        label_em=17,
        caption=say("open_answers.caption"),
        axis=Axis(scale=scale, spoken=say("open_answers.on_scale"), suffix=" %"),
        columns=(
            Column(head=say("open_answers.theme"), kind="label"),
            Column(kind="track"),
            *(heads or alone),
            *(difference if pair else ()),
        ),
        groups=(Group(rows=tuple(_row(view, asked, key, columns) for key in _keys(view, asked, columns))),),
    )
    return Panel(title=ask(view, view.codebook.variable(asked.variable)), tables=(table,))


def _row(view: View, asked: Asked, key: str, columns: Sequence[str]) -> Row:
    shares = _shares(view, asked.variable, key, columns)
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
    return Row((asked.label(view, key), Track(marks), *numbers, *_difference(view, asked, key)))


def _difference(view: View, asked: Asked, key: str) -> tuple[Cell | Content, ...]:
    """Return the difference of the two sides with its conclusion."""
    pair = _pair(view)
    if pair is None:
        return ()
    row = next((row for row in _contrasts(view, asked.variable) if row.category == key), None)
    is_found = row is not None and row.verdict == DIFFERENCE
    difference = Stacked(Number(row, is_signed=True, unit="percent", is_strong=is_found), Number(row, part="interval", unit="percent"))
    return difference, Cell(Verdict(row), look="established" if is_found else None)


def _title(view: View, asked: Sequence[Asked]) -> Markup:
    """Name the most frequent theme of each question, with those that may be as frequent, where none that is hidden could be more so."""
    say, named, is_one = view.language.say, list[Markup](), True
    bloc = "" if view.joins_samples else _columns(view)[0]
    for one in asked:
        shares = [row for theme in one.themes if (row := find_share(view, "share", one.variable, theme.key, bloc)) is not None]
        is_sensitive = view.codebook.variable(one.variable).sensitive
        leading = [] if is_sensitive or any(row.is_suppressed for row in shares) else _leading(shares)
        is_one = is_one and len(leading) <= 1
        words = [
            say("open_answers.most", theme=one.label(view, row.category), share=phrases.percent(view, row, has_sign=True))
            for row in leading
        ]
        named += [join(words, ", ")] if words else []
    if not named:
        return say("open_answers.caption")
    return say("open_answers.title" if is_one else "open_answers.title_leading", named=join(named, "; "))


def _leading(shares: Sequence[Result]) -> list[Result]:
    """Return the largest share, and those whose intervals reach its own; none where these are many, so that nothing stands out."""
    ordered = sorted(shares, key=lambda row: -row.estimate)
    if not ordered or isnan(ordered[0].ci_low):
        return []
    leading = [row for row in ordered if (row.estimate if isnan(row.ci_high) else row.ci_high) >= ordered[0].ci_low]
    return leading if len(leading) <= MOST_LEADING else []


def _tell_count(view: View, row: Result, key: str) -> Markup | str:
    """State who sorted the answers to a question, or how many are in another language."""
    if row.is_suppressed:
        return ""
    question = ask(view, view.codebook.variable(row.variable))
    return view.language.say(f"open_answers.{key}", question=question, count=phrases.count(view, row), n=int(row.n))


def _tell_untold(view: View, asked: Sequence[Asked]) -> Markup | str:
    """State how many themes are told of none of the parts shown; nothing where all are."""
    family = "bloc" if len(_columns(view)) > 1 else "everybody"
    rows = [row for one in asked for row in view.results.find(SECTION, "n_untold", variable=one.variable, variable_2=family)]
    counts = join([phrases.count(view, row) for row in rows], " + ")
    return view.language.say("open_answers.untold", counts=counts, few=view.params.report.min_count) if rows else ""
