"""Maps, words of sources, plans of simulation and output folders that cannot be used."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from battery.corpus.case import OUT, Case, Edit, both, params, put, raw
from battery.study import Study, to_yaml


def bad_maps() -> Iterator[Case]:
    """Maps without the areas, without outlines, or without JSON."""
    for name, edit, says in (
        ("no JSON", raw("map.geojson", lambda _: b"a map"), r"map\.geojson: no JSON in UTF-8"),
        ("a map of nothing", raw("map.geojson", lambda _: b""), r"map\.geojson: no JSON in UTF-8"),
        ("a list", raw("map.geojson", lambda _: b"[]"), r"map\.geojson: holds no list of features"),
        ("no features", _map("features", []), r"map\.geojson: holds no list of features"),
        ("features that are no list", _map("features", {"a": 1}), r"map\.geojson: holds no list of features"),
        ("a feature that is none", _map("features.0", "north"), r"map\.geojson: features\[0\]: is no feature with properties"),
        ("a feature without an outline", _map("features.0.geometry", None), r"map\.geojson: features\[0\].*: has no geometry"),
        (
            "an outline of points",
            _map("features.0.geometry", {"type": "Point", "coordinates": [30, 50]}),
            r"map\.geojson: features\[0\].*: is of type Point",
        ),
        (
            "an outline of nothing",
            _map("features.0.geometry.coordinates", []),
            r"map\.geojson: features\[0\].*: its coordinates are no lines of longitude and latitude in degrees",
        ),
        (
            "an outline of words",
            _map("features.0.geometry.coordinates", [[["a", "b"]]]),
            r"map\.geojson: features\[0\].*: its coordinates are no lines of longitude and latitude in degrees",
        ),
        (
            "an outline of one number",
            _map("features.0.geometry.coordinates", [[[30.0]]]),
            r"map\.geojson: features\[0\].*: its coordinates are no lines of longitude and latitude in degrees",
        ),
        (
            "an outline out of this world",
            _map("features.0.geometry.coordinates", [[[300, 50], [310, 50], [310, 51], [300, 50]]]),
            r"map\.geojson: features\[0\].*: its coordinates are no lines of longitude and latitude in degrees",
        ),
        (
            "metres for degrees",
            _map("features.0.geometry.coordinates", [[[4e6, 6e6], [5e6, 6e6], [5e6, 7e6], [4e6, 6e6]]]),
            r"map\.geojson: features\[0\].*: its coordinates are no lines of longitude and latitude in degrees",
        ),
        (
            "a line for an area",
            _map("features.0.geometry", {"type": "LineString", "coordinates": [[30, 50], [31, 51]]}),
            r"areas\.north\.map_key: the feature north of map\.geojson is a line",
        ),
        ("a type that there is not", _map("features.0.geometry.type", "Circle"), r"map\.geojson: features\[0\].*: is of type Circle"),
        (
            "an area without its feature",
            _map("features.0.properties.iso", "centre"),
            r"areas\.north\.map_key: 0 features of map\.geojson have north as property iso",
        ),
        (
            "two features of an area",
            _map("features.1.properties.iso", "north"),
            r"areas\.north\.map_key: 2 features of map\.geojson have north as property iso",
        ),
        (
            "an area without a key",
            params("areas.north.map_key", OUT),
            r"areas\.north\.map_key: is missing, so that map\.geojson would not be drawn",
        ),
        ("two areas of one key", params("areas.north.map_key", "south"), r"areas\.north\.map_key: south is the key of 2 areas"),
        ("another encoding", raw("map.geojson", lambda b: b + "\u0416".encode("cp1251")), r"map\.geojson: no JSON in UTF-8"),
        ("a hundred thousand brackets", raw("map.geojson", lambda _: b"[" * 100_000), r"map\.geojson: no JSON in UTF-8"),
        (
            "no number",
            raw("map.geojson", lambda b: b.replace(b"30.0", b"NaN", 1)),
            r"map\.geojson: features\[0\].*: its coordinates are no lines of longitude and latitude in degrees",
        ),
        ("sixty megabytes", raw("map.geojson", lambda b: b + b" " * 60_000_000), r"map\.geojson: larger than 20000000 bytes; simplify"),
    ):
        yield Case(kind="maps", name=name, edit=edit, says=says)


def bad_sources() -> Iterator[Case]:
    """Words for the codes of sources that are none."""
    for name, edit, says in (
        (
            "a source without a name",
            _sources("census", {"years": "2019"}),
            r"sources\.yaml: sources\.census\.name: this key is needed",
        ),
        (
            "a name that is a list",
            _sources("census", {"name": ["a"]}),
            r"sources\.yaml: sources\.census\.name: input should be a valid dictionary",
        ),
        (
            "an unknown key",
            _sources("census.lnik", "x"),
            r"sources\.yaml: sources\.census\.lnik: unknown key",
        ),
        (
            "a name in one language of two",
            _sources("census", {"name": {"en": "census"}}),
            r"sources\.yaml: census\.name: no words in ru",
        ),
        (
            "a word for a source",
            _sources("census", "a census"),
            r"sources\.yaml: sources\.census: input should be a valid dictionary or instance of Source",
        ),
        ("no YAML", raw("sources.yaml", lambda _: b"{a: b"), r"sources\.yaml: line 1: not valid YAML"),
        (
            "a list",
            raw("sources.yaml", lambda _: b"- census\n"),
            r"sources\.yaml: holds no mapping of keys to values",
        ),
    ):
        yield Case(kind="sources", name=name, edit=edit, says=says)


def bad_plans() -> Iterator[Case]:
    """Plans of simulation that cannot be followed."""
    for name, edit, says in (
        (
            "no plan",
            lambda _: None,
            r"params\.yaml: a simulation needs study\.synthetic true, study\.simulation, weighting\.margins, and areas that",
        ),
        ("a plan that is not there", params("study.simulation", "plan.yaml"), r"plan\.yaml: no such file; name an existing YAML file"),
        ("a plan of nothing", _plan(lambda _: b""), r"plan\.yaml: holds no mapping of keys to values"),
        ("a plan of one word", _plan(lambda _: b"plan"), r"plan\.yaml: holds no mapping of keys to values"),
        (
            "a plan of another study's keys",
            _plan(lambda _: to_yaml({"population": {"persons": 1000}})),
            r"plan\.yaml: about: this key is needed",
        ),
        (
            "a plan for people who are real",
            both(_plan(lambda _: b"{}"), params("study.synthetic", False)),  # noqa: FBT003 a key of params
            r"params\.yaml: a simulation needs study\.synthetic true, study\.simulation, weighting\.margins, and areas that",
        ),
        ("a plan of broken YAML", _plan(lambda _: b"{a: [1"), r"plan\.yaml: line 1: not valid YAML"),
    ):
        yield Case(kind="plans of simulation", name=name, edit=edit, says=says, command="simulate")


def bad_outputs() -> Iterator[Case]:
    """Folders to which no report can go."""
    for name, edit, arguments, says in (
        (
            "a file for a folder",
            _nothing,
            ("--output", "FOLDER/margins.csv"),
            r"margins\.csv: (it cannot be written|it is a file|weighting\.margins lies)",
        ),
        (
            "a folder below a file",
            _nothing,
            ("--output", "FOLDER/margins.csv/reports"),
            r"it cannot be written|lies in this folder|it is a file|may be overwritten",
        ),
        ("the study itself", _nothing, ("--output", "FOLDER"), r"lies in this folder; choose another --output"),
        (
            "a name longer than disks know",
            _nothing,
            ("--output", "FOLDER/" + "x" * 400),
            r"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ),
        ("a folder of somebody else's files", _foreign, ("--output", "FOLDER/reports2"), r"not empty"),
    ):
        yield Case(
            kind="outputs",
            name=name,
            edit=edit,
            says=says,
            arguments=arguments,
            command="report",
        )


def _map(path: str, value: object) -> Edit:
    return lambda study: put(study.map, path, value)


def _sources(path: str, value: object) -> Edit:
    return lambda study: put(study.sources, path, value)


def _plan(make: Callable[[Any], bytes]) -> Edit:
    def edit(study: Study) -> None:
        study.params["study"]["simulation"] = "plan.yaml"
        study.files["plan.yaml"] = make(None)

    return edit


def _nothing(_study: Study) -> None:
    """Leave the study right."""


def _foreign(study: Study) -> None:
    study.files["reports2/results.csv"] = b"my own results"
    study.files["reports2/figures/mine.png"] = json.dumps({"mine": True}).encode()
