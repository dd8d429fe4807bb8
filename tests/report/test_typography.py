from crowdpotential.report.typography import set_text


def test_short_words_and_dashes_do_not_hang() -> None:
    assert set_text("<p>и в лесу — дом</p>", "ru") == "<p>и\u00a0в\u00a0лесу\u00a0— дом</p>"


def test_code_attributes_and_drawings_stay_as_they_are() -> None:
    html = '<a title="в лесу"><code>в лесу</code><svg><text>1–2</text></svg></a>'
    assert set_text(html, "ru") == html


def test_a_range_does_not_break() -> None:
    assert set_text("<td>18–24</td>", "ru") == "<td>18\u2060–\u206024</td>"
