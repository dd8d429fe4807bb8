"""Questionnaires that contradict themselves: variables, missing codes, conditions, routing, derivations, rules of quality."""

from collections.abc import Iterator

from battery.corpus.case import OUT, Case, both, params, questionnaire, raw, variable
from battery.study import Study, words

FIVE = "scales.five.codes"
YES = {"variable": "used", "op": "eq", "value": 1}


def bad_variables() -> Iterator[Case]:
    """Variables that lack something, or have too much."""
    for name, edit, says in (
        ("an id twice", variable("remark", "id", "hours"), r"questionnaire\.yaml: variable hours is listed 2 times"),
        ("an id of Cyrillic letters", variable("remark", "id", "ответ"), r"north\.csv: column remark is not in the codebook"),
        (
            "an id with a blank",
            variable("remark", "id", "my remark"),
            r"questionnaire\.yaml: variables\[20\]: id 'my remark' cannot be a column; use letters",
        ),
        ("an id that begins with a digit", variable("remark", "id", "1remark"), r"north\.csv: column remark is not in the codebook"),
        ("an id of nothing", variable("remark", "id", ""), r"questionnaire\.yaml: variables\[\d+\]: id '' cannot be a column"),
        (
            "an unknown type",
            variable("hours", "type", "number"),
            r"questionnaire\.yaml: variables\.hours\.type: input should be 'single', 'multiple', 'ordinal', 'numeric',",
        ),
        ("no type", variable("hours", "type", OUT), r"questionnaire\.yaml: variables\.hours\.type: this key is needed"),
        ("no wording", variable("hours", "wording", OUT), r"questionnaire\.yaml: variables\.hours\.wording: this key is needed"),
        (
            "a wording in one language of two",
            variable("hours", "wording", {"en": "Hours"}),
            r"battery\.variables\.hours\.wording: no words in ru",
        ),
        ("an unknown key", variable("hours", "valid_rnage", [0, 1]), r"questionnaire\.yaml: variables\.hours\.valid_rnage: unknown key"),
        (
            "a range turned round",
            variable("hours", "valid_range", [168, 0]),
            r"questionnaire\.yaml: variables\.hours: valid_range runs from 168 to 0, where nothing lies",
        ),
        (
            "a range of one number",
            variable("hours", "valid_range", [0]),
            r"questionnaire\.yaml: variables\.hours\.valid_range\[1\]: this key is needed",
        ),
        (
            "a single answer without codes",
            variable("sex", "codes", OUT),
            r"questionnaire\.yaml: variables\.sex: type single needs codes or a scale",
        ),
        (
            "a code that is a word",
            variable("used", "codes", {"one": {"label": words("one")}}),
            r"questionnaire\.yaml: variables\.used\.codes\.one: input should be a valid integer, unable to parse string as",
        ),
        (
            "a code without a label",
            variable("used", "codes.1.label", OUT),
            r"questionnaire\.yaml: variables\.used\.codes\.1\.label: this key is needed",
        ),
        (
            "a label of two codes",
            both(params("data.2.values", "labels"), variable("used", "codes.2.label", words("yes", "да"))),
            r"battery: used: codes 1 and 2 have the same label",
        ),
        (
            "a key of two codes",
            variable("used", "codes.2.key", "yes"),
            r'questionnaire\.yaml: variables\.used: codes 1 and 2 have the key "yes"',
        ),
        (
            "a key that is another's number",
            variable("used", "codes.1.key", "2"),
            r'questionnaire\.yaml: variables\.used: code 1 has the key "2", which looks like another code',
        ),
        (
            "a scale that there is not",
            variable("X1", "scale", "six"),
            r"questionnaire\.yaml: variables\.X1\.scale: scale six is not listed under scales",
        ),
        (
            "a dimension that there is not",
            variable("X1", "dimension", "Z"),
            r"questionnaire\.yaml: variables\.X1\.dimension: dimension Z is not listed under dimensions",
        ),
        ("a direction of two", variable("X1", "direction", 2), r"questionnaire\.yaml: variables\.X1\.direction: input should be 1 or -1"),
        (
            "an item that is a word",
            variable("remark", "dimension", "X"),
            r"questionnaire\.yaml: variables\.remark\.dimension: type text has no answers that can be scored",
        ),
        (
            "a role that there is not",
            variable("day", "role", "weekday"),
            r"questionnaire\.yaml: variables\.day\.role: there is no role weekday",
        ),
        (
            "an exclusive option that there is not",
            variable("M", "exclusive", [9]),
            r"questionnaire\.yaml: variables\.M\.exclusive: 9 is no code of the question",
        ),
        (
            "exclusive options of a single answer",
            variable("used", "exclusive", [1]),
            r"questionnaire\.yaml: variables\.used\.exclusive: says nothing of type single, only of multiple",
        ),
        (
            "an identifier rule that there is not",
            variable("number", "identifier", "salt"),
            r"questionnaire\.yaml: variables\.number\.identifier: input should be 'drop' or 'number'; correct",
        ),
        (
            "no language",
            questionnaire("languages", []),
            r"questionnaire\.yaml: languages: tuple should have at least 1 item after validation, not 0",
        ),
        ("no variables", questionnaire("variables", []), r"questionnaire\.yaml: dimensions\.X: no item names it"),
        (
            "variables that are no list",
            questionnaire("variables", {"a": 1}),
            r"questionnaire\.yaml: variables: input should be a valid tuple",
        ),
        ("a dimension twice", questionnaire("dimensions.1.id", "X"), r"questionnaire\.yaml: dimension X is listed 2 times"),
        ("an unknown section", questionnaire("scale", {}), r"questionnaire\.yaml: scale: unknown key"),
        (
            "a rule of an unknown kind",
            questionnaire("quality.0.kind", "speedy"),
            r"questionnaire\.yaml: quality\.repeated_record\.kind: input should be 'condition', 'pairs', 'straightlining',",
        ),
        (
            "a share above one",
            questionnaire("quality.1.above_share", 40),
            r"questionnaire\.yaml: quality\.item_nonresponse\.above_share: input should be less than 1",
        ),
        (
            "a rule twice",
            questionnaire("quality.1.id", "repeated_record"),
            r"questionnaire\.yaml: quality rule repeated_record is listed 2 times",
        ),
        (
            "pairs of items that there are not",
            questionnaire("quality.1", {"id": "p", "kind": "pairs", "label": words("p"), "pairs": [["X1", "Z9"]], "min_difference": 3}),
            r"questionnaire\.yaml: quality\.p\.pairs: refers to Z9, which is not in the list of variables",
        ),
    ):
        yield Case(kind="questionnaires", name=name, edit=edit, says=says)


