"""Texts and contents of cells without markup, for forms that are no pages: figures, alternative texts, workbooks."""

import re
from html import unescape

from crowdpotential.exhibits.cells import Content, Number, Stacked
from crowdpotential.exhibits.printing import print_content
from crowdpotential.exhibits.references import Numbering, Pointer, split
from crowdpotential.exhibits.setting import Setting

DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
APART = re.compile(r'<(?=br|p\b|li\b|div\b|small\b|span class="(?:chip|dim|flag|below)")')  # stands off from what is before it
TAG, SPACES = re.compile("<[^>]*>"), re.compile(r"[ \t\n]+")  # spaces that do not break stay what they are
RAISED = re.compile("<sup>(.*?)</sup>")
SUPERSCRIPTS = str.maketrans("0123456789\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def to_plain(setting: Setting, content: Content, numbering: Numbering | None = None) -> str:
    """Return the words and figures of a content on one line.

    Args:
        setting: of the exhibit.
        content: of a cell, or any text of an exhibit.
        numbering: of the exhibits, where the form has one; without it a reference is left out.
    """
    if isinstance(content, Stacked) and isinstance(content.below, Number):  # on one line the second is in brackets
        above, below = (to_plain(setting, part, numbering) for part in (content.above, content.below))
        return f"{above} ({below})" if content.above.is_known else above
    printed = print_content(setting, content)
    pieces = [_number(piece, numbering) if isinstance(piece, Pointer) else piece for piece in split(str(printed))]
    drawn = DRAWN.sub("", "".join(pieces))
    drawn = RAISED.sub(lambda found: found[1].translate(SUPERSCRIPTS), drawn)
    bare = unescape(TAG.sub("", APART.sub(" <", drawn)))
    return SPACES.sub(" ", bare).strip(" ")


def _number(pointer: Pointer, numbering: Numbering | None) -> str:
    known = numbering.short.get(pointer.anchor) if numbering else None
    return f"{pointer.before}{known}" if known else ""
