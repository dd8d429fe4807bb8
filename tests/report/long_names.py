"""Names as long as studies have them, in both languages, for all that a small study calls by a word; its numbers stay as they are."""

import json
import re
from dataclasses import replace
from typing import Any

from crowdpotential.codebook import Codebook
from crowdpotential.params import Params
from crowdpotential.store import Run

RUSSIAN, ENGLISH = "ru", "en"
NAMES = {  # what the small studies write in both languages: in Russian, in English
    "A small study": ("Готовность жителей вместе решать общие задачи", "Readiness of residents to solve common tasks together"),
    "index": ("Индекс краудсорсингового потенциала", "Index of crowdsourcing potential"),
    "north": ("Брянская область", "Bryansk oblast"),
    "south": ("Белгородская область", "Belgorod oblast"),
    "east": ("Гродненская область", "Grodno oblast"),
    "west": ("Могилёвская область", "Mogilev oblast"),
    "A": ("Россия", "Russia"),
    "B": ("Беларусь", "Belarus"),
    "X": ("Доверие и ожидание отклика власти", "Institutional trust and expected responsiveness"),
    "Y": ("Мотивация и ценность участия", "Motivation and perceived value"),
    "W": ("Готовность к трансграничному сотрудничеству", "Openness to cross-border co-creation"),
    "Z": ("Доверие институтам", "Trust in institutions"),
    "low": ("совершенно не согласен(на)", "strongly disagree"),
    "lower": ("скорее не согласен(на)", "rather disagree"),
    "middle": ("отчасти согласен(на), отчасти нет", "partly agree, partly disagree"),
    "higher": ("скорее согласен(на)", "rather agree"),
    "high": ("полностью согласен(на)", "strongly agree"),
    "not_applicable": ("не применимо (фильтр)", "not applicable (skip)"),
    "dont_know": ("затрудняюсь ответить", "don't know"),
    "refused": ("отказ от ответа", "refusal"),
    "no_answer": ("нет ответа (пропуск)", "no answer (blank)"),
    "too fast": ("слишком быстрая анкета", "interview too fast"),
    "quick": ("быстрая анкета", "quick interview"),
    "no": ("номер анкеты", "number of the interview"),
    "point": ("точка опроса", "sampling point"),
    "sex": ("Пол", "Sex"),
    "men": ("мужчины", "men"),
    "women": ("женщины", "women"),
    "home": ("Тип населённого пункта", "Home"),
    "home 1": ("областной центр", "oblast centre"),
    "home 2": ("другой город", "other town"),
    "home 3": ("посёлок городского типа, городской посёлок", "urban-type settlement"),
    "home 4": ("село, деревня, агрогородок, хутор", "village, agro-town, farmstead"),
    "zone": ("Местность", "Zone"),
    "coast": ("побережье", "coast"),
    "hills": ("возвышенность", "hills"),
    "plain": ("равнина", "plain"),
    "sample": ("Выборка", "Sample"),
    "main": ("основная", "main"),
    "boost": ("дополнительная", "boost"),
    "work": ("Занятость", "Employment"),
    "usual": ("работают по найму или учатся", "employees and students"),
    "rare": ("ведут собственное дело", "own a business"),
    "target": ("Целевая группа", "Target group"),
    "experts": ("учёные, преподаватели, представители общественности", "scholars, teachers and public figures"),
    "others": ("остальные жители", "other residents"),
    "minutes": ("минут", "minutes"),
    "years": ("лет", "years"),
    "distance": ("километров до областного центра", "kilometres to the oblast centre"),
    "opinion": ("Голоса в интернет-голосованиях подсчитываются честно", "Votes in online polls are counted honestly"),
    "remarks": ("Что ещё Вы хотели бы сказать?", "What else would you like to say?"),
    "ways": ("По каким темам Вы готовы включиться? (не более трёх)", "On which topics are you ready to join in? (up to three)"),
    "post": ("благоустройство, жилищно-коммунальное хозяйство", "urban amenities, housing"),
    "web": ("дороги, транспорт", "roads, transport"),
    "radio": ("здравоохранение и социальная помощь", "health care and social services"),
    "What hinders?": ("Что мешает Вам участвовать?", "What keeps you from taking part?"),
    "What would help?": ("Что помогло бы Вам участвовать?", "What would help you to take part?"),
    "Which topic?": ("Какая тема Вам ближе всего?", "Which topic is closest to you?"),
    "Which way?": ("Каким способом Вам удобнее сообщить?", "Which way to tell suits you best?"),
    "Who should organise?": ("Кто должен организовать обсуждение?", "Who should organise the discussion?"),
    "acts": ("Что из этого Вы делали за последний год?", "Which of these did you do in the last year?"),
    "acts 1": ("подписывали коллективное обращение", "signed a joint petition"),
    "acts 2": ("предлагали решение на городском портале", "offered a solution on the portal of the town"),
    "acts 3": ("участвовали в общественных слушаниях", "took part in a public hearing"),
    "acts 4": ("помогали соседям благоустроить двор", "helped neighbours to improve a courtyard"),
    "acts 5": ("ничего из перечисленного", "none of these"),
    "news": ("Откуда Вы узнаёте о жизни города?", "From where do you learn about the life of the town?"),
    "news too": ("Что мешает узнавать о жизни города?", "What keeps you from learning about it?"),
    "role": ("Какую роль Вы взяли бы на себя?", "Which role would you take?"),
    "role 1": ("наблюдать за обсуждением", "to watch the discussion"),
    "role 2": ("высказываться и голосовать", "to speak and to vote"),
    "role 3": ("организовывать других", "to organise others"),
    "cannot": ("не могут", "cannot"),
    "unasked": ("не приглашены", "were not asked"),
    "unwilling": ("не хотят", "do not want to"),
    "council": ("городской совет", "town council"),
    "the council": ("городской совет", "the town council"),
    "college": ("колледж", "college"),
    "the college": ("колледж", "the college"),
    "nobody": ("никто из перечисленных", "none of these"),
    "company": ("если участвуют знакомые", "if acquaintances take part"),
    "use": ("если видна польза", "if it is seen to be of use"),
    "none of it": ("ничто из перечисленного", "nothing of this"),
    "no device": ("нет подходящего устройства", "no device that serves"),
    "no time": ("не хватает времени", "no time"),
    "no use": ("не вижу пользы", "see no use in it"),
    "nobody asked": ("никто не приглашал", "nobody asked"),
    "nothing": ("ничто не мешает", "nothing"),
    "other": ("другое", "other"),
    "roads": ("дороги и тротуары", "roads and pavements"),
    "woods": ("леса и парки", "woods and parks"),
    "no topic": ("ни одна из тем", "none of the topics"),
    "no way": ("ни один из способов", "none of the ways"),
    "those who keep still": ("те, кто держится в стороне", "those who keep aside"),
    "know it?": ("Знаете ли Вы такую площадку?", "Do you know such a platform?"),
    "the name": ("знают только название", "know the name only"),
    "well": ("знают хорошо", "know it well"),
    "know it": ("знают о площадке", "know the platform"),
    "registered?": ("Зарегистрированы ли Вы на площадке?", "Are you registered on the platform?"),
    "have registered": ("зарегистрировались", "have registered"),
    "yes": ("да, зарегистрирован(а)", "yes, registered"),
    "did what?": ("Что Вы делали на площадке?", "What did you do on the platform?"),
    "did something": ("что-нибудь сделали", "did something"),
    "proposed an idea": ("предложили свою идею", "proposed an idea of their own"),
    "proposed": ("предлагали идеи", "proposed ideas"),
    "voted": ("голосовали за идеи других", "voted for ideas of others"),
    "voted how often?": ("Сколько раз за год Вы голосовали?", "How often did you vote in the last year?"),
    "times": ("раз в год", "times a year"),
    "shop": ("экология, обращение с отходами", "environment, waste"),
}
ITEMS = (
    ("Если жители предложат разумное решение, местная власть его рассмотрит", "If residents offer a sensible solution, it is considered"),
    ("Мне неясно, чем обсуждение идей отличается от обычной жалобы", "It is unclear to me how joint discussion differs from a complaint"),
    ("Участие жителей делает решения власти заметно лучше", "Residents' participation makes decisions noticeably better"),
    ("Я могу зарегистрироваться на сайте без посторонней помощи", "I can register on a site without help"),
)
NUMBERED = {  # of many: what stands before the number
    "place": ("Ханты-Мансийский автономный округ — Югра", "Khanty-Mansi Autonomous Okrug – Yugra"),
    "side": ("Северо-Восточный федеральный округ", "North-Eastern Federal District"),
}
WORDS = {
    "area": {
        RUSSIAN: {"one": "область", "few": "области", "many": "областей", "other": "области"},
        ENGLISH: {"one": "oblast", "other": "oblasts"},
    },
    "bloc": {
        RUSSIAN: {"one": "страна", "few": "страны", "many": "стран", "other": "страны"},
        ENGLISH: {"one": "country", "other": "countries"},
    },
}