def bad_missing() -> Iterator[Case]:
    """Missing codes that are answers, or of no known class."""
    for name, edit, says in (
        (
            "a class that there is not",
            questionnaire("missing.usual.97.class", "unsure"),
            r"questionnaire\.yaml: missing\.usual\.97\.class: input should be 'not_applicable', 'dont_know', 'refused' or",
        ),
        ("no class", questionnaire("missing.usual.97.class", OUT), r"questionnaire\.yaml: missing\.usual\.97\.class: this key is needed"),
        (
            "a missing code that is an answer",
            questionnaire("missing.usual.5", {"class": "refused", "label": words("no")}),
            r"questionnaire\.yaml: variables\.X1: code 5 is an answer and a missing code",
        ),
        (
            "a missing set that there is not",
            variable("sex", "missing", "unusual"),
            r"questionnaire\.yaml: variables\.sex\.missing: missing set unusual is not listed under missing",
        ),
        (
            "a missing code in the valid range",
            variable("hours", "missing", "usual"),
            r"questionnaire\.yaml: variables\.hours\.valid_range: missing code 96 lies within 0 to 168, where it is an",
        ),
        (
            "a missing code without a label",
            questionnaire("missing.usual.98.label", OUT),
            r"questionnaire\.yaml: missing\.usual\.98\.label: this key is needed",
        ),
        (
            "a missing key that is an answer's",
            both(questionnaire("missing.usual.98.key", "yes")),
            r'questionnaire\.yaml: variables\.used: codes 1 and 98 have the key "yes"',
        ),
        (
            "a missing label that is an answer's",
            both(params("data.2.values", "labels"), questionnaire("missing.usual.98.label", words("yes", "да"))),
            r"battery: used: codes 1 and 98 have the same label",
        ),
        (
            "a missing code that is a word",
            questionnaire("missing.usual", {"none": {"class": "refused", "label": words("no")}}),
            r"questionnaire\.yaml: missing\.usual\.none: input should be a valid integer, unable to parse string as an",
        ),
    ):
        yield Case(kind="missing codes", name=name, edit=edit, says=says)


