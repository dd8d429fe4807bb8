"""What a message may quote of what stands in a file: one rule for cells, names of columns, sheets and files, labels and values of params.

Anything in a file may be a respondent's: his words pasted into the wrong column, his name where the header is missing, his telephone as a
code. No look tells a name from a label. So nothing is quoted for its look; quoted is what the study or survey programs say themselves:

    words     those of the codebook and of params, and those that headers, sheets and files usually have (`USUAL`); of what is no word of
              theirs, up to three letters (Q, RW, wgt), unless written like a name
    numbers   up to two digits, with one decimal at most, and codes that surveys give missing answers (999, 9998); beside words up to three
              digits in a row and five in all, and a year

All else is told by its place: the column by its number and letter, the row by its number, with how many there are and the nearest word of
the codebook. Whoever has the file finds it there; whoever sees the message without the file learns nothing about anybody.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from crowdpotential.letters import normal_form

LONGEST = 200  # letters; more is no name of anything
SHORT = 3  # letters of a part that needs not be known
MOST_DIGITS, MOST_NUMBERS = 5, 3
MOST_NAMED = 5  # cells in a message
NOTHING: frozenset[str] = frozenset()
# words of headers, sheets and files, of survey programs and of statisticians
USUAL = frozenset(
    """
    about account active added address adjusted adres after again agree allow also anketa anketi answer answers anweight area
    areas array attempt audio average band base battery baza before begin below birth bloc block blocs book both browser
    calibrated call case caseid category cell channel check city clean cleaned cluster cntry code codebook coded codes coding
    column columns comment comments common complete completed consent contact copy count country created ctry current dannye data
    dataset date dates datetime days default demo demographics derived design device dimension distance district document domain
    done draft duplicate duration dweight east education email empty encoding enddate ended endtime error eval example excel
    exclude export exported extra factor federal female field fieldwork file files filter final finished first flag form forms
    formula full gender generated geopoint group groups gzip head header headers hidden hours house household identifier idno
    import imported importid income index indicator info input instance interview interviewer interviews ipaddress item items itog
    join junk key label labels language last lastpage lat latitude length letter level likert line link list location long
    longitude main male margin margins marked math mean means measure meta metadata method middle minutes missing mode model
    modified month more multiple name named names nested none north note notes novyi nowhere null number numbers numeric object
    office open option options order original other others otvet otvety output page panel paradata params part party path pattern
    period person persons phase phone pilot place planned platform point points population position post postcode primary
    probability profession progress province pspwght psuid pweight quality quarter question questionnaire questions quota random
    range rank rate rater rating recipient record recorded reference region regional regions remark repeat replicate report
    reserve respid respondent respondents response responseid responses rest result results routing rows rural sample sampling
    save scale school score scores screen second seed selected serial session settlement sex sheet simple since site size small
    social sort source sources south spare spss start startdate started starttime stata state station status strata stratum street
    strict string study subject submission submitdate submitted sum summary survey surveys svod system table tables target temp
    template test text texts third time times timestamp timing title today token topline total town trial trust truth type unique
    unit units unknown unnamed untitled update urban used user uuid valid value values variable variables version vesa village
    visit vozrast wave waves weight weighted weighting weights west wght wgts where whole within word words work workbook year
    years zone август адрес анкета анкеты апрель ввод версия вес веса возраст волна вопрос вопросы восток выборка выгрузка город
    города группа группы данные дата декабрь день длительность доход другое закладка запад значение значения идентификатор имя
    индекс интервью интервьюер источник итог итоги июль июнь код кода коды комментарий конец копия лист март маска массив место
    метка метки минут название населенный номер ноябрь область образование общий объем окончание октябрь опрос опроса опросы отбор
    ответ ответа ответы отметка отчет оценка пароль первый переменная переменные поле полный пояснение приложение пример
    примечание причина проверка профессия процент пункт район регион региона регионы результат результаты респондент респонденты
    сводка север село семья сентябрь служебный список справка средний статус столбец страна страта строка сумма таблица текст
    телефон тест тип точка улица устройство участок файл файлы фамилия февраль форма форму формы числа число шкала юг язык январь
    """.split()  # noqa: SIM905 a list of a word a line would be longer than the rest of the module
)
_MISSING = re.compile(r"[+-]?(9{2,6}[5-9]|9{2,6}|(?P<digit>[0-9])(?P=digit){2,5})")
_SMALL = re.compile(r"[+-]?[0-9]{1,2}([.,][0-9])?")
_WHOLE_AS_FLOAT = re.compile(r"([+-]?[0-9]+)[.,]0{1,2}")
_PARTS = re.compile(r"[^\W\d_]+|[0-9]+")
_HUMPS = re.compile(r"[A-ZА-ЯЁ]?[a-zа-яё]+|[A-ZА-ЯЁ]+(?![a-zа-яё])|[^\W\d_]")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.*-]{0,63}")
_LONG_NUMBER = re.compile(r"[0-9]{4}")
_YEAR = re.compile(r"(199|20[0-3])[0-9]")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """List the words of texts that are no respondent's, in the form in which they are compared."""
    return frozenset(word for text in texts for part in _PARTS.findall(text) for word in _forms(part))


