from crowdpotential.exhibits.plot import choose_scale


def test_the_ends_of_a_narrow_stretch_are_told_apart() -> None:
    narrow, wide = choose_scale([67.3, 67.4]), choose_scale([43.1, 51.9])
    assert (narrow.digits, wide.digits) == (1, 0)
    assert f"{narrow.low:.{narrow.digits}f}" != f"{narrow.high:.{narrow.digits}f}"
