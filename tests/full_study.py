"""A small study that has whatever a study can have: quotas, exclusions, a boost sample, known means, a map, a shifted item, types.

Answers, areas and sides are those of `shapes.TWO_SIDES`; its page shows every exhibit that is registered.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
from barrier_study import add_barriers
from beside_study import add_beside
from event_study import add_events
from expert_study import add_experts
from open_questions import add_open_answers
from participation_questions import participation_answers, participation_section, participation_variables
from ruamel.yaml import YAML
from shapes import REFUSED, TWO_SIDES, run_study, write_shape
from small_study import AREAS, words

from crowdpotential.store import Run

UNSHIFTED = "X2"  # asked of experts too
SHIFTED, TURNED = "X1", "X4"  # the items that functions differently, and that is asked the other way round
N_BOOST, N_RARE, N_INATTENTIVE = 25, 9, 3  # in each area
PLANNED, NOT_ASKED = 250, 96
TYPES = (0.5, 0.3, 0.2)  # shares of the types of people, who do what follows
ACTS = ((0.1, 0.1, 0.05, 0.1), (0.9, 0.8, 0.1, 0.15), (0.9, 0.9, 0.85, 0.9))  # of each type the shares that choose each option
N_OPTIONS = {"acts": 5, "news": 3, "news_too": 3, "role": 3}
ROLES = ((0.9, 0.05, 0.05), (0.1, 0.85, 0.05), (0.05, 0.1, 0.85))
NEWS = ((0.6, 0.2, 0.3), (0.2, 0.7, 0.3), (0.2, 0.3, 0.3))
YEARS = {"north": 44.0, "south": 44.5, "east": 45.0, "west": 45.5}  # known means


@cache
def finished_full() -> Run:
    """Run the study once, for all tests of this process."""
    folder = Path(mkdtemp()) / "full"
    return run_study(folder, write_full(folder))


def write_full(folder: Path) -> Path:
    """Write the study; give the path of its params."""
    path, yaml = write_shape(folder, TWO_SIDES), YAML(typ="safe", pure=True)
    for name, change in (("params.yaml", _change_params), ("questionnaire.yaml", _change_codebook)):
        data = yaml.load((folder / name).read_text(encoding="utf-8"))
        change(data)
        yaml.dump(data, folder / name)
    for number, area in enumerate(AREAS):
        cells = pd.read_csv(folder / f"{area}.csv", dtype=str)
        _extend(cells, area, number).to_csv(folder / f"{area}.csv", index=False)
    margins = pd.read_csv(folder / "margins.csv")
    rare = pd.DataFrame(
        [(area, "work", key, n) for area in AREAS for key, n in (("usual", 960), ("rare", 40))],
        columns=["area", "variable", "category", "persons"],
    )
    pd.concat([margins, rare.assign(source="made up", status="made up")]).to_csv(folder / "margins.csv", index=False)
    means = pd.DataFrame({"area": list(YEARS), "variable": "years", "mean": list(YEARS.values())})
    means.assign(source="made up", status="made up").to_csv(folder / "means.csv", index=False)
    features = {"type": "FeatureCollection", "features": list(_squares())}
    (folder / "areas.geojson").write_text(json.dumps(features), encoding="utf-8")
    write_yardsticks(folder)
    write_platforms(folder)
    write_log(folder)
    add_beside(folder)
    add_barriers(folder)
    add_open_answers(folder)
    add_experts(folder, UNSHIFTED)
    add_events(folder)
    return path


def write_platforms(folder: Path, **changes: str) -> None:
    """Write what two platforms say of themselves: one claims too much, of one the survey knows nothing; change cells of both."""
    rows = [
        {
            "platform": "plaza",
            "place": "north",
            "date": "2019-08-01",
            "registered": "900",
            "messages": "400",
            "answered": "100",
            "ideas": "50",
        },
        {"platform": "forum", "place": "", "date": "2019-08", "active": "120", "votes": "7000", "ideas": "40", "implemented": "4"},
    ]
    said = {f"{text}_{code}": f"{text} in words" for text in ("name", "note") for code in ("ru", "en")}
    table = pd.DataFrame([{"source": "census", **said, **row} for row in rows])
    table.assign(**changes).to_csv(folder / "platforms.csv", index=False)


def write_log(folder: Path, **changes: str) -> None:
    """Write what 300 users of a platform did in half a year, a few of them most of it; change cells of all actions."""
    rng, n = np.random.default_rng(41), 300
    users = np.repeat(np.arange(n), 1 + np.floor(rng.lognormal(0.5, 1.0, n)).astype(int))
    days = pd.Timestamp("2019-02-01") + pd.to_timedelta(rng.integers(0, 181, users.size), unit="D")
    log = pd.DataFrame(
        {"platform": "plaza", "user": [f"name {user}" for user in users], "date": days.strftime("%Y-%m-%d"), "action": "vote"}
    )
    log.assign(**changes).to_csv(folder / "log.csv", index=False)


def write_yardsticks(folder: Path, **changes: str) -> None:
    """Write published figures: the same question, a similar one of a side, one that compares with nothing, a mean; change cells of all."""
    rows = [
        {"yardstick": "same", "variable": "home", "category": "1", "base": "answered", "percent": "40", "n": "1000", "likeness": "same"},
        {
            "yardstick": "close",
            "variable": "opinion",
            "category": "4|5",
            "place": "A",
            "base": "asked",
            "percent": "95",
            "n": "500",
            "deff": "1.5",
        },
        {"yardstick": "other", "variable": "opinion", "category": "5", "base": "asked", "percent": "12,5", "likeness": "not_comparable"},
        {"yardstick": "mean", "variable": "years", "category": "", "mean": "44", "n": "900", "sd": "15"},
    ]
    usual = {
        "year": "2018",
        "mode": "face_to_face",
        "source": "census",
        "likeness": "similar",
        "percent": "",
        "mean": "",
        "place": "",
        "base": "",
    }
    said = {f"{text}_{code}": f"{text} in words" for text in ("population", "wording", "note") for code in ("ru", "en")}
    table = pd.DataFrame([usual | said | row for row in rows])
    table.loc[0, ["wording_ru", "wording_en"]] = "HOME."
    table.assign(**changes).to_csv(folder / "yardsticks.csv", index=False)
    source = {"census": {"name": words("The census"), "years": "2018"}}
    YAML(typ="safe", pure=True).dump(source, folder / "sources.yaml")


def _change_params(data: dict[str, Any]) -> None:
    for area in AREAS:
        data["areas"][area] |= {"planned": PLANNED, "map_key": area, "population": 1000}
    when = {"variable": "minutes", "op": "lt", "value": 5}
    data["cleaning"]["exclude"] = [{"id": "hasty", "label": words("too fast"), "when": when}]
    data["design"]["samples"] = "area"
    data["weighting"] |= {
        "method": "raking",
        "variables": ["sex", "work"],
        "means": "means.csv",
        "collapse_below_psus": 1,
    }
    data["comparison"] |= {"group_by": ["sex", "home"], "target_group": "target", "best_k": 2}
    data["report"] |= {"map": "areas.geojson", "sources": "sources.yaml"}
    data["yardsticks"] = {"file": "yardsticks.csv"}
    at_home = {"variable": "home", "op": "eq", "value": 1}
    seldom = {"variable": "X2", "op": "le", "value": 2}
    nobody = {"variable": "years", "op": "gt", "value": 69}
    data["platforms"] = {"file": "platforms.csv", "registered": {"plaza": seldom}, "active": {"forum": at_home, "plaza": nobody}}
    data["platforms"]["log"] = {"files": ["log.csv"]}
    data["typology"] = {
        "indicators": ["acts", "role"],
        "classes": [1, 2, 3, 4],
        "names": {"still": {"least": "acts=1", "name": words("those who keep still")}},
        "reach": {"channels": "news", "barriers": "news_too"},
        "by": ["sex"],
        "resamples": 10,
        "starts": 10,
    }
    data["portraits"] = {
        "others": ["others"],
        "readiness": [{"variable": "role", "codes": [1, 2], "label": words("would take a role")}],
        "pooled": {"fewest": 8},
    }
    data["participation"] = participation_section()
    data["gap"] = {"controls": ["sex", "work*target"], "reference": "three_fold"}
    data["drivers"] = {
        "outcome": "opinion",
        "predictors": ["X", "Y", "years", "minutes", "work"],
        "controls": ["sex", "home"],
        "groups": {"time": {"name": words("time"), "predictors": ["years", "minutes"]}},
        "min_category": 10,
    }
    data["vignette"] = {"arm": "text", "outcome": "will", "control": 1, "covariates": ["sex", "home", "years"]}


def _change_codebook(data: dict[str, Any]) -> None:
    about = {"type": "single", "missing": "usual"}
    codes = {
        name: {code: {"label": words(key), "key": key} for code, key in enumerate(keys, start=1)}
        for name, keys in {
            "sample": ("main", "boost"),
            "work": ("usual", "rare"),
            "target": ("experts", "others"),
            "text": ("nothing", "thanks", "answer"),
        }.items()
    }
    data["variables"] += [
        {"id": "sample", **about, "role": "sample_type", "topline": False, "codes": codes["sample"], "wording": words("sample")},
        {"id": "work", **about, "codes": codes["work"], "wording": words("work")},
        {"id": "target", **about, "codes": codes["target"], "wording": words("target")},
        {"id": "text", **about, "role": "vignette_arm", "topline": False, "codes": codes["text"], "wording": words("text")},
        _number("minutes") | {"role": "duration"},
        _number("years"),
        _number("will") | {"valid_range": [0, 10]},
        {
            "id": "opinion",
            "type": "ordinal",
            "scale": "five",
            "direction": 1,
            "sensitive": True,
            "wording": words("opinion"),
        },
        *participation_variables(),
    ]
    several = {"type": "multiple", "missing": "usual", "topline": False}
    options = {name: {code: {"label": words(f"{name} {code}")} for code in range(1, n + 1)} for name, n in N_OPTIONS.items()}
    data["variables"] += [
        {"id": "acts", **several, "exclusive": [5], "codes": options["acts"], "wording": words("acts")},
        {"id": "news", **several, "codes": options["news"], "wording": words("news")},
        {"id": "news_too", **several, "codes": options["news_too"], "wording": words("news too")},
        {"id": "role", **about, "topline": False, "codes": options["role"], "wording": words("role")},
    ]
    (turned,) = (variable for variable in data["variables"] if variable["id"] == TURNED)
    turned["direction"] = -1
    hasty = {"id": "quick", "kind": "condition", "label": words("quick")}
    data["quality"] = [hasty | {"when": {"variable": "minutes", "op": "lt", "value": 8}}]


def _number(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "type": "numeric",
        "missing": "usual",
        "valid_range": [0, 90],
        "unit": words(name),
        "wording": words(name),
    }


def _extend(cells: pd.DataFrame, area: str, number: int) -> pd.DataFrame:
    """Plant what the study has besides, and append a boost sample."""
    rng, n = np.random.default_rng([11, number]), len(cells)
    place = np.arange(n)
    answers = cells[SHIFTED].astype(int)
    opinion = cells["Y1"].astype(int).where(place % 6 > 0, REFUSED)
    own = cells.assign(
        sample=1,
        work=1 + (place % (n // N_RARE) == 0) * (place < N_RARE * (n // N_RARE)),
        target=1 + place % 2,
        minutes=np.where(place < N_INATTENTIVE, 3, 6 + place % 30),
        years=rng.integers(20, 70, n),
        opinion=opinion,
    )
    own = pd.concat([own, _act(np.random.default_rng([12, number]), own.index)], axis=1)
    own["text"] = rng.integers(1, 4, n)  # by chance
    own["will"] = np.clip(rng.integers(1, 8, n) + 2 * (own["text"] == 3), 0, 10)
    own.loc[place % 4 == 0, ["text", "will"]] = NOT_ASKED
    own.loc[place % 9 == 1, "will"] = REFUSED
    own[TURNED] = 6 - cells[TURNED].astype(int)
    if AREAS[area] == "B":
        own[SHIFTED] = np.minimum(answers + 1, 5)
    told = participation_answers(n, [12, number], lift=0.3 * (AREAS[area] == "B"))
    own = own.assign(**{name: told[name].to_numpy() for name in told})
    boost = own.tail(N_BOOST).assign(sample=2)
    boost["number"] = [f"boost-{area}-{one}" for one in range(N_BOOST)]
    return pd.concat([own, boost])


def _act(rng: np.random.Generator, index: pd.Index) -> pd.DataFrame:
    """Draw types, and what people of each type do."""
    kind, n = rng.choice(len(TYPES), size=len(index), p=TYPES), len(index)
    acts, news = (rng.random((n, len(shares[0]))) < np.array(shares)[kind] for shares in (ACTS, NEWS))
    columns = {f"acts_{code}": acts[:, code - 1] for code in range(1, 5)} | {"acts_5": ~acts.any(axis=1)}
    columns |= {f"{name}_{code}": news[:, code - 1] for name in ("news", "news_too") for code in range(1, 4)}
    role = 1 + (rng.random(n)[:, None] > np.cumsum(np.array(ROLES)[kind], axis=1)).sum(axis=1)
    return pd.DataFrame({**columns, "role": role}, index=index).astype(int)


def _squares() -> Iterator[dict[str, Any]]:
    """Lay the areas side by side, each a square degree."""
    for number, (area, bloc) in enumerate(AREAS.items()):
        west, east = 30.0 + number, 31.0 + number
        ring = [[west, 50.0], [east, 50.0], [east, 51.0], [west, 51.0], [west, 50.0]]
        yield {
            "type": "Feature",
            "properties": {"iso": area, "country": bloc},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
