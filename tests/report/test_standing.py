from dataclasses import replace

from report.plausible import make_run

from crowdpotential.report import open_view
from crowdpotential.report.sentences.extremes import find_widest
from crowdpotential.report.sentences.standing import area_contrasts, leader, stand


def test_areas_are_ordered_by_their_rank_sets_and_lead_only_if_no_other_may() -> None:
    view = open_view(make_run(verdict="comparable"))
    standings = stand(view, view.areas)
    sets = [(s.area, s.ranks.ci_low, s.ranks.ci_high) for s in standings if s.ranks]
    assert sets[:2] == [("belgorod", 1, 3), ("bryansk", 1, 3)]
    assert leader(standings) is None
    first = standings[0]
    assert first.ranks is not None
    alone = replace(first, ranks=replace(first.ranks, ci_high=1.0))
    assert leader([alone, *standings[1:]]) is alone


def test_every_pair_counts_once_whether_adjusted_or_not() -> None:
    rows = area_contrasts(open_view(make_run(verdict="partial")))
    assert len(rows) == 15
    assert {row.model for row in rows} == {"", "adjusted"}


def test_contrasts_across_blocs_need_a_verdict() -> None:
    view = open_view(make_run(verdict="not_comparable"))
    blocs = {(row.bloc, row.reference_bloc) for row in area_contrasts(view)}
    assert blocs == {("RU", "RU"), ("BY", "BY")}


def test_groups_are_pooled_across_blocs_only_under_a_verdict() -> None:
    pooled = find_widest(open_view(make_run()))
    apart = find_widest(open_view(make_run(verdict="misfit")))
    assert [extremes.bloc for extremes in pooled] == [""]
    assert [extremes.bloc for extremes in apart] == ["RU", "BY"]
    assert len({(extremes.highest.domain, extremes.lowest.domain) for extremes in apart}) == 1
    assert all(extremes.is_apart for extremes in apart)
