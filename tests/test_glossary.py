"""The glossary speaks of the program as it is: every name that it gives to a term stands in the code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
ENTRIES = [line.split("|")[1:-1] for line in GLOSSARY.splitlines() if line.startswith("| ") and not line.startswith("| по-русски")]


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    code = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    words = set(re.findall(r"\w+", code))
    assert [name for *_, names, _ in ENTRIES for name in re.findall(r"`(\w+)`", names) if name not in words] == []


def test_every_term_has_both_languages_a_name_and_a_meaning() -> None:
    assert len(ENTRIES) > 40
    assert [entry for entry in ENTRIES if len(entry) != 4 or not all(cell.strip() for cell in entry) or "`" not in entry[2]] == []


def test_no_term_is_explained_twice() -> None:
    for column in (0, 1):
        terms = [entry[column].strip() for entry in ENTRIES]
        assert len(terms) == len(set(terms))
