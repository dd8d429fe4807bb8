"""Measures of the chapter `measurement`: reliability of items, dimensions, the index and other scores."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

ITEM_REST = Measure(
    chapter="measurement",
    name="item_rest",
    meaning=Words(
        en="Correlation of an item with the sum of the others of its dimension; higher means that it measures the same.",
        ru="Корреляция пункта с суммой остальных пунктов измерения; чем выше, тем вернее он измеряет то же самое.",
    ),
    intervals=("fisher-z",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Nunnally and Bernstein 1994",
)
SCORE_RELIABILITY = Measure(
    chapter="measurement",
    name="score_reliability",
    meaning=Words(
        en="Reliability of the scores that one method gives; higher means less noise.",
        ru="Надёжность баллов, полученных одним методом; чем выше, тем меньше шума.",
    ),
    source="Thomson 1939; Bartlett 1937; Bock and Mislevy 1982",
)
SCORE_CORRELATION = Measure(
    chapter="measurement",
    name="score_correlation",
    meaning=Words(
        en="Correlation of the scores of two methods; higher means that the method matters less.",
        ru="Корреляция баллов двух методов; чем выше, тем меньше значит выбор метода.",
    ),
    source="own count",
)
OMEGA_TOTAL = Measure(
    chapter="measurement",
    name="omega_total",
    meaning=Words(
        en="Share of a scale's variance that its factors explain; higher means a more reliable scale.",
        ru="Доля дисперсии шкалы, объяснённая её факторами; чем выше, тем надёжнее шкала.",
    ),
    intervals=(
        "",
        "log",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="McDonald 1999, chapter 6",
)
OMEGA_ORDINAL = Measure(
    chapter="measurement",
    name="omega_ordinal",
    meaning=Words(
        en="Reliability of the sum of the answers as they are given; higher means a more reliable scale.",
        ru="Надёжность суммы самих ответов; чем выше, тем надёжнее шкала.",
    ),
    source="Green and Yang 2009",
)
ALPHA = Measure(
    chapter="measurement",
    name="alpha",
    meaning=Words(
        en="Reliability of a scale if its items measure equally well; higher means a more reliable scale.",
        ru="Надёжность шкалы при одинаково хороших пунктах; чем выше, тем надёжнее шкала.",
    ),
    intervals=(
        "",
        "feldt",
        "log",
    ),
    freedom=(FreedomRule.DOMAIN, FreedomRule.SIMPLE),
    steps=Steps.REWEIGHTED,
    source="Cronbach 1951; Zumbo, Gadermann and Zeisser 2007",
)
OMEGA_HIERARCHICAL = Measure(
    chapter="measurement",
    name="omega_hierarchical",
    meaning=Words(
        en="Share of the index's variance that the general factor explains; higher means that one number says more.",
        ru="Доля дисперсии индекса, объяснённая общим фактором; чем выше, тем больше говорит одно число.",
    ),
    intervals=("log",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="Zinbarg, Revelle, Yovel and Li 2005",
)
ALPHA_IF_DELETED = Measure(
    chapter="measurement",
    name="alpha_if_deleted",
    meaning=Words(
        en="Alpha of the dimension without the item; higher than with it means that the item harms.",
        ru="Альфа измерения без пункта; если она выше, чем с ним, пункт вредит.",
    ),
    intervals=("log",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Cronbach 1951",
)
