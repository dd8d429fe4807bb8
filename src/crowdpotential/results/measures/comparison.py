"""Measures of the chapter `comparison`: areas and sides against each other."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

OVERALL_TEST = Measure(
    chapter="comparison",
    name="overall_test",
    meaning=Words(
        en="Test that all areas have one mean; higher means that they differ.",
        ru="Критерий равенства всех средних областей; чем выше, тем очевиднее различие.",
    ),
    freedom=(FreedomRule.JOINT,),
    steps=Steps.INDEX_MEANS,
    source="Brunner, Dette and Munk 1997",
)
CONTRAST = Measure(
    chapter="comparison",
    name="contrast",
    meaning=Words(
        en="Mean of one area less that of another; higher means that the first stands above.",
        ru="Среднее одной области минус среднее другой; чем выше, тем выше первая.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.INDEX_MEANS,
    steps_beside=Steps.MEANS,
    source="Hothorn, Bretz and Westfall 2008",
)
ADJUSTED_MEAN = Measure(
    chapter="comparison",
    name="adjusted_mean",
    meaning=Words(
        en="Mean of an area less what items that work differently make of it; higher means more potential.",
        ru="Среднее области без того, что вносят по-разному работающие пункты; чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.INDEX_MEANS,
    source="decision 30",
)
CROSSCHECK_T = Measure(
    chapter="comparison",
    name="crosscheck_t",
    meaning=Words(
        en="Difference of two groups by design, by weights alone and by a package; higher means that the named group stands above.",
        ru="Разность двух групп по дизайну, по одним весам и независимой программой; чем выше, тем выше названная группа.",
    ),
    units=(
        "",
        "points",
    ),
    intervals=(
        "",
        "t",
    ),
    freedom=(
        FreedomRule.DIFFERENCE,
        FreedomRule.SIMPLE,
    ),
    source="Welch 1947; decision 15",
)
CROSSCHECK_RAO_SCOTT = Measure(
    chapter="comparison",
    name="crosscheck_rao_scott",
    meaning=Words(
        en="Test that levels of the index and groups are unrelated, made three times; higher means a relation.",
        ru="Критерий независимости уровней индекса и групп, посчитанный трижды; чем выше, тем очевиднее связь.",
    ),
    freedom=(
        FreedomRule.TABLE,
        FreedomRule.SIMPLE,
    ),
    source="Rao and Scott 1984; decision 15",
)
CROSSCHECK_COEFFICIENT = Measure(
    chapter="comparison",
    name="crosscheck_coefficient",
    meaning=Words(
        en="Coefficient of a group in a regression of the index, made three times; higher means that the group stands above the first.",
        ru="Коэффициент группы в регрессии индекса, посчитанный трижды; чем выше, тем выше группа по сравнению с первой.",
    ),
    units=(
        "",
        "points",
    ),
    intervals=(
        "",
        "t",
    ),
    freedom=(
        FreedomRule.REGRESSION,
        FreedomRule.SIMPLE,
    ),
    source="Binder 1983; decision 15",
)
