"""The figures of the report, drawn with matplotlib and seaborn in the colours and the grammar of the page."""

from crowdpotential.report.figures.build import FIGURES, Drawing, Width, build_for_view

__all__ = ["FIGURES", "Drawing", "Width", "build_for_view"]
