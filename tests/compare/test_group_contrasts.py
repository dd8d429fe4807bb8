"""Groups of residents: all pairs of a variable are contrasted and tested together, after one test of them all."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from crowdpotential.compare.estimates import MeanEstimates
from crowdpotential.compare.group_contrasts import MOST_FOR_PAIRS, group_contrast_rows
from crowdpotential.compare.overall import overall_rows
from crowdpotential.compare.permitted import DifPoints, PermittedComparisons
from crowdpotential.disclosure.bases import rest_on_few
from crowdpotential.disclosure.hiding import hide
from crowdpotential.params import Comparison
from crowdpotential.results import finish
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures import groups as measures
from crowdpotential.results.rows import Row, make_row
from crowdpotential.stats.inference.degrees_of_freedom import Freedom
from crowdpotential.stats.replication.replicates import rao_wu_replication

R, FREEDOM = 300, 40.0
DRAWS = rao_wu_replication(np.zeros(41, dtype=np.int64), number=R)
ALONE = DifPoints(estimate=np.zeros(1), replicates=np.zeros((R, 1)))


def groups(means: list[float], *, blocs: tuple[str, ...] = (), error: float = 1.0) -> MeanEstimates:
    """Groups g0, g1, ... of everybody, and the same ones in each bloc with the same means."""
    sides = ("", *blocs)
    labels = [Domain(bloc=bloc) for bloc in sides]
    labels += [Domain(bloc=bloc, domain_variable="age", domain=f"g{i}") for bloc in sides for i in range(len(means))]
    estimate = np.array([np.mean(means)] * len(sides) + means * len(sides))[:, None]
    noise = np.random.default_rng(8).normal(scale=error, size=(len(labels), 1, R))
    return MeanEstimates(
        domains=Domains(labels=tuple(labels), members=np.ones((1, len(labels)), dtype=bool)),
        variables=("index",),
        estimate=estimate,
        replicates=estimate[:, :, None] + noise,
        replication=DRAWS,
        freedom=Freedom(np.full((len(labels), 1), FREEDOM)),
        freedom_between=lambda *_: FREEDOM,
        n=np.full((len(labels), 1), 120.0),
        n_effective=np.full((len(labels), 1), 100.0),
    )


def contrasts(means: MeanEstimates, blocs: tuple[str, ...] = ()) -> list[Row]:
    permitted = PermittedComparisons(blocs=blocs, between_blocs=ALONE)
    return group_contrast_rows(means, permitted, ["age"], comparison=Comparison(), smallest_gap=2.0)


def overall(means: MeanEstimates, blocs: tuple[str, ...] = ()) -> list[Row]:
    return overall_rows(means, PermittedComparisons(blocs=blocs, between_blocs=ALONE), ["age"], Comparison())


def test_every_group_is_set_against_every_other_with_a_verdict_of_the_whole_family() -> None:
    rows = contrasts(groups([50.0, 58.0, 50.5]))
    assert [(row.domain, row.reference_domain) for row in rows] == [
        ("g0", "g1"),
        ("g0", "g2"),
        ("g1", "g2"),
    ]
    assert [row.verdict for row in rows] == ["difference", "undetermined", "difference"]
    assert {row.family for row in rows} == {"groups;age"}
    assert all(row.ci_high_simultaneous > row.ci_high for row in rows)


def test_keys_of_pairs_name_both_groups() -> None:
    frame = finish(contrasts(groups([50.0, 58.0, 50.5])), is_synthetic=True)
    assert frame["result_id"].tolist()[:2] == [
        "groups.group_contrast.index.age=g0.vs=g1",
        "groups.group_contrast.index.age=g0.vs=g2",
    ]


def test_a_pair_with_a_hidden_group_is_hidden_too() -> None:
    small = groups([50.0, 58.0, 50.5])
    small = replace(small, n=np.where(np.arange(4)[:, None] == 3, 4.0, small.n))  # the last group
    hidden = make_row(measures.MEAN, variable="index", sample="main", n=4.0, domain_variable="age", domain="g2")
    full = finish([hidden, *contrasts(small)], is_synthetic=True)
    frame = hide(full, rest_on_few(full, 10))
    pairs = frame[frame["measure"] == "group_contrast"].set_index("result_id")["is_suppressed"]
    assert pairs.tolist() == [False, True, True]
    assert frame.loc[frame["is_suppressed"], ["ci_low_simultaneous", "estimate", "df"]].isna().all().all()


def test_sides_that_may_not_be_pooled_are_looked_at_one_by_one_in_one_family() -> None:
    means = groups([50.0, 58.0], blocs=("A", "B"))
    apart, pooled = contrasts(means), contrasts(means, ("A", "B"))
    assert [(row.bloc, row.reference_bloc) for row in apart] == [("A", "A"), ("B", "B")]
    assert [row.bloc for row in pooled] == [""]
    assert apart[0].p_adjusted > apart[0].p_value
    assert [row.bloc for row in overall(means)] == ["A", "B"]


def test_many_groups_are_set_against_everybody_instead_of_each_other() -> None:
    rows = contrasts(groups([50.0 + i for i in range(MOST_FOR_PAIRS + 1)]))
    assert len(rows) == MOST_FOR_PAIRS + 1
    assert {row.reference_domain for row in rows} == {""}
    assert_allclose([row.estimate for row in rows], np.arange(13) - 6.0)
    assert len(contrasts(groups([50.0] * MOST_FOR_PAIRS))) == 66


def test_one_test_of_all_groups_says_whether_they_differ_at_all() -> None:
    row, same = overall(groups([50.0, 58.0, 50.5]))[0], overall(groups([50.0, 50.1, 50.2]))[0]
    assert (row.chapter, row.measure, row.family) == ("groups", "overall_test", "groups;age")
    assert (row.verdict, same.verdict) == ("difference", "undetermined")
    assert row.df_numerator == pytest.approx(2, abs=0.1)
    assert row.df > FREEDOM


def test_a_group_without_an_error_is_in_no_pair_and_in_no_test() -> None:
    means = groups([50.0, 58.0, 50.5])
    alone = replace(means, freedom=Freedom(np.where(np.arange(4)[:, None] == 3, 0.0, FREEDOM)))
    assert [row.reference_domain for row in contrasts(alone)] == ["g1"]
    assert overall(alone)[0].n == 240.0


def test_groups_that_items_close_are_neither_contrasted_nor_tested() -> None:
    means = groups([50.0, 58.0], blocs=("A", "B"))
    closed = PermittedComparisons(blocs=(), between_blocs=ALONE, closed_groups=(("age", "A"),))
    rows = group_contrast_rows(means, closed, ["age"], comparison=Comparison(), smallest_gap=2.0)
    rows += overall_rows(means, closed, ["age"], Comparison())
    assert [(row.measure, row.bloc) for row in rows] == [("group_contrast", "B"), ("overall_test", "B")]


def test_everybody_is_not_one_field_where_one_of_three_sides_may_not_be_compared() -> None:
    means = groups([50.0, 58.0], blocs=("A", "B", "C"))
    assert [row.bloc for row in contrasts(means, ("A", "B"))] == ["A", "B", "C"]
    assert [row.bloc for row in contrasts(means, ("A", "B", "C"))] == [""]
