"""The weighting section: warnings, balance, weights and who holds them, sources in words; in both languages and without margins."""

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from full_study import YEARS
from report.reading import assemble
from report.studies import edit, row_of, study, without
from written import written

from crowdpotential.chapters.method.exhibits.method_statement import show_method_statement
from crowdpotential.chapters.weighting.exhibits import (
    balance_table,
    control_shares,
    control_sources,
    efficiency,
    weights,
)
from crowdpotential.store import Run
from crowdpotential.views.view import View, open_view


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html))).replace("\u202f", " ").replace("\u2009", " ")


@pytest.fixture(scope="module")
def view(run: Run) -> View:
    return open_view(run, language="ru")


def changed(run: Run, measure: str, **values: object) -> Run:
    return edit(run, {"measure": measure}, **values)


def test_a_small_control_cell_is_named_and_counted(run: Run) -> None:
    joined = changed(run, "small_cell", category="usual + rare")
    one = replace(joined, results=joined.results[(joined.results["measure"] != "small_cell") | (joined.results["area"] == "east")])
    box = text_of(balance_table.warn_of_small_cells(open_view(one, language="ru")).html)
    assert "Осторожно: 1 ячейка контроля опирается меньше чем на 10 ответивших" in box
    assert "Гродненская область: работают по найму или учатся + ведут собственное дело — 8 ответивших" in box
    english = text_of(balance_table.warn_of_small_cells(open_view(one, language="en")).html)
    assert "Caution: 1 control cell rests on fewer than 10 respondents" in english


def test_without_small_cells_there_is_no_warning(run: Run) -> None:
    calm = without(run, {"measure": "small_cell"})
    assert balance_table.warn_of_small_cells(open_view(calm, language="ru")).html == ""


def test_the_balance_tells_before_and_after_and_the_worst_area(run: Run) -> None:
    crossed = edit(run, {"chapter": "weighting", "variable": "sex"}, variable="sex*work")
    said = text_of(balance_table.show_balance(open_view(crossed, language="ru")).html)
    assert "дальше всего от населения по признаку «Пол × Занятость», после — близка по всем" in said
    before, east = (row_of(run, f"weighting.asmd_before.sex{place}")["estimate"] for place in ("", ".bloc=B.area=east"))
    assert f"{written(before, 3)}< 0,001{written(east, 3)} Гродненская" in said


def test_a_difference_that_weighting_leaves_is_the_finding(run: Run) -> None:
    left = changed(run, "asmd_after", estimate=0.25)
    said = text_of(balance_table.show_balance(open_view(left, language="en")).html)
    assert "Even after weighting the sample differs from the population" in said


def test_the_spread_is_told_by_its_middle_half_and_its_largest(run: Run, view: View) -> None:
    said = text_of(weights.show_weight_spread(view).html)
    keys = ("weight_quantile.category=p25", "weight_quantile.category=p75", "weight_heaviest")
    low, high, heaviest = (written(row_of(run, f"weighting.{key}")["estimate"], 2) for key in keys)
    assert f"Половина весов — от {low} до {high} среднего по всем, самые большие — в среднем {heaviest}" in said
    assert f"{written(100 * row_of(run, 'weighting.heaviest_share')['estimate'])} %" in said


def test_weights_that_hardly_differ_are_not_drawn(run: Run) -> None:
    equal = changed(changed(run, "weight_lightest", estimate=0.99), "weight_heaviest", estimate=1.01)
    assert weights.show_weight_spread(open_view(equal, language="ru")).html == ""


def with_rest(run: Run) -> Run:
    """Let men not be all who have the heaviest weights: whoever cannot be named by his work is one of the others by sex."""
    return edit(run, {"chapter": "weighting", "variable": "work", "category": "other"}, variable="sex")


def test_the_heaviest_are_told_as_cells_and_small_cells_only_as_the_rest(run: Run) -> None:
    said = text_of(weights.show_heaviest(open_view(with_rest(run), language="ru")).html)
    assert "Самые большие веса чаще всего у группы: мужчины" in said
    n, share = (row_of(run, f"weighting.extreme_{what}.sex=male.bloc=B.area=east")["estimate"] for what in ("respondents", "share"))
    own = f"{n:.0f} ({written(100 * share)} %)"
    assert f"Пол: мужчины — {own}, остальные — {own}" in said


def test_a_cell_that_cannot_be_named_leaves_its_variable_out(run: Run) -> None:
    hidden = with_rest(run)
    for measure in ("extreme_respondents", "extreme_share"):
        hidden = without(hidden, {"measure": measure, "category": "male"})
    said = text_of(weights.show_heaviest(open_view(hidden, language="ru")).html)
    assert "Ни в одной ячейке контроля нет хотя бы 10 анкет с самыми большими весами" in said
    assert "остальные —" not in said


def test_sources_stand_in_words_with_years_and_place(view: View) -> None:
    listed = control_sources.show_sources(view).html
    assert "Перепись населения, 2018–2019 <code>count.example/persons</code>" in listed
    assert "Служба статистики, численность населения" in listed
    assert "count;" not in listed
    assert "office" not in listed


