"""params.yaml: the unknown is refused with the nearest known name, the impossible with the reason."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from crowdpotential.errors import MissingFileError, ParamsError, SeveralFaultsError
from crowdpotential.params import Params, Replicates, build_params, load_params
from crowdpotential.yaml12 import parse_yaml, read_yaml

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "params.yaml").read_text(encoding="utf-8")


def changed(old: str, new: str) -> None:
    assert old in TEXT
    build_params(parse_yaml(TEXT.replace(old, new), name="params.yaml"), name="params.yaml")


def test_the_first_study_has_three_areas_on_each_side() -> None:
    params = load_params(ROOT / "params.yaml")
    assert [len(params.areas_of(bloc)) for bloc in params.blocs] == [3, 3]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "smallest_gap_points",
            "smalest_gap_points",
            "smalest_gap_points: unknown key; did you mean smallest_gap_points",
        ),
        ("min_items: 3", "min_item: 3", "index.missing.min_item: unknown key; did you mean min_items"),
        ("seed: 20190701", "", "seed: this key is needed"),
        ("number: 2000", "number: many", "replicates.number"),
        (
            "bloc: RU, name: {ru: Брянская",
            "bloc: RUS, name: {ru: Брянская",
            "names bloc RUS, which is not under blocs",
        ),
        ("area: gomel", "area: homel", "names area homel, which is not under areas"),
        ("  margins: data/reference/margins.csv", "", "weighting: raking needs margins"),
    ],
)
def test_a_fault_of_the_params_is_one_line_that_says_what_to_do(old: str, new: str, message: str) -> None:
    with pytest.raises(ParamsError, match=message) as caught:
        changed(old, new)
    assert "\n" not in str(caught.value)


def test_all_faults_of_the_params_are_told_at_once() -> None:
    data = parse_yaml(TEXT, name="params.yaml")
    data["weighting"] |= {"methode": "raking", "cap": 0.5}
    del data["weighting"]["method"]
    data["design"]["lonely_psu"] = "merge"
    data["index"]["levels"] = {"low_below": "forty", "high_from": [60]}
    data["areas"]["gomel"]["populaton"] = 1
    with pytest.raises(SeveralFaultsError) as caught:
        build_params(data, name="params.yaml")
    assert str(caught.value).splitlines() == [
        "params.yaml: areas.gomel.populaton: unknown key; did you mean population?; remove or rename it",
        "params.yaml: weighting.methode: unknown key; did you mean method?; remove or rename it",
        "params.yaml: design.lonely_psu: input should be 'error', 'certainty', 'adjust', 'average' or 'remove'; correct the value",
        "params.yaml: weighting.cap: input should be greater than 1; correct the value",
        "params.yaml: index.levels.low_below: input should be a valid number, unable to parse string as a number; correct the value",
        "params.yaml: index.levels.high_from: input should be a valid number; correct the value",
    ]


def test_sections_that_contradict_each_other_are_told_together() -> None:
    data = parse_yaml(TEXT, name="params.yaml")
    data["areas"]["gomel"]["bloc"] = "BYL"
    data["data"][0]["area"] = "belgrad"
    data["replicates"] = {"number": 200}
    data["comparison"]["interval"] = "percentile"
    with pytest.raises(SeveralFaultsError) as caught:
        build_params(data, name="params.yaml")
    assert [line.split(": ", 2)[2][:40] for line in str(caught.value).splitlines()] == [
        "area gomel names bloc BYL, which is not ",
        "data file data/raw/belgorod.sav names ar",
        "replicates.number is 200, but percentile",
    ]


def test_a_value_that_fits_none_of_several_kinds_is_one_fault() -> None:
    data = parse_yaml(TEXT, name="params.yaml")
    data["index"]["aggregation_within"] = {"AWR": 3, "DIG": [1]}
    with pytest.raises(ParamsError, match=r"index\.aggregation_within") as caught:
        build_params(data, name="params.yaml")
    assert "\n" not in str(caught.value)


NO_MARGINS = ("weighting.margins=null", "weighting.variables=[]", "weighting.cap=null")
DELIVERED = ("replicates.method=delivered", "replicates.columns=RW*", "replicates.number=3")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (["design.base_weight=column"], "design: base_weight column needs base_weight_variable"),
        (["design.lonely_psu=merge"], "design.lonely_psu: input should be 'error'"),
        (["weighting.method=logit"], r"weighting: logit needs bounds, such as \[0.3, 3\]"),
        (["weighting.method=truncated"], "weighting: truncated needs bounds"),
        (
            ["weighting.method=linear", "weighting.bounds=[0.5, 2]"],
            "weighting: linear takes no bounds; use raking,",
        ),
        (
            ["weighting.bounds=[1.2, 3]"],
            "weighting: bounds are 1.2 and 3; the ratio of weights needs one below 1",
        ),
        (
            ["weighting.bounds=[0.3, .inf]"],
            r"weighting.bounds\[1\]: input should be a finite number",
        ),
        (
            ["weighting.method=none"],
            "weighting: none calibrates nothing and has no use for margins, variables, cap; empty that",
        ),
        (
            ["weighting.method=none", *NO_MARGINS, "weighting.bounds=[0.5, 2]"],
            "weighting: none calibrates nothing and has no use for bounds",
        ),
        (
            ["weighting.method=none", *NO_MARGINS, "weighting.bloc_variables=[edu3]"],
            "weighting: none calibrates nothing and has no use for bloc_variables",
        ),
        (["weighting.method=poststratification"], "weighting: poststratification takes one variable"),
        (
            ["weighting.method=poststratification", "weighting.variables=[settlement]"],
            "weighting: poststratification leaves no room for means or cap",
        ),
        (["weighting.variables=[sex, sex]"], "weighting: variable sex is named 2 times; name it once"),
        (["weighting.variables=[sex*sex]"], "weighting: .*names a variable twice; name it once"),
        (["weighting.bloc_variables=[settlement]"], "weighting: variable settlement is named 2 times"),
        (["weighting.variables=[]"], r"weighting: raking needs margins \(a file\) and variables \(a list\)"),
        (["weighting.within=country"], "weighting.within: input should be 'area' or 'all'"),
        (["replicates.number=10"], "replicates: number is 10; draw at least 50"),
        (["replicates.method=jkn", "replicates.scale=0.5"], "scale belongs to method delivered, not to jkn"),
        (["replicates.recalibrate=false"], "recalibrate false belongs to method delivered"),
        (["replicates.method=delivered"], r"replicates: delivered needs columns \(a pattern such as RW\*\)"),
        ([*DELIVERED], "replicates: delivered needs columns .* and made_by"),
        ([*DELIVERED, "replicates.made_by=other"], "replicates: made_by other needs scale or coefficients"),
        ([*DELIVERED, "replicates.made_by=jkn"], "replicates: made_by jkn needs coefficients"),
        (
            [*DELIVERED, "replicates.made_by=jkn", "replicates.coefficients=[1, 1]"],
            "replicates: 2 coefficients for 3 replicates; give one for each",
        ),
        (
            [*DELIVERED, "replicates.made_by=jkn", "replicates.coefficients=[1, 1, -0.5]"],
            "replicates: coefficient -0.5 is negative",
        ),
        (
            [*DELIVERED, "replicates.made_by=jk1"],
            "belong to a weight in the data; set design.base_weight to column",
        ),
    ],
)
def test_a_way_to_weight_that_cannot_be_is_refused(changes: list[str], message: str) -> None:
    with pytest.raises(ParamsError, match=message) as caught:
        load_params(ROOT / "params.yaml", changes)
    assert "\n" not in str(caught.value)


def test_the_number_of_delivered_replicates_must_be_said() -> None:
    params = {"method": "delivered", "columns": "RW*", "made_by": "jk1"}
    with pytest.raises(ValidationError, match="delivered needs columns"):
        Replicates(**params)
    assert Replicates(**params, number=80).number == 80


def test_percentile_intervals_need_draws_beyond_their_ends_and_a_bootstrap() -> None:
    percentile = "comparison.interval=percentile"
    assert load_params(ROOT / "params.yaml", [percentile]).comparison.interval == "percentile"
    load_params(ROOT / "params.yaml", [percentile, "replicates.number=999"])
    with pytest.raises(ParamsError, match=r"number is 998, but percentile intervals at 0\.95 need 999"):
        load_params(ROOT / "params.yaml", [percentile, "replicates.number=998"])
    with pytest.raises(ParamsError, match=r"at 0\.99 need 4999"):
        load_params(ROOT / "params.yaml", [percentile, "comparison.confidence_level=0.99"])
    with pytest.raises(ParamsError, match="replicates of jkn are not spread like the estimate"):
        load_params(ROOT / "params.yaml", [percentile, "replicates.method=jkn"])


def test_an_area_and_a_bloc_of_one_name_would_share_their_margins() -> None:
    text = TEXT.replace("bloc_variables: []", "bloc_variables: [edu3]")
    text = text.replace("bloc: BY", "bloc: gomel").replace("  BY:", "  gomel:")
    with pytest.raises(ParamsError, match="gomel is an area and a bloc"):
        build_params(parse_yaml(text, name="params.yaml"), name="params.yaml")


def in_places(*, areas: dict[str, str], blocs: tuple[str, ...] = (), **changes: Any) -> Params:  # noqa: ANN401 keys of params
    """Build params whose areas have these blocs; all files are of everybody."""
    data = parse_yaml(TEXT, name="params.yaml")
    data["areas"] = {name: {"bloc": bloc, "name": {"ru": name}} for name, bloc in areas.items()}
    data["blocs"] = {name: {"name": {"ru": name}} for name in blocs}
    data["data"] = [{"path": "all.csv"} | changes.pop("file", {})]
    data.pop("gap", None)  # needs two of them
    data["study"] |= changes.pop("study", {})
    data["weighting"] |= changes.pop("weighting", {})
    return build_params(data | changes, name="params.yaml")


@pytest.mark.parametrize("areas", [{}, {"a": "", "b": ""}])
@pytest.mark.parametrize("blocs", [(), ("A", "B")])
def test_areas_and_blocs_may_be_left_out_or_cross(areas: dict[str, str], blocs: tuple[str, ...]) -> None:
    params = in_places(areas=areas, blocs=blocs)
    assert not params.is_nested
    assert params.areas_of("") == tuple(areas)


def test_sections_of_areas_and_blocs_may_be_missing_with_their_words() -> None:
    data = parse_yaml(TEXT, name="params.yaml")
    del data["areas"], data["blocs"], data["gap"], data["study"]["words"]
    data["data"] = [{"path": "all.csv"}]
    params = build_params(data, name="params.yaml")
    assert (params.areas, params.blocs, params.is_nested) == ({}, {}, False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"areas": {"a": "A", "b": "A", "c": ""}, "blocs": ("A",)},
            "area c names no bloc, while 2 others do; name one for every area, or for none",
        ),
        (
            {"areas": {"a": "A"}, "blocs": ("A",), "file": {"bloc": "A"}},
            "all.csv names bloc A, which the areas tell already; take it out",
        ),
        ({"areas": {}, "blocs": ("A",), "file": {"bloc": "B"}}, "names bloc B, which is not under blocs"),
        ({"areas": {}, "file": {"bloc": "B"}}, "names bloc B, which is not under blocs"),
        ({"areas": {}, "file": {"area": "a"}}, "names area a, which is not under areas"),
        ({"areas": {"a": "A"}}, "area a names bloc A, which is not under blocs"),
        ({"areas": {"a": ""}, "study": {"words": {}}}, "study.words.area is missing: there are areas"),
        (
            {"areas": {}, "blocs": ("A",), "study": {"words": {}}},
            "study.words.bloc is missing: there are blocs",
        ),
        ({"areas": {}, "blocs": ("all",)}, "all stands for everybody in tables of known figures, and here"),
        ({"areas": {"all": ""}, "weighting": {"within": "all"}}, "all stands for everybody in tables of"),
    ],
)
def test_areas_and_blocs_that_contradict_each_other_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ParamsError, match=message):
        in_places(**changes)


def test_margins_of_blocs_alone_are_enough_to_calibrate() -> None:
    weighting = {"variables": [], "bloc_variables": ["sex"]}
    assert in_places(areas={}, blocs=("A", "B"), weighting=weighting).weighting.variables == ()


def test_a_study_that_calibrates_nothing_names_nothing_to_calibrate_to() -> None:
    assert load_params(ROOT / "params.yaml", ["weighting.method=none", *NO_MARGINS]).weighting.cap is None


def test_a_key_changed_on_the_command_line_takes_the_place_of_the_file() -> None:
    assert load_params(ROOT / "params.yaml", ["replicates.number=200"]).replicates.number == 200
    assert load_params(ROOT / "params.yaml", ["weighting.cap=null"]).weighting.cap is None


def test_a_key_left_at_its_default_can_be_changed_too() -> None:
    assert load_params(ROOT / "params.yaml", ["index.parallel_analysis_draws=50"]).index.parallel_analysis_draws == 50


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("replicate.number=2", "did you mean replicates"),
        ("replicates.numbr=200", "numbr: unknown key; did you mean number"),
        ("replicates.number", "write it as KEY=VALUE"),
    ],
)
def test_a_change_of_an_unknown_key_is_refused(change: str, message: str) -> None:
    with pytest.raises(ParamsError, match=message):
        load_params(ROOT / "params.yaml", [change])


def test_the_code_of_norway_stays_a_word() -> None:
    assert parse_yaml("country: NO", name="x") == {"country": "NO"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "line 2: a key is given twice"),
        ("a: &x 1\nb: *x", "line 1: tags, anchors and aliases are not read"),
        ("a: !!python/none x", "tags, anchors and aliases"),
        ("a: [1", "not valid YAML"),
        ("- 1", "no mapping of keys"),
        ("%YAML 1.1\n---\na: NO", "directives, which begin with %, are not read"),
        ("a: 1\n[[b]]: 2", "line 2: a key is a word or a number"),
        ("a: 1\n{b: 1}: 2", "line 2: a key is a word or a number"),
        ("a: 1\nb: \0", r"line 2: holds a letter that nobody sees \(U\+0000\)"),
        ('a: 1\nb: "\\ud800"', r"line 2: holds a letter that nobody sees \(U\+D800\)"),
        ('a: "\\U00110000"', "a letter that does not exist"),
        ("a: 1\nb: 2019-02-30", "line 2: a value looks like a date"),
        ("a: 1\nb: " + "9" * 5000, "line 2: a value looks like a date or a number"),
        ("a: 1\nb: " + "[" * 100_000, "line 2: nested more than 40 levels deep"),
        ("a:\n" + "- 1\n" * 60_001, "more than 60000 keys and values"),
    ],
)
def test_yaml_that_could_mislead_is_refused(text: str, message: str) -> None:
    with pytest.raises(ParamsError, match=message):
        parse_yaml(text, name="params.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        read_yaml(tmp_path / "params.yaml")


def test_a_file_of_absurd_size_is_refused(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_bytes(b"#" * 2_000_001)
    with pytest.raises(ParamsError, match="larger than 2000000 bytes"):
        read_yaml(tmp_path / "params.yaml")
