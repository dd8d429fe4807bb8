"""The short version of the simulation of families of tests, and proof that it can fail."""

from dataclasses import replace

from simulations.family_tests import PLANS, as_table, judge, repeat


def test_families_of_tests_keep_their_level_and_cover_all_differences_at_once() -> None:
    plans = [plan for plan in PLANS if len(plan.n_units) < 10 and plan.is_judged]  # the largest takes minutes
    rows = repeat(plans, n_studies=60)
    assert judge(rows) == [], as_table(rows)
    assert len(rows) == 5 * len(plans) == 15


def test_pairs_tested_by_themselves_and_the_test_of_wald_would_not() -> None:
    largest = max(PLANS, key=lambda plan: len(plan.n_units))
    rows = [replace(row, is_judged=True) for row in repeat([largest], n_studies=15)]
    broken = judge(rows)
    assert any("by itself" in line for line in broken)
    assert any("Wald" in line for line in broken)
