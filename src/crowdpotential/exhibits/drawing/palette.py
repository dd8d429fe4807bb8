"""Colours and marks of the figures: the tokens of the page, and for each bloc a colour and a shape of its own.

A figure is drawn in the light theme's colours; inline in a page every colour is replaced by its token, so that the dark theme applies.
Blocs differ in shape as well as in colour, and the first two by at least 18 L*, so that a greyscale print loses nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TOKENS: Mapping[str, str] = {  # name of the page's CSS property -> light colour; no colour stands twice
    "bg": "#ffffff",
    "surface": "#f5f5f2",
    "ink": "#16181b",
    "ink-2": "#474c52",
    "ink-3": "#636970",
    "rule": "#d6d8da",
    "grid": "#e7e8e9",
    "zone": "#f0f0ec",
    "land": "#f1f1ee",
    "land-2": "#e7e7e3",
    "syn": "#6a3d9a",
    "syn-bg": "#f4effa",
    "syn-line": "#c9b5e2",
    "l1": "#eef4f3",
    "l2": "#d2e3e1",
    "l3": "#a6c8c5",
    "l4": "#74a9a7",
    "l5": "#2c6c6d",
    "b1": "#1f5a99",
    "b1-tint": "#cfdff0",
    "b2": "#d0741a",
    "b2-tint": "#f8dfc3",
    "b3": "#8a4a7d",
    "b3-tint": "#eadbe7",
    "b4": "#6b7337",
    "b4-tint": "#e4e7d2",
    "b5": "#12474d",
    "b5-tint": "#cfe0e2",
    "b6": "#7a7f85",
    "b6-tint": "#dfe1e4",
}
LEVELS = ("l1", "l2", "l3", "l4", "l5")  # five classes of a measured level, light to dark
N_COLOURS = 6  # of blocs; a seventh has the colour of the first, and a shape of its own
MARKERS = (
    "o",
    "D",
    "^",
    "s",
    "v",
    "h",
    "P",
    "X",
    "*",
    "p",
    "<",
    ">",
)  # circle, diamond, triangle, square, ... as templates/marks.svg
MARKER_SIZES = (
    11.0,
    9.5,
    11.0,
    9.5,
    11.0,
    11.5,
    11.0,
    11.0,
    14.0,
    11.5,
    11.0,
    11.0,
)  # px; a diamond's diagonal is longer than its side


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocStyle:
    """How a bloc looks."""

    color: str
    tint: str  # fill of its areas on the map
    marker: str
    size: float  # px


Palette = Mapping[str, BlocStyle]
PLAIN = BlocStyle(color=TOKENS["ink-2"], tint=TOKENS["l2"], marker="s", size=8.5)  # of areas that lie in no bloc


def color(token: str) -> str:
    """Return the light colour of a token."""
    return TOKENS[token]


def choose_palette(blocs: Iterable[str]) -> Palette:
    """Choose each bloc's colour and mark by its position in params; colours start again after the sixth, shapes after the twelfth."""
    styles = {}
    for position, bloc in enumerate(blocs):
        shape, turn = position % len(MARKERS), position % N_COLOURS
        styles[bloc] = BlocStyle(
            color=TOKENS[f"b{turn + 1}"],
            tint=TOKENS[f"b{turn + 1}-tint"],
            marker=MARKERS[shape],
            size=MARKER_SIZES[shape],
        )
    return styles
