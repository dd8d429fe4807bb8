"""The notes below an exhibit: its own, and what the brackets and crosses in it mean."""

import re

from crowdpotential.exhibits.cells import Text, content_of
from crowdpotential.exhibits.exhibit import Exhibit
from crowdpotential.exhibits.printing import print_content

SMALL = re.compile(r">\[\d[\d\s]*\]<")  # a base in brackets, with spaces between thousands
HIDDEN = ">×<"


def list_notes(exhibit: Exhibit) -> list[Text]:
    """List its own notes, then explanations of brackets and crosses, each where such stand in a cell."""
    setting, say = exhibit.setting, exhibit.setting.language.say
    printed = [print_content(setting, content_of(cell)) for cell in exhibit.cells]
    notes = [note for note in exhibit.notes if note]
    if any(SMALL.search(text) for text in printed):
        notes.append(say("cell.note_small", smallest=setting.small_base))
    if any(HIDDEN in text for text in printed):
        notes.append(say("cell.note_hidden", hidden=setting.suppress_below, few=setting.min_count))
    return notes
