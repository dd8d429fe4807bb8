"""Tables, figures and sentences of the report, and the notebooks that put them together."""

from crowdpotential.views.parameters import chosen
from crowdpotential.views.view import View, find_output, open_view

__all__ = ["View", "chosen", "find_output", "open_view"]
