from crowdpotential.verdicts import VERDICTS, allows_between_sides, allows_headline, allows_within


def test_only_what_was_tested_and_held_makes_a_headline_or_crosses_sides() -> None:
    for allows in (allows_headline, allows_between_sides):
        assert {word for word in VERDICTS if allows(word)} == {"comparable", "partial"}


def test_too_few_to_test_allows_tables_within_a_side_and_nothing_else() -> None:
    assert {word for word in VERDICTS if allows_within(word)} == {"comparable", "partial", "untested"}


def test_without_a_model_tables_stay_and_without_an_item_they_do_not() -> None:
    for reason, is_allowed in (("saturated", True), ("no_model", True), ("unanswered_items", False)):
        assert allows_within("untestable", reason) is is_allowed
    assert not allows_within("misfit", "no_model")
