import re
from dataclasses import replace

import pytest
from beside_study import BESIDE, OPEN
from partial_sides import finished_partial
from report.reading import as_fragment, assemble, read
from report.studies import BEYOND, FULL, edit, judged, row_of, sided, study, with_few, without
from written import interval, signed, written

from crowdpotential.chapters.registry import list_shown, page_order
from crowdpotential.exhibits.numerals import ABSENT
from crowdpotential.exhibits.references import number_exhibits
from crowdpotential.layout import (
    CODEBOOK,
    INTERNAL_FILES,
    PUBLIC_FILES,
    checks_name,
    is_internal,
    tables_name,
)
from crowdpotential.report.page import assemble_page
from crowdpotential.store import Run
from crowdpotential.views.view import open_view

LATIN_ALLOWED = {
    *(
        "CFI",
        "RMSEA",
        "SRMR",
        "TLI",
        "WLSMV",
        "AAPOR",
        "ESOMAR",
        "SVG",
        "PNG",
        "XLSX",
        "Excel",
        "SPSS",
    ),  # measures, associations, formats
    *(
        "Python",
        "crowdpotential",
        "pingouin",
        "statsmodels",
    ),  # names
    *("results", "findings", "exclusions", "respondents", "replicate", "weights", "manifest"),  # files
    *("codebook", "internal", "full", "run"),  # the same
    *("csv", "json", "sav", "sps", "parquet"),
}
AREA, GAP = "index.mean.index.bloc=A.area=north", "gap.contrast.index.model={}.bloc=A.vs=B"
WEAK_ITEM = "Y2"


def ends(run: Run, key: str, language: str) -> str:
    """Write the interval of a row."""
    row = row_of(run, key)
    return interval(row["ci_low"], row["ci_high"], language=language)


def test_a_page_holds_no_reference_to_the_outside(russian: str, english: str) -> None:
    for page in (russian, english):
        assert re.findall(r"(?:src|href|url\()[=\"']*\s*(?:https?:)?//", page) == []
        assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in page
        namespaces = {"http://www.w3.org/2000/svg"}
        assert set(re.findall(r"https?://[^\s\"'<>)]+", page)) <= namespaces


def test_a_page_links_files_that_are_published_with_it_and_names_the_internal_ones_apart(russian: str, english: str) -> None:
    for page, language in ((russian, "ru"), (english, "en")):
        assert f'href="{CODEBOOK}"' in page
        assert [target for target in re.findall(r'href="([^"#]+)"', page) if is_internal(target)] == []
        linked = {target for target in re.findall(r'href="([^"#]+)"', page) if "/" not in target}
        assert {name for name in linked if not name.startswith("report.")} == {
            *PUBLIC_FILES,
            tables_name(language),
        }
        assert all(f"<code>{name}</code>" in page for name in (*INTERNAL_FILES, checks_name(language)))


def test_a_sheet_of_the_workbook_has_the_number_that_its_exhibit_has_on_the_page(run: Run) -> None:
    view = open_view(run, language="ru")
    shown = list_shown(view)
    numbering = number_exhibits([(one.anchor, one.kind) for one in shown], view.language)
    page = assemble_page(view, [as_fragment(one) for one in shown], page_order())
    printed = dict(re.findall(r'data-number="([a-z-]+)">([^<]+)<', page))
    assert {anchor: str(full) for anchor, full in numbering.full.items()} == printed
    assert len(printed) > 30


def test_every_number_names_a_row_of_the_results(run: Run, russian: str) -> None:
    known = set(run.results["result_id"])
    named = read(russian).results
    assert len(named) > 1000
    assert [key for key in named if key not in known] == []


def test_numbers_in_tables_stand_inside_a_named_result(russian: str) -> None:
    for cell in re.findall(r"<td[^>]*>(.*?)</td>", russian, flags=re.DOTALL):
        text = re.sub(r"<[^>]+>", "", cell)
        if re.search(r"\d", text) and "svg" not in cell and "выше" not in text:
            assert "data-result=" in cell, cell


def test_every_element_is_closed_and_every_anchor_is_there(russian: str, english: str) -> None:
    for page in (russian, english):
        reader = read(page)
        assert reader.misplaced == []
        assert reader.open == []
        assert len(reader.ids) == len(set(reader.ids))
        assert [link for link in reader.links if link.startswith("#") and link[1:] not in reader.ids] == []


def test_a_russian_page_holds_no_english_words(run: Run, russian_text: str) -> None:
    codes = {part for v in run.codebook.variables for part in re.findall(r"[A-Za-z]+", v.id)}
    codes |= {part for d in run.codebook.dimensions for part in re.findall(r"[A-Za-z]+", d.id)}
    named = russian_text.replace(tables_name("ru"), "").replace(checks_name("ru"), "")
    words = set(re.findall(r"\b[A-Za-z]{2,}\b", named))
    assert words - codes - LATIN_ALLOWED == set()


