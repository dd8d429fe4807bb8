"""Keys of codes: names for people and files. A number is always a code, so a key may not look like that of another one."""

from collections.abc import Iterator, Mapping

from crowdpotential.codebook.book import Codebook
from crowdpotential.formulas import key_fault
from crowdpotential.letters import normal_form

JOINTS = "*;="  # of margins (male*18-24) and of result keys (sex=2;age_group=65+)


def key_faults(codebook: Codebook) -> Iterator[str]:
    """Find keys that could be taken for something else: another code's number, another code's key, or two categories at once.

    A whole number that is the key of another code would move answers to it; the code's own number does no harm.
    """
    for place, keys in _lists(codebook):
        for code, key in keys.items():
            if _number_of(key) not in {None, code}:
                yield (f'{place}: code {code} has the key "{key}", which looks like another code; write a word, or leave the key out')
            elif joints := sorted(set(key) & set(JOINTS)):
                yield f'{place}: code {code} has the key "{key}"; {joints[0]} joins categories, so write another key'
            elif fault := key_fault(key):
                yield f'{place}: code {code} has the key "{key}", which {fault}'
            elif not normal_form(key):
                yield f"{place}: code {code} has an empty key; write a word, or leave the key out"
    for place, keys in _questions(codebook):
        first: dict[str, int] = {}
        for code, key in keys.items():
            if (other := first.setdefault(normal_form(key), code)) != code:
                yield f'{place}: codes {other} and {code} have the key "{key}"; tell them apart'


def _number_of(key: str) -> float | None:
    """Return the whole number that a key can be read as, in any spelling ("01", "1.0", "1e1"); None if it is a word."""
    try:
        number = float(key)
    except ValueError:
        return None
    return number if number.is_integer() else None


def _lists(codebook: Codebook) -> Iterator[tuple[str, Mapping[int, str]]]:
    """List every list of codes once, with the keys that it gives."""
    for name, scale in codebook.scales.items():
        yield (
            f"scales.{name}",
            {code: entry.key for code, entry in scale.codes.items() if entry.key is not None},
        )
    for name, missing in codebook.missing.items():
        yield (
            f"missing.{name}",
            {code: entry.key for code, entry in missing.items() if entry.key is not None},
        )
    for variable in codebook.variables:
        keys = {code: entry.key for code, entry in variable.codes.items() if entry.key is not None}
        yield f"variables.{variable.id}", keys


def _questions(codebook: Codebook) -> Iterator[tuple[str, Mapping[int, str]]]:
    """List the keys that can stand for an answer to each question, once for each scale."""
    seen: set[str] = set()
    for variable in codebook.variables:
        if variable.scale is not None and variable.scale in seen:
            continue
        seen.add(variable.scale or "")
        keys = {code: entry.key for code, entry in codebook.codes(variable.id).items()}
        keys |= {code: entry.key for code, entry in codebook.missing_codes(variable.id).items()}
        place = f"scales.{variable.scale}" if variable.scale else f"variables.{variable.id}"
        yield place, {code: key for code, key in keys.items() if key is not None}
