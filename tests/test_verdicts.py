from crowdpotential import verdicts
from crowdpotential.verdicts import (
    MODEL_LESS,
    ONE_GROUP,
    PERMITTING,
    VERDICTS,
    allows_between_sides,
    allows_headline,
    allows_within,
)


def test_the_words_are_those_of_the_catalogues_and_of_results() -> None:
    """Sentences, results.csv and stored stages use them as they stand here."""
    assert VERDICTS == ("comparable", "partial", "not_comparable", "misfit", "untestable", "untested")
    assert PERMITTING == ("comparable", "partial")
    assert MODEL_LESS == ("saturated", "no_model", "no_convergence")
    assert ONE_GROUP == "one_group"


def test_every_word_stands_in_results_csv_as_it_is_written_here() -> None:
    words = [value for name, value in vars(verdicts).items() if name.isupper() and isinstance(value, str)]
    assert words == [
        "comparable",
        "partial",
        "not_comparable",
        "misfit",
        "untestable",
        "untested",
        "fits",
        "difference",
        "equivalent",
        "undetermined",
        "holds",
        "depends",
        "fails",
        "strength",
        "weakness",
        "heavier",
        "lighter",
        "priority",
        "asset",
        "reserve",
        "background",
        "contrary",
        "near_zero",
        "differs",
        "sure",
        "fair",
        "unsure",
        "consensus",
        "no_consensus",
        "one_group",
    ]


def test_only_what_was_tested_and_held_makes_a_headline_or_crosses_sides() -> None:
    for allows in (allows_headline, allows_between_sides):
        assert {word for word in VERDICTS if allows(word)} == {"comparable", "partial"}


def test_too_few_to_test_allows_tables_within_a_side_and_nothing_else() -> None:
    assert {word for word in VERDICTS if allows_within(word)} == {"comparable", "partial", "untested"}


def test_without_a_model_tables_stay_and_without_an_item_they_do_not() -> None:
    for reason, is_allowed in (
        ("saturated", True),
        ("no_model", True),
        ("no_convergence", True),
        ("unanswered_items", False),
        ("", False),
    ):
        assert allows_within("untestable", reason) is is_allowed
    for verdict in ("misfit", "not_comparable"):
        assert not allows_within(verdict, "no_model")
