"""Tables, figures and sentences of the report, and the notebooks that put them together."""

from crowdpotential.report.parameters import chosen
from crowdpotential.report.view import View, find_output, open_view

__all__ = ["View", "chosen", "find_output", "open_view"]