def test_a_russian_page_writes_decimal_commas(run: Run, russian_text: str) -> None:
    without_names = re.sub(r"\d+\.\d+\.\d+|results\.csv|findings\.csv", "", russian_text)
    assert re.findall(r"\d\.\d", without_names) == []
    below_zero, above = ends(run, GAP.format("adjusted"), "ru"), ends(run, AREA, "ru")
    assert re.fullmatch(r"−\d,\d…\d,\d", below_zero)
    assert re.fullmatch(r"\d\d,\d–\d\d,\d", above)
    assert below_zero in russian_text
    assert above in russian_text
    assert "p < 0,001" in russian_text


def test_an_english_page_writes_decimal_points(run: Run, english: str) -> None:
    below_zero, above = ends(run, GAP.format("adjusted"), "en"), ends(run, AREA, "en")
    assert re.fullmatch(r"−\d\.\d to \d\.\d", below_zero)
    assert above in english
    assert below_zero in english
    assert "p &lt; 0.001" in english


def test_synthetic_data_are_marked_four_times(russian: str) -> None:
    figures = russian.count("<figure ")
    assert russian.count('<span class="tag">синтетические данные</span>') == figures
    assert '<aside class="banner"' in russian
    assert "<title>[СИНТЕТИЧЕСКИЕ ДАННЫЕ]" in russian
    assert '@top-right { content: "СИНТЕТИЧЕСКИЕ ДАННЫЕ"' in russian
    assert "--watermark: url(" in russian


def test_real_data_are_not_marked_as_synthetic() -> None:
    page = assemble(sided("partial"), "ru")
    assert "СИНТЕТИЧЕСКИЕ" not in page
    assert 'class="tag"' not in page
    assert "--watermark: url(" not in page
    assert "SYNTHETIC_" not in page


@pytest.mark.parametrize("verdict", ["not_comparable", "misfit", "untestable"])
def test_a_verdict_against_comparison_takes_every_contrast_across_blocs_away(verdict: str) -> None:
    run = sided(verdict)
    named = read(assemble(run, "ru")).results
    rows = run.results.set_index("result_id")
    rows = rows[~rows["chapter"].isin(BEYOND)]  # shares of answers, which do not rest on how the index is measured
    across = rows[(rows["measure"] == "contrast") & (rows["reference_bloc"] != "") & (rows["bloc"] != rows["reference_bloc"])]
    assert len(across) > 0
    assert set(named) & set(across.index) == set()


def test_a_partial_verdict_leads_with_the_adjusted_difference(run: Run, russian: str) -> None:
    adjusted, raw = (signed(row_of(run, GAP.format(model))["estimate"]) for model in ("adjusted", "raw"))
    assert adjusted[0] != raw[0], "the adjustment turns the difference"
    assert f'class="big"><span data-result="{GAP.format("adjusted")}">{adjusted}</span>' in russian
    assert f'data-result="{GAP.format("raw")}">{raw}</span>' in russian


def test_labels_of_a_study_cannot_become_markup(run: Run) -> None:
    params = run.params
    nasty = '<script>alert("x")</script>'
    title = params.study.model_copy(update={"title": {"ru": nasty, "en": nasty}})
    page = assemble(replace(run, params=params.model_copy(update={"study": title})), "ru")
    assert "<script>alert" not in page
    assert page.count("<script>") == 1
    assert "</style>" not in page.split("<style>", maxsplit=1)[1].split("</style>", maxsplit=1)[0]


def test_choices_of_a_reader_filter_rows(run: Run) -> None:
    page = assemble(run, "ru", areas=("north", "south"))
    assert "Брянская" in page
    tables = re.findall(r"<table.*?</table>", page, flags=re.DOTALL)
    assert any(f'data-result="{AREA}"' in table for table in tables)
    other = AREA.replace("A.area=north", "B.area=east")
    assert [table for table in tables if f'data-result="{other}"' in table] == []  # sentences are of the whole study


def test_a_study_with_one_bloc_no_margins_and_no_groups_still_makes_a_page() -> None:
    run = without(study("one_side"), {"chapter": "groups"})
    params = run.params
    small = params.model_copy(
        update={
            "areas": {name: area.model_copy(update={"population": 1000}) for name, area in params.areas.items()},
            "design": params.design.model_copy(update={"base_weight": "allocation"}),
            "comparison": params.comparison.model_copy(update={"group_by": ()}),
        }
    )
    page = assemble(replace(run, params=small), "ru")
    for anchor in ("verdict", "shifts", "border", "margins", "balance", "group-means", "group-pairs", "map", "exclusions"):
        assert f'id="{anchor}"' not in page
    assert 'id="areas"' in page
    assert "Веса следуют только из\u00a0плана выборки" in page  # populations and interviews of areas
    assert read(page).misplaced == []


