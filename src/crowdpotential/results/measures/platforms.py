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
BY_COUNT: Mapping[str, tuple[str, str]] = {  # rate -> what is counted, among what
    "active": ("active", "registered"),
    "answered": ("answered", "messages"),
    "implemented": ("implemented", "ideas"),
}
