"""The short version of the simulation of types of people."""

from simulations.types_of_people import FEWEST_RIGHT, LEAST_RAND, repeat


def test_planted_types_are_found_and_most_intervals_of_their_shares_hold() -> None:
    clear, blurred = repeat(2, 40)
    assert clear.number_right >= FEWEST_RIGHT
    assert clear.adjusted_rand >= LEAST_RAND
    assert blurred.adjusted_rand < clear.adjusted_rand
    assert min(clear.coverage, blurred.coverage) >= 0.75  # of 24 intervals each
