"""Assemble one page: the pieces of the notebooks in the order of the report, numbered, with masthead, contents and provenance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment
from markupsafe import Markup

from crowdpotential.chapters.method.exhibits.method_statement import fieldwork_days
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.markup import join, number
from crowdpotential.exhibits.references import number_exhibits
from crowdpotential.exhibits.styles import page_style, read_template
from crowdpotential.report.typography import set_text
from crowdpotential.views.frame import confidence
from crowdpotential.views.sentences.obstacles import find_fault
from crowdpotential.views.sentences.standing import stand
from crowdpotential.views.view import View
from crowdpotential.views.whole import means_shown

FOOT = "provenance"  # of the page, below all sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the page."""

    key: str
    title: Markup
    short: Markup
    body: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One entry below the title."""

    term: Markup
    value: Markup | str
    small: Markup | str = ""


def assemble_page(view: View, fragments: Iterable[Fragment], order: Mapping[str, tuple[str, ...]]) -> str:
    """Put the pieces together to one self-contained page without any outside reference.

    Args:
        view: what is shown of a run.
        fragments: the pieces, in any order.
        order: the anchors of each section, both as they follow on the page.
    """
    found = {fragment.anchor: fragment for fragment in fragments if fragment.pieces}
    ordered = [anchor for anchors in order.values() for anchor in anchors if anchor in found]
    numbering = number_exhibits(((anchor, found[anchor].kind) for anchor in ordered), view.language)
    numbered = {anchor: fragment.number(numbering) for anchor, fragment in found.items()}
    provenance = numbered.pop(FOOT, "")
    sections = [section for key, anchors in order.items() if (section := _section(view, key, anchors, numbered)) is not None]
    say, study = view.language.say, view.params.study
    title = view.text(study.title)
    manifest_id = str(view.run.manifest.get("manifest_id", ""))
    style = page_style(
        view.language,
        title=title,
        foot=f"{study.id} · {say('page.manifest', id=manifest_id)}",
        is_synthetic=view.is_synthetic,
    )
    environment = Environment(autoescape=True, keep_trailing_newline=True)
    html = environment.from_string(read_template("page.html.j2")).render(
        code=view.language.code,
        page_title=say("page.synthetic_title", title=title) if view.is_synthetic else title,
        description=say("page.description"),
        style=Markup(style),
        marks=Markup(read_template("marks.svg")),
        skip=say("page.skip"),
        banner=say("page.synthetic_banner") if view.is_synthetic else "",
        banner_label=say("page.synthetic_aside"),
        eyebrow=_eyebrow(view),
        title=title,
        standfirst=view.text(study.standfirst),
        facts=_facts(view),
        contents=say("page.contents"),
        sections=sections,
        provenance_title=say("page.provenance"),
        provenance=provenance,
        script=Markup(read_template("page.js")),
    )
    return set_text(html, view.language.code)


def _section(view: View, key: str, anchors: tuple[str, ...], found: Mapping[str, Markup]) -> Section | None:
    pieces = [found[anchor] for anchor in anchors if anchor in found]
    if not pieces:
        return None
    title = _title(view, key)
    short = view.language.say("section.cmp_short") if key == "cmp" else title
    return Section(key=key, title=title, short=short, body=Markup("\n").join(pieces))


def _title(view: View, key: str) -> Markup:
    say = view.language.say
    if key == "border":
        if len(view.blocs) == 2:
            return say(
                "section.border_pair",
                first=view.bloc_name(view.blocs[0]),
                second=view.bloc_name(view.blocs[1]),
            )
        return say("section.border_many", blocs=view.bloc_words)
    if key == "cmp" and view.verdict is None:
        return say("section.cmp_parts")
    if key == "index" and len(view.areas) < 2:
        return say("section.index_whole")
    return say(f"section.{key}", areas=view.area_words, blocs=view.bloc_words)


def _eyebrow(view: View) -> str:
    dates = view.params.study.fieldwork.dates
    label = str(view.language.say("page.eyebrow"))
    if dates is None:
        return label
    note = view.text(view.params.study.fieldwork.dates_note)
    month = view.numerals.month(date.fromisoformat(dates.end))
    return f"{label} · {month}" + (f" ({note})" if note else "")


def _facts(view: View) -> list[Fact]:
    say, numerals, results = view.language.say, view.numerals, view.results
    facts = []
    received, analysed = (results.first("fieldwork", m, area="", sample="main") for m in ("n_received", "n_analysed"))
    if received is not None and analysed is not None:
        asked = say(
            "facts.asked_value",
            n=int(received.estimate),
            count=number(received, numerals.integer(received.estimate)),
        )
        small = say("facts.asked_small", n=number(analysed, numerals.integer(analysed.estimate)))
        facts.append(Fact(term=say("facts.asked"), value=asked, small=small))
    facts += _compared(view)
    facts.append(
        Fact(
            term=say("facts.how"),
            value=say("facts.how_quota" if view.params.design.quota else "facts.how_other"),
            small=view.text(view.params.study.fieldwork.mode),
        )
    )
    facts.append(Fact(term=say("facts.when"), value=fieldwork_days(view) or say("facts.not_stated")))
    means = [s.mean for s in stand(view, view.areas)] if view.areas else list(means_shown(view))
    halves = [(mean.ci_high - mean.ci_low) / 2 for mean in means if not mean.is_suppressed]
    halves = [half for half in halves if half == half]  # noqa: PLR0124 NaN: interval withheld
    if halves:
        low, high = (round(end, 1) for end in (min(halves), max(halves)))
        span = numerals.interval(low, high) if high > low else numerals.decimal(low)
        small = say(
            "facts.precision_small" if len(view.areas) > 1 else "facts.precision_whole",
            level=numerals.percent(confidence(view), 0),
            areas=view.area_words,
        )
        facts.append(Fact(term=say("facts.precision"), value=say("facts.precision_value", span=span), small=small))
    return facts


def _are_compared(view: View) -> bool:
    """Return whether any of the means shown may be set against another."""
    if find_fault(view) is not None:
        return False
    if not view.areas:
        return view.compares_blocs
    return view.compares_blocs or any(len(areas) > 1 and bloc not in view.closed_blocs for bloc, areas in view.area_groups)


def _compared(view: View) -> list[Fact]:
    """State what is compared: areas, and how many of them lie in each bloc; else blocs; nothing where there are no two of either."""
    say, n = view.language.say, len(view.areas) or len(view.blocs)
    if n < 2:
        return []
    small: Markup | str = ""
    if view.areas and len(view.blocs) > 1:
        named = [say("facts.where_small", bloc=view.bloc_name(bloc), n=len(areas)) for bloc, areas in view.area_groups if bloc]
        across = f"{len(view.blocs)} {view.bloc_word(len(view.blocs))}"
        small = join(named, ", ") if named else across
    elif not view.areas:
        small = ", ".join(view.bloc_name(bloc) for bloc in view.blocs)
    word = view.area_word(n) if view.areas else view.bloc_word(n)
    return [
        Fact(
            term=say("facts.where" if _are_compared(view) else "facts.shown"),
            value=f"{n} {word}",
            small=small,
        )
    ]
