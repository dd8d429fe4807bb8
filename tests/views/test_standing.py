from dataclasses import replace

from report.plausible import make_run

from crowdpotential.report import open_view
from crowdpotential.views.sentences.extremes import find_widest
from crowdpotential.views.sentences.standing import area_contrasts, leader, stand


def test_areas_are_ordered_by_their_rank_sets_and_lead_only_if_no_other_may() -> None:
    view = open_view(make_run(verdict="comparable"))
    standings = stand(view, view.areas)
    sets = [(s.area, s.ranks.ci_low, s.ranks.ci_high) for s in standings if s.ranks]
    assert sets[:2] == [("belgorod", 1, 3), ("bryansk", 1, 3)]
    assert leader(view, standings) is None
    first = standings[0]
    assert first.ranks is not None
    alone = replace(first, ranks=replace(first.ranks, ci_high=1.0))
    assert leader(view, [alone, *standings[1:]]) is alone


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
    apart = find_widest(open_view(make_run(verdict="not_comparable")))
    assert pooled is not None
    assert apart is not None
    assert [row.bloc for row in pooled.contrasts] == [""]
    assert [row.bloc for row in apart.contrasts] == ["RU", "BY"]
    assert len({(row.domain, row.reference_domain) for row in apart.contrasts}) == 1
    assert all(row.estimate > 0 and row.verdict == "difference" for row in apart.contrasts)
