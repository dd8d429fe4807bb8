"""Harmonising, step 1: columns that the study does not use, as params name them: by name, by pattern, or as all the rest."""

import re
from collections.abc import Collection, Mapping, Sequence

from crowdpotential.errors import ColumnError, Faults
from crowdpotential.ingest.column_names import find_alike, is_respelt, list_columns, tell_letters
from crowdpotential.ingest.raw_files import Source
from crowdpotential.quoting import show
from crowdpotential.validation import nearest

REST = "rest"  # in data.ignore: every column that the codebook does not list


def ignores_rest(source: Source, titles: Collection[str]) -> bool:
    """Return whether params ignore all that the codebook does not list; a column of that name is only itself."""
    return REST in source.spec.ignore and REST not in titles


def choose_ignored(source: Source, renamed: Mapping[str, str], known: Collection[str]) -> list[str]:
    """List the columns that params ignore by name or by pattern (* any letters, ? any one); count those of each pattern.

    Args:
        renamed: column of the file -> its name after data.columns.
        known: columns that the codebook lists.

    Raises:
        ColumnError: a name or a pattern that no column has, a pattern that takes a column of the codebook, or a name that
            data.columns maps as well.
    """
    faults, chosen = Faults(), list[str]()
    for entry in source.spec.ignore:
        if entry in renamed:
            if entry in source.spec.columns:
                msg = f"{source.name}: data.columns maps {source.titles.show(entry)} and data.ignore leaves it out; keep one of the two"
                faults.add(ColumnError(msg))
            chosen.append(entry)
        elif "*" in entry or "?" in entry:
            with faults.collected():
                matched = _match(entry, source, renamed, known)
                chosen += matched
                note, said = source.titles.list(matched), _show_entry(entry, source)
                source.tell("columns_ignored", said, len(matched), len(renamed), "left_out", note=note)
        elif entry != REST:
            near = find_alike(entry, renamed) or nearest(entry, renamed)
            hint = f" (did you mean {source.titles.show(near)}?)" if near else ""
            said = _show_entry(entry, source)
            msg = f"{source.name}: data.ignore names {said}, which is no column of the file{hint}; correct it"
            faults.add(ColumnError(msg))
    faults.raise_any()
    return list(dict.fromkeys(chosen))


def refuse_misspelt(unknown: Sequence[str], *, absent: Collection[str], needed: Collection[str], source: Source) -> None:
    """Refuse to ignore, as part of the rest, what seems to be a variable under another spelling. Raises ColumnError.

    Args:
        unknown: columns of the file that the codebook does not list.
        absent: columns of the codebook that the file does not have.
        needed: those of them that every file of this form has; for these one letter of five may differ.
    """
    alike: dict[str, str] = {}
    for column in unknown:
        other = next((known for known in sorted(absent) if is_respelt(column, known)), None)
        other = other or find_alike(column, sorted(set(absent) & set(needed)))
        if other:
            alike[column] = other
    if alike:
        pairs = ", ".join(f"{source.titles.show(column)} (is it {other}?{tell_letters(column, other)})" for column, other in alike.items())
        msg = (
            f"{source.name}: data.ignore has rest, which would leave out {pairs}; map it in data.columns, or name it in data.ignore itself"
        )
        raise ColumnError(msg)


def _match(pattern: str, source: Source, renamed: Mapping[str, str], known: Collection[str]) -> list[str]:
    letters = {"*": ".*", "?": "."}
    expression = re.compile("".join(letters.get(letter, re.escape(letter)) for letter in pattern), re.DOTALL)
    matched = [title for title in renamed if expression.fullmatch(title)]
    if not matched:
        near = nearest(pattern.replace("*", "").replace("?", ""), renamed)
        hint = f", the nearest is {source.titles.show(near)}" if near else ""
        msg = f"{source.name}: data.ignore: no column fits {_show_entry(pattern, source)}{hint}; correct the pattern"
        raise ColumnError(msg)
    if taken := [title for title in matched if renamed[title] in known]:
        msg = (
            f"{source.name}: data.ignore: {_show_entry(pattern, source)} would also leave out {list_columns(taken)}, which the "
            "codebook lists; narrow the pattern, or name the columns one by one"
        )
        raise ColumnError(msg)
    return matched


def _show_entry(entry: str, source: Source) -> str:
    """Show an entry of data.ignore, or its place among them where it may be somebody's."""
    return show(entry, f"entry {1 + source.spec.ignore.index(entry)}", source.titles.words)
