"""The panels of an exhibit on a page: tables whose rows become boxes on a phone, and tables that scroll there."""

from markupsafe import Markup

from crowdpotential.exhibits import markup
from crowdpotential.exhibits.cells import Cell, Content, Look, Track, content_of
from crowdpotential.exhibits.exhibit import Column, Group, Panel, Row, Span, Table
from crowdpotential.exhibits.markup import fold, mark, scroll, tag
from crowdpotential.exhibits.plot import axis
from crowdpotential.exhibits.printing import print_content
from crowdpotential.exhibits.setting import Setting
from crowdpotential.exhibits.tracks import draw_track

CSS: dict[Look, str] = {
    "value": "val",
    "interval": "civ",
    "base": "base",
    "verdict": "verd",
    "established": "verd is",
    "words": "words",
    "verdict_words": "verd words",
    "established_words": "verd is words",
    "line": "nb",
    "up": "up",
    "down": "down",
    "unsettled": "open",
    "gap": "gap",
    "reason": "why",
}


def lay_out_panel(setting: Setting, panel: Panel) -> list[Markup | str]:
    """Put a title, the lines above, the tables and the lines below under each other."""
    drawn = mark(setting.bloc_class(panel.bloc)) if panel.bloc else ""
    chip = (" ", tag("span", panel.chip, class_="chip")) if panel.chip else ()
    title = tag("h4", drawn, panel.title, *chip) if panel.title or panel.chip else ""
    return [
        title,
        *(tag("p", line, class_="sub") for line in panel.lead if line),
        *(_lay_out(setting, table) for table in panel.tables),
        *(tag("p", line, class_="sub") for line in panel.after if line),
    ]


def _lay_out(setting: Setting, table: Table) -> Markup:
    is_plot, caption = table.form == "plot", str(table.caption)
    drawn = markup.table(
        caption,
        heads=_heads(setting, table),
        groups=[_group(setting, table, group) for group in table.groups],
        foot=[_row(setting, table, row) for row in table.foot],
        css=" ".join(("plot" if is_plot else "tab", *table.looks)),
        style=f"--lw0:{table.label_em:g}em" if table.label_em else "",
        has_roles=is_plot,
    )
    if not is_plot and table.is_wide:
        drawn = scroll(drawn, label=caption, cue=str(setting.language.say("frame.cue")))
    return fold(table.fold, drawn) if table.fold else drawn


def _heads(setting: Setting, table: Table) -> list[list[markup.Cell]]:
    heads = [_head(setting, table, column) for column in table.columns]
    return [[_span(setting, span) for span in table.spans], heads] if table.spans else [heads]


def _span(setting: Setting, span: Span) -> markup.Cell:
    if not span.head:
        return markup.Cell(content="", span=span.n)
    scope = "colgroup" if span.n > 1 else "col"
    return markup.Cell(content=print_content(setting, span.head), is_header=True, scope=scope, span=span.n, css="sp")


def _head(setting: Setting, table: Table, column: Column) -> markup.Cell:
    found = table.axis
    if column.kind == "track" and found is not None:
        return axis(found.scale, setting.numerals, spoken=str(found.spoken), is_signed=found.is_signed, suffix=found.suffix)
    if column.look == "gap":
        return markup.Cell(content="", css="gap")
    css = "words" if column.is_words else ""
    return markup.Cell(
        content=print_content(setting, column.head),
        is_header=True,
        scope="col",
        css=css,
        label=str(column.short),
    )


def _group(setting: Setting, table: Table, group: Group) -> markup.Rows:
    rows = [_row(setting, table, row) for row in group.rows]
    css: list[str] = [row.look for row in group.rows]
    if group.title:
        title = print_content(setting, group.title)
        rows.insert(0, (markup.Cell(content=title, is_header=True, scope="rowgroup", span=len(table.columns)),))
        css.insert(0, "gh")
    return markup.Rows(rows=tuple(rows), css=group.look, row_css=tuple(css))


def _row(setting: Setting, table: Table, row: Row) -> tuple[markup.Cell, ...]:
    return tuple(_cell(setting, table, column, cell) for column, cell in zip(table.columns, row.cells, strict=True))


def _cell(setting: Setting, table: Table, column: Column, cell: Cell | Content) -> markup.Cell:
    content = content_of(cell)
    if isinstance(content, Track) and table.axis is not None:
        return draw_track(setting, table.axis, content)
    own = cell if isinstance(cell, Cell) else Cell(content)
    look = own.look or column.look
    css = f"c{own.level}" if own.level else CSS.get(look, "")
    return markup.Cell(
        content=_wrap(print_content(setting, content), look),
        css=css,
        is_header=column.kind == "label",
        label=str(column.label if own.label is None else own.label),
    )


def _wrap(printed: Markup, look: Look) -> Markup:
    """Put what is strong into bold letters, and what lies on a shade into an element of its own."""
    names = {"strong": "b", "shade": "i"}
    return tag(names[look], printed) if look in names else printed