def is_plain_code(text: str) -> bool:
    """Return whether a cell is a number that tells nobody apart: two digits, or a code for a missing answer."""
    whole = _WHOLE_AS_FLOAT.sub(r"\1", text.strip().replace("−", "-"))
    return bool(_SMALL.fullmatch(whole) or _MISSING.fullmatch(whole))


def may_quote(text: str, known: Collection[str] = NOTHING) -> bool:
    """Return whether a message may show a text: all of its words are known, and its numbers are few and short.

    Args:
        text: as it stands in a file, or in params.
        known: words of the study, as `words_of` lists them.
    """
    if is_plain_code(text):
        return True
    if len(text) > LONGEST or "@" in text or "://" in text:
        return False
    parts = _PARTS.findall(text)
    letters, numbers = [p for p in parts if not p.isdigit()], [p for p in parts if p.isdigit()]
    if not letters or not text.isprintable():
        return False
    are_short = all(len(number) <= SHORT or _YEAR.fullmatch(number) for number in numbers)
    are_few = sum(map(len, numbers)) <= MOST_DIGITS and len(numbers) <= MOST_NUMBERS
    return are_short and are_few and all(_is_known(part, known) for part in letters)


def show_id(name: str, instead: str) -> str:
    """Return a name that codebook or params give to something of theirs, if it is written like one: letters of ASCII, few digits."""
    are_few = sum(map(str.isdigit, name)) <= MOST_DIGITS
    return name if _ID.fullmatch(name) and are_few and not _LONG_NUMBER.search(name) else instead


def show(text: str, instead: str, known: Collection[str] = NOTHING) -> str:
    """Return a text if a message may quote it, else what it says instead."""
    return text if may_quote(text, known) else instead


def quote_codes(texts: Collection[str]) -> tuple[str, ...]:
    """Return the numbers among some cells that a message may name; none where there are many, which then are no codes of anything."""
    return tuple(filter(is_plain_code, texts)) if len(texts) <= MOST_NAMED else ()


@lru_cache(maxsize=20_000)
def _forms(part: str) -> tuple[str, ...]:
    """Write a word as it is compared: as a whole, and, of startDate, each of its humps."""
    return tuple(dict.fromkeys(normal_form(word) for word in (part, *_HUMPS.findall(part))))


def _is_known(part: str, known: Collection[str]) -> bool:
    whole, *humps = _forms(part)
    return _is_word(part, whole, known) or (len(humps) > 1 and all(_is_word(h, h, known) for h in humps))


def _is_word(part: str, form: str, known: Collection[str]) -> bool:
    is_short = len(part) < SHORT or (len(part) == SHORT and (part.islower() or part.isupper()))
    return is_short or form in USUAL or form in known
