"""The parser in C and the careful one read every document alike, and what is refused is refused with the same words."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from crowdpotential.errors import ParamsError
from crowdpotential.yaml12 import parse_yaml
from crowdpotential.yaml12.careful import parse_carefully
from crowdpotential.yaml12.plain import NotPlainError, parse_plain

ROOT = Path(__file__).parents[1]
N_DOCUMENTS = 3_000
PIECES = (
    *("a", "key", "1", "007", "-1", "1.5", "1e3", "1.0e-10", "0x1f", "0o7", "1_000", "NO", "true", "null", "~", "", "2020-01-02"),
    *("2020-13-45", "18-24", "65+", "2nd", ".inf", "12:30:45", "<<", "=", "- ", ": ", ":", " :", "? ", "[", "]", "{", "}"),
    *(", ", "#", " # c", '"', "'"),
    *('"\\n"', '"\\x07"', "|", ">-", "|2", "&a", "*a", "!!str ", "%", "---", "...", "\t", "\r\n", "\r", "é", "\u2028", "\x85", "\ufeff"),
    *("\n", "\n", "\n  ", "\n    ", "\n- ", "\nz: 1\n", "k: v", "a: 1\n", "b: [1, 2]\n", '{"a":1}', "[a:1]", "{a, b: c}", "- - x"),
    *("a\n  b",),
)
STARTS = (
    "",
    "a: ",
    "k:\n  ",
    "a:\n- ",
    "x: {",
    "x: [",
    "a: |\n ",
    "a: >-\n  ",
    'a: "',
    "a: '",
    "? ",
    "b:\n    c: |+\n ",
)


def read(parse: Callable[[str], object], text: str) -> str:
    try:
        return repr(parse(text))
    except ParamsError as error:
        return f"refused: {error}"


def test_documents_put_together_at_random_are_read_alike() -> None:
    draw, n_plain = random.Random(20_261_130), 0  # noqa: S311 no secret
    for _ in range(N_DOCUMENTS):
        text = draw.choice(STARTS) + "".join(draw.choices(PIECES, k=draw.randint(1, 8)))
        try:
            made = parse_plain(text)
        except NotPlainError:
            continue
        n_plain += 1
        assert repr(made) == read(lambda words: parse_carefully(words, name="x"), text), repr(text)
    assert n_plain > N_DOCUMENTS / 20  # else the test compares nothing


@pytest.mark.parametrize("pattern", ["params.yaml", "data/**/*.yaml", "examples/**/*.yaml"])
def test_the_files_of_the_committed_studies_need_no_careful_reader(pattern: str) -> None:
    paths = sorted(ROOT.glob(pattern))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8-sig")
        assert repr(parse_plain(text)) == repr(parse_carefully(text, name=path.name))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: a key is given twice"),
        ("a: 1\nb: &x 2\nc: *x\n", "line 2: tags, anchors and aliases"),
        ("a: 1\nb: !!str 2\n", "line 2: tags, anchors and aliases"),
        ("a: 1\nb: [1, 2\n", "line 3: not valid YAML"),
        ("a: 1\n? [x, y]\n: 2\n", "line 2: a key is a word or a number"),
        ("a: 1\nd: 2020-13-45\n", "line 2: a value looks like a date"),
        ('a: 1\nw: "\\x07"\n', "line 2: holds a letter that nobody sees (U+0007)"),
        ("a: " + "[" * 60 + "]" * 60, "nested more than 40 levels deep"),
        ("a: [" + "1, " * 60_001 + "1]", "more than 60000 keys and values"),
    ],
)
def test_what_is_refused_is_refused_with_its_line(text: str, line: str) -> None:
    with pytest.raises(ParamsError) as refused:
        parse_yaml(text, name="study.yaml")
    assert line in str(refused.value)
