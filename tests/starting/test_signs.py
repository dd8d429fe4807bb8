"""Words by which answers are recognised: scales in their order, and why there is no answer."""

import pytest

from crowdpotential.starting.signs import may_be_option, missing_class, order_of, subjects_of


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Затрудняюсь ответить", "dont_know"),
        ("ОТКАЗ", "refused"),
        ("Don’t know", "dont_know"),
        ("DK", "dont_know"),
        ("Inapplicable (iap)", "not_applicable"),
        ("Нет ответа", "no_answer"),
        ("99 - Не ответил(а)", "no_answer"),
        ("Трудно сказать", "dont_know"),
        ("Затрудняюсь ответить / не знаю", "dont_know"),
        ("Отказ от ответа", "refused"),
        ("Отказался(лась) отвечать на вопрос", "refused"),
        ("Prefer not to say", "refused"),
        ("Don't know/Refused", "dont_know"),
        ("Don't know (volunteered)", "dont_know"),
        ("Not asked", "not_applicable"),
        ("No answer", "no_answer"),
        ("Не знаю, куда обратиться", None),
        ("Не знаю своих соседей", None),
        ("I don't know my neighbours", None),
        ("Missing family", None),
        ("No", None),
        ("Нет", None),
        ("Сайт знакомств", None),
        ("Отказ от курения и от алкоголя я считаю правильным шагом", None),
    ],
)
def test_no_answer_is_told_by_its_words(label: str, kind: str | None) -> None:
    assert missing_class(label) == kind


@pytest.mark.parametrize(
    "labels",
    [
        ("Совершенно не согласен", "Скорее не согласен", "Скорее согласен", "Полностью согласен"),
        ("1 - никогда", "2 - редко", "3 - иногда", "4 - часто"),
        ("не доверяю", "скорее не доверяю", "скорее доверяю", "доверяю"),
        ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
        ("Very unlikely", "Unlikely", "Likely", "Very likely"),
    ],
)
def test_known_scales_are_ordered_from_least_to_most(labels: tuple[str, ...]) -> None:
    found = order_of(reversed(labels))
    assert found is not None
    assert found[1] == list(labels)


def test_words_of_no_scale_have_no_order() -> None:
    assert order_of(["красный", "синий", "зелёный"]) is None
    assert order_of(["согласен", "синий"]) is None


def test_subjects_are_told_by_name_and_by_question() -> None:
    assert subjects_of("v12", "Ваш пол") == ["sex"]
    assert subjects_of("wt", "") == ["weight"]
    assert subjects_of("Q7", "Пол в квартире деревянный?") == []


@pytest.mark.parametrize(
    ("label", "is_option"),
    [
        ("Яндекс, Google", True),
        ("-", True),
        ("от 10 000 до 20 000 руб. (10 000 - 20 000)", True),
        ("8-10 часов в неделю", True),
        ("a" * 10_000, False),
        ("темно\nи грязно", False),
        ("=cmd|' /C calc'!A0", False),
        ("@SUM(A1)", False),
        ("звоните +7 900 123-45-67", False),
        ("write to ivan@example.org", False),
    ],
)
def test_what_somebody_wrote_himself_is_no_option(label: str, *, is_option: bool) -> None:
    assert may_be_option(label) == is_option
