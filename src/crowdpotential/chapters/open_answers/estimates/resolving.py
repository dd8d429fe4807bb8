"""Which themes stand: coders before the dictionary, and between coders that differ two of three (decision 98)."""

from dataclasses import dataclass

from crowdpotential.ingest.coded_answers import CodedAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The themes of one answer."""

    themes: frozenset[str]
    is_disagreed: bool  # whether two coders gave different themes


def resolve(proposed: frozenset[str], coded: CodedAnswer | None) -> Resolved:
    """Decide which themes an answer has.

    Without a coder they are the dictionary's; with one the coder's; with two those that both gave, and of those that one gave alone the
    ones that the dictionary finds as well.

    Args:
        proposed: by the dictionary.
        coded: by coders; None where the answer is not in their file.
    """
    given = [] if coded is None else [themes for themes in coded.themes if themes is not None]
    if not given:
        return Resolved(themes=proposed, is_disagreed=False)
    if len(given) == 1:
        return Resolved(themes=given[0], is_disagreed=False)
    both, either = frozenset.intersection(*given), frozenset.union(*given)
    return Resolved(themes=both | (either & proposed), is_disagreed=both != either)
