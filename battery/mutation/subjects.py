"""What is mutated, by subject, and where its tests lie: a wrong number in any of these would be printed and believed.

Tests that make a whole report are left out: they would kill much, and slowly, and say little of where the fault is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "crowdpotential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Modules that decide one kind of number, and the tests that watch them; patterns below the package and below `tests`."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def list_modules(self) -> list[str]:
        """Return the paths of its modules below the package, each once, in order."""
        found = {path for pattern in self.modules for path in PACKAGE.glob(pattern)}
        return sorted(path.relative_to(PACKAGE).as_posix() for path in found if path.name != "__init__.py")

    def list_tests(self) -> list[str]:
        """Return the paths of its test files below the checkout, each once, in order."""
        found = {path for pattern in self.tests for path in (ROOT / "tests").glob(pattern)}
        return sorted(path.relative_to(ROOT).as_posix() for path in found)


SUBJECTS: Mapping[str, Subject] = {
    "weights": Subject(
        modules=(
            "stats/weighting/*.py",
            "stats/replication/*.py",
            "ingest/*weight*.py",
            "ingest/margin*.py",
            "ingest/mean_targets.py",
            "ingest/nonresponse.py",
        ),
        tests=(
            "stats/weighting/test_*.py",
            "stats/replication/test_*.py",
            "ingest/test_*weight*.py",
            "ingest/test_*margin*.py",
            "ingest/test_calibration_start.py",
            "ingest/test_mean_targets.py",
            "ingest/test_nonresponse.py",
            "ingest/test_structural_zeros.py",
            "test_weight_stage.py",
        ),
    ),
    "index": Subject(
        modules=(
            "index/index_rule.py",
            "index/item_scores.py",
            "chapters/measurement/estimates/respondent_scores.py",
            "chapters/measurement/estimates/score_method_rows.py",
            "index/items.py",
            "index/weight_schemes.py",
            "index/failures.py",
            "stats/composites/*.py",
        ),
        tests=(
            "stats/composites/test_*.py",
            "index/test_index*.py",
            "index/test_codes.py",
            "index/test_failures.py",
            "index/test_numeric_items.py",
            "chapters/measurement/test_score_method_rows.py",
            "chapters/sensitivity/test_results_left_out.py",
        ),
    ),
    "ranks": Subject(
        modules=(
            "compare/ranks.py",
            "stats/inference/simultaneous.py",
            "stats/inference/multiplicity.py",
            "stats/inference/overall.py",
            "stats/composites/ranks.py",
        ),
        tests=(
            "chapters/answers/test_associations.py",
            "compare/test_contrasts.py",
            "compare/test_group_contrasts.py",
            "compare/test_ranks.py",
            "stats/inference/test_simultaneous.py",
            "stats/inference/test_overall.py",
            "stats/composites/test_ranks.py",
            "chapters/comparability/test_comparability_limits.py",
        ),
    ),
    "disclosure": Subject(
        modules=("results/table.py", "disclosure/*.py"),
        tests=(
            "results/test_table.py",
            "results/test_result_keys.py",
            "test_sample_cells.py",
            "disclosure/test_*.py",
        ),
    ),
    "verdicts": Subject(
        modules=(
            "verdicts.py",
            "chapters/comparability/estimates/step_rules.py",
            "index/fit_rule.py",
            "chapters/comparability/estimates/check.py",
            "chapters/comparability/estimates/thin_groups.py",
            "index/item_shifts.py",
            "chapters/comparability/estimates/judging.py",
            "stages/dif_adjustments.py",
            "compare/dif_adjustments.py",
            "views/sentences/obstacles.py",
        ),
        tests=(
            "test_verdicts.py",
            "test_judging.py",
            "test_dif_adjustments.py",
            "chapters/comparability/test_base_model.py",
            "index/test_comparability*.py",
            "index/test_fit_*.py",
            "index/test_item_shifts.py",
            "chapters/comparability/test_step_rules.py",
            "chapters/comparability/test_thin_groups.py",
            "chapters/comparability/test_shifts_reference.py",
            "index/test_places.py",
            "compare/test_permitted.py",
            "chapters/sensitivity/test_robustness.py",
            "views/test_obstacles.py",
            "views/test_outcome.py",
        ),
    ),
}
