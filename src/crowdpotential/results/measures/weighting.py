"""Measures of the chapter `weighting`: the weights themselves, samples, nonresponse and what weights cost."""

from crowdpotential.results.measure import Control, MadeBy, Measure, Words

WITH_NONRESPONSE = Words(en="a study with design.nonresponse", ru="исследование с design.nonresponse")

DEFF = Measure(
    chapter="weighting",
    name="deff",
    meaning=Words(
        en="Loss of precision by unequal weights; higher means that fewer equally weighted respondents would do as well.",
        ru="Потеря точности из-за неравных весов; чем выше, тем меньше респондентов с равными весами дали бы ту же точность.",
    ),
    control=Control.NONE,
    source="Kish 1965",
)
N_EFFECTIVE = Measure(
    chapter="weighting",
    name="n_effective",
    meaning=Words(
        en="Equally weighted respondents of the same precision; higher means surer numbers.",
        ru="Число респондентов с равными весами, дающее ту же точность; чем выше, тем надёжнее числа.",
    ),
    control=Control.NONE,
    source="Kish 1965",
)
N_CYCLES = Measure(
    chapter="weighting",
    name="n_cycles",
    meaning=Words(
        en="Cycles that the calibration took; more means controls that are harder to meet together.",
        ru="Число циклов калибровки; чем больше, тем труднее выполнить все условия вместе.",
    ),
    control=Control.NONE,
    source="Deville and Särndal 1992",
)
N_CAPPED = Measure(
    chapter="weighting",
    name="n_capped",
    meaning=Words(
        en="Respondents whose weight was held at the cap; more means that the cap decides more.",
        ru="Респонденты, чей вес остановлен верхним пределом; чем больше, тем сильнее действует предел.",
    ),
    control=Control.NONE,
    source="DeBell and Krosnick 2009",
)
N_AT_BOUNDS = Measure(
    chapter="weighting",
    name="n_at_bounds",
    meaning=Words(
        en="Respondents whose calibration factor lies at a bound; more means that the bounds decide more.",
        ru="Респонденты, чей множитель калибровки лежит на границе; чем больше, тем сильнее действуют границы.",
    ),
    control=Control.NONE,
    source="Deville and Särndal 1992",
)
N_REPLICATES_FAILED = Measure(
    chapter="weighting",
    name="n_replicates_failed",
    meaning=Words(
        en="Replicates whose weighting failed; more means that errors rest on fewer replicates.",
        ru="Реплики, взвесить которые не удалось; чем больше, тем меньше реплик стоит за ошибками.",
    ),
    control=Control.NONE,
    source="own count",
)
N_PSUS_IN_SEVERAL_STRATA = Measure(
    chapter="weighting",
    name="n_psus_in_several_strata",
    meaning=Words(
        en="Sampling points that lie in several strata; more means that the design should be looked at.",
        ru="Точки опроса, попавшие в несколько слоёв; чем больше, тем нужнее проверить дизайн.",
    ),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study whose sampling points cross strata",
        ru="исследование, где точки опроса пересекают слои",
    ),
)
MEAN_WEIGHT_RATIO = Measure(
    chapter="weighting",
    name="mean_weight_ratio",
    meaning=Words(
        en="Largest over smallest mean weight of the samples as they came; higher means samples on different scales.",
        ru="Отношение наибольшего среднего веса выборок к наименьшему; чем выше, тем различнее масштабы весов.",
    ),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study with several samples whose delivered weights differ in scale",
        ru="исследование с несколькими выборками, веса которых в разном масштабе",
    ),
)
N_LARGE_BASE_WEIGHTS = Measure(
    chapter="weighting",
    name="n_large_base_weights",
    meaning=Words(
        en="Respondents whose weight before calibration is very large beside the others; more means a rougher design.",
        ru="Респонденты с очень большим весом до калибровки; чем больше, тем неровнее дизайн.",
    ),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study with very unequal base weights",
        ru="исследование с очень неравными базовыми весами",
    ),
)
SAMPLES = Measure(
    chapter="weighting",
    name="samples",
    meaning=Words(
        en="Samples that the study joins; the verdict says whether they have a common total.",
        ru="Число выборок в исследовании; вывод говорит, есть ли у них общий итог.",
    ),
    units=("count",),
    control=Control.NONE,
    source="own count",
)
WEIGHT_SHARE = Measure(
    chapter="weighting",
    name="weight_share",
    meaning=Words(
        en="Share of an area in the sum of weights where it contradicts the population; higher means that the area counts more.",
        ru="Доля области в сумме весов там, где она противоречит населению; чем выше, тем больше вес области.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study whose delivered weights contradict the size of its areas",
        ru="исследование, где полученные веса противоречат численности областей",
    ),
)
POPULATION_SHARE = Measure(
    chapter="weighting",
    name="population_share",
    meaning=Words(
        en="Share of the same area in the population; higher means a larger area.",
        ru="Доля той же области в населении; чем выше, тем крупнее область.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study whose delivered weights contradict the size of its areas",
        ru="исследование, где полученные веса противоречат численности областей",
    ),
)
RESPONSE_RATE = Measure(
    chapter="weighting",
    name="response_rate",
    meaning=Words(
        en="Share of the eligible persons of a weighting class who answered; higher means less nonresponse.",
        ru="Доля ответивших среди отобранных в классе взвешивания; чем выше, тем меньше неответов.",
    ),
    units=("share",),
    control=Control.CELLS,
    source="Särndal, Swensson and Wretman 1992, 15.6",
    made_by=MadeBy.OTHER,
    made_where=WITH_NONRESPONSE,
)
RESPONSE_RATE_MIN = Measure(
    chapter="weighting",
    name="response_rate_min",
    meaning=Words(
        en="Smallest response rate of all weighting classes; higher means less nonresponse.",
        ru="Наименьшая доля ответивших среди классов взвешивания; чем выше, тем меньше неответов.",
    ),
    units=("share",),
    control=Control.NONE,
    source="Särndal, Swensson and Wretman 1992, 15.6",
    made_by=MadeBy.OTHER,
    made_where=WITH_NONRESPONSE,
)
NONRESPONSE_FACTOR_MAX = Measure(
    chapter="weighting",
    name="nonresponse_factor_max",
    meaning=Words(
        en="Largest factor that makes up for nonresponse; higher means more unequal weights.",
        ru="Наибольший множитель за неответы; чем выше, тем неравнее веса.",
    ),
    control=Control.NONE,
    source="Särndal, Swensson and Wretman 1992, 15.6",
    made_by=MadeBy.OTHER,
    made_where=WITH_NONRESPONSE,
)
WEIGHT_QUANTILE = Measure(
    chapter="weighting",
    name="weight_quantile",
    meaning=Words(
        en="Quantile of the weights, in mean weights; a wide spread means unequal weights.",
        ru="Квантиль весов в долях среднего веса; большой разброс означает неравные веса.",
    ),
    units=("mean_weights",),
    control=Control.NONE,
    source="own count",
)
WEIGHT_LIGHTEST = Measure(
    chapter="weighting",
    name="weight_lightest",
    meaning=Words(
        en="Mean of the lightest weights, in mean weights; lower means more unequal weights.",
        ru="Среднее самых лёгких весов в долях среднего веса; чем ниже, тем неравнее веса.",
    ),
    units=("mean_weights",),
    control=Control.NONE,
    source="own count",
)
WEIGHT_HEAVIEST = Measure(
    chapter="weighting",
    name="weight_heaviest",
    meaning=Words(
        en="Mean of the heaviest weights, in mean weights; higher means more unequal weights.",
        ru="Среднее самых тяжёлых весов в долях среднего веса; чем выше, тем неравнее веса.",
    ),
    units=("mean_weights",),
    control=Control.NONE,
    source="own count",
)
HEAVIEST_SHARE = Measure(
    chapter="weighting",
    name="heaviest_share",
    meaning=Words(
        en="Share of all weight that the heaviest twentieth of respondents carries; higher means that few decide more.",
        ru="Доля всех весов у самой тяжёлой двадцатой части респондентов; чем выше, тем больше решают немногие.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count",
)
EXTREME_RESPONDENTS = Measure(
    chapter="weighting",
    name="extreme_respondents",
    meaning=Words(
        en="Respondents among the heaviest, in all and by control cell; more means that heavy weights gather there.",
        ru="Респонденты среди самых тяжёлых, всего и по контрольным ячейкам; чем больше, тем сильнее там скопились тяжёлые веса.",
    ),
    units=("respondents",),
    control=Control.NONE,
    source="own count",
)
EXTREME_SHARE = Measure(
    chapter="weighting",
    name="extreme_share",
    meaning=Words(
        en="Share of all weight that these respondents carry; higher means that few decide more.",
        ru="Доля всех весов, приходящаяся на этих респондентов; чем выше, тем больше решают немногие.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count",
)
