"""Measures of the chapter `index`: the index of everybody, sides and areas."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

MEAN = Measure(
    chapter="index",
    name="mean",
    meaning=Words(
        en="Mean of the index or of a dimension, 0 to 100; higher means more potential.",
        ru="Среднее индекса или измерения, от 0 до 100; чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.INDEX_MEANS,
    steps_beside=Steps.MEANS,
    source="Rao, Wu and Yue 1992; decision 4",
)
SHARE = Measure(
    chapter="index",
    name="share",
    meaning=Words(
        en="Share of respondents at a low, medium or high level of the index; higher means more of them.",
        ru="Доля респондентов с низким, средним или высоким уровнем индекса; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
MONTE_CARLO_ERROR = Measure(
    chapter="index",
    name="monte_carlo_error",
    meaning=Words(
        en="How far the standard error would move with another seed; higher means too few replicates.",
        ru="Насколько изменилась бы ошибка при другом зерне; чем выше, тем меньше хватает реплик.",
    ),
    units=("points",),
    steps=Steps.INDEX_MEANS,
    source="Efron and Tibshirani 1993, chapter 19.3",
)
REPLICATES_NEEDED = Measure(
    chapter="index",
    name="replicates_needed",
    meaning=Words(
        en="Replicates that would make that error small enough; more means a longer computation.",
        ru="Сколько реплик сделали бы эту ошибку достаточно малой; чем больше, тем дольше расчёт.",
    ),
    units=("replicates",),
    steps=Steps.INDEX_MEANS,
    source="Efron and Tibshirani 1993, chapter 19.3",
)
STANDARD_ERROR_LINEARISED = Measure(
    chapter="index",
    name="standard_error_linearised",
    meaning=Words(
        en="Standard error of the same mean by linearisation; far from the replicates' means that one of them is wrong.",
        ru="Ошибка того же среднего по линеаризации; расхождение с репликами означает, что одна из них неверна.",
    ),
    units=("points",),
    freedom=(FreedomRule.DOMAIN,),
    source="Binder 1983; Deville and Särndal 1992",
)
DEFF = Measure(
    chapter="index",
    name="deff",
    meaning=Words(
        en="Variance of the mean over that of a simple random sample; higher means a less efficient design.",
        ru="Дисперсия среднего к дисперсии простой случайной выборки; чем выше, тем менее эффективен дизайн.",
    ),
    freedom=(FreedomRule.DOMAIN,),
    source="Kish 1965",
)