def bad_conditions() -> Iterator[Case]:
    """Conditions that say two things, or nothing that an answer could meet."""
    when = "cleaning.exclude.0.when"
    for name, value, says in (
        (
            "an unknown comparison",
            {"variable": "age", "op": "above", "value": 85},
            r"params\.yaml: cleaning\.exclude\.very_old\.when\.op: input should be 'eq', 'ne', 'lt', 'le', 'gt', 'ge',",
        ),
        (
            "no comparison",
            {"variable": "age", "value": 85},
            r"params\.yaml: cleaning\.exclude\.very_old\.when: a comparison needs variable and op, and here is no op",
        ),
        (
            "no value",
            {"variable": "age", "op": "gt"},
            r"params\.yaml: cleaning\.exclude\.very_old\.when: gt needs a value",
        ),
        (
            "a variable that there is not",
            {"variable": "aeg", "op": "gt", "value": 85},
            r"cleaning\.exclude\.very_old\.when: refers to aeg, which is not in the list of variables",
        ),
        (
            "two things at once",
            {"variable": "age", "op": "gt", "value": 85, "any": [YES]},
            r"params\.yaml: cleaning\.exclude\.very_old\.when: variable, op, value and any stand beside each other, where",
        ),
        (
            "a list where one value belongs",
            {"variable": "age", "op": "lt", "value": [18, 20]},
            r"params\.yaml: cleaning\.exclude\.very_old\.when: lt takes one value and here is a list of 2",
        ),
        (
            "an empty list",
            {"variable": "sex", "op": "in", "value": []},
            r"params\.yaml: cleaning\.exclude\.very_old\.when: in needs a value or a list of them",
        ),
        (
            "a code that there is not",
            {"variable": "sex", "op": "eq", "value": 11},
            r"cleaning\.exclude\.very_old\.when: 11 is no code or key of sex.*, so that nobody could ever meet it",
        ),
        (
            "a key that there is not",
            {"variable": "sex", "op": "eq", "value": "man"},
            r"cleaning\.exclude\.very_old\.when: 'man' is no code or key of sex.*, so that nobody could ever meet it",
        ),
        (
            "more than, of unordered answers",
            {"variable": "sex", "op": "gt", "value": 1},
            r"cleaning\.exclude\.very_old\.when: sex is of type single, whose codes have no order",
        ),
        (
            "selected, of a single answer",
            {"variable": "sex", "op": "selected", "value": 1},
            r"cleaning\.exclude\.very_old\.when: sex is of type single, for which selected means nothing",
        ),
        (
            "equal, of multiple answers",
            {"variable": "M", "op": "eq", "value": 1},
            r"cleaning\.exclude\.very_old\.when: M is of type multiple, for which eq means nothing",
        ),
        (
            "an option that there is not",
            {"variable": "M", "op": "selected", "value": 7},
            r"cleaning\.exclude\.very_old\.when: 7 is no code or key of M.*, so that nobody could ever meet it",
        ),
        (
            "a value for answered",
            {"variable": "sex", "op": "answered", "value": 1},
            r"params\.yaml: cleaning\.exclude\.very_old\.when: answered takes no value",
        ),
        (
            "a word for a number",
            {"variable": "age", "op": "gt", "value": "old"},
            r"cleaning\.exclude\.very_old\.when: age is a number and 'old' is none, so that nobody could ever meet it",
        ),
        ("all of nothing", {"all": []}, r"params\.yaml: cleaning\.exclude\.very_old\.when: all of nothing"),
        ("nothing", {}, r"params\.yaml: cleaning\.exclude\.very_old\.when: an empty condition"),
        (
            "a text of code",
            "age > 85",
            r"params\.yaml: cleaning\.exclude\.very_old\.when: input should be a valid dictionary or instance of Condition",
        ),
        (
            "a flag that no rule raises",
            {"flag": "speeding"},
            r"cleaning\.exclude\.very_old\.when: no quality rule speeding",
        ),
        (
            "flags below one",
            {"flags_at_least": 0},
            r"params\.yaml: cleaning\.exclude\.very_old\.when\.flags_at_least: input should be greater than or equal to 1",
        ),
        (
            "a flag and a number of flags",
            {"flag": "item_nonresponse", "flags_at_least": 2},
            r"params\.yaml: cleaning\.exclude\.very_old\.when: flag and flags_at_least stand beside each other, where one",
        ),
        (
            "a condition of eighty steps",
            _deep(80),
            r"params\.yaml: (line \d+: )?nested more than 40 levels deep",
        ),
    ):
        yield Case(kind="conditions", name=name, edit=params(when, value), says=says)
    for name, edit, says in (
        ("a rule without a condition", params(when, OUT), r"params\.yaml: cleaning\.exclude\.very_old\.when: this key is needed"),
        ("a rule without an id", params("cleaning.exclude.0.id", OUT), r"params\.yaml: cleaning\.exclude\[0\]\.id: this key is needed"),
        (
            "two rules of one id",
            lambda s: s.params["cleaning"]["exclude"].append(s.params["cleaning"]["exclude"][0]),
            r"cleaning\.exclude: rule very_old is listed 2 times",
        ),
        ("rules that are no list", params("cleaning.exclude", {"a": 1}), r"params\.yaml: cleaning\.exclude: input should be a valid tuple"),
    ):
        yield Case(kind="conditions", name=name, edit=edit, says=says)


