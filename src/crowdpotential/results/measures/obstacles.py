"""Measures of the chapter `obstacles`: barriers to participation, motives, channels and topics."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

SHARE = Measure(
    chapter="obstacles",
    name="share",
    meaning=Words(
        en="Share of those who answered that named an option; higher means more of them. Shares of one question may add to more than 1.",
        ru="Доля назвавших вариант среди ответивших; чем выше, тем их больше. Доли одного вопроса в сумме могут превышать 1.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 42",
)
KIND_SHARE = Measure(
    chapter="obstacles",
    name="kind_share",
    meaning=Words(
        en="Share of those who answered that named at least one barrier of a kind; who named two of them counts once.",
        ru="Доля назвавших хотя бы один барьер этого рода среди ответивших; назвавший два таких барьера учтён один раз.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Verba, Schlozman and Brady 1995",
)
CONTRAST = Measure(
    chapter="obstacles",
    name="contrast",
    meaning=Words(
        en="Share of an option on one side less that on another; higher means that the first names it more often.",
        ru="Доля назвавших вариант на одной стороне минус доля на другой; чем выше, тем чаще его называют на первой.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Hothorn, Bretz and Westfall 2008",
)
KIND_CONTRAST = Measure(
    chapter="obstacles",
    name="kind_contrast",
    meaning=Words(
        en="Share that named a barrier of a kind on one side less that on another; higher means that the first names it more often.",
        ru="Доля назвавших барьер этого рода на одной стороне минус доля на другой; чем выше, тем чаще его называют на первой.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Hothorn, Bretz and Westfall 2008",
)
ADJUSTED_DIFFERENCE = Measure(
    chapter="obstacles",
    name="adjusted_difference",
    meaning=Words(
        en="Mean index of those who name a barrier less that of the others, given side and controls: an association; below zero means that "
        "those who name it have less potential.",
        ru="Среднее индекса назвавших барьер минус среднее остальных при одинаковых стороне и контрольных признаках: связь, а не "
        "влияние; меньше нуля — потенциал назвавших ниже.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Frisch and Waugh 1933; Lovell 1963; Binder 1983",
)
N_UNTOLD = Measure(
    chapter="obstacles",
    name="n_untold",
    meaning=Words(
        en="Options of a question that are told of none of a family of domains, because too few of one of them named it, or all but too "
        "few; `variable_2` names the family.",
        ru="Число вариантов вопроса, доли которых не приводятся ни для одной из групп семейства: в одной из них вариант назвали слишком "
        "немногие или почти все; семейство названо в `variable_2`.",
    ),
    units=("count",),
    source="own count",
)
