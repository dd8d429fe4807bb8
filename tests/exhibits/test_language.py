import re
import string

import pytest

from crowdpotential.errors import ParamsError
from crowdpotential.exhibits.language import load_language


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things() -> None:
    russian, english = (load_language(code).sentences for code in ("ru", "en"))
    assert set(russian) == set(english)
    for key, sentence in russian.items():
        forms = [*(sentence.values() if isinstance(sentence, dict) else [sentence])]
        others = [*(english[key].values() if isinstance(english[key], dict) else [english[key]])]
        found = set().union(*map(placeholders, forms)) - {"n"}
        assert found == set().union(*map(placeholders, others)) - {"n"}, key


def test_sentences_know_no_study() -> None:
    for code in ("ru", "en"):
        words = str(load_language(code).sentences).lower()
        assert re.findall(r"област(?:ь|и|ей|ях)\b(?! ±)|oblast|росси|беларус|russia|belarus|countr", words) == []


def test_plural_forms_follow_the_number() -> None:
    russian = load_language("ru")
    assert [russian.count("noun.items", n) for n in (1, 2, 5, 21)] == [
        "1 вопрос",
        "2 вопроса",
        "5 вопросов",
        "21 вопрос",
    ]
    assert load_language("en").count("noun.items", 1) == "1 item"


def test_what_fills_a_sentence_is_escaped() -> None:
    said = load_language("ru").say("areas.title_one", area="<b>Орёл</b>")
    assert "&lt;b&gt;Орёл" in said


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ParamsError, match="language de: the report speaks ru and en"):
        load_language("de")
