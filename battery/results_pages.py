"""docs/results.md and docs/methods.md: written by `python -m battery.results_pages` from the register, held against it by a test."""

import sys
from collections.abc import Iterable

from battery.dependencies.lock import ROOT
from crowdpotential.contracts import RESULT_COLUMNS
from crowdpotential.results.measure import Control, MadeBy, Measure, Steps, Words
from crowdpotential.results.measures import REGISTER
from crowdpotential.stats.inference.freedom_rules import FreedomRule

RESULTS, METHODS = ROOT / "docs" / "results.md", ROOT / "docs" / "methods.md"
WRITTEN = "This page is written by `python run.py python -m battery.results_pages` from `crowdpotential.results.measures`."
CHAPTERS = {
    "fieldwork": Words(en="Fieldwork", ru="Полевой этап"),
    "weighting": Words(en="Weighting", ru="Взвешивание"),
    "measurement": Words(en="Measurement", ru="Измерение"),
    "comparability": Words(en="Comparability", ru="Сопоставимость"),
    "index": Words(en="Index", ru="Индекс"),
    "comparison": Words(en="Areas", ru="Области"),
    "gap": Words(en="Sides", ru="Стороны"),
    "groups": Words(en="Groups of residents", ru="Группы жителей"),
    "participation": Words(en="Participation", ru="Участие"),
    "ranks": Words(en="Ranks", ru="Места"),
    "obstacles": Words(en="Barriers and motives", ru="Барьеры и мотивы"),
    "portraits": Words(en="Target groups", ru="Целевые группы"),
    "mechanism": Words(en="The mechanism", ru="Механизм"),
    "open_answers": Words(en="Open answers", ru="Открытые ответы"),
    "sensitivity": Words(en="Sensitivity", ru="Чувствительность"),
    "drivers": Words(en="Drivers", ru="Связанные факторы"),
    "vignette": Words(en="Vignette", ru="Виньетка"),
    "topline": Words(en="Answers", ru="Ответы"),
    "platforms": Words(en="Platforms", ru="Площадки"),
    "yardsticks": Words(en="Yardsticks", ru="Внешние показатели"),
    "experts": Words(en="Experts", ru="Эксперты"),
    "events": Words(en="Events", ru="Мероприятия"),
    "typology": Words(en="Types of people", ru="Типы людей"),
}
CONTROLS = {
    Control.NONE: "not hidden",
    Control.ANSWERS: "hidden on too few respondents, and where it would give a hidden number back",
    Control.CELLS: "hidden where one or two respondents fill the cell, and where it would give such a cell back",
    Control.FEW: "hidden on too few respondents",
}
COLUMNS = {
    "result_id": "key of the row",
    "chapter": "part of the report",
    "measure": "kind of number, below",
    "spec_id": "empty today",
    "model": "model, method or variant that the number belongs to",
    "variable": "question, item, dimension, `index`, rule or choice that it is about",
    "category": "answer, cell or part of it",
    "variable_2": "second variable: of a pair, a table or a model",
    "sample": "`main`, `boost`, `external` or `experts`",
    "bloc": "side; empty for all",
    "area": "area; empty for all",
    "domain_variable": "variable whose group it is about",
    "domain": "key of that group",
    "reference_bloc": "side that it is compared with",
    "reference_area": "area that it is compared with",
    "reference_domain": "group that it is compared with",
    "weighting": "`calibrated`, `base` (before calibration, or without one), `none`, or empty",
    "base": "`asked` or `answered`",
    "estimate": "the number",
    "standard_error": "its standard error",
    "ci_low": "lower end of its interval",
    "ci_high": "upper end of its interval",
    "ci_low_simultaneous": "lower end of the interval that holds for the whole family at once",
    "ci_high_simultaneous": "its upper end",
    "interval_type": "kind of interval",
    "confidence_level": "level of the interval, 0 to 1",
    "unit": "unit of the number; empty where it has none",
    "n": "respondents, or interviews, that it rests on",
    "n_effective": "equally weighted respondents of the same precision",
    "df": "degrees of freedom",
    "df_numerator": "those of the numerator of a test",
    "n_replicates": "replicates behind the error",
    "n_replicates_failed": "of these, how many gave no value",
    "p_value": "p-value",
    "p_adjusted": "p-value adjusted for the family",
    "p_adjust_method": "how it was adjusted",
    "family": "tests that are judged together",
    "verdict": "word that was concluded",
    "method": "how it was made; after `replicates:` the steps that every replicate repeats",
    "source": "key of the source of an external figure",
    "note": "code of what else there is to say",
    "is_suppressed": "whether disclosure control hides the number",
    "is_synthetic": "whether the data are invented",
}
KEY = """A `result_id` is `chapter.measure`, then what distinguishes the row, with points between: `variable` (`=category`; alone
`category=...`), `variable_2`, `model=`, `sample=` unless main, `weighting=none`, `bloc=`, `area=`, the group as `variable=key`, `vs=` of
each reference, and `base=answered` of shares of the answers. Two rows never have the same."""


