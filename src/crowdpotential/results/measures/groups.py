"""Measures of the chapter `groups`: groups of residents."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

MEAN = Measure(
    chapter="groups",
    name="mean",
    meaning=Words(
        en="Mean of the index or of a dimension in a group of residents; higher means more potential.",
        ru="Среднее индекса или измерения в группе жителей; чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.INDEX_MEANS,
    steps_beside=Steps.MEANS,
    source="Rao, Wu and Yue 1992; decision 4",
)
OVERALL_TEST = Measure(
    chapter="groups",
    name="overall_test",
    meaning=Words(
        en="Test that all groups of a variable have one mean; higher means that they differ.",
        ru="Критерий равенства средних всех групп переменной; чем выше, тем очевиднее различие.",
    ),
    freedom=(FreedomRule.JOINT,),
    steps=Steps.INDEX_MEANS,
    source="Brunner, Dette and Munk 1997",
)
CONTRAST = Measure(
    chapter="groups",
    name="contrast",
    meaning=Words(
        en="Mean of a group less that of its like on another side or in the other sample; higher means that the first stands above.",
        ru="Среднее группы минус среднее такой же группы другой стороны или другой выборки; чем выше, тем выше первая.",
    ),
    units=("points",),
    intervals=(
        "",
        "t",
    ),
    freedom=(
        FreedomRule.DIFFERENCE,
        FreedomRule.WELCH,
    ),
    steps=Steps.INDEX_MEANS,
    steps_beside=Steps.MEANS,
    source="Satterthwaite 1946; Hothorn, Bretz and Westfall 2008",
)
ADJUSTED_MEAN = Measure(
    chapter="groups",
    name="adjusted_mean",
    meaning=Words(
        en="Mean of a group less what items that work differently make of it; higher means more potential.",
        ru="Среднее группы без того, что вносят по-разному работающие пункты; чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.INDEX_MEANS,
    source="decision 30",
)
GROUP_CONTRAST = Measure(
    chapter="groups",
    name="group_contrast",
    meaning=Words(
        en="Mean of one group of residents less that of another; higher means that the first stands above.",
        ru="Среднее одной группы жителей минус среднее другой; чем выше, тем выше первая.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.INDEX_MEANS,
    source="Hothorn, Bretz and Westfall 2008",
)
RAO_SCOTT = Measure(
    chapter="groups",
    name="rao_scott",
    meaning=Words(
        en="Test that levels of the index and groups are unrelated; higher means a relation.",
        ru="Критерий независимости уровней индекса и групп; чем выше, тем очевиднее связь.",
    ),
    freedom=(FreedomRule.TABLE,),
    steps=Steps.REWEIGHTED,
    source="Rao and Scott 1984",
)
CRAMERS_V = Measure(
    chapter="groups",
    name="cramers_v",
    meaning=Words(
        en="Strength of the relation of level and group, 0 to 1; higher means a closer relation.",
        ru="Сила связи уровня и группы, от 0 до 1; чем выше, тем теснее связь.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.TABLE,),
    steps=Steps.REWEIGHTED,
    source="Cramer 1946",
)
