"""Measures of the chapter `platforms`: what platforms of participation say of themselves, beside what respondents say."""

from collections.abc import Mapping

from crowdpotential.results.measure import Control, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

COUNT = Measure(
    chapter="platforms",
    name="count",
    meaning=Words(
        en="Number that a platform states of itself on one date: users, messages, answers, votes, ideas; higher means more.",
        ru="Число, которое площадка сообщает о себе на дату: участники, обращения, ответы, голоса, идеи; чем выше, тем больше.",
    ),
    units=("count",),
    control=Control.NONE,
    source="the row's source",
)
PER_THOUSAND = Measure(
    chapter="platforms",
    name="per_thousand",
    meaning=Words(
        en="The platform's number for each thousand adults who live where it works; higher means wider use.",
        ru="Число площадки на тысячу взрослых жителей её территории; чем выше, тем шире охват.",
    ),
    units=("own",),
    control=Control.NONE,
    source="own count: population of params",
)
RATE = Measure(
    chapter="platforms",
    name="rate",
    meaning=Words(
        en="Part of a platform's messages that were answered, of its ideas that were carried out, of its users who are active.",
        ru="Часть обращений, на которые площадка ответила, реализованных идей, активных участников.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count: a complete record has no sampling error",
)
SURVEYED = Measure(
    chapter="platforms",
    name="surveyed",
    meaning=Words(
        en="Users of a platform for each thousand adults by what respondents say; higher means wider use.",
        ru="Участники площадки на тысячу взрослых жителей по ответам опрошенных; чем выше, тем шире охват.",
    ),
    units=("own",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
EXCESS = Measure(
    chapter="platforms",
    name="excess",
    meaning=Words(
        en="What a platform claims for each thousand adults less what respondents say; above 0: the claim is higher than the survey.",
        ru="Заявленное площадкой на тысячу взрослых минус оценка по опросу; выше 0 — заявлено больше, чем показал опрос.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="the survey's error alone: a complete record has none",
)
LOG_USERS = Measure(
    chapter="platforms",
    name="log_users",
    meaning=Words(
        en="Users of a platform who did anything in its log; higher means more people.",
        ru="Пользователи площадки, совершившие хоть одно действие по её журналу; чем выше, тем больше людей.",
    ),
    units=("count",),
    source="own count",
)
LOG_ACTIONS = Measure(
    chapter="platforms",
    name="log_actions",
    meaning=Words(en="Actions in the log of a platform; higher means more.", ru="Действия в журнале площадки; чем выше, тем больше."),
    units=("count",),
    source="own count",
)
LOG_GINI = Measure(
    chapter="platforms",
    name="log_gini",
    meaning=Words(
        en="Gini's coefficient of the actions of users, 0 to 1; higher means that fewer do most.",
        ru="Коэффициент Джини для действий пользователей, от 0 до 1; чем выше, тем больше делают немногие.",
    ),
    units=("share",),
    intervals=("hall",),
    freedom=(FreedomRule.SIMPLE,),
    source="Langel and Tillé 2013; Hall 1992; Efron 1979",
)
LOG_TOP_SHARE = Measure(
    chapter="platforms",
    name="log_top_share",
    meaning=Words(
        en="Share of all actions that belongs to the most active users; `category` is their per cent. Higher means that fewer do most.",
        ru="Доля действий, совершённых самыми активными пользователями; их процент — в `category`. Чем выше, тем больше делают немногие.",
    ),
    units=("share",),
    intervals=("hall",),
    freedom=(FreedomRule.SIMPLE,),
    source="Kovačević and Binder 1997; Hall 1992; Efron 1979",
)
LOG_RETENTION = Measure(
    chapter="platforms",
    name="log_retention",
    meaning=Words(
        en="Share of users who acted again so many periods after their first action or later, of those whose first action lies as many "
        "periods before the end of the log; `category` is their number. Higher means that more come back.",
        ru="Доля пользователей, действовавших снова через столько периодов после первого действия или позже, среди тех, чьё первое "
        "действие "
        "отстоит от конца журнала не меньше; число периодов — в `category`. Чем выше, тем больше возвращаются.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.SIMPLE,),
    source="users as if drawn one by one",
)
BY_COUNT: Mapping[str, tuple[str, str]] = {  # rate -> what is counted, among what
    "active": ("active", "registered"),
    "answered": ("answered", "messages"),
    "implemented": ("implemented", "ideas"),
}
