"""Where control totals come from, in words; a code that the study does not explain is printed as it is."""

from collections.abc import Iterable

from markupsafe import Markup

from crowdpotential.exhibits.markup import join, tag
from crowdpotential.exhibits.results import Result
from crowdpotential.ingest.sources import Source, split_codes
from crowdpotential.views.view import View


def name_sources(view: View, rows: Iterable[Result]) -> list[Markup]:
    """Name the sources of rows in short, with the years that they are about; nothing where none is stated."""
    return [_short(view, code) for code in _codes(rows)]


def list_sources(view: View, rows: Iterable[Result]) -> list[Markup]:
    """Return each source of rows in full, with years and where it stands."""
    return [_full(view, code) for code in _codes(rows)]


def _codes(rows: Iterable[Result]) -> list[str]:
    return list(dict.fromkeys(code for row in rows for code in split_codes(row.source)))


def _short(view: View, code: str) -> Markup:
    source = view.sources.get(code)
    if source is None:
        return Markup("{}").format(code)
    return _with_years(view.text(source.short or source.name), source)


def _full(view: View, code: str) -> Markup:
    source = view.sources.get(code)
    if source is None:
        return Markup("{}").format(code)
    words = _with_years(view.text(source.name), source)
    return join([words, tag("code", source.link)], " ") if source.link else words


def _with_years(words: str, source: Source) -> Markup:
    return Markup("{}, {}").format(words, source.years) if source.years else Markup("{}").format(words)
