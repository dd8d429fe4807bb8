"""Measures of the chapter `typology`: types of people, by what they answer together."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

WHERE = Words(
    en="A study of types in which somebody answered none of the questions, or a group is small.",
    ru="Исследование типов, где кто-то не ответил ни на один вопрос-признак или есть малая группа.",
)

N_CLASSES = Measure(
    chapter="typology",
    name="n_classes",
    meaning=Words(
        en="How many types of people there are; nothing is shown of them where the verdict is not that they hold.",
        ru="Сколько типов людей выделено; если вывод не «держится», типы не показаны.",
    ),
    source="own count",
)
BIC = Measure(
    chapter="typology",
    name="bic",
    meaning=Words(
        en="Bayesian information criterion of a number of classes; lower is better.",
        ru="Байесовский информационный критерий для числа классов; чем ниже, тем лучше.",
    ),
    source="Schwarz 1978; Lumley and Scott 2015; decision 91",
)
ABIC = Measure(
    chapter="typology",
    name="abic",
    meaning=Words(
        en="The same criterion with the number of respondents of Sclove; lower is better.",
        ru="Тот же критерий с числом наблюдений по Склову; чем ниже, тем лучше.",
    ),
    source="Sclove 1987",
)
CLC = Measure(
    chapter="typology",
    name="clc",
    meaning=Words(
        en="Classification likelihood criterion; lower means that classes fit and are clearly apart.",
        ru="Критерий классификационного правдоподобия; чем ниже, тем лучше классы описывают ответы и различимы.",
    ),
    source="Biernacki and Govaert 1997",
)
ENTROPY = Measure(
    chapter="typology",
    name="entropy",
    meaning=Words(
        en="How clearly respondents belong to one class, 0 to 1; higher means more clearly.",
        ru="Насколько ясно опрошенные относятся к одному классу, от 0 до 1; чем выше, тем яснее.",
    ),
    units=("share",),
    source="Ramaswamy and others 1993",
)
N_PARAMETERS = Measure(
    chapter="typology",
    name="n_parameters",
    meaning=Words(
        en="Parameters of a number of classes; more of them fit closer.",
        ru="Число параметров модели; чем их больше, тем точнее подгонка.",
    ),
    units=("count",),
    source="own count",
)
SMALLEST_CLASS = Measure(
    chapter="typology",
    name="smallest_class",
    meaning=Words(
        en="Share of the smallest class; a number with too small a class is not chosen.",
        ru="Доля наименьшего класса; число классов с чересчур малым классом не выбирается.",
    ),
    units=("share",),
    source="own count",
)
STABILITY = Measure(
    chapter="typology",
    name="stability",
    meaning=Words(
        en="Median adjusted Rand index of the classes with those of resamples, 1 if they are the same; higher means more stable.",
        ru="Медиана скорректированного индекса Рэнда между классами и классами бутстреп-выборок; 1 — те же классы.",
    ),
    source="Hubert and Arabie 1985; Dolnicar and Leisch 2010",
)
N_UNCLASSIFIED = Measure(
    chapter="typology",
    name="n_unclassified",
    meaning=Words(
        en="Respondents who answered none of the indicators, and belong to no type.",
        ru="Опрошенные, не ответившие ни на один вопрос-признак и не отнесённые к типам.",
    ),
    units=("respondents",),
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=WHERE,
)
LEFT_OUT = Measure(
    chapter="typology",
    name="left_out",
    meaning=Words(
        en="Respondents of a side, area or group that is too small for shares of types.",
        ru="Опрошенные стороны, области или группы, которая мала для долей типов.",
    ),
    units=("respondents",),
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=WHERE,
)
SHARE = Measure(
    chapter="typology",
    name="class_share",
    meaning=Words(
        en="Share of a type among residents; higher means more of them.",
        ru="Доля типа среди жителей; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.CLASSES,
    source="Goodman 1974; Bolck, Croon and Hagenaars 2004; Vermunt 2010",
)
SHARE_DIFFERENCE = Measure(
    chapter="typology",
    name="share_difference",
    meaning=Words(
        en="Share of a type on one side less that on another; higher means more on the first.",
        ru="Доля типа на одной стороне минус доля на другой; чем выше, тем больше на первой.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.CLASSES,
    source="Hothorn, Bretz and Westfall 2008",
)
PROFILE = Measure(
    chapter="typology",
    name="profile",
    meaning=Words(
        en="Share of a type that gives an answer; higher means more of it.",
        ru="Доля людей типа, давших ответ; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.CLASSES,
    source="Goodman 1974",
)
PROFILE_DIFFERENCE = Measure(
    chapter="typology",
    name="profile_difference",
    meaning=Words(
        en="Share of a type that gives an answer less that of all; higher means more often than all.",
        ru="Доля давших ответ в типе минус доля среди всех; чем выше, тем чаще, чем все.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.CLASSES,
    source="Hothorn, Bretz and Westfall 2008",
)
CERTAINTY = Measure(
    chapter="typology",
    name="certainty",
    meaning=Words(
        en="Share of a type who would be put into it by their answers; higher means a clearer type.",
        ru="Доля людей типа, которые по ответам были бы отнесены к нему; чем выше, тем яснее тип.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.CLASSES,
    source="Bolck, Croon and Hagenaars 2004",
)
REACH = Measure(
    chapter="typology",
    name="reach",
    meaning=Words(
        en="Share of a type that names a channel, motive or barrier, corrected for doubtful classification; higher means more.",
        ru="Доля людей типа, назвавших канал, мотив или барьер, с поправкой на ошибки отнесения; чем выше, тем чаще.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.CLASSES,
    source="Bolck, Croon and Hagenaars 2004; Vermunt 2010",
)
REACH_DIFFERENCE = Measure(
    chapter="typology",
    name="reach_difference",
    meaning=Words(
        en="The same share less that of all; higher means more often than all.",
        ru="Та же доля минус доля среди всех; чем выше, тем чаще, чем все.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.CLASSES,
    source="Hothorn, Bretz and Westfall 2008",
)
SIDES_COST = Measure(
    chapter="typology",
    name="sides_cost",
    meaning=Words(
        en="What BIC rises by where profiles may differ between sides, per indicator and for all; below 0 they differ.",
        ru="Прирост BIC, если профили на сторонах различаются, по признакам и в целом; ниже 0 — различаются.",
    ),
    source="Kankaras, Moors and Vermunt 2011; Schwarz 1978",
)
