"""Free values of params are checked where they are read: days, maps, words, numbers that no option uses, names of columns."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from small_study import AREAS, codebook_data, params_data, words, write_study

from crowdpotential.errors import CrowdpotentialError, ParamsError
from crowdpotential.params import Dates, build_params
from crowdpotential.studies import load_study
from crowdpotential.yaml12 import DEEPEST, parse_yaml

Change = Callable[[dict[str, Any]], object]


def written(folder: Path, change_params: Change, change_codebook: Change = lambda _data: None) -> Path:
    path, params, codebook = write_study(folder), params_data(), codebook_data()
    change_params(params)
    change_codebook(codebook)
    yaml = YAML(typ="safe", pure=True)
    yaml.dump(params, path)
    yaml.dump(codebook, folder / "questionnaire.yaml")
    return path


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ({"start": "2019-09-02", "end": "27.09.2019"}, r"dates\.end: '27\.09\.2019' is no day in ISO form; write \"2019-09-27\""),
        ({"start": "2/9/2019", "end": "2019-09-27"}, r'dates\.start: .* write "2019-09-02"'),
        ({"start": "2019-09-02", "end": "2019-09-31"}, "2019-09-31 is no day of the calendar"),
        ({"start": "2019-09-02", "end": "31.09.2019"}, 'write it like "2019-09-27"'),
        ({"start": "September 2019", "end": "2019-09-27"}, "'September 2019' is no day in ISO form"),
        ({"start": 20190902, "end": "2019-09-27"}, "'20190902' is no day in ISO form"),
        ({"start": "2019-W36-1", "end": "2019-09-27"}, "'2019-W36-1' is no day in ISO form"),
        ({"start": "2019-09-27", "end": "2019-09-02"}, "starts on 2019-09-27 and ends before, on 2019-09-02"),
        ({"start": "2019-09-27"}, r"dates\.end: this key is needed"),
    ],
)
def test_days_of_the_fieldwork_are_days_in_their_order(dates: dict[str, object], says: str) -> None:
    data = params_data()
    data["study"]["fieldwork"] = {"dates": dates}
    with pytest.raises(ParamsError, match=says):
        build_params(data, name="params.yaml")


def test_a_day_without_quotes_is_a_day() -> None:
    dates = parse_yaml("start: 2019-09-02\nend: 2019-09-02", name="params.yaml")
    assert Dates.model_validate(dates) == Dates(start="2019-09-02", end="2019-09-02")


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 3000 + "]" * 3000,
        "a: " + "{x: " * 2000 + "1" + "}" * 2000,
        "a: " + "[" * 100_000,
        "anchor: '&'\na: " + "[" * 100_000,
        "".join(" " * level + "a:\n" for level in range(1000)),
        "a: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
    ],
)
def test_params_nested_deeper_than_any_key_are_one_line(text: str) -> None:
    with pytest.raises(ParamsError, match=f"nested more than {DEEPEST} levels deep") as caught:
        parse_yaml(text, name="params.yaml")
    assert "\n" not in str(caught.value)


def test_conditions_inside_conditions_are_not_too_deep() -> None:
    text = "when: " + "{not: " * 30 + "{flag: x}" + "}" * 30
    assert parse_yaml(text, name="params.yaml")


SQUARE = [[[30.0, 50.0], [31.0, 50.0], [31.0, 51.0], [30.0, 50.0]]]


def feature(iso: str | None, geometry: object = None, **more: object) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": SQUARE} if geometry is None else geometry
    return {"type": "Feature", "properties": {"iso": iso}, "geometry": geometry, **more}


def study_map(folder: Path, features: object, keys: dict[str, str] | None = None) -> Path:
    """A study whose areas are on a map, by their names unless keys say otherwise."""

    def change(params: dict[str, Any]) -> None:
        params["report"]["map"] = "map.geojson"
        for area in AREAS:
            if (key := (keys or {}).get(area, area)) != "":
                params["areas"][area]["map_key"] = key

    path = written(folder, change)
    (folder / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_a_map_of_plain_polygons_is_accepted(tmp_path: Path) -> None:
    features = [*(feature(area) for area in AREAS), feature(None), feature("elsewhere", properties=None)]
    assert load_study(study_map(tmp_path, features))


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ([feature("north", "null")], r"map\.geojson: features\[0\] \(north\): has no geometry; draw it"),
        ([{"type": "Feature", "properties": {"iso": "north"}, "geometry": None}], r"features\[0\] \(north\): has no geometry"),
        ([feature("north", {"type": "Point", "coordinates": [30, 50]})], "is of type Point; the map draws LineString"),
        ([feature("north", {"type": "GeometryCollection", "geometries": []})], "is of type GeometryCollection"),
        ([feature("north", {"type": "Polygon", "coordinates": []})], "no lines of longitude and latitude in degrees"),
        ([feature("north", {"type": "Polygon", "coordinates": [[[3339584, 6446275], [3450903, 6446275]]]})], "export the map in WGS 84"),
        ([feature("north", {"type": "MultiPolygon", "coordinates": SQUARE})], "no lines of longitude and latitude"),
        ([feature("north", {"type": "Polygon"})], "no lines of longitude and latitude"),
        (["north"], r"features\[0\]: is no feature with properties"),
        ([], "holds no list of features"),
        ({}, "holds no list of features"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_refused_before_the_run(tmp_path: Path, features: object, says: str) -> None:
    with pytest.raises(ParamsError, match=says):
        load_study(study_map(tmp_path, features))


@pytest.mark.parametrize(
    ("keys", "more", "says"),
    [
        ({"north": "nort"}, [], r"north\.map_key: 0 features of map\.geojson have nort as property iso \(did you mean north"),
        ({"north": ""}, [], r"areas\.north\.map_key: is missing, so that map\.geojson would not be drawn"),
        ({"north": "south"}, [], "south is the key of 2 areas; give each its own"),
        ({}, [feature("north")], "2 features of map.geojson have north as property iso; one must have it"),
        ({"north": "line"}, [feature("line", {"type": "LineString", "coordinates": SQUARE[0]})], "the feature line of .* is a line"),
    ],
)
def test_an_area_that_the_map_does_not_show_is_named(tmp_path: Path, keys: dict[str, str], more: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(study_map(tmp_path, [*(feature(area) for area in AREAS), *more], keys))


@pytest.mark.parametrize("content", [b"not json", b"[" * 100_000, '{"features": "ж"}'.encode("cp1251"), b"[]"])
def test_a_file_that_is_no_map_is_refused(tmp_path: Path, content: bytes) -> None:
    path = study_map(tmp_path, [])
    (tmp_path / "map.geojson").write_bytes(content)
    with pytest.raises(ParamsError, match=r"map\.geojson: .*; report\.map takes a geojson file"):
        load_study(path)


HALVES = {"X": 0.5, "Y": 0.5}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: p["index"].update(expert={"dimensions": HALVES}), r"index\.expert is given and read by nothing; choose weights: expert"),
        (lambda p: p.update(sensitivity={"expert": {"dimensions": HALVES}}), r"sensitivity\.expert is given and read by nothing"),
        (lambda p: p["index"].update(goalposts=[10, 90]), r"index\.goalposts is given and read by nothing"),
        (lambda p: p["index"].update(floor=1), r"index\.floor is given and read by nothing"),
        (lambda p: p["index"].update(levels={"low_below": 40, "high_from": 600}), r"levels\.high_from: input should be less than or equal"),
        (lambda p: p["design"].update(base_weight_variable="point"), "base_weight_variable point is not read where base_weight is equal"),
        (lambda p: p["replicates"].update(fay=0.5), "fay belongs to method fay, not to rao-wu"),
        (lambda p: p["report"].update(languages=["en", "en"]), "language en is named 2 times"),
        (lambda p: p["study"]["words"]["area"].update(en={"one": "area", "more": "areas"}), "area.en: more is no plural category"),
        (lambda p: p["study"].update(title={"en": ""}), r"params\.study\.title: no words in en"),
        (lambda p: p["study"].update(title={}), r"params\.study\.title: no words in en"),
        (lambda p: p["weighting"].update(cap=float("nan")), r"weighting\.cap: input should be a finite number"),
        (lambda p: p["index"]["missing"].update(min_items=True), r"index\.missing: min_items holds true or false"),
        (lambda p: p["areas"]["north"].update(population=True), r"areas\.north: population holds true or false"),
    ],
)
def test_what_no_option_reads_or_no_value_can_be_is_refused(tmp_path: Path, change: Change, says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(written(tmp_path, change))


def test_a_number_that_an_alternative_reads_is_accepted(tmp_path: Path) -> None:
    def change(params: dict[str, Any]) -> None:
        params["index"] |= {"expert": {"dimensions": HALVES}, "floor": 1}
        params["sensitivity"] = {"weights": ["factor", "expert"], "aggregation": ["arithmetic", "geometric"]}

    assert load_study(written(tmp_path, change))


def question(name: str, **more: object) -> Change:
    return lambda codebook: codebook["variables"].append(
        {"id": name, "type": "numeric", "missing": "usual", "wording": words(name), **more}
    )


@pytest.mark.parametrize("name", ["index", "weight", "score_X", "n_items_Y", "base_weight"])
def test_a_question_that_would_be_lost_among_the_columns_of_respondents_is_refused(tmp_path: Path, name: str) -> None:
    says = rf"variables\.{name}: the respondents' files have a column of this name; call it otherwise, and name it in data\.columns"
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(written(tmp_path, lambda _params: None, question(name)))


def test_the_weight_that_comes_with_the_data_may_be_called_weight(tmp_path: Path) -> None:
    def change(params: dict[str, Any]) -> None:
        params["design"] |= {"base_weight": "column", "base_weight_variable": "weight"}

    assert load_study(written(tmp_path, change, question("weight")))


def test_a_variable_that_is_dropped_on_reading_tells_no_sampling_unit(tmp_path: Path) -> None:
    def change(codebook: dict[str, Any]) -> None:
        codebook["variables"][1]["identifier"] = "drop"

    with pytest.raises(CrowdpotentialError, match=r"design\.psu: point is dropped as soon as it is read"):
        load_study(written(tmp_path, lambda _params: None, change))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: p["design"].update(fpc="point"), r"design\.fpc: point is of type paradata; it takes numeric"),
        (lambda p: p["design"].update(base_weight="column", base_weight_variable="X1"), r"X1 is of type ordinal; it takes numeric"),
        (lambda p: p["weighting"].update(variables=["sex*point"]), r"weighting\.variables: point is of type paradata"),
        (lambda p: p.update(comparison={"group_by": ["number"]}), r"comparison\.group_by: number is of type paradata; it takes single or"),
        (lambda p: p["data"][0].update(sheet="A"), r"a \.csv file has no sheets"),
        (lambda p: p["data"][0].update(separator=";"), "separator parts the answers of multiple: delimited"),
        (lambda p: p["data"][0].update(multiple="delimited", counted_value=1), "counted_value marks the options of multiple"),
    ],
)
def test_a_key_names_a_variable_or_a_form_that_it_can_read(tmp_path: Path, change: Change, says: str) -> None:
    with pytest.raises(CrowdpotentialError, match=says):
        load_study(written(tmp_path, change))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"blocs": ["A", "C"]}, r"variables\.only\.blocs: there is no bloc C in params \(A, B\)"),
        ({"areas": ["C"]}, r"variables\.only\.areas: there is no area C in params"),
        (
            {"wording": words("What of {THERE}?")},
            r"placeholders\.THERE: no words for bloc B, where only is asked",
        ),
    ],
)
def test_places_of_a_question_are_those_of_params(tmp_path: Path, more: dict[str, Any], says: str) -> None:
    def change(codebook: dict[str, Any]) -> None:
        question("only", **more)(codebook)
        if "wording" in more:
            codebook["placeholders"] = {"THERE": {"A": words("B")}}

    with pytest.raises(CrowdpotentialError, match=says):
        load_study(written(tmp_path, lambda _params: None, change))
