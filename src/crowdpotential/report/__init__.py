"""Tables, figures and sentences of the report, and the notebooks that put them together."""

from crowdpotential.report.view import View, find_output, open_view

__all__ = ["View", "find_output", "open_view"]
