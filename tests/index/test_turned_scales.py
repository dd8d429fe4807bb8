"""A scale turned round as a whole in one file shows in its correlations with the others; scales opposed everywhere do not."""

import numpy as np
import pandas as pd
from two_sides import (
    AREA,
    AREA_NAMES,
    answer_items,
    answer_otherwise,
    answer_three_dimensions,
    choose_items,
    draw_design,
)

from crowdpotential.index.items import Items
from crowdpotential.index.turned_scales import TurnedScale, find_turned_scales
from crowdpotential.index.units import list_units
from crowdpotential.stats.arrays import BoolArray

PLACES = pd.DataFrame(
    {
        "bloc": np.where(AREA < 2, "A", "B"),
        "area": [AREA_NAMES[a] for a in AREA],
        "source": [f"{AREA_NAMES[a]}_file" for a in AREA],
    }
)
DESIGN = draw_design()


def turn(items: Items, dimension: int, where: BoolArray) -> Items:
    """Code all items of a dimension the other way round for some respondents."""
    own = items.dimension_of_item == dimension
    return answer_otherwise(items, np.where(where[:, None] & own, 4 - items.ranks, items.ranks))


def found_in(items: Items, places: pd.DataFrame = PLACES) -> list[TurnedScale]:
    return find_turned_scales(items, DESIGN, list_units(places, files={}), confidence_level=0.95)


def test_scales_that_hang_together_everywhere_are_not_turned() -> None:
    assert found_in(answer_items()) == []
    assert found_in(answer_three_dimensions()) == []


def test_the_scale_that_goes_against_most_others_is_named_with_its_file() -> None:
    (one,) = found_in(turn(answer_three_dimensions(), 1, AREA == 3))
    assert (one.dimension, one.others, one.unit.area, one.unit.source) == ("Y", ("X", "Z"), "d", "d_file")
    assert max(one.here) < -0.2 < 0.2 < min(one.elsewhere)
    assert one.n == 400


def test_a_scale_turned_on_one_side_is_told_of_once() -> None:
    found = found_in(turn(answer_three_dimensions(), 2, AREA >= 2))
    assert {(one.dimension, one.unit.is_side) for one in found} == {("Z", True)}
    assert len(found) == len({one.unit.bloc for one in found})


def test_of_two_scales_one_is_named_with_the_other() -> None:
    (one,) = found_in(turn(answer_items(), 1, AREA == 0))
    assert {one.dimension, *one.others} == {"X", "Y"}
    assert one.unit.area == "a"


def test_scales_that_are_opposed_everywhere_are_found_where_they_are_not() -> None:
    everywhere = turn(answer_items(), 0, np.ones(AREA.size, dtype=np.bool_))
    assert found_in(everywhere) == []
    (one,) = found_in(turn(everywhere, 0, AREA == 2))
    assert one.here[0] > 0.2 > -0.2 > one.elsewhere[0]
    assert one.unit.area == "c"


def test_one_dimension_has_no_other_to_go_against() -> None:
    assert found_in(choose_items(answer_items(), range(4))) == []