def test_many_sources_are_counted_in_the_statement_and_few_are_named(run: Run, view: View) -> None:
    named = text_of(show_method_statement(view).html)
    assert "Перепись, 2018–2019; Служба статистики; оценка: Могилёвская" in named
    many = changed(run, "margin_control", source="count; office; third; fourth; fifth")
    counted = show_method_statement(open_view(many, language="ru")).html
    assert "5 источников" in text_of(counted)
    assert 'href="#sources"' in counted


def test_a_source_without_words_is_printed_as_it_is_and_escaped(run: Run) -> None:
    odd = changed(run, "margin_control", source="<b>register</b>; office")
    listed = control_sources.show_sources(open_view(odd, language="ru")).html
    assert "&lt;b&gt;register&lt;/b&gt;" in listed
    assert "Служба статистики" in listed


@pytest.mark.parametrize("language", ["ru", "en"])
def test_nominal_errors_of_a_quota_sample_stand_in_the_section_and_in_the_statement(language: str, russian: str, english: str) -> None:
    page, words = {
        "ru": (russian, "погрешности номинальные"),
        "en": (english, "standard errors are nominal"),
    }[language]
    for anchor in ("weights", "method"):
        section = re.search(rf'<section[^>]*id="{anchor}".*?</section>', page, flags=re.DOTALL)
        assert section is not None
        assert words in text_of(section[0]).replace("\u00a0", " ")


def test_labels_of_narrow_rows_hold_no_markup(russian: str, english: str) -> None:
    for page in (russian, english):
        assert [label for label in re.findall(r'data-l="([^"]*)"', page) if "&lt;" in label] == []


@pytest.mark.parametrize("name", ["bare", "three_sides"])
def test_a_study_without_margins_has_neither_balance_nor_cells_nor_sources(name: str) -> None:
    page = assemble(study(name), "en")
    for anchor in ("balance", "heaviest", "small-cells", "sources"):
        assert f'id="{anchor}"' not in page
    assert 'class="warn"' not in page


CALIBRATIONS = {
    "raking": "рейкинг",
    "linear": "линейная калибровка",
    "logit": "логит-калибровка",
    "truncated": "с границами",
    "poststratification": "постстратификация",
}


@pytest.mark.parametrize("method", CALIBRATIONS)
def test_every_way_to_calibrate_has_its_words_in_the_section_and_in_the_statement(method: str, run: Run) -> None:
    spec = run.params.weighting.model_copy(update={"method": method, "bloc_variables": ("target",)})
    params = run.params.model_copy(update={"weighting": spec})
    view = open_view(replace(run, params=params), language="ru")
    section = text_of(efficiency.introduce_weighting(view).html)
    assert CALIBRATIONS[method] in section
    assert "Только в разрезе стран известны и взвешены: Целевая группа" in section
    assert "К известным приведены и средние." in section
    assert CALIBRATIONS[method] in text_of(show_method_statement(view).html)


@pytest.mark.parametrize("method", ["rao-wu", "jk1", "jkn", "brr", "fay", "delivered"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_kind_of_replicates_is_named_with_its_number(method: str, language: str, run: Run) -> None:
    replicates = run.params.replicates.model_copy(update={"method": method})
    params = run.params.model_copy(update={"replicates": replicates})
    counted = replace(run, params=params, manifest={**run.manifest, "replicates": {"number": 37}})
    view = open_view(counted, language=language)
    assert str(view.language.say(f"method.errors_{method}", number="37")) in text_of(show_method_statement(view).html)
    assert "37" in text_of(efficiency.show_efficiency(view).html)


def test_a_margin_of_a_whole_bloc_stands_under_its_name(run: Run) -> None:
    frame = run.results.copy()
    ours = frame["measure"].str.startswith("margin_") & (frame["variable"] == "work")
    one = ours & (frame["area"] == "north")
    frame.loc[one, ["area", "bloc"]] = ["", "A"]
    frame = frame[~(ours & ~one)]
    html = control_shares.show_margins(open_view(replace(run, results=frame), language="ru")).html
    assert re.search(r"<h4>Россия</h4>.*?ведут собственное дело", html, flags=re.DOTALL)


def test_known_means_stand_before_control_and_after(run: Run, view: View) -> None:
    said = text_of(control_shares.show_means(view).html)
    keys = (f"weighting.mean_{state}.years.bloc=A.area=north" for state in ("before", "control", "after"))
    before, control, after = (written(row_of(run, key)["estimate"]) for key in keys)
    assert before != control
    assert f"летБрянская{before}{control}{after}" in said
    assert control == written(YEARS["north"])
    assert control_shares.show_means(open_view(study("two_sides"), language="ru")).html == ""


def test_repeated_unit_numbers_and_very_large_base_weights_are_told_where_there_are_any(run: Run, view: View) -> None:
    rows = run.results[run.results["measure"] == "n_replicates_failed"].head(1)
    odd = [
        rows.assign(measure=measure, result_id=f"weighting.{measure}", area="", bloc="", estimate=value)
        for measure, value in (("n_psus_in_several_strata", 3.0), ("n_large_base_weights", 5.0))
    ]
    told = replace(run, results=pd.concat([run.results, *odd], ignore_index=True))
    text = text_of(efficiency.show_efficiency(open_view(told, language="en")).html)
    assert "The same unit numbers (3) occur in several strata of one sample;" in text
    assert "5 are more than 100 times the median" in text
    assert "several strata" not in text_of(efficiency.show_efficiency(view).html)
