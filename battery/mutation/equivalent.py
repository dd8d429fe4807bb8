"""Mutants of the draw that change nothing anybody could notice, each with the reason; found by hand among those that survived."""

from collections.abc import Mapping

EQUIVALENT: Mapping[str, str] = {  # name of the mutant -> why
    "disclosure/audit.py:find_open:function:2": "the optimum of a sum is that of a mean",
    "disclosure/followers.py:_references:constant:0": "columns of one table are of one length, checked or not",
    "ingest/control_cells.py:report_margins:constant:0": "margins and their rows are made together, one of each, checked or not",
    "index/failures.py:find_part_failures:function:0": "means of columns of one length stand in the order of their sums",
    "index/index_rule.py:answer_tables:word:0": "z scores are returned before anybody reads the floor",
    "chapters/comparability/estimates/thin_groups.py:_find_items:constant:0": "an item has a name and a column of answers, checked or not",
    "index/weight_schemes.py:schemes_of_replicates:function:0": "a single node may have any number",
    "stats/composites/unit_indices.py:_index_units:off by one:3": "any number that is no table begins the first table",
    "stats/composites/unit_indices.py:unit_indices:early end:0": "a thread's error would be lost; the compiled code raises none",
    "stats/composites/ranks.py:_studentise:constant:0": "the difference of an area from itself is zero by whatever it is divided",
    "stats/inference/simultaneous.py:_largest_errors:off by one:5": "how many points are taken at once moves no number",
    "stats/replication/spread.py:spread_replicates:constant:1": "what failed has a coefficient of zero, whatever it deviates by",
    "stats/inference/multiplicity.py::word:0": "a type, which only mypy reads",
}
