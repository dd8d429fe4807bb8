"""Small random surveys with known answers, their rows, and an attacker who shares no code with the program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from drafts import Draft
from scipy.optimize import linprog
from small_study import codebook_data, params_data, words

from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.protect import Protected, protect
from crowdpotential.params import Params, build_params
from crowdpotential.results import finish, result_id
from crowdpotential.results.rows import Row
from crowdpotential.stats.arrays import BoolArray, FloatArray

BLOC = {"north": "A", "south": "A", "east": "B", "west": "B"}
REFUSED, DONT_KNOW, NOT_ASKED = 98, 97, 96
CLASSES = {"refused": REFUSED, "dont_know": DONT_KNOW}
SHARE = 0.2  # within which an attack counts as found


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Answers of n respondents; `group` has keys male and female, `opinion` codes 1 to 5, `sort` codes 1 to 3."""

    frame: pd.DataFrame
    codebook: Codebook
    params: Params
    rows: list[Row] = field(default_factory=list)

    @property
    def weights(self) -> FloatArray:
        return self.frame["weight"].to_numpy(dtype=float)

    def members(self, bloc: str = "", area: str = "", group: str = "") -> BoolArray:
        inside = np.ones(len(self.frame), dtype=bool)
        inside &= (self.frame["bloc"] == bloc).to_numpy() if bloc else True
        inside &= (self.frame["area"] == area).to_numpy() if area else True
        codes = {"male": 1, "female": 2, "other": 3}
        return inside & ((self.frame["sex"] == codes[group]).to_numpy() if group else True)


def make_survey(frame: pd.DataFrame, also: Sequence[Mapping[str, Any]] = (), **report: Any) -> Survey:  # noqa: ANN401
    """Put the answers of a survey beside its codebook, and everything that would be told of it.

    `also` are entries of the codebook beside the usual ones; `report` are params of that section.
    """
    codebook = codebook_data()
    sexes = next(entry for entry in codebook["variables"] if entry["id"] == "sex")
    sexes["codes"][3] = {"label": words("other"), "key": "other"}
    sort = {code: {"label": words(f"sort {code}")} for code in (1, 2, 3)}
    codebook["variables"] += [
        {"id": "opinion", "type": "ordinal", "scale": "five", "wording": words("opinion")},
        {"id": "sort", "type": "single", "missing": "usual", "codes": sort, "wording": words("sort")},
        {"id": "hours", "type": "numeric", "missing": "usual", "wording": words("hours")},
        *also,
    ]
    params = params_data()
    params["comparison"] = {"group_by": ["sex"]}
    params["report"] |= report
    frame = frame.assign(sample_type="main", weight=frame["weight"] / frame["weight"].mean())
    survey = Survey(
        frame=frame,
        codebook=Codebook.model_validate(codebook),
        params=build_params(params, name="params.yaml"),
    )
    return Survey(frame=frame, codebook=survey.codebook, params=survey.params, rows=_rows(survey))


def draw_survey(seed: int, n: int = 160, **report: Any) -> Survey:  # noqa: ANN401 params of any kind
    """Draw a survey with rare answers and a small group."""
    rng = np.random.default_rng([11, seed])
    area = rng.choice(list(BLOC), size=n)
    rare = [0.55, 0.3, 0.08, 0.04, 0.03]
    opinion = rng.choice([1, 2, 3, 4, 5], p=rng.permutation(rare), size=n)
    opinion = np.where(rng.random(n) < 0.04, rng.choice([DONT_KNOW, REFUSED], size=n), opinion)
    frame = pd.DataFrame(
        {
            "area": area,
            "bloc": [BLOC[name] for name in area],
            "weight": rng.uniform(0.4, 2.5, n),
            "sex": rng.choice([1, 2, 3], p=[0.5, 0.42, 0.08], size=n),
            "opinion": opinion,
            "sort": rng.choice([1, 2, 3], p=[0.9, 0.07, 0.03], size=n),
            "index": rng.uniform(5, 95, n),
            "score_X": rng.uniform(5, 95, n),
            "hours": rng.integers(0, 40, n),
        }
    )
    return make_survey(frame, **report)


