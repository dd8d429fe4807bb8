"""Whose label a label is: the same words in other spelling are the same, and words of another code are seen as such."""

import pytest

from crowdpotential.ingest.label_words import CodeOrWord, Labels, Standing, forms_of, is_negative

AGREE = {
    1: ["Полностью не согласен", "strongly disagree"],
    2: ["Скорее не согласен, чем согласен", "rather disagree"],
    3: ["И да, и нет", "neither"],
    4: ["Скорее согласен, чем не согласен", "rather agree"],
    5: ["Полностью согласен", "strongly agree"],
    97: ["Затрудняюсь ответить", "hard to say"],
}
SEX = {1: ["Мужской", "male"], 2: ["Женский", "female"]}


def labels(by_code: dict[int, list[str]]) -> Labels:
    known: dict[CodeOrWord, frozenset[str]] = {float(code): forms_of(texts) for code, texts in by_code.items()}
    return Labels(known)


@pytest.mark.parametrize(
    ("code", "label"),
    [
        (5, "полностью  СОГЛАСЕН."),
        (5, "Согласен полностью"),
        (5, "5 — Полностью согласен"),
        (5, "Полностью согласна"),
        (1, "Полностью не согласен (1)"),
        (2, "Скорее не согласен, чем сог"),
        (2, "Скорее не согласен..."),
        (3, "И да и нет"),
        (97, "Затрудняюсь ответить, не знаю"),
        (1, "Strongly disagree"),
    ],
)
def test_other_spelling_and_another_language_are_the_label_of_its_own_code(code: int, label: str) -> None:
    assert labels(AGREE).judge(float(code), label).standing == "own"


@pytest.mark.parametrize(
    ("code", "label", "owner"),
    [
        (1, "Полностью согласен", 5),
        (1, "strongly agree", 5),
        (4, "Скорее не согласен", 2),
        (1, "5 - полностью согласен", 5),
        (99, "Затрудняюсь ответить", 97),
        (0, "Полностью не согласен", 1),
    ],
)
def test_the_words_of_another_code_are_seen_wherever_they_stand(code: int, label: str, owner: int) -> None:
    meaning = labels(AGREE).judge(float(code), label)
    assert (meaning.standing, meaning.code) == ("other", owner)


@pytest.mark.parametrize(("label", "owner"), [("Женщины", 2), ("жен.", 2), ("women", 2), ("Female", 2), ("М", 1), ("men", 1)])
def test_the_sexes_are_known_in_whatever_words(label: str, owner: int) -> None:
    for code in (1, 2):
        meaning = labels(SEX).judge(float(code), label)
        assert meaning.standing == ("own" if code == owner else "other")


@pytest.mark.parametrize(
    ("code", "label", "standing"),
    [
        (1, "Absolument pas d'accord", "unknown"),
        (5, "Всецело поддерживаю", "unknown"),
        (1, "Полностью согласна", "near"),
        (5, "Полностью не согласна", "near"),
    ],
)
def test_other_words_are_no_proof(code: int, label: str, standing: Standing) -> None:
    assert labels(AGREE).judge(float(code), label).standing == standing


def test_the_minus_of_a_number_is_no_punctuation() -> None:
    bipolar = labels({k + 3: [str(k)] for k in range(-2, 3)})
    assert bipolar.judge(1.0, "-2").standing == "own"
    assert bipolar.judge(1.0, "2").code == 5
    assert bipolar.judge(1.0, "−2").standing == "own"


def test_the_order_of_words_tells_two_answers_with_the_same_words_apart() -> None:
    preferred = labels({1: ["Россия, а не Беларусь"], 2: ["Беларусь, а не Россия"]})
    assert preferred.judge(1.0, "Беларусь, а не Россия").code == 2
    assert preferred.judge(1.0, "Россия, а не Беларусь").standing == "own"


@pytest.mark.parametrize("label", ["нет", "Не отмечено", "no", "Not selected", "0 - нет"])
def test_what_denies_is_negative(label: str) -> None:
    assert is_negative(label)
    assert not is_negative("отмечено")
