"""All hostile files by the kind of right file that they take the place of.

`CONTENTS[kind][name]` makes hostile bytes of right ones; `PLACES[name]` puts something else than a plain file at a path, from which the
right file was taken away; `GROWN[name]` lets the right file grow; `mutate(right, seed)` damages it by chance. None may be answered by
anything but results or one clear line within seconds: no fault, no wait without end, no memory without end.
"""

from collections.abc import Callable, Mapping

from battery.hostile.columns import COLUMNS
from battery.hostile.maps import MAPS
from battery.hostile.mutations import mutate
from battery.hostile.places import GROWN, PLACES
from battery.hostile.settings import SETTINGS
from battery.hostile.settings_values import VALUES
from battery.hostile.texts import TEXTS
from battery.hostile.workbooks import WORKBOOKS

__all__ = ["CONTENTS", "GROWN", "PLACES", "VALUES", "mutate"]

CONTENTS: Mapping[str, Mapping[str, Callable[[bytes], bytes]]] = {
    ".yaml": SETTINGS,  # params, questionnaire, sources, simulation; VALUES may stand for any value in them, and behind --set
    ".csv": TEXTS,  # data, margins, means, counts
    ".xlsx": WORKBOOKS,
    ".parquet": COLUMNS,
    ".geojson": MAPS,
}
