"""Measures of the chapter `topline`: the answers, question by question."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

SHARE = Measure(
    chapter="topline",
    name="share",
    meaning=Words(
        en="Share that gave an answer, of all asked and of those who answered; higher means more of them.",
        ru="Доля выбравших ответ, среди всех спрошенных и среди ответивших; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 42",
)
MEAN = Measure(
    chapter="topline",
    name="mean",
    meaning=Words(
        en="Mean answer to a question, in its own unit; higher means more of it.",
        ru="Средний ответ на вопрос, в его единицах; чем выше, тем больше величина.",
    ),
    units=("own",),
    intervals=(
        "logit",
        "t",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
ITEM_NONRESPONSE = Measure(
    chapter="topline",
    name="item_nonresponse",
    meaning=Words(
        en="Share of those asked who gave no answer, by kind; higher means more silence.",
        ru="Доля спрошенных, не давших ответа, по видам; чем выше, тем чаще молчали.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="decision 42",
)
SHARE_BOUND = Measure(
    chapter="topline",
    name="share_bound",
    meaning=Words(
        en="What the share of the upper answers could be whatever those would say who kept silent.",
        ru="Какой могла бы быть доля верхних ответов, что бы ни сказали промолчавшие.",
    ),
    units=("share",),
    intervals=(
        "imbens-manski",
        "logit",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Manski 1989; Imbens and Manski 2004",
)
MEAN_BOUND = Measure(
    chapter="topline",
    name="mean_bound",
    meaning=Words(
        en="What the mean could be whatever those would say who kept silent.",
        ru="Каким могло бы быть среднее, что бы ни сказали промолчавшие.",
    ),
    units=("own",),
    intervals=(
        "imbens-manski",
        "logit",
        "t",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Manski 1989; Imbens and Manski 2004",
)
RAO_SCOTT = Measure(
    chapter="topline",
    name="rao_scott",
    meaning=Words(
        en="Test that the answers do not differ between sides; higher means a difference.",
        ru="Критерий равенства ответов сторон; чем выше, тем очевиднее различие.",
    ),
    freedom=(FreedomRule.TABLE,),
    steps=Steps.REWEIGHTED,
    source="Rao and Scott 1984; decision 14",
)
CRAMERS_V = Measure(
    chapter="topline",
    name="cramers_v",
    meaning=Words(
        en="Strength of the relation of answer and side, 0 to 1; higher means a closer relation.",
        ru="Сила связи ответа и стороны, от 0 до 1; чем выше, тем теснее связь.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.TABLE,),
    steps=Steps.REWEIGHTED,
    source="Cramer 1946",
)
