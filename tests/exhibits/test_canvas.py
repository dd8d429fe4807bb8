"""Text of pictures is measured in words, and is as wide as matplotlib says of whole lines."""

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from crowdpotential.exhibits.drawing.canvas import FONT, measure

LINES = (
    "",
    "efficacy and affinity",
    "Краудсорсинговый потенциал, 45,3–50,1",
    " two  blanks ",
    "A\u00a0V To AV.",
)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("is_bold", [False, True])
def test_a_line_is_as_wide_as_its_letters_together(line: str, is_bold: bool) -> None:  # noqa: FBT001
    font = FontProperties(family=FONT, size=13.0, weight="bold" if is_bold else "normal")
    width, _, _ = TextToPath().get_text_width_height_descent(line, font, ismath=False)
    assert measure(line, 13.0, is_bold=is_bold) == width
