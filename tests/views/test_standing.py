from dataclasses import replace

import pandas as pd
from report.studies import edit, sided

from crowdpotential.report import open_view
from crowdpotential.views.sentences.extremes import find_widest
from crowdpotential.views.sentences.standing import area_contrasts, leader, stand


def test_areas_are_ordered_by_their_rank_sets_and_lead_only_if_no_other_may() -> None:
    west = {"chapter": "ranks", "measure": "rank_set", "area": "west"}
    view = open_view(edit(sided("comparable"), west, ci_high=2.0))
    standings = stand(view, view.areas)
    sets = [(s.area, s.ranks.ci_low, s.ranks.ci_high) for s in standings if s.ranks]
    assert sets == [("west", 1, 2), ("east", 1, 4), ("north", 1, 4), ("south", 1, 4)]
    assert leader(view, standings) is None
    first = standings[0]
    assert first.ranks is not None
    alone = replace(first, ranks=replace(first.ranks, ci_high=1.0))
    assert leader(view, [alone, *standings[1:]]) is alone


def test_every_pair_counts_once_whether_adjusted_or_not() -> None:
    rows = area_contrasts(open_view(sided("partial")))
    assert len(rows) == 6
    assert {row.model for row in rows} == {"", "adjusted"}


def test_contrasts_across_blocs_need_a_verdict() -> None:
    view = open_view(sided("not_comparable"))
    blocs = {(row.bloc, row.reference_bloc) for row in area_contrasts(view)}
    assert blocs == {("A", "A"), ("B", "B")}


def test_groups_are_pooled_across_blocs_only_under_a_verdict() -> None:
    run = edit(sided("partial"), {"measure": "group_contrast", "domain_variable": "sex"}, verdict="difference")
    own = run.results["domain_variable"].eq("sex") & run.results["measure"].isin(["group_contrast", "verdict"])
    of_sides = [run.results[own].assign(bloc=bloc, reference_bloc=bloc, result_id=run.results["result_id"] + bloc) for bloc in "AB"]
    apart = pd.concat([run.results[~own], *of_sides], ignore_index=True)
    pooled, separate = find_widest(open_view(run)), find_widest(open_view(replace(run, results=apart)))
    assert pooled is not None
    assert separate is not None
    assert [row.bloc for row in pooled.contrasts] == [""]
    assert [row.bloc for row in separate.contrasts] == ["A", "B"]
    assert len({(row.domain, row.reference_domain) for row in separate.contrasts}) == 1
    assert all(row.estimate > 0 and row.verdict == "difference" for row in separate.contrasts)
