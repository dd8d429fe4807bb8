"""Measures of the chapter `yardsticks`: published figures of other surveys beside the study's own."""

from crowdpotential.results.measure import Control, MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

EXTERNAL_SHARE = Measure(
    chapter="yardsticks",
    name="external_share",
    meaning=Words(
        en="Share that another survey published; higher means more of them gave the answer there.",
        ru="Доля, опубликованная другим исследованием; чем выше, тем чаще так отвечали там.",
    ),
    units=("share",),
    intervals=("logit", ""),
    freedom=(FreedomRule.SIMPLE, FreedomRule.NONE),
    control=Control.NONE,
    source="the row's source; Kish 1965, 8.2, for its error: the published number of respondents over the design effect",
)
EXTERNAL_MEAN = Measure(
    chapter="yardsticks",
    name="external_mean",
    meaning=Words(
        en="Mean that another survey published; higher means more of the quantity there.",
        ru="Среднее, опубликованное другим исследованием; чем выше, тем больше величина там.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE, FreedomRule.NONE),
    control=Control.NONE,
    source="the row's source; Kish 1965, 8.2",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study with a published mean in its table of yardsticks.",
        ru="Исследование, в таблице внешних показателей которого есть среднее.",
    ),
)
SHARE = Measure(
    chapter="yardsticks",
    name="share",
    meaning=Words(
        en="The study's own share beside a published one; higher means more of them.",
        ru="Доля по данным исследования рядом с опубликованной; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 42",
)
MEAN = Measure(
    chapter="yardsticks",
    name="mean",
    meaning=Words(
        en="The study's own mean beside a published one; higher means more of the quantity.",
        ru="Среднее по данным исследования рядом с опубликованным; чем выше, тем больше величина.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study with a published mean in its table of yardsticks.",
        ru="Исследование, в таблице внешних показателей которого есть среднее.",
    ),
)
SHARE_DIFFERENCE = Measure(
    chapter="yardsticks",
    name="share_difference",
    meaning=Words(
        en="The study's share less the published one; above 0 means more of them in the study.",
        ru="Доля по данным исследования минус опубликованная; выше 0 — в исследовании их больше.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.WELCH,),
    steps=Steps.REWEIGHTED,
    source="Satterthwaite 1946: two independent samples",
)
MEAN_DIFFERENCE = Measure(
    chapter="yardsticks",
    name="mean_difference",
    meaning=Words(
        en="The study's mean less the published one; above 0 means more in the study.",
        ru="Среднее по данным исследования минус опубликованное; выше 0 — в исследовании больше.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.WELCH,),
    steps=Steps.REWEIGHTED,
    source="Satterthwaite 1946: two independent samples",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study with a published mean in its table of yardsticks.",
        ru="Исследование, в таблице внешних показателей которого есть среднее.",
    ),
)
