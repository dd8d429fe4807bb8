"""Weights of studies without areas: to known figures of everybody, of sides alone, or of both; the cap holds within what is held."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from synthetic import codebook_data, tiny_cells

from crowdpotential.codebook import build_codebook
from crowdpotential.conditions.derivation import derive_variables
from crowdpotential.contracts import MARGIN_REPORT, WEIGHTS, require
from crowdpotential.errors import EmptyCellError, MarginError
from crowdpotential.ingest.harmonise import harmonise
from crowdpotential.ingest.known_figures import KnownFigures
from crowdpotential.ingest.raw_files import RawFile
from crowdpotential.ingest.replicate_weights import draw_multipliers, replicate_weights
from crowdpotential.ingest.weighting import Weighted, weight_respondents
from crowdpotential.params import DataFile, Design, Replicates, Weighting

OF_ALL = {"sex": (4000, 6000), "mode": (7000, 3000)}
OF_SIDES = {
    "N": {"sex": (1000, 3000), "mode": (2500, 1500)},
    "S": {"sex": (3000, 3000), "mode": (1500, 4500)},
}
KEYS = {"sex": ("male", "female"), "mode": ("paper", "web")}
POINTS = Design(psu="point")


def codebook_without_areas() -> dict[str, object]:
    data = codebook_data()
    for variable in data["variables"]:
        if variable.get("role") == "area":
            del variable["role"]
        variable.pop("blocs", None)
    return data


CODEBOOK = build_codebook(codebook_without_areas(), name="tiny.yaml")


def responses(n: int = 120) -> pd.DataFrame:
    """As many respondents on each of two sides, whose sex and mode vary independently."""
    cells = {"N": tiny_cells(2 * n)[:n], "S": tiny_cells(2 * n)[n:]}
    raw = [RawFile(spec=DataFile(path=f"{side}.csv", bloc=side), cells=own) for side, own in cells.items()]
    frame = harmonise(raw, codebook=CODEBOOK, areas={}, blocs=("N", "S")).responses
    rng = np.random.default_rng(12)
    frame["D_SEX"], frame["mode"] = rng.integers(1, 3, len(frame)), rng.integers(1, 3, len(frame))
    frame["point"] = [f"p{k % 20}" for k in range(len(frame))]
    return derive_variables(frame, CODEBOOK)


def known(*, of_all: tuple[str, ...] = (), of_sides: tuple[str, ...] = ()) -> KnownFigures:
    figures = [("all", name, OF_ALL[name]) for name in of_all]
    figures += [(side, name, own[name]) for side, own in OF_SIDES.items() for name in of_sides]
    rows = [
        (unit, name, key, persons, "census", "count", np.nan)
        for unit, name, both in figures
        for key, persons in zip(KEYS[name], both, strict=True)
    ]
    columns = ["area", "variable", "category", "persons", "source", "status", "share"]
    return KnownFigures(margins=pd.DataFrame(rows, columns=columns))


def weigh(frame: pd.DataFrame, figures: KnownFigures, **weighting: object) -> Weighted:
    variables = {"variables": ("sex", "mode"), "collapse_below_respondents": 1, "collapse_below_psus": 1}
    how = Weighting.model_validate({"method": "raking", "margins": "m", **variables, **weighting})
    return weight_respondents(frame, figures, design=POINTS, weighting=how, areas={}, codebook=CODEBOOK)


def persons_by(frame: pd.DataFrame, got: Weighted, *by: str) -> list[float]:
    persons = pd.Series(got.weights["weight_persons"].to_numpy(), index=frame.index)
    return persons.groupby([frame[name] for name in by]).sum().tolist()


def test_margins_of_everybody_are_met_and_nothing_else_is_held() -> None:
    frame = responses()
    got = weigh(frame, known(of_all=("sex", "mode")))
    require(got.weights, WEIGHTS)
    require(got.margin_report, MARGIN_REPORT)
    assert_allclose(persons_by(frame, got, "sex"), OF_ALL["sex"])
    assert_allclose(persons_by(frame, got, "mode"), OF_ALL["mode"])
    assert set(got.margin_report["area"]) == {"all"}
    assert_allclose(got.start_weights, 10_000 / len(frame), err_msg="all start alike, whatever their side")


def test_one_margin_of_everybody_weights_each_category_by_hand() -> None:
    frame = responses()
    got = weigh(frame, known(of_all=("sex",)), method="poststratification", variables=("sex",))
    n = frame["sex"].map(frame["sex"].value_counts())
    assert_allclose(got.weights["weight_persons"], frame["sex"].map({1: 4000, 2: 6000}) / n)


def test_margins_of_sides_alone_hold_the_size_of_each_side() -> None:
    frame = responses()
    got = weigh(frame, known(of_sides=("mode",)), variables=(), bloc_variables=("mode",))
    assert_allclose(persons_by(frame, got, "bloc", "mode"), [2500, 1500, 1500, 4500])
    start = pd.Series(got.start_weights).groupby(frame["bloc"]).sum()
    assert_allclose(start.to_numpy(), [4000, 6000])


def test_margins_of_everybody_and_of_sides_are_met_together() -> None:
    frame = responses()
    figures = known(of_all=("sex",), of_sides=("mode",))
    got = weigh(frame, figures, variables=("sex",), bloc_variables=("mode",))
    assert_allclose(persons_by(frame, got, "sex"), OF_ALL["sex"])
    assert_allclose(persons_by(frame, got, "bloc", "mode"), [2500, 1500, 1500, 4500])


@pytest.mark.parametrize(("of", "n_groups", "cap"), [("variables", 1, 1.42), ("bloc_variables", 2, 1.36)])
def test_the_cap_is_a_multiple_of_the_mean_weight_of_everybody_or_of_a_side(of: str, n_groups: int, cap: float) -> None:
    frame, both = responses(), ("sex", "mode")
    figures = known(of_all=both) if of == "variables" else known(of_sides=both)
    keys = {"variables": (), "bloc_variables": ()} | {of: both}
    groups = frame["bloc"] if of == "bloc_variables" else pd.Series("all", index=frame.index)

    def largest(got: Weighted) -> float:
        persons = pd.Series(got.weights["weight_persons"].to_numpy(), index=frame.index)
        return float((persons / persons.groupby(groups).transform("mean")).max())

    free, capped = weigh(frame, figures, **keys), weigh(frame, figures, cap=cap, **keys)
    assert largest(free) > cap + 0.02
    assert largest(capped) == pytest.approx(cap)
    assert len(set(capped.cap_groups)) == n_groups


def test_every_replicate_meets_the_margins_of_everybody() -> None:
    frame, figures = responses(), known(of_all=("sex", "mode"))
    got = weigh(frame, figures)
    replicates = Replicates(number=50)
    made = draw_multipliers(got, design=POINTS, replicates=replicates, seed=1)
    how = Weighting(method="raking", margins="m", variables=("sex", "mode"))
    columns = replicate_weights(got, made, replicates=replicates, weighting=how).weights
    men = (frame["sex"] == 1).to_numpy()
    assert_allclose(columns[men].sum(axis=0), 4000, rtol=1e-6)


def test_what_stands_against_margins_of_everybody_is_named() -> None:
    frame = responses()
    women = frame[frame["sex"] == 2].reset_index(drop=True)
    with pytest.raises(EmptyCellError, match="male"):
        weigh(women, known(of_all=("sex", "mode")))
    frame.loc[[0, 5], "sex"] = 97
    with pytest.raises(MarginError, match="2 respondents"):
        weigh(frame, known(of_all=("sex", "mode")))