def protect_survey(survey: Survey) -> tuple[pd.DataFrame, Protected]:
    """Give everything, and what may be told of it."""
    full = finish(survey.rows, is_synthetic=True)
    return full, protect(full, survey.frame, survey.codebook, survey.params)


def _places() -> list[tuple[str, str]]:
    return [("", ""), ("A", ""), ("B", ""), *((bloc, area) for area, bloc in BLOC.items())]


def asked_about(survey: Survey) -> list[str]:
    """Name the questions of which answers are told."""
    start = [variable.id for variable in survey.codebook.variables].index("opinion")
    return [v.id for v in survey.codebook.variables[start:] if v.type != "numeric"]


def _rows(survey: Survey) -> list[Row]:
    """Tell everything by plain weighted means: index and dimension by place and group, answers by place."""
    rows, weights = list[Draft](), survey.weights
    for bloc, area in _places():
        inside = survey.members(bloc, area)
        place = {"bloc": bloc, "area": area, "sample": "main", "weighting": "calibrated"}
        groups = [""] if area else ["", "male", "female", "other"]
        for variable, column in (("index", "index"), ("X", "score_X")):
            for group in groups:
                own = survey.members(bloc, area, group)
                about = {"domain_variable": "sex", "domain": group} if group else {}
                rows.append(
                    {
                        **place,
                        **about,
                        "chapter": "groups" if group else "index",
                        "measure": "mean",
                        "variable": variable,
                        "estimate": _mean(survey.frame[column].to_numpy(), weights, own),
                        "n": float(own.sum()),
                        "unit": "points",
                    }
                )
        for variable in asked_about(survey):
            rows += [{**place, **row} for row in _answer_rows(survey, variable, inside, with_shares=not area)]
    return [Row(**row) for row in rows if row["n"]]


def _answer_rows(survey: Survey, variable: str, inside: BoolArray, *, with_shares: bool) -> list[Draft]:
    codes, weights = survey.frame[variable].to_numpy(), survey.weights
    inside = inside & (codes != NOT_ASKED)
    answered = inside & ~np.isin(codes, list(CLASSES.values()))
    common = {"chapter": "topline", "variable": variable, "unit": "share"}
    rows = list[Draft]()
    for name, missing in (("", list(CLASSES.values())), *((name, [code]) for name, code in CLASSES.items())):
        if not name or np.isin(codes, missing).any():
            share = _mean(np.isin(codes, missing), weights, inside)
            rows.append(
                {
                    **common,
                    "measure": "item_nonresponse",
                    "category": name,
                    "base": "asked",
                    "estimate": share,
                    "n": float(inside.sum()),
                }
            )
    if not with_shares:
        return rows
    told = list(survey.codebook.codes(variable))
    for base, members in (("asked", inside), ("answered", answered)):
        given = [code for code in CLASSES.values() if base == "asked" and (codes == code).any()]
        for code in (*told, *given):
            share = _mean(codes == code, weights, members)
            rows.append(
                {
                    **common,
                    "measure": "share",
                    "category": str(code),
                    "base": base,
                    "estimate": share,
                    "n": float(members.sum()),
                }
            )
    if variable == "opinion":
        mean = _mean(codes, weights, answered)
        rows.append(
            {
                **common,
                "measure": "mean",
                "base": "answered",
                "estimate": mean,
                "n": float(answered.sum()),
                "unit": "own",
            }
        )
    return rows


