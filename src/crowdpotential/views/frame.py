"""Pieces of the page that are no exhibits, and what many exhibits say: levels, adjustments, bases, notes on sides, rows of a study."""

from fnmatch import fnmatchcase

from markupsafe import Markup

from crowdpotential.exhibits.fragment import Fragment, make_fragment
from crowdpotential.exhibits.markup import number, tag
from crowdpotential.exhibits.references import refer_to
from crowdpotential.results import match_measures
from crowdpotential.views import phrases
from crowdpotential.views.view import View


def make_prose(section: str, anchor: str, *paragraphs: Markup | str) -> Fragment:
    """Make the paragraphs that open a section."""
    shown = [tag("p", paragraph) for paragraph in paragraphs if paragraph]
    html = tag("div", *shown, class_="prose") if shown else Markup("")
    return make_fragment(section, anchor, "prose", html)


def make_panel(section: str, anchor: str, html: Markup) -> Fragment:
    """Make a piece that has no number of its own."""
    return make_fragment(section, anchor, "panel", html)


def nothing(section: str, anchor: str) -> Fragment:
    """State that this study has no such figure."""
    return make_fragment(section, anchor, "prose", "")


def place_head(view: View) -> Markup | str:
    """Return the head of the column of the finest places shown."""
    word = view.place_word
    return word[:1].upper() + word[1:] if word else view.language.say("whole.of_whom")


def confidence(view: View) -> float:
    """Return the confidence level of the study."""
    return view.params.comparison.confidence_level


def level(view: View) -> str:
    """Write the confidence level of the study."""
    return view.numerals.percent(confidence(view), 0)


def adjuster(view: View) -> Markup:
    """Name the adjustment of p-values in contrasts, as in 'adjustment of'."""
    return view.language.say(f"adjustment.{view.params.comparison.adjust}")


def interval_title(view: View) -> Markup:
    """Return the head of a column of intervals."""
    return view.language.say("frame.interval_short", level=level(view))


def refer(view: View, anchor: str, *, before: str = "") -> Markup:
    """Refer to a figure or table; the page fills in its number, or drops the pointer where there is no such figure."""
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
    """State how many respondents belong to no area, and how many to no bloc, wherever these are compared."""
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
    """Return the base of everything that rests on the index of all areas."""
    total = view.results.overall("index", "mean", variable="index")
    return view.language.say("frame.index_base_note", n=phrases.base(view, total)) if total else Markup("")


def existing_rows(view: View, patterns: str) -> str:
    """Keep those of the patterns, parted by commas, that a row of this study's results matches.

    Raises:
        KeyError: no registered measure matches a pattern: it was renamed, and its rows would be cited no more.
    """
    return ", ".join(each for each in patterns.split(", ") if each and _is_matched(view, each))


def _is_matched(view: View, pattern: str) -> bool:
    chapter, _, rest = pattern.partition(".")
    measures = match_measures(chapter, rest.partition(".")[0])
    return any(fnmatchcase(row.result_id, pattern) for measure in measures for row in view.results.by_measure.get(measure.key, ()))
