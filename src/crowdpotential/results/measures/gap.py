"""Measures of the chapter `gap`: the gap between sides."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

CONTRAST = Measure(
    chapter="gap",
    name="contrast",
    meaning=Words(
        en="Mean of one side less that of another; higher means that the first stands above.",
        ru="Среднее одной стороны минус среднее другой; чем выше, тем выше первая.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.INDEX_MEANS,
    steps_beside=Steps.MEANS,
    source="Hothorn, Bretz and Westfall 2008",
)
ADJUSTED_MEAN = Measure(
    chapter="gap",
    name="adjusted_mean",
    meaning=Words(
        en="Mean of a side, or of its areas, less what items that work differently make of it; higher means more potential.",
        ru="Среднее стороны без того, что вносят по-разному работающие пункты; чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.INDEX_MEANS,
    source="decision 30",
)
POINTS_OWED = Measure(
    chapter="gap",
    name="points_owed",
    meaning=Words(
        en="Part of the gap that comes from items that work differently; further from zero means that they matter more.",
        ru="Часть разрыва, вызванная различием в работе пунктов; чем дальше от нуля, тем она важнее.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.MODELLED_MEANS,
    source="decision 60; Schuirmann 1987",
)