def main() -> int:
    """Write both pages."""
    for path, text in ((RESULTS, make_results_page()), (METHODS, make_methods_page())):
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def make_results_page() -> str:
    """Return the page of all measures, columns and keys."""
    lines = [
        "# results.csv / Таблица результатов",
        "",
        f"Every number that a report prints is a row of results.csv. {WRITTEN}",
        "Каждое число отчёта - строка таблицы results.csv; ниже все показатели, которые она может содержать.",
        "",
        "## Keys",
        "",
        KEY,
        "",
        "## Columns",
        "",
        "| column | holds | what |",
        "|---|---|---|",
        *(f"| `{name}` | {kind} | {COLUMNS[name]} |" for name, kind in RESULT_COLUMNS.items()),
    ]
    for chapter, title in CHAPTERS.items():
        lines += ["", f"## `{chapter}`: {title.en} / {title.ru}", ""]
        lines += ["| measure | meaning | значение | unit | interval | made by |", "|---|---|---|---|---|---|"]
        lines += [_result_line(measure) for measure in _of(chapter)]
    return "\n".join([*lines, ""])


def make_methods_page() -> str:
    """Return the methods chapter: source, degrees of freedom, steps repeated and disclosure control of every measure."""
    lines = ["# Methods", "", f"How every number of a report is made, chapter by chapter. {WRITTEN}"]
    lines += ["Choices of method, with their reasons, are entries of [DECISIONS.md](../DECISIONS.md)."]
    lines += ["What each measure means: [results.md](results.md).", "", "## Degrees of freedom", ""]
    lines += [f"- `{rule}`: {rule.sentence}" for rule in FreedomRule]
    lines += ["", "## Disclosure control", "", *(f"- `{one}`: {CONTROLS[one]}." for one in Control)]
    for chapter, title in CHAPTERS.items():
        lines += ["", f"## {title.en}", ""]
        lines += ["| measure | source | degrees of freedom | steps repeated in every replicate | disclosure |"]
        lines += ["|---|---|---|---|---|", *(_method_line(measure) for measure in _of(chapter))]
    return "\n".join([*lines, ""])


def _of(chapter: str) -> Iterable[Measure]:
    return (measure for measure in REGISTER.values() if measure.chapter == chapter)


def _result_line(measure: Measure) -> str:
    units, intervals = (", ".join(filter(None, names)) for names in (measure.units, measure.intervals))
    made = measure.made_by.value
    if measure.made_by is MadeBy.OTHER and measure.made_where is not None:
        made = f"{measure.made_where.en} / {measure.made_where.ru}"
    return f"| `{measure.name}` | {measure.meaning.en} | {measure.meaning.ru} | {units} | {intervals} | {made} |"


def _method_line(measure: Measure) -> str:
    steps = measure.steps.value if measure.steps is not Steps.NONE else "no replicates"
    steps += f"; beside the index: {measure.steps_beside}" if measure.steps_beside else ""
    rules = ", ".join(f"`{rule}`" for rule in measure.freedom)
    return f"| `{measure.name}` | {measure.source} | {rules} | {steps} | `{measure.control}` |"


if __name__ == "__main__":
    sys.exit(main())
