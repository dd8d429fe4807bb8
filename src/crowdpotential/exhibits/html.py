"""An exhibit on the page: number, synthetic tag, title (the finding), what is measured, legend, body, notes, link to the data."""

from markupsafe import Markup

from crowdpotential.exhibits.exhibit import Exhibit, Key
from crowdpotential.exhibits.fragment import Fragment, make_fragment
from crowdpotential.exhibits.html_tables import lay_out_panel
from crowdpotential.exhibits.markup import join, mark, tag
from crowdpotential.exhibits.notes import list_notes
from crowdpotential.exhibits.references import own_number
from crowdpotential.exhibits.setting import Setting
from crowdpotential.layout import tables_name

KEYS = {  # shapes of the legend; a wide one is a stretch and no point
    "ring": '<use href="#mark-ring" x="6" y="6" class="ring"/>',
    "square": '<use href="#mark-none" x="6" y="6" class="mk"/>',
    "dot": '<circle class="mk" cx="6" cy="6" r="5"/>',
    "tick": '<line class="tick" x1="6" x2="6" y1="-1" y2="13"/>',
    "level1": '<rect class="lv1" width="12" height="12"/>',
    "level2": '<rect class="lv2" width="12" height="12"/>',
    "level3": '<rect class="lv3" width="12" height="12"/>',
    "interval": '<line class="iv" x1="0" x2="26" y1="6" y2="6"/>',
    "box": '<rect class="box" x="2" y="1" width="22" height="10"/>',
    "open": '<rect class="open" x="2" y="1" width="22" height="10"/>',
    "zone": '<rect class="zone" x="2" y="1" width="22" height="10"/>',
}
WIDE = ("interval", "box", "open", "zone")


def render_html(exhibit: Exhibit) -> Fragment:
    """Render an exhibit's body as a figure or a table; the page fills in its number."""
    setting, anchor = exhibit.setting, exhibit.anchor
    say = setting.language.say
    body = _body(exhibit)
    synthetic = tag("span", say("frame.synthetic_tag"), class_="tag") if setting.is_synthetic else Markup("")
    caption = [
        tag("p", own_number(setting.language, anchor, exhibit.kind), " ", synthetic, class_="num"),
        tag("h3", exhibit.title, id=f"{anchor}-title"),
        tag("p", exhibit.subtitle, class_="sub") if exhibit.subtitle else "",
        tag("ul", *(tag("li", _key(setting, key)) for key in exhibit.legend), class_="leg") if exhibit.legend else "",
        exhibit.extra,
    ]
    notes = [tag("p", note) for note in list_notes(exhibit)]
    notes.append(tag("p", _sources(exhibit), class_="noprint"))
    html = tag(
        "figure",
        tag("figcaption", *caption),
        tag("div", body, class_="body"),
        tag("div", *notes, class_="note") if notes else "",
        class_="fig long" if exhibit.is_long else "fig",
        id=anchor,
        data_results=", ".join(exhibit.rows),
        aria_labelledby=f"{anchor}-title",
    )
    return make_fragment(exhibit.section, anchor, exhibit.kind, html)


def _body(exhibit: Exhibit) -> Markup:
    if exhibit.drawing is not None and exhibit.drawing.is_inline:
        return _drawing(exhibit)
    setting, panels = exhibit.setting, exhibit.panels
    match exhibit.arrangement:
        case "bare":
            return join(part for panel in panels for part in lay_out_panel(setting, panel))
        case "pair":
            return tag("div", *(tag("div", *lay_out_panel(setting, panel)) for panel in panels), class_="pair")
        case "questions":
            boxes = (tag("div", *lay_out_panel(setting, panel), class_="question") for panel in panels)
            return tag("div", *boxes, class_="questions")
    return join(tag("div", *lay_out_panel(setting, panel), class_="panel") for panel in panels)


def _drawing(exhibit: Exhibit) -> Markup:
    """Draw for the main column and for a phone, of which the page shows one."""
    from crowdpotential.exhibits.figure import WIDTHS, draw_exhibit  # noqa: PLC0415 matplotlib takes a second; most notebooks draw nothing

    return join(tag("div", Markup(draw_exhibit(exhibit, width).svg_inline), class_=f"drawing {width}") for width in WIDTHS)


def _key(setting: Setting, key: Key) -> Markup:
    """Draw an entry of the legend: the mark and its words."""
    if key.shape == "bloc":
        return mark(setting.bloc_class(key.bloc)) + key.words
    css = "key wide" if key.shape in WIDE else "key"
    return Markup('<svg class="{}" aria-hidden="true">{}</svg>{}').format(css, Markup(KEYS[key.shape]), key.words)


def _sources(exhibit: Exhibit) -> Markup:
    """Name the rows that an exhibit shows, and link its pictures and the workbook that has its numbers."""
    language = exhibit.setting.language
    parts = [language.say("frame.data", rows=tag("code", ", ".join(exhibit.rows)))] if exhibit.rows else []
    links = {"xlsx": tables_name(language.code)}
    if exhibit.file:
        stem = f"figures/{file_stem(exhibit)}.{language.code}"
        links = {suffix: f"{stem}.{suffix}" for suffix in ("svg", "png")} | links
    parts += [tag("a", kind.upper(), href=href, class_="get") for kind, href in links.items()]
    return join(parts, " · ")


def file_stem(exhibit: Exhibit) -> str:
    """Return the name of an exhibit's files, which says so where the data are synthetic."""
    return f"{'SYNTHETIC_' if exhibit.setting.is_synthetic else ''}{exhibit.file}"
