"""Measures of the chapter `sensitivity`: how the parts of the index hang together, and the index beside others."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

CORRELATION_WITHIN = Measure(
    chapter="sensitivity",
    name="correlation_within",
    meaning=Words(
        en="Mean correlation of the items of a dimension with each other; higher means a closer dimension.",
        ru="Средняя корреляция пунктов измерения между собой; чем выше, тем цельнее измерение.",
    ),
    units=("correlation",),
    intervals=("fisher-z",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="OECD and JRC 2008, step 4",
)
CORRELATION_OUTSIDE = Measure(
    chapter="sensitivity",
    name="correlation_outside",
    meaning=Words(
        en="Mean correlation of its items with those of other dimensions; higher means that dimensions overlap.",
        ru="Средняя корреляция пунктов с пунктами других измерений; чем выше, тем сильнее измерения перекрываются.",
    ),
    units=("correlation",),
    intervals=("fisher-z",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="OECD and JRC 2008, step 4",
)
CORRELATION_WITH_INDEX = Measure(
    chapter="sensitivity",
    name="correlation_with_index",
    meaning=Words(
        en="Correlation of a dimension with the index; higher means that the index shows it more.",
        ru="Корреляция измерения с индексом; чем выше, тем сильнее индекс его отражает.",
    ),
    units=("correlation",),
    intervals=("fisher-z",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="OECD and JRC 2008, step 4",
)
DIMENSION_CORRELATION = Measure(
    chapter="sensitivity",
    name="dimension_correlation",
    meaning=Words(
        en="Correlation of the scores of two dimensions; higher means that they go together.",
        ru="Корреляция баллов двух измерений; чем выше, тем теснее они связаны.",
    ),
    units=("correlation",),
    intervals=("fisher-z",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="OECD and JRC 2008, step 4",
)
NOMINAL_WEIGHT = Measure(
    chapter="sensitivity",
    name="nominal_weight",
    meaning=Words(
        en="Weight of a dimension as declared; higher means that it should count more.",
        ru="Заявленный вес измерения; чем выше, тем больше оно должно значить.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="OECD and JRC 2008, step 6",
)
EFFECTIVE_WEIGHT = Measure(
    chapter="sensitivity",
    name="effective_weight",
    meaning=Words(
        en="Share of a dimension in what moves the index; higher means that it counts more in effect.",
        ru="Доля измерения в том, что движет индексом; чем выше, тем больше оно значит на деле.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Paruolo, Saisana and Saltelli 2013",
)
WEIGHT_DIFFERENCE = Measure(
    chapter="sensitivity",
    name="weight_difference",
    meaning=Words(
        en="Effective less nominal weight; higher means that the dimension counts more than declared.",
        ru="Действительный вес минус заявленный; чем выше, тем больше измерение значит сверх заявленного.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED_ESTIMATE,
    source="Paruolo, Saisana and Saltelli 2013",
)
LINK = Measure(
    chapter="sensitivity",
    name="link",
    meaning=Words(
        en="Correlation of the index with what it should go with; higher means a closer link.",
        ru="Корреляция индекса с тем, с чем он должен быть связан; чем выше, тем теснее связь.",
    ),
    units=("correlation",),
    intervals=("fisher-z",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="OECD and JRC 2008, step 9",
)
ALTERNATIVE = Measure(
    chapter="sensitivity",
    name="alternative",
    meaning=Words(
        en="Correlation of the index with one of other weights; higher means that weights matter less.",
        ru="Корреляция индекса с индексом при других весах; чем выше, тем меньше значат веса.",
    ),
    units=("correlation",),
    source="OECD and JRC 2008, step 9",
)
ALTERNATIVE_CHANGE = Measure(
    chapter="sensitivity",
    name="alternative_change",
    meaning=Words(
        en="How a mean or a difference changes under other weights; further from zero means that weights matter more.",
        ru="Как меняется среднее или разность при других весах; чем дальше от нуля, тем важнее веса.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(
        FreedomRule.DOMAIN,
        FreedomRule.DIFFERENCE,
    ),
    steps=Steps.INDEX_MEANS,
    source="OECD and JRC 2008, step 9",
)