def bad_routing() -> Iterator[Case]:
    """Questions whose filters cannot be followed, and answers of people who were not asked."""
    for name, edit, says in (
        (
            "a filter that there is not",
            variable("why", "asked_if.variable", "usde"),
            r"questionnaire\.yaml: variables\.why\.asked_if: refers to usde, which is not in the list of variables",
        ),
        (
            "a filter on itself",
            variable("why", "asked_if.variable", "why"),
            r"questionnaire\.yaml: variables\.why\.asked_if: looks at why, which is the question itself",
        ),
        (
            "a filter that comes later",
            variable("used", "asked_if", {"variable": "why", "op": "eq", "value": 1}),
            r"questionnaire\.yaml: variables\.used\.asked_if: looks at why, which comes later",
        ),
        (
            "a filter by a code that there is not",
            variable("why", "asked_if.value", 7),
            r"questionnaire\.yaml: variables\.why\.asked_if: 7 is no code or key of used.*, so that nobody could ever meet",
        ),
        (
            "a filter by flags",
            variable("why", "asked_if", {"flags_at_least": 1}),
            r"questionnaire\.yaml: variables\.why\.asked_if: flags can be used in cleaning\.exclude of params only",
        ),
        (
            "a filter that is a list",
            variable("why", "asked_if", [YES]),
            r"questionnaire\.yaml: variables\.why\.asked_if: input should be a valid dictionary or instance of Condition",
        ),
        (
            "a filter by an open answer's number",
            variable("why", "asked_if", {"variable": "phone", "op": "gt", "value": 1}),
            r"questionnaire\.yaml: variables\.why\.asked_if: looks at phone, which is dropped as soon as it is read",
        ),
        (
            "a rule for such answers that there is not",
            params("cleaning.forbidden_answers", "drop"),
            r"params\.yaml: cleaning\.forbidden_answers: input should be 'set_not_applicable' or 'keep'",
        ),
        ("a side that there is not", variable("why", "blocs", ["C"]), r"battery: variables\.why\.blocs: there is no bloc C in params"),
    ):
        yield Case(kind="routing", name=name, edit=edit, says=says)