def with_long_names(run: Run) -> Run:
    """Call all that a run has by long names; each area also has a short one where its name is a word before `область`."""
    params, codebook = (_renamed(json.loads(record.model_dump_json(by_alias=True))) for record in (run.params, run.codebook))
    for area in params["areas"].values():
        if area["name"][RUSSIAN].endswith(" область"):
            area["short"] = {language: name.rpartition(" ")[0] for language, name in area["name"].items()}
    params["study"]["words"] = {kind: words for kind, words in WORDS.items() if params[f"{kind}s"]}
    return replace(run, params=Params.model_validate(params), codebook=Codebook.model_validate(codebook))


def _renamed(data: Any) -> Any:  # noqa: ANN401 of JSON
    if isinstance(data, list):
        return [_renamed(each) for each in data]
    if not isinstance(data, dict):
        return data
    if set(data) == {RUSSIAN, ENGLISH} and data[RUSSIAN] == data[ENGLISH]:
        return dict(zip((RUSSIAN, ENGLISH), _long(data[ENGLISH]), strict=True))
    return {key: _renamed(value) for key, value in data.items()}


def _long(name: str) -> tuple[str, str]:
    """Give the long names of a short one; items by their number, areas and sides of many with theirs."""
    if name in NAMES:
        return NAMES[name]
    found = re.fullmatch(r"([A-Z]|\w+ )(\d+)", name)
    if found is None:  # of a chapter that came later
        return f"{name}: название, как у настоящих исследований", f"{name}: a name as real studies have it"
    kind, number = found.groups()
    if kind.strip() in NUMBERED:
        russian, english = NUMBERED[kind.strip()]
        return f"{russian} {number}", f"{english} {number}"
    return ITEMS[int(number) - 1]
