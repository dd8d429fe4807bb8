"""The figures of the report, drawn with matplotlib and seaborn in the colours and the grammar of the page."""

from crowdpotential.exhibits.figure import Drawing, Width
from crowdpotential.report.figures.build import FIGURES, build_for_view

__all__ = ["FIGURES", "Drawing", "Width", "build_for_view"]
