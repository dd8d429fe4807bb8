"""Measures of the chapter `sensitivity`: what results depend on, of choices and of parts of the index."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

N_COMBINATIONS = Measure(
    chapter="sensitivity",
    name="n_combinations",
    meaning=Words(
        en="Combinations of choices that were computed; more means a wider search.",
        ru="Посчитанные сочетания решений; чем больше, тем шире перебор.",
    ),
    units=("count",),
    source="Saisana, Saltelli and Tarantola 2005",
)
N_LEFT_OUT = Measure(
    chapter="sensitivity",
    name="n_left_out",
    meaning=Words(
        en="Combinations left out because an index cannot be made so; more means gaps in the search.",
        ru="Пропущенные сочетания, при которых индекс построить нельзя; чем больше, тем больше пробелов.",
    ),
    units=("count",),
    source="Saisana, Saltelli and Tarantola 2005",
)
WITHHELD = Measure(
    chapter="sensitivity",
    name="withheld",
    meaning=Words(
        en="Replicates in which alternatives failed, too many to tell anything; more means a smaller sample.",
        ru="Реплики, где варианты не удались, слишком многие для выводов; чем больше, тем меньше выборка.",
    ),
    units=("count",),
    source="decision 55",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study small enough that alternatives fail in too many replicates",
        ru="исследование, столь малое, что варианты не удаются в слишком многих репликах",
    ),
)
OPTION = Measure(
    chapter="sensitivity",
    name="option",
    meaning=Words(
        en="Share of an option of a choice in all that was tried; higher means that it counts more.",
        ru="Доля варианта решения во всём переборе; чем выше, тем больше он значит.",
    ),
    units=("share",),
    source="Saisana, Saltelli and Tarantola 2005",
)
RANGE = Measure(
    chapter="sensitivity",
    name="range",
    meaning=Words(
        en="Lowest and highest value of a number over all combinations; a wider range means that choices matter more.",
        ru="Наименьшее и наибольшее значение числа по всем сочетаниям; чем шире, тем важнее решения.",
    ),
    units=("points",),
    intervals=("range",),
    source="Saisana, Saltelli and Tarantola 2005",
)
VARIANCE_SHARE = Measure(
    chapter="sensitivity",
    name="variance_share",
    meaning=Words(
        en="Share of the variance that comes from choices, from sampling or from both; higher means that this source matters more.",
        ru="Доля дисперсии от решений, от выборки или от обоих; чем выше, тем важнее этот источник.",
    ),
    units=("share",),
    source="Efron and Stein 1981",
)
FIRST_ORDER = Measure(
    chapter="sensitivity",
    name="first_order",
    meaning=Words(
        en="Share of the variance that one choice explains alone; higher means that it matters more.",
        ru="Доля дисперсии, объяснённая одним решением отдельно; чем выше, тем оно важнее.",
    ),
    units=("share",),
    source="Saltelli et al. 2008",
)
TOTAL_ORDER = Measure(
    chapter="sensitivity",
    name="total_order",
    meaning=Words(
        en="Share of the variance that a choice explains alone and with others; higher means that it matters more.",
        ru="Доля дисперсии, объяснённая решением отдельно и вместе с другими; чем выше, тем оно важнее.",
    ),
    units=("share",),
    source="Saltelli et al. 2008",
)
SAME_ORDER = Measure(
    chapter="sensitivity",
    name="same_order",
    meaning=Words(
        en="Share of combinations and replicates that keep the order of two places; higher means a surer order.",
        ru="Доля сочетаний и реплик, сохраняющих порядок двух мест; чем выше, тем надёжнее порядок.",
    ),
    units=("share",),
    source="Saisana, Saltelli and Tarantola 2005",
)
ROBUSTNESS = Measure(
    chapter="sensitivity",
    name="robustness",
    meaning=Words(
        en="Share of combinations in which a finding holds; higher means a surer finding.",
        ru="Доля сочетаний, при которых вывод выдерживается; чем выше, тем надёжнее вывод.",
    ),
    units=("share",),
    source="decision 27",
)
CHANGE_WITHOUT = Measure(
    chapter="sensitivity",
    name="change_without",
    meaning=Words(
        en="How a number changes where an item or a dimension is left out; further from zero means that it hangs on that part.",
        ru="Как меняется число без пункта или измерения; чем дальше от нуля, тем сильнее оно зависит от этой части.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(
        FreedomRule.DOMAIN,
        FreedomRule.DIFFERENCE,
    ),
    steps=Steps.INDEX_MEANS,
    source="OECD and JRC 2008, step 7",
)
ROBUSTNESS_WITHOUT = Measure(
    chapter="sensitivity",
    name="robustness_without",
    meaning=Words(
        en="Share of parts without which a finding holds; higher means a surer finding.",
        ru="Доля частей, без которых вывод выдерживается; чем выше, тем надёжнее вывод.",
    ),
    units=("share",),
    source="decision 31",
)
COMPENSATION = Measure(
    chapter="sensitivity",
    name="compensation",
    meaning=Words(
        en="What a mean of dimensions that lets none make up for another takes away; higher means less balanced dimensions.",
        ru="Сколько отнимает среднее измерений, не допускающее взаимного возмещения; чем больше, тем неровнее измерения.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.INDEX_MEANS,
    source="OECD and JRC 2008, step 6",
)
DEVIATION = Measure(
    chapter="sensitivity",
    name="deviation",
    meaning=Words(
        en="A dimension of an area less that of the areas it may be compared with; higher means a strength.",
        ru="Измерение области минус то же у сравнимых областей; чем выше, тем сильнее эта сторона области.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.INDEX_MEANS,
    source="OECD and JRC 2008, step 8",
)
