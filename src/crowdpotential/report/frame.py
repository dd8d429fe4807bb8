"""The frame of every figure and table: number, synthetic tag, title (the finding), subtitle, legend, body, note, link to the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment, make_fragment
from crowdpotential.exhibits.markup import join, number, tag
from crowdpotential.exhibits.references import own_number, refer_to
from crowdpotential.report import cells
from crowdpotential.report.view import View
from crowdpotential.results import match_measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What stands above and below the body of a figure."""

    title: Markup | str
    subtitle: Markup | str = ""
    legend: Sequence[Markup] = ()
    extra: Markup | str = ""
    notes: Sequence[Markup | str] = ()
    rows: str = ""  # which rows of results.csv the figure shows; kinds that a study lacks are left out where it is printed
    files: str = ""  # name of the figure's SVG and PNG, if it has any


def make_figure(
    view: View,
    *,
    section: str,
    anchor: str,
    caption: Caption,
    body: Markup,
    kind: str = "figure",
    is_long: bool = False,
) -> Fragment:
    """Frame a body as a figure or a table. The page fills in its number."""
    say = view.language.say
    number = own_number(view.language, anchor, kind)
    synthetic = tag("span", say("frame.synthetic_tag"), class_="tag") if view.is_synthetic else Markup("")
    parts = [
        tag("p", number, " ", synthetic, class_="num"),
        tag("h3", caption.title, id=f"{anchor}-title"),
        tag("p", caption.subtitle, class_="sub") if caption.subtitle else "",
        tag("ul", *(tag("li", entry) for entry in caption.legend), class_="leg") if caption.legend else "",
        caption.extra,
    ]
    notes = [tag("p", note) for note in (*caption.notes, *cells.explain_marks(view, body)) if note]
    rows = existing_rows(view, caption.rows)
    if rows or caption.files:
        notes.append(tag("p", _sources(view, rows, caption.files), class_="noprint"))
    html = tag(
        "figure", tag("figcaption", *parts), tag("div", body, class_="body"), tag("div", *notes, class_="note") if notes else "",
        class_="fig long" if is_long else "fig", id=anchor, data_results=rows, aria_labelledby=f"{anchor}-title",
    )  # fmt: skip
    return make_fragment(section, anchor, kind, html)


def make_prose(section: str, anchor: str, *paragraphs: Markup | str) -> Fragment:
    """Make the paragraphs that open a section."""
    shown = [tag("p", paragraph) for paragraph in paragraphs if paragraph]
    html = tag("div", *shown, class_="prose") if shown else Markup("")
    return make_fragment(section, anchor, "prose", html)


def make_panel(section: str, anchor: str, html: Markup) -> Fragment:
    """Make a piece that has no number of its own."""
    return make_fragment(section, anchor, "panel", html)


def nothing(section: str, anchor: str) -> Fragment:
    """Say that this study has no such figure."""
    return make_fragment(section, anchor, "prose", "")


def place_head(view: View) -> Markup | str:
    """Head the column of the finest places shown."""
    word = view.place_word
    return word[:1].upper() + word[1:] if word else view.language.say("whole.of_whom")


def interval_legend(view: View) -> Markup:
    """Explain the line through a mark."""
    line = Markup(
        '<svg class="key wide" aria-hidden="true"><line class="iv" x1="0" x2="26" y1="6" y2="6"/></svg>'
    )
    return line + view.language.say("frame.interval", level=level(view))


def confidence(view: View) -> float:
    """Give the confidence level of the study."""
    return view.params.comparison.confidence_level


def level(view: View) -> str:
    """Write the confidence level of the study."""
    return view.numerals.percent(confidence(view), 0)


def adjuster(view: View) -> Markup:
    """Name the adjustment of p-values in contrasts, as in 'adjustment of'."""
    return view.language.say(f"adjustment.{view.params.comparison.adjust}")


def interval_title(view: View) -> Markup:
    """Head a column of intervals."""
    return view.language.say("frame.interval_short", level=level(view))


def refer(view: View, anchor: str, *, before: str = "") -> Markup:
    """Point to a figure or table; the page fills in its number, or drops the pointer where there is no such figure."""
    return refer_to(view.language, anchor, before=before)


def bloc_notes(view: View) -> list[Markup]:
    """Repeat what the study says about its blocs, wherever they are compared."""
    notes = []
    for bloc in view.blocs:
        note = view.text(view.params.blocs[bloc].note)
        if note:
            notes.append(tag("b", view.bloc_name(bloc) + ".") + " " + note)
    return notes


def unplaced_notes(view: View) -> list[Markup]:
    """Say how many respondents belong to no area, and how many to no bloc, wherever these are compared."""
    words = {"area": view.area_words, "bloc": view.bloc_words}
    return [
        view.language.say(
            "fieldwork.unplaced",
            words=words[row.variable],
            n=number(row, view.numerals.integer(row.estimate)),
            total=number(row, view.numerals.integer(row.n), "n"),
        )
        for row in view.results.find("fieldwork", "n_unplaced")
    ]


def base_of_index(view: View) -> Markup:
    """Give the base of everything that rests on the index of all areas."""
    total = view.results.overall("index", "mean", variable="index")
    return view.language.say("frame.index_base_note", n=cells.base(view, total)) if total else Markup("")


def existing_rows(view: View, patterns: str) -> str:
    """Keep those of the patterns, parted by commas, that a row of this study's results matches.

    Raises:
        KeyError: no registered measure matches a pattern: it was renamed, and its rows would be cited no more.
    """
    return ", ".join(each for each in patterns.split(", ") if each and _is_matched(view, each))


def _is_matched(view: View, pattern: str) -> bool:
    chapter, _, rest = pattern.partition(".")
    measures = match_measures(chapter, rest.partition(".")[0])
    return any(
        fnmatchcase(row.result_id, pattern)
        for measure in measures
        for row in view.results.by_measure.get(measure.key, ())
    )


def _sources(view: View, rows: str, files: str) -> Markup:
    say = view.language.say
    parts = [say("frame.data", rows=tag("code", rows))] if rows else []
    if files:
        prefix = "SYNTHETIC_" if view.is_synthetic else ""
        parts += [
            tag(
                "a",
                suffix.upper(),
                href=f"figures/{prefix}{files}.{view.language.code}.{suffix}",
                class_="get",
            )
            for suffix in ("svg", "png")
        ]
    return join(parts, " · ")
