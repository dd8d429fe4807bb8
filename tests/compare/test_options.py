"""Options of a question: who gave which, which are told where, what separates two domains."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from barrier_study import questions
from numpy.testing import assert_allclose
from small_study import codebook_data

from crowdpotential.codebook import Codebook
from crowdpotential.compare.option_shares import (
    estimate_option_shares,
    option_contrast_rows,
    option_share_rows,
    pairs_of_sides,
    places_against_whole,
)
from crowdpotential.compare.options import (
    join_options,
    members_of_kinds,
    read_options,
    told_kinds,
    told_options,
    untold_rows,
)
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domain, Domains
from crowdpotential.results.measures.obstacles import CONTRAST, N_UNTOLD, SHARE
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import Replication

FEW, N = Few(base=10, count=3), 120
SILENT, NOT_ASKED = 97, 96
KINDS = {"cannot": ("1", "4"), "unwilling": ("3",)}
TOLD = {"everybody": np.array([True] * 6), "bloc": np.array([True] * 6)}


def make_codebook() -> Codebook:
    data = codebook_data()
    data["variables"] += questions()
    return Codebook.model_validate(data)


def answers(**columns: Any) -> pd.DataFrame:  # noqa: ANN401 cells of any kind
    place = np.arange(N)
    base = {f"why_{code}": (place % (code + 2) == 0).astype(int) for code in range(1, 7)}
    return pd.DataFrame(base | columns)


def silence(responses: pd.DataFrame, rows: slice, code: int) -> pd.DataFrame:
    found = responses.copy()
    found.loc[rows, list(found.columns)] = code
    return found


DOMAINS = Domains(
    labels=(Domain(), Domain(bloc="A"), Domain(bloc="B"), Domain(bloc="A", area="north"), Domain(bloc="B", area="south")),
    members=np.column_stack([np.ones(N), *(np.arange(N) < 60, np.arange(N) >= 60) * 2]).astype(bool),
)


def design() -> Design:
    rng = np.random.default_rng(3)
    replication = Replication(
        kind="rao-wu", coefficients=np.full(200, 1 / 200), centre="estimate", degrees_of_freedom=N - 1.0, fails_above=0.01
    )
    drawn = rng.multinomial(N - 1, np.full(N, 1 / N), size=200).T * N / (N - 1)
    return Design(weights=np.ones(N), replicate_weights=drawn, replication=replication, strata=np.zeros(N, dtype=int), psus=np.arange(N))


def test_who_did_not_answer_chose_nothing_and_is_in_no_base() -> None:
    options = read_options(silence(silence(answers(), slice(0, 9), SILENT), slice(10, 19), NOT_ASKED), make_codebook(), "why")
    assert options.answered.sum() == N - 20
    assert not options.chosen[~options.answered].any()
    assert options.categories == ("1", "2", "3", "4", "5", "6")


def test_a_question_with_one_answer_has_options_too() -> None:
    who = pd.DataFrame({"who": [1, 2, 2, SILENT]})
    options = read_options(who, make_codebook(), "who")
    assert options.chosen.sum(axis=0).tolist() == [1, 2, 0]
    assert options.answered.tolist() == [True, True, True, False]


def test_who_names_two_barriers_of_a_kind_counts_once() -> None:
    codebook = make_codebook()
    options = read_options(answers(why_1=1, why_4=1), codebook, "why")
    groups = members_of_kinds(codebook, "why", "kind", {"cannot": "", "unwilling": "", "unasked": "", "other": ""})
    assert groups == {"cannot": ("1", "4"), "unwilling": ("3",), "unasked": ("2",)}
    kinds = join_options(options, groups)
    assert kinds.chosen[:, 0].sum() == N
    assert kinds.categories == ("cannot", "unwilling", "unasked")


@pytest.mark.parametrize(("named", "is_told"), [(0, True), (1, False), (2, False), (3, True)])
def test_an_option_that_too_few_of_one_side_name_is_told_of_no_side(named: int, is_told: bool) -> None:  # noqa: FBT001 of pytest
    place = np.arange(N)
    responses = answers(why_1=((place < named) | (place >= 70)).astype(int))
    told = told_options(read_options(responses, make_codebook(), "why"), DOMAINS, FEW)
    assert bool(told["bloc"][0]) == is_told
    assert told["everybody"][0]


def test_an_option_that_all_but_too_few_name_is_not_told_either() -> None:
    responses = answers(why_1=(np.arange(N) > 0).astype(int))
    told = told_options(read_options(responses, make_codebook(), "why"), DOMAINS, FEW)
    assert not told["everybody"][0]


def test_a_kind_is_told_where_its_barriers_are_and_it_exceeds_none_by_too_few() -> None:
    place, codebook = np.arange(N), make_codebook()
    groups = {"cannot": ("1", "4")}
    for extra, is_told in ((0, True), (1, False), (4, True)):
        first = (place % 3 == 0).astype(int)
        fourth = np.where(place < 60, first, 1 - first)
        fourth[:60][np.flatnonzero(first[:60] == 0)[:extra]] = 1
        options = read_options(answers(why_1=first, why_4=fourth), codebook, "why")
        told = told_options(options, DOMAINS, FEW)
        assert bool(told_kinds(options, groups, DOMAINS, FEW, told)["bloc"][0]) == is_told, extra
    rare = read_options(answers(why_4=(place < 1).astype(int)), codebook, "why")
    assert not told_kinds(rare, groups, DOMAINS, FEW, told_options(rare, DOMAINS, FEW))["bloc"][0]


def test_options_that_are_not_told_are_counted() -> None:
    options = read_options(answers(why_1=(np.arange(N) < 1).astype(int)), make_codebook(), "why")
    (everybody, bloc, area) = untold_rows(options, told_options(options, DOMAINS, FEW), N_UNTOLD)
    assert (everybody.variable_2, everybody.estimate, everybody.n) == ("everybody", 1.0, N)
    assert {bloc.variable_2, area.variable_2} == {"bloc", "area"}


def test_shares_are_weighted_means_with_the_errors_of_replicates() -> None:
    options = read_options(silence(answers(), slice(0, 9), SILENT), make_codebook(), "why")
    shares = estimate_option_shares(options, DOMAINS, design())
    (row, *_) = option_share_rows(shares, told_options(options, DOMAINS, FEW), Comparison(), SHARE)
    share = options.chosen[10:, 0].mean()
    assert_allclose(row.estimate, share)
    assert_allclose(row.standard_error, np.sqrt(share * (1 - share) / 110), rtol=0.2)
    assert row.ci_low < row.estimate < row.ci_high
    assert (row.n, row.base, row.category) == (110, "answered", "1")


def test_a_difference_of_sides_is_that_of_their_shares_and_a_planted_one_is_found() -> None:
    responses = answers(why_1=np.where(np.arange(N) < 60, np.arange(N) % 4 > 0, np.arange(N) % 4 == 0).astype(int))
    options = read_options(responses, make_codebook(), "why")
    shares = estimate_option_shares(options, DOMAINS, design())
    rows = option_contrast_rows(
        shares, pairs_of_sides(DOMAINS), TOLD["bloc"], comparison=Comparison(), measure=CONTRAST, family="obstacles;why"
    )
    assert_allclose(rows[0].estimate, 0.5)
    assert [row.verdict for row in rows] == ["difference", *["undetermined"] * 5]
    assert all(row.ci_low_simultaneous <= row.ci_low for row in rows)
    assert (rows[0].bloc, rows[0].reference_bloc, rows[0].n) == ("A", "B", N)


def test_places_stand_against_everybody_and_a_single_one_against_nobody() -> None:
    assert [(pair.first, pair.second) for pair in places_against_whole(DOMAINS)] == [(3, 0), (4, 0)]
    whole = Domains(labels=(Domain(), Domain(area="north")), members=np.ones((N, 2), dtype=bool))
    assert places_against_whole(whole) == []
    apart = Domains(labels=DOMAINS.labels[1:], members=DOMAINS.members[:, 1:])  # each area is all of its side
    assert places_against_whole(apart) == []
