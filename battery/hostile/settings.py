"""Hostile YAML: params, questionnaire, sources and plan of simulation."""

from collections.abc import Callable, Mapping

DEEP = 100_000

Spoil = Callable[[bytes], bytes]


def _added(more: bytes) -> Spoil:
    return lambda right: right.rstrip() + b"\n" + more + b"\n"


def _valued(value: bytes) -> Spoil:
    """Put a value where the first plain word or number of the file stands."""
    return lambda right: b"first: " + value + b"\n" + right


def _bombs() -> bytes:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%b]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 12)]
    return b"\n".join(lines)


SETTINGS: Mapping[str, Spoil] = {
    "nothing": lambda _: b"",
    "only a comment": lambda _: b"# nothing\n",
    "only a mark of the order of bytes": lambda _: b"\xef\xbb\xbf",
    "only null": lambda _: b"null\n",
    "a list": lambda _: b"- 1\n- 2\n",
    "a word": lambda _: b"word\n",
    "a number": lambda _: b"1\n",
    "flow lists 100,000 deep": _added(b"deep: " + b"[" * DEEP + b"]" * DEEP),
    "flow lists 100,000 deep that nobody closes": _added(b"deep: " + b"[" * DEEP),
    "flow mappings 100,000 deep": _added(b"deep: " + b"{a: " * DEEP + b"}" * DEEP),
    "flow mappings 300 deep": _added(b"deep: " + b"{a: " * 300 + b"1" + b"}" * 300),
    "flow lists 900 deep": _added(b"deep: " + b"[" * 900 + b"]" * 900),
    "block lists 100,000 deep on one line": _added(b"deep:\n  " + b"- " * DEEP + b"1"),
    "block mappings 1,200 deep": _added(b"\n".join(b" " * n + b"a:" for n in range(1200)) + b" 1"),
    "complex keys 100,000 deep": _added(b"? " * DEEP + b"a"),
    "brackets in brackets as a key": _added(b"[[[[a]]]]: 1"),
    "a mapping as a key": _added(b"{a: 1}: 2"),
    "a list as a key": _added(b"[a, b]: 2"),
    "null as a key": _added(b"null: 2\n~: 3"),
    "closing brackets only": _added(b"deep: " + b"]" * 1000),
    "aliases that grow (billion laughs)": _added(_bombs()),
    "an anchor that holds itself": _added(b"a: &a [*a]"),
    "a merge key": _added(b"a: &b {c: 1}\nd:\n  <<: *b"),
    "a merge key of a word": _added(b"a:\n  <<: word"),
    "a merge key of a mapping": _added(b"a:\n  <<: {b: 1}"),
    "a merge key of lists": _added(b"a:\n  <<: [{b: 1}, 2, [3]]"),
    "a tag of Python": _added(b"a: !!python/object/apply:os.system [echo]"),
    "a tag of its own": _added(b"a: !own {b: 1}"),
    "a tag of a set": _added(b"a: !!set {b, c}"),
    "a tag of binary": _added(b"a: !!binary /w=="),
    "a directive": lambda right: b"%YAML 1.1\n---\n" + right,
    "a directive of a version to come": lambda right: b"%YAML 9.9\n---\n" + right,
    "a directive of no version": lambda right: b"%YAML x\n---\n" + right,
    "a directive of tags": lambda right: b"%TAG ! tag:x,2000:\n---\n" + right,
    "two documents": lambda right: right + b"\n---\n" + right,
    "an end and more": lambda right: right + b"\n...\nmore: 1\n",
    "200,000 keys": _added(b"\n".join(b"k%d: 1" % n for n in range(150_000))),
    "a list of 400,000 numbers": _added(b"a: [" + b"1," * 400_000 + b"]"),
    "a flow mapping of 200,000 keys": _added(b"a: {" + b",".join(b"k%d: 1" % n for n in range(150_000)) + b"}"),
    "a key of a million letters": _added(b"k" * 1_000_000 + b": 1"),
    "a value of a million letters": _added(b"a: " + b"v" * 1_000_000),
    "a quoted value of a million letters": _added(b'a: "' + b"v\\n" * 500_000 + b'"'),
    "a value of a million blanks": _added(b"a: b" + b" " * 1_000_000 + b"c"),
    "a million blanks in front": lambda right: b" " * 1_000_000 + right,
    "a million empty lines": lambda right: b"\n" * 1_000_000 + right,
    "a million colons": _added(b": " * 500_000),
    "a million dashes": _added(b"- " * 500_000),
    "half a million questions": _added(b"? " * 500_000),
    "a million ampersands": _added(b"&" * 1_000_000),
    "a million stars": _added(b"*" * 1_000_000),
    "a million exclamation marks": _added(b"!" * 1_000_000),
    "a million hashes": _added(b"a: b " + b"# " * 500_000),
    "400,000 short strings in quotes": _added(b"a: [" + b"''," * 400_000 + b"]"),
    "a folded text of a million lines": _added(b"a: >\n" + b" x\n" * 500_000),
    "a plain text of many lines": _added(b"a: x\n" + b"  x\n" * 400_000),
    "three megabytes": lambda right: right + b"#" * 3_000_000,
    "a key twice": lambda right: right + b"\n" + right,
    "a key twice in other quotes": _added(b"a: 1\n'a': 2"),
    "a zero byte": lambda right: right[:20] + b"\0" + right[20:],
    "zero bytes only": lambda right: b"\0" * len(right),
    "control letters": _added(b"a: \x01\x02\x1b[31m\x7f"),
    "control letters escaped": _added(b'a: "\\x01\\x1b[31m\\0"'),
    "a lone surrogate": _added(b"a: \xed\xa0\x80"),
    "a lone surrogate escaped": _added(b'a: "\\ud800"'),
    "a letter beyond Unicode escaped": _added(b'a: "\\U00110000"'),
    "letters that turn the direction": _added("a: \u202eabc\u2066".encode()),
    "separators of lines of Unicode": _added("a: b\u2028c\u2029d\u0085e".encode()),
    "UTF-16 with its mark": lambda right: right.decode().encode("utf-16"),
    "UTF-16 without its mark": lambda right: right.decode().encode("utf-16-le"),
    "UTF-32": lambda right: right.decode().encode("utf-32"),
    "cp1251": lambda right: right + "\nтекст: слово\n".encode("cp1251"),
    "two marks of the order of bytes": lambda right: b"\xef\xbb\xbf\xef\xbb\xbf" + right,
    "tabs for blanks": lambda right: right.replace(b"  ", b"\t"),
    "carriage returns": lambda right: right.replace(b"\n", b"\r"),
    "form feeds": lambda right: right.replace(b"\n", b"\n\x0c", 3),
    "a bracket that is not closed": _added(b"a: [1, 2"),
    "a quote that is not closed": _added(b'a: "word'),
    "an escape that is none": _added(b'a: "\\q"'),
    "a whole number of 10,000 digits": _valued(b"9" * 10_000),
    "a whole number of 5,000 digits in hexadecimal": _valued(b"0x" + b"f" * 5_000),
    "a number beyond all": _valued(b"1e999"),
    "a decimal number of 10,000 digits": _valued(b"0." + b"1" * 10_000),
    "infinity": _valued(b".inf"),
    "no number": _valued(b".nan"),
    "a date": _valued(b"2019-02-30"),
    "a date with a time": _valued(b"2019-02-28T25:61:61Z"),
    "a date beyond the calendar": _valued(b"0000-00-00"),
    "a number in base 60": _valued(b"190:20:30"),
    "a number in base 8": _valued(b"0o777"),
    "a number in base 8 that is none": _valued(b"0o999"),
    "a number in base 2": _valued(b"0b101"),
    "underlines in a number": _valued(b"1_000__0_"),
    "an underline alone": _valued(b"_"),
    "a sign alone": _valued(b"+"),
    "a point alone": _valued(b"."),
    "equal": _valued(b"="),
    "two smaller": _valued(b"<<"),
}
