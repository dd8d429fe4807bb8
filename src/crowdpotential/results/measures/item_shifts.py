"""Measures of the chapter `comparability`: items that function differently, and the alignment of areas."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

ITEM_SHIFT = Measure(
    chapter="comparability",
    name="item_shift",
    meaning=Words(
        en="Differential item functioning of an item between two sides; further from zero means that it works more differently.",
        ru="Различие в работе пункта (DIF) между двумя сторонами; чем дальше от нуля, тем различнее он работает.",
    ),
    units=("sd",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Halpin 2024; decision 60",
)
BLOC_ITEM_SHIFT = Measure(
    chapter="comparability",
    name="bloc_item_shift",
    meaning=Words(
        en="Differential item functioning of an item on one of several sides against all others; further from zero means more of it.",
        ru="Различие в работе пункта (DIF) на одной из нескольких сторон против остальных; чем дальше от нуля, тем оно больше.",
    ),
    units=("sd",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Tukey 1977, chapter 11; decision 59",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study of three or more sides",
        ru="исследование с тремя и более сторонами",
    ),
)
PAIR_ITEM_SHIFT = Measure(
    chapter="comparability",
    name="pair_item_shift",
    meaning=Words(
        en="Differential item functioning of an item between two of several sides; further from zero means more of it.",
        ru="Различие в работе пункта (DIF) между двумя из нескольких сторон; чем дальше от нуля, тем различнее работает пункт.",
    ),
    units=("sd",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Halpin 2024; decision 60",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study of three or more sides",
        ru="исследование с тремя и более сторонами",
    ),
)
AREA_ITEM_SHIFT = Measure(
    chapter="comparability",
    name="area_item_shift",
    meaning=Words(
        en="Differential item functioning of an item in one area against the others; further from zero means more of it.",
        ru="Различие в работе пункта (DIF) в области по сравнению с другими; чем дальше от нуля, тем различнее он работает.",
    ),
    units=("sd",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Tukey 1977, chapter 11; decision 22",
)
GROUP_ITEM_SHIFT = Measure(
    chapter="comparability",
    name="group_item_shift",
    meaning=Words(
        en="Differential item functioning of an item in a group of residents against others; further from zero means more of it.",
        ru="Различие в работе пункта (DIF) в группе жителей по сравнению с другими; чем дальше от нуля, тем различнее он работает.",
    ),
    units=("sd",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Tukey 1977, chapter 11; decision 59",
)
DETECTABLE_SHIFT = Measure(
    chapter="comparability",
    name="detectable_shift",
    meaning=Words(
        en="Smallest shift of an item that this sample would have found; higher means a blunter test.",
        ru="Наименьший сдвиг пункта, который нашла бы эта выборка; чем выше, тем грубее проверка.",
    ),
    units=("sd",),
    source="decision 30",
)
LOADING_DIFFERENCE = Measure(
    chapter="comparability",
    name="loading_difference",
    meaning=Words(
        en="Difference of an item's loading between groups; further from zero means that it shows the dimension differently.",
        ru="Разность нагрузок пункта между группами; чем дальше от нуля, тем различнее он отражает измерение.",
    ),
    freedom=(FreedomRule.NORMAL,),
    source="Wald 1943; decision 59",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study where equal loadings fail",
        ru="исследование, где равенство нагрузок не выдерживается",
    ),
)
ALIGNED_MEAN = Measure(
    chapter="comparability",
    name="aligned_mean",
    meaning=Words(
        en="Mean of an area in a dimension after alignment; higher means more of it.",
        ru="Среднее области по измерению после выравнивания; чем выше, тем больше величина.",
    ),
    units=("sd",),
    source="Asparouhov and Muthen 2014",
)
N_FAILED_STARTS = Measure(
    chapter="comparability",
    name="n_failed_starts",
    meaning=Words(
        en="Random starts of the alignment that did not converge; more means a less sure solution.",
        ru="Случайные старты выравнивания, не сошедшиеся; чем больше, тем менее надёжно решение.",
    ),
    source="Asparouhov and Muthen 2014",
)
ALIGNMENT_R2 = Measure(
    chapter="comparability",
    name="alignment_r2",
    meaning=Words(
        en="Share of an item's variation across areas that the dimension explains; higher means more invariance.",
        ru="Доля различий пункта между областями, объяснённая измерением; чем выше, тем больше инвариантность.",
    ),
    units=("share",),
    source="Asparouhov and Muthen 2014",
)
