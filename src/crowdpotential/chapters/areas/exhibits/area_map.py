"""Where the areas lie: a locator map with the index beside it; the fill tells the side, not the value."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crowdpotential.exhibits.cells import Bracketed, Content, Joined, Number
from crowdpotential.exhibits.exhibit import Column, Drawing, Exhibit, Group, Panel, Row, Table
from crowdpotential.exhibits.fragment import Fragment
from crowdpotential.exhibits.plain import to_plain
from crowdpotential.geojson import read_features
from crowdpotential.views.exhibit_parts import bloc_keys, cite, name_area
from crowdpotential.views.frame import nothing, place_head
from crowdpotential.views.view import View

if TYPE_CHECKING:
    from crowdpotential.exhibits.drawing.atlas import Atlas


def show_area_map(view: View) -> Exhibit | Fragment:
    """Draw where the areas lie, with their index beside the map unless sides that may not be compared would stand together."""
    atlas = _read_atlas(view)
    if atlas is None:
        return nothing("index", "map")
    say, params = view.language.say, view.params
    areas = [area for area in view.areas if area in atlas.marks]
    return Exhibit(
        setting=view.setting,
        section="index",
        anchor="map",
        title=say("map.title", areas=view.area_words),
        subtitle=say("map.subtitle", bloc=view.bloc_word()) if params.is_nested else say("map.subtitle_plain"),
        panels=(Panel(tables=(_table(view, areas),)),),
        notes=(view.text(params.study.area_note), say("map.credit")),
        rows=cite(view, "index.mean.index.*area=*"),
        file="map",
        alt=_describe(view, atlas, areas),
        drawing=Drawing(draw=lambda frame: _draw(view, atlas, areas, frame)),
    )


def _read_atlas(view: View) -> "Atlas | None":
    """Read the study's map; None if it has none, or if any area shown is not on it."""
    params = view.params
    keys = {area: params.areas[area].map_key for area in view.areas}
    if params.report.map is None or not all(keys.values()):
        return None
    from crowdpotential.exhibits.drawing.atlas import Spot, make_atlas  # noqa: PLC0415 matplotlib takes a second

    features = read_features(Path(view.run.study_folder) / params.report.map)
    return make_atlas(features, {key: Spot(area, view.bloc_of(area)) for area, key in keys.items() if key})


def _table(view: View, areas: Sequence[str]) -> Table:
    say, is_nested = view.language.say, view.params.is_nested
    word = view.bloc_word()
    return Table(
        caption=say("map.title", areas=view.area_words),
        columns=(
            Column(head=place_head(view), kind="label"),
            *((Column(head=word[:1].upper() + word[1:]),) if is_nested else ()),
            *(() if view.is_split else (Column(head=say("areas.index"), look="value"),)),
        ),
        groups=(
            Group(
                rows=tuple(
                    Row(
                        (
                            name_area(view, area),
                            *((view.bloc_name(view.bloc_of(area)),) if is_nested else ()),
                            *(() if view.is_split else (_value(view, area),)),
                        )
                    )
                    for area in areas
                )
            ),
        ),
    )


def _value(view: View, area: str) -> Content:
    """Return the mean of an area with its interval; nothing where the verdict forbids values of both sides in one picture."""
    row = view.results.first("index", "mean", variable="index", area=area, domain_variable="")
    if row is None or view.is_split:
        return ""
    found = Number(row)
    return found if row.is_suppressed else Joined((found, Bracketed(Number(row, part="interval"))))


def _describe(view: View, atlas: "Atlas", areas: Sequence[str]) -> str:
    """Name the areas side by side, with their values, and say how the border between the sides is drawn."""
    say = view.language.say
    blocs = [
        (f"{view.bloc_name(bloc)} ({len(own)}): " if bloc else "") + ", ".join(map(view.area_label, own))
        for bloc in ("", *view.blocs)
        if (own := [area for area in areas if view.bloc_of(area) == bloc])
    ]
    named = ((view.area_label(area), to_plain(view.setting, _value(view, area))) for area in areas)
    values = "; ".join(f"{name} {value}" for name, value in named if value)
    has_border = any(len({atlas.sides.get(country, "") for country in shape.between} - {""}) > 1 for shape in atlas.shapes)
    parts = (f"{values}." if values else "", str(say("map.border")) if has_border else "")
    text = say("map.alt", areas="; ".join(blocs), values=" ".join(filter(None, parts)))
    return to_plain(view.setting, text)


def _draw(view: View, atlas: "Atlas", areas: Sequence[str], frame: Any) -> Any:  # noqa: ANN401
    from crowdpotential.exhibits.charting import to_keys  # noqa: PLC0415 matplotlib takes a second
    from crowdpotential.exhibits.drawing.map import Label, Map, draw_map  # noqa: PLC0415 as above
    from crowdpotential.exhibits.drawing.palette import choose_palette  # noqa: PLC0415 as above

    territories = view.language.locale.territories
    countries = dict.fromkeys(shape.country for shape in atlas.shapes if shape.country in territories)
    labels = [
        Label(
            area=area,
            bloc=view.bloc_of(area),
            name=view.area_label(area),
            value=to_plain(view.setting, _value(view, area)),
        )
        for area in areas
    ]
    found = Map(
        atlas=atlas,
        labels=labels,
        countries={country: str(territories[country]) for country in countries},
        credit=_credit(view),
        keys=to_keys(view.setting, bloc_keys(view) if view.params.is_nested else ()),
    )
    return draw_map(found, frame, palette=choose_palette(view.setting.blocs))


def _credit(view: View) -> str:
    """Say who drew the borders, where the study names somebody, and how they are projected."""
    named, drawn = view.params.report.map_credit, str(view.language.say("map.drawn"))
    return f"{view.text(named)}. {drawn}" if named else drawn
