"""Degrees of freedom come from who belongs to what: no module of the program writes any down."""

import ast
from pathlib import Path

import numpy as np
import pytest

import crowdpotential
from crowdpotential.stats.inference.degrees_of_freedom import Freedom, join_freedom
from crowdpotential.stats.inference.estimation import infer
from crowdpotential.stats.replication.replicates import Replication

SOURCE = Path(crowdpotential.__file__).parent
MAKERS = {"stats/inference/degrees_of_freedom.py", "stats/inference/freedom.py"}
REPLICATION = Replication(kind="jkn", coefficients=np.ones(4), centre="mean", degrees_of_freedom=3.0, fails_above=0.0, interval="t")


def test_only_what_counts_members_makes_degrees_of_freedom() -> None:
    makers = set()
    for path in SOURCE.rglob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        if any(isinstance(call.func, ast.Name) and call.func.id == "Freedom" for call in calls):
            makers.add(path.relative_to(SOURCE).as_posix())
    assert makers == MAKERS


@pytest.mark.parametrize("by_hand", [9, 9.0, np.array([9.0])])
def test_an_inference_refuses_degrees_of_freedom_written_down_by_hand(by_hand: object) -> None:
    with pytest.raises(AttributeError, match="numbers"):
        infer(np.zeros(1), np.ones((1, 4)), replication=REPLICATION, freedom=by_hand, confidence_level=0.95)  # type: ignore[arg-type]


def test_degrees_of_freedom_are_taken_joined_and_the_fewest_found() -> None:
    found = Freedom(np.array([[4.0, 0.0], [7.0, 2.0]]))
    assert found.flat[[0, 2]].numbers.tolist() == [4, 7]
    assert float(found.fewest) == 0
    assert found.has_error.tolist() == [[True, False], [True, True]]
    assert join_freedom([found[1, 0], found[0, 0]]).numbers.tolist() == [7, 4]
    assert join_freedom([]).numbers.shape == (0,)