def _mean(values: Any, weights: FloatArray, inside: BoolArray) -> float:  # noqa: ANN401 numbers or truths
    return float((weights * values)[inside].sum() / weights[inside].sum()) if inside.any() else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an attack finds about one hidden number."""

    row: Row
    value: float
    low: float
    high: float

    @property
    def is_found(self) -> bool:
        """Whether it is known to within a fifth of itself."""
        slack = SHARE * abs(self.value) + 1e-6
        return self.low >= self.value - slack and self.high <= self.value + slack

    @property
    def others(self) -> "Found":
        """What it finds about those who gave another answer."""
        return Found(row=self.row, value=1 - self.value, low=1 - self.high, high=1 - self.low)


def attack_means(survey: Survey, protected: Protected, variable: str) -> list[Found]:
    """Bound every hidden mean from those that are told; unknown are the totals of each sex in each area, 0 to 100 a head."""
    keys = [(area, sex) for area in BLOC for sex in ("male", "female", "other")]
    heads = [survey.weights[survey.members(BLOC[area], area, sex)].sum() for area, sex in keys]
    rows = [row for row in survey.rows if row.measure == "mean" and row.variable == variable]
    lines = [np.array([_holds(row, area) and row.domain in {"", sex} for area, sex in keys], dtype=float) for row in rows]
    return _bound(rows, lines, lines, weights=np.array(heads), top=np.array(heads) * 100, protected=protected)


def attack_answers(survey: Survey, protected: Protected, variable: str) -> list[Found]:
    """Bound every hidden share from those that are told; unknown is how much weight gave which answer in which area."""
    own = (1, 2, 3, 4, 5) if variable == "opinion" else (1, 2, 3)
    keys = [(area, code) for area in BLOC for code in (*own, *CLASSES.values())]
    rows = [row for row in survey.rows if row.variable == variable and row.chapter == "topline"]
    sums, bases = list[FloatArray](), list[FloatArray]()
    for row in rows:
        here = np.array([_holds(row, area) for area, _ in keys], dtype=float)
        codes = np.array([code for _, code in keys], dtype=float)
        bases.append(here * (~np.isin(codes, list(CLASSES.values())) if row.base == "answered" else 1))
        if row.measure == "mean":
            sums.append(bases[-1] * codes)
            continue
        category = str(row.category)
        missing = [CLASSES[category]] if category in CLASSES else list(CLASSES.values())
        sums.append(here * np.isin(codes, missing if row.measure == "item_nonresponse" else [int(category)]))
    given = survey.frame[variable].to_numpy()
    truth = [survey.weights[survey.members(BLOC[area], area) & (given == code)].sum() for area, code in keys]
    return _bound(rows, sums, bases, weights=np.array(truth), top=np.full(len(keys), np.inf), protected=protected)


def _holds(row: Row, area: str) -> bool:
    return row.area in {"", area} and row.bloc in {"", BLOC[area]}


def _bound(
    rows: list[Row],
    sums: list[FloatArray],
    bases: list[FloatArray],
    *,
    weights: FloatArray,
    top: FloatArray,
    protected: Protected,
) -> list[Found]:
    table = protected.results.set_index("result_id")
    told, found = list[tuple[FloatArray, float]](), list[Found]()
    is_points = bool(np.isfinite(top).all())
    wholes = [float(base @ weights) for base in bases]
    for row, line, base, whole in zip(rows, sums, bases, wholes, strict=True):
        if not is_points:
            told.append((base, whole))
        if not table.loc[result_id(row), "is_suppressed"]:
            told.append((line, float(row.estimate) * whole))
    known, totals = np.array([line for line, _ in told]), np.array([total for _, total in told])
    for row, line, whole in zip(rows, sums, wholes, strict=True):
        if not table.loc[result_id(row), "is_suppressed"]:
            continue
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * line,
                A_eq=known,
                b_eq=totals,
                bounds=np.column_stack([np.zeros_like(top), top]),
                method="highs",
            )
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun / whole)
        found.append(Found(row=row, value=float(row.estimate), low=ends[0], high=ends[1]))
    return found
