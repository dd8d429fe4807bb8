"""The rules for degrees of freedom: each says what it counts."""

from crowdpotential.stats.inference.freedom_rules import FreedomRule


def test_every_rule_has_a_sentence_of_its_own() -> None:
    sentences = [rule.sentence for rule in FreedomRule]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(sentences)