def test_failed_replicates_are_counted_once_and_withheld_intervals_explained(run: Run, english: str) -> None:
    results, told = run.results.copy(), "more than 1% of the replicates gave no estimate"
    of_areas = (results["measure"] == "mean") & (results["variable"] == "index") & (results["area"] != "")
    results.loc[of_areas, ["standard_error", "ci_low", "ci_high"]] = float("nan")
    results.loc[of_areas, "note"] = "withheld"
    replicates = {**run.manifest["replicates"], "failed_weighting": 22, "failed_chain": 24}
    withheld = replace(run, results=results, manifest={**run.manifest, "replicates": replicates})
    page = assemble(withheld, "en").replace("\u00a0", " ")
    assert "50 replicates, 24 failed" in page
    for text, is_told in ((page, True), (english.replace("\u00a0", " "), False)):
        figure = text.split('id="areas"', maxsplit=1)[1].split("</figure>", maxsplit=1)[0]
        assert (told in figure) == is_told


def test_figures_are_numbered_in_the_order_of_the_page(russian: str) -> None:
    numbers = [int(n) for n in re.findall(r'<span data-number="[^"]+">Рисунок (\d+)</span>', russian)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert re.search(r"Рисунок</span>|подробнее", russian) is None


def test_open_questions_have_no_topline(run: Run, russian: str) -> None:
    assert run.codebook.variable(OPEN).topline
    assert OPEN not in russian


@pytest.mark.parametrize("verdict", ["misfit", "untestable"])
def test_a_model_that_says_nothing_says_nothing_about_items(verdict: str) -> None:
    page = assemble(sided(verdict), "en")
    assert 'id="shifts"' not in page


def test_many_areas_stand_down_the_page() -> None:
    page = assemble(finished_partial(8), "ru")
    heat = page.split('<table class="tab heat pin1 wrap', maxsplit=1)[1].split("</table>", maxsplit=1)[0]
    assert heat.count("<tr>") == 1 + 16


def test_a_question_says_how_its_answers_go_with_the_bloc(run: Run, russian_text: str, english: str) -> None:
    said = re.sub(r"\s+", " ", russian_text)
    row, none = row_of(run, "topline.cramers_v.X2.bloc"), row_of(run, "topline.cramers_v.sex.bloc")
    p = written(row_of(run, "topline.rao_scott.X2.bloc")["p_adjusted"], 3)
    strength = f"V Крамера {written(row['estimate'], 2)} (95 % ДИ {interval(row['ci_low'], row['ci_high'], 2)} , без поправки)"
    assert f"{strength}; критерий Рао — Скотта: p = {p} с поправкой на" in said
    assert f"Связь с признаком «страна»: V Крамера {written(none['estimate'], 2)} ; критерий неприменим." in said
    assert "Association with country: Cramér" in english


def test_the_cross_check_names_the_reason_and_hides_small_bases(run: Run) -> None:
    few = {"measure": "crosscheck_t", "variable_2": "sex"}
    silent = edit(with_few(run, few), {"measure": "crosscheck_coefficient"}, note="not_estimable")
    table = assemble(silent, "ru").split('id="crosscheck"', maxsplit=1)[1].split("</figure>", maxsplit=1)[0]
    assert "веса и\u00a0дизайн выборки</td>" in table
    assert "в\u00a0пределах округления</td>" in table
    assert "этой выборке не\u00a0оценивается" in table
    hidden = silent.results.loc[silent.results["is_suppressed"] & (silent.results["measure"] == "crosscheck_t"), "result_id"]
    assert len(hidden) == 3
    shown = re.findall(r'data-result="([^"]+)">(?!×)', table)
    assert shown
    assert set(shown).isdisjoint(hidden)


@pytest.mark.parametrize(("verdict", "n_told"), [("partial", 1), ("not_comparable", 0)])
def test_levels_are_crossed_with_groups_only_where_sides_may_be_put_together(verdict: str, n_told: int) -> None:
    page = assemble(with_few(sided(verdict), {"result_id": "groups.mean.index.home=2"}), "ru")
    assert page.count('data-result="groups.cramers_v.index.sex"') == n_told
    assert 'data-result="groups.cramers_v.index.home"' not in page  # a hidden group would follow from it


FIT = ("chi2", "df", "tli", "srmr", "cfi", "rmsea", "modification_index", "expected_change")


def fitting(verdict: str) -> Run:
    """Give a study of three dimensions, whose model fits; let it fail by an index of fit, or let no model be estimated."""
    run, models = finished_partial(3), ("confirmatory", "second_order")
    for model in models:
        run = edit(run, {"chapter": "measurement", "measure": "verdict", "model": model}, verdict=verdict)
    if verdict == "misfit":
        return edit(run, {"chapter": "measurement", "measure": "cfi", "model": "confirmatory"}, estimate=0.91, verdict="misfit")
    if verdict == "untestable":
        run = edit(run, {"chapter": "measurement", "measure": "verdict", "variable": "index"}, note="no_convergence")
        kept = (run.results["chapter"] != "measurement") | ~run.results["measure"].isin(FIT) | ~run.results["model"].isin(models)
        return replace(run, results=run.results[kept & (run.results["model"] != "single_dimension")])
    return run


def test_the_fit_of_the_declared_model_is_said_plainly() -> None:
    for verdict, title, word in (
        ("fits", "The declared model fits the answers", "fits"),
        ("misfit", "The declared model does not fit the answers", "misfit"),
        ("untestable", "Whether the declared model fits the answers cannot be tested", "cannot be tested"),
    ):
        page = assemble(fitting(verdict), "en").replace("\u00a0", " ")
        table = page.split('id="fit"', maxsplit=1)[1].split("</figure>", maxsplit=1)[0]
        assert title in table
        said = '<span data-result="measurement.verdict.index.model=confirmatory">'
        assert f"{said}{word}</span>" in table
        assert ("<b>Misfit:</b>" in table) == (verdict == "misfit")
        assert ("measurement.cfi.model=second_order" in table) == (verdict != "untestable")


def with_weak_item(run: Run) -> Run:
    return edit(run, {"result_id": f"measurement.item_rest.{WEAK_ITEM}"}, estimate=0.03, verdict="near_zero")


def test_an_item_that_hardly_goes_with_its_dimension_is_flagged(run: Run) -> None:
    russian, english = (assemble(with_weak_item(run), language) for language in ("ru", "en"))
    assert english.count("hardly related</span>") == 1
    assert "почти не\u00a0связан</span>" in russian
    note = english.replace("\u00a0", " ").split("is not reliably above zero:", maxsplit=1)[1]
    assert note.startswith(f' <span class="nb">{WEAK_ITEM}</span>')


def test_reliability_stands_by_place_and_hides_small_bases(run: Run) -> None:
    north, east = (f"measurement.alpha.X.bloc={place}" for place in ("A.area=north", "B.area=east"))
    page = assemble(with_few(run, {"result_id": east}), "ru")
    table = page.split('id="reliability-places"', maxsplit=1)[1].split("</figure>", maxsplit=1)[0]
    assert f'data-result="{north}">{written(row_of(run, north)["estimate"], 2)}' in table
    assert f'data-result="{east}">×' in table
    assert table.count('data-result="measurement.alpha.') == (2 + len(BESIDE)) * (2 + 4)  # none in the title: the lowest may be hidden


def test_scales_beside_the_index_stand_under_a_heading_of_their_own(russian: str, english: str) -> None:
    for page, heading in ((russian, "Вне индекса"), (english.replace("\u00a0", " "), "Beside the index")):
        table = page.split('id="reliability"', maxsplit=1)[1].split("</figure>", maxsplit=1)[0]
        own = table.replace("\u00a0", " ").split(heading, maxsplit=1)[1]
        assert 'data-result="measurement.omega_total.W.model=one_factor"' in own
        assert 'data-result="measurement.alpha.W"' in own
        assert f'data-result="measurement.omega_total.Z.model=one_factor">{ABSENT}<' in own
        assert 'data-result="measurement.alpha.Z"' in own
        assert "dimension_weight.W" not in own


def test_items_kept_although_they_are_reversed_in_one_place_are_named_and_close_the_comparison() -> None:
    run = with_weak_item(judged(study(FULL), "not_comparable", "contrary_items"))
    run = edit(run, {"result_id": "measurement.item_rest.X3.bloc=A.area=north"}, estimate=-0.5, verdict="contrary")
    for language, note, why in (
        ("en", "in one place only", "as if its answers were coded the other way round"),
        ("ru", "только в одном месте", "как если бы его ответы там были закодированы наоборот"),
    ):
        page = assemble(run, language).replace("\u00a0", " ")
        assert note in page.split('id="loadings"', maxsplit=1)[1].split("</figure>", maxsplit=1)[0]
        assert why in page


def test_scores_by_other_methods_carry_no_area(russian: str) -> None:
    table = russian.split('id="score-methods"', maxsplit=1)[1].split("</figure>", maxsplit=1)[0]
    assert "measurement.score_reliability.X.model=eap" in table
    assert "measurement.score_correlation.X.model=sum;eap" in table
    assert ".area=" not in table


def test_reliability_of_the_index_is_one_sentence() -> None:
    key = "measurement.omega_hierarchical.index.model=declared"
    said = assemble(finished_partial(3), "en").replace("\u00a0", " ")
    assert f'<span data-result="{key}">{written(row_of(finished_partial(3), key)["estimate"], 2, "en")}</span>' in said
    assert "is due to one general factor" in said
