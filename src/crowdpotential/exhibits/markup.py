"""Small pieces of HTML: every value is escaped, every printed number names its row of results.csv."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.results import Result

MANY_COLUMNS = 9  # a table with more is printed in letters that let it fit on the sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: content, classes, and the label that stands before it when rows are stacked on a phone."""

    content: Markup | str
    css: str = ""
    label: str = ""
    is_header: bool = False
    span: int = 1
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A group of rows (tbody), set off from the one above or not."""

    rows: tuple[tuple[Cell, ...], ...]
    css: str = ""
    row_css: tuple[str, ...] = ()


def tag(name: str, *content: object, **attributes: object) -> Markup:
    """Make an element; `class_` and `data_result` become class and data-result; None and "" leave an attribute out."""
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value not in (None, ""))
    opening = "".join(f' {key}="{escape(value)}"' for key, value in pairs)
    return Markup(f"<{name}{opening}>{join(content)}</{name}>")


def join(parts: Iterable[object], separator: str = "") -> Markup:
    """Put pieces together, escaping what is no markup."""
    return Markup(separator).join(escape(part) for part in parts)


def number(row: Result | None, text: object, part: str = "") -> Markup:
    """Print a number with the key of its row; `part` is empty for the estimate, else ci, half (of it), se, df, n or p.

    A contrast that is read the other way round says so.
    """
    if row is None:
        return Markup(ABSENT)
    return tag("span", text, data_result=row.result_id, data_part=part, data_turned="1" if row.is_turned else None)


def mark(css: str) -> Markup:
    """Draw the small mark of a bloc, as legends and row labels carry it."""
    return Markup('<svg class="key {0}" aria-hidden="true"><use href="#mark-{0}" x="6" y="6"/></svg>').format(css)


def table(
    caption: str,
    *,
    heads: Sequence[Sequence[Cell]],
    groups: Sequence[Rows],
    foot: Sequence[Sequence[Cell]] = (),
    css: str = "tab",
    style: str = "",
    has_roles: bool = False,
) -> Markup:
    """Make a table with a caption for readers who cannot see it; explicit roles where narrow rows become boxes."""
    parts = [
        tag("caption", caption, class_="vh"),
        tag("thead", *(_row(row, has_roles) for row in heads), role="rowgroup" if has_roles else None),
    ]
    for group in groups:
        row_css = group.row_css or ("",) * len(group.rows)
        rows = (_row(row, has_roles, name) for row, name in zip(group.rows, row_css, strict=True))
        parts.append(tag("tbody", *rows, class_=group.css, role="rowgroup" if has_roles else None))
    if foot:
        parts.append(tag("tfoot", *(_row(row, has_roles) for row in foot)))
    columns = max((sum(cell.span for cell in row) for row in heads), default=0)
    if columns > MANY_COLUMNS:
        css, style = f"{css} many", f"{style};--cols:{columns}".lstrip(";")
    return tag("table", *parts, class_=css, style=style, role="table" if has_roles else None)


def scroll(content: Markup, *, label: str, cue: str) -> Markup:
    """Make a wide table scroll inside its own region, with a written cue on narrow screens."""
    region = tag("div", content, class_="scroll", tabindex="0", role="region", aria_label=label)
    return tag("p", cue, class_="cue") + region


def fold(summary: Markup | str, content: Markup) -> Markup:
    """Put away what only some readers look for; paper shows it."""
    return tag("details", tag("summary", summary), content, class_="fold")


def _row(cells: Sequence[Cell], has_roles: bool, css: str = "") -> Markup:  # noqa: FBT001 passed on from table()
    return tag("tr", *(_cell(cell, has_roles) for cell in cells), class_=css, role="row" if has_roles else None)


def _cell(cell: Cell, has_roles: bool) -> Markup:  # noqa: FBT001 passed on from table()
    name = "th" if cell.is_header else "td"
    scope = (cell.scope or "row") if cell.is_header else None
    roles = {"row": "rowheader", "rowgroup": "rowheader"}
    role = (roles.get(scope or "", "columnheader") if cell.is_header else "cell") if has_roles else None
    return tag(
        name,
        cell.content,
        class_=cell.css,
        data_l=cell.label,
        scope=scope,
        role=role,
        colspan=cell.span if cell.span > 1 else None,
    )
