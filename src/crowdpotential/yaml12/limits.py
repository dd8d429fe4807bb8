"""How large and how deep a YAML file may be, and which letters it must not hold."""

import re

LARGEST_BYTES = 2_000_000
MOST_VALUES = 60_000  # keys and values; the demonstration's questionnaire has 4,100
DEEPEST = 40  # levels of nesting; a questionnaire with conditions inside conditions has a dozen
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udfff]"
)  # letters that neither XML nor a terminal takes, and halves of letters


def name_unseen(letter: str) -> str:
    """State in a message that such a letter is there."""
    return f"holds a letter that nobody sees (U+{ord(letter):04X})"