def bad_derivations() -> Iterator[Case]:
    """Derived variables with codes that nobody gets, or two of."""
    recode = {"variable": "why", "groups": {1: [1], 2: [2, 3]}}
    for name, value, says in (
        (
            "cuts that do not rise",
            {"bands": {"variable": "age", "cuts": [45, 14]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: cut 14 follows 45",
        ),
        (
            "a cut twice",
            {"bands": {"variable": "age", "cuts": [14, 14]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: cut 14 follows 14",
        ),
        (
            "more cuts than codes",
            {"bands": {"variable": "age", "cuts": [14, 30, 45]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: 3 cuts for 2 codes",
        ),
        (
            "fewer cuts than codes",
            {"bands": {"variable": "age", "cuts": [14]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: 1 cuts for 2 codes",
        ),
        (
            "no cuts",
            {"bands": {"variable": "age", "cuts": []}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands\.cuts: tuple should have at least 1 item after",
        ),
        (
            "cuts above what people are",
            {"bands": {"variable": "age", "cuts": [14, 300]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: no age between 14 and 110 falls into code 2",
        ),
        (
            "a first cut above people",
            {"bands": {"variable": "age", "cuts": [30, 45]}},
            r"age_group: 45 answers to age lie below the first cut 30",
        ),
        (
            "bands of unordered answers",
            {"bands": {"variable": "sex", "cuts": [1, 2]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: sex is of type single",
        ),
        (
            "bands of a variable that there is not",
            {"bands": {"variable": "aeg", "cuts": [14, 45]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: refers to aeg, which is not in the list of variables",
        ),
        (
            "bands of itself",
            {"bands": {"variable": "age_group", "cuts": [1, 2]}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.bands: follows from age_group, which is the variable itself",
        ),
        (
            "a code in two groups",
            {"recode": {**recode, "groups": {1: [1, 2], 2: [2, 3]}}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.recode: code 2 stands 2 times in groups",
        ),
        (
            "a code in no group",
            {"recode": {**recode, "groups": {1: [1], 2: [2]}}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.recode: code 3 of why goes nowhere",
        ),
        (
            "a group of a code that there is not",
            {"recode": {**recode, "groups": {1: [1, 2], 5: [3]}}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.recode\.groups: makes code 5, which age_group does not list",
        ),
        (
            "a code that the question has not",
            {"recode": {**recode, "groups": {1: [1, 2], 2: [3, 4]}}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.recode: 4 is no code of why",
        ),
        (
            "a group of nothing",
            {"recode": {**recode, "groups": {1: [1, 2, 3], 2: []}}},
            r"questionnaire\.yaml: variables\.age_group\.derive\.recode: group 2 joins nothing",
        ),
        (
            "a case for a code that there is not",
            {"cases": [{"code": 3, "when": YES}]},
            r"questionnaire\.yaml: variables\.age_group\.derive\.cases: makes code 3, which age_group does not list",
        ),
        (
            "cases that leave people over",
            {"cases": [{"code": code, "when": {"variable": "age", "op": op, "value": 50}} for code, op in ((1, "lt"), (2, "gt"))]},
            r"battery: age_group: 10 respondents meet none of its cases",
        ),
        (
            "the largest of unordered answers",
            {"maximum_of": ["sex", "used"]},
            r"questionnaire\.yaml: variables\.age_group\.derive\.maximum_of: sex is of type single",
        ),
        (
            "the largest of nothing",
            {"maximum_of": []},
            r"questionnaire\.yaml: variables\.age_group\.derive\.maximum_of: tuple should have at least 2 items after",
        ),
        (
            "two derivations",
            {"bands": {"variable": "age", "cuts": [14, 45]}, "maximum_of": ["X1", "X2"]},
            r"questionnaire\.yaml: variables\.age_group\.derive: derive needs exactly one of bands, recode, cases,",
        ),
        ("no derivation", {}, r"questionnaire\.yaml: variables\.age_group\.derive: derive needs exactly one of bands, recode, cases,"),
        ("an unknown derivation", {"formula": "age > 45"}, r"questionnaire\.yaml: variables\.age_group\.derive\.formula: unknown key"),
    ):
        edit = variable("age_group", "derive", value)
        yield Case(kind="derivations", name=name, edit=edit, says=says)
    yield Case(
        kind="derivations",
        name="cuts that are words",
        edit=variable("age_group", "derive", {"bands": {"variable": "age", "cuts": ["young", "old"]}}),
        says=r"questionnaire\.yaml: variables\.age_group\.derive\.bands\.cuts\[0\]: input should be a valid number, unable",
    )
    yield Case(
        kind="derivations",
        name="two that need each other",
        edit=_circle,
        says=r"questionnaire\.yaml: variables\.first\.derive\.recode: follows from second, which is derived later",
    )


def bad_yaml() -> Iterator[Case]:
    """Questionnaires that are no YAML, or more of it than a questionnaire needs."""
    name = "questionnaire.yaml"
    for title, edit, says in (
        (
            "a key twice",
            raw(name, lambda b: b + b"\nid: again\n"),
            r"questionnaire\.yaml: line 214: a key is given twice",
        ),
        (
            "a tag",
            raw(name, lambda b: b + b"\nintro: !!python/object:os.system {}\n"),
            r"questionnaire\.yaml: line 214: tags, anchors and aliases are not read",
        ),
        (
            "an alias",
            raw(name, lambda b: b + b"\nnotes: &a {x: {en: a, ru: a}}\nintro: *a\n"),
            r"questionnaire\.yaml: line 214: tags, anchors and aliases are not read",
        ),
        (
            "a tab for a blank",
            raw(name, lambda b: b + b"\nintro:\n\ten: a\n"),
            r"questionnaire\.yaml: line 215: not valid YAML",
        ),
        (
            "a bracket that nobody closes",
            raw(name, lambda b: b + b"\nintro: {en: a\n"),
            r"questionnaire\.yaml: line 215: not valid YAML",
        ),
        (
            "two documents",
            raw(name, lambda b: b + b"\n---\nid: other\n"),
            r"questionnaire\.yaml: line 214: not valid YAML",
        ),
        (
            "an empty questionnaire",
            raw(name, lambda _: b""),
            r"questionnaire\.yaml: holds no mapping of keys to values",
        ),
        (
            "a list",
            raw(name, lambda _: b"- a\n- b\n"),
            r"questionnaire\.yaml: holds no mapping of keys to values",
        ),
        (
            "a word",
            raw(name, lambda _: b"questionnaire\n"),
            r"questionnaire\.yaml: holds no mapping of keys to values",
        ),
        (
            "another encoding",
            raw(name, lambda b: b + "\nintro: {en: a, ru: Я}\n".encode("cp1251")),
            r"questionnaire\.yaml: byte 4950 is not UTF-8",
        ),
        (
            "a control character",
            raw(name, lambda b: b + b"\nintro: {en: a\x01, ru: b}\n"),
            r"questionnaire\.yaml: (not valid YAML|line \d+: holds a letter)",
        ),
        (
            "a workbook",
            raw(name, lambda _: b"PK\x03\x04" + bytes(500)),
            r"questionnaire\.yaml: (not valid YAML|line \d+: holds a letter)",
        ),
        (
            "a hundred thousand brackets",
            raw(name, lambda b: b + b"\nintro: " + b"[" * 100_000 + b"\n"),
            r"questionnaire\.yaml: (line \d+: )?nested more than 40 levels deep",
        ),
        (
            "a hundred thousand steps",
            raw(name, lambda b: b + b"\nintro: " + b"{a: " * 100_000 + b"\n"),
            r"questionnaire\.yaml: (line \d+: )?nested more than 40 levels deep",
        ),
        (
            "twenty megabytes",
            raw(name, lambda b: b + b"\n# " + b"x" * 20_000_000),
            r"questionnaire\.yaml: larger than 2000000 bytes",
        ),
        (
            "a questionnaire that is not there",
            params("study.questionnaire", "questions.yaml"),
            r"questions\.yaml: no such file",
        ),
        (
            "a folder for a questionnaire",
            params("study.questionnaire", "."),
            r": no such file; name an existing YAML file",
        ),
    ):
        yield Case(kind="yaml", name=title, edit=edit, says=says)


def _deep(steps: int) -> dict[str, object]:
    condition: dict[str, object] = dict(YES)
    for _ in range(steps):
        condition = {"not": condition}
    return condition


def _circle(study: Study) -> None:
    codes = {1: {"label": words("low")}, 2: {"label": words("high")}}
    for name, other in (("first", "second"), ("second", "first")):
        derive = {"recode": {"variable": other, "groups": {1: [1], 2: [2]}}}
        study.questionnaire["variables"].append({"id": name, "type": "single", "codes": codes, "wording": words(name), "derive": derive})
