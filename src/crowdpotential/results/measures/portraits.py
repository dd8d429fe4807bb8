"""Measures of the chapter `portraits`: target groups beside everybody, the boost sample apart, and small domains pooled."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

SIZE = Measure(
    chapter="portraits",
    name="size",
    meaning=Words(
        en="Share of a target group among residents; higher means a larger group.",
        ru="Доля целевой группы среди жителей; чем выше, тем больше группа.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
PERSONS = Measure(
    chapter="portraits",
    name="persons",
    meaning=Words(
        en="Residents of a target group, in thousands; higher means more people.",
        ru="Число жителей в целевой группе, в тысячах; чем выше, тем больше людей.",
    ),
    units=("thousand_persons",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
MEAN_DIFFERENCE = Measure(
    chapter="portraits",
    name="mean_difference",
    meaning=Words(
        en="Mean of the index or of a dimension in a target group less that of everybody; higher means that the group stands above.",
        ru="Среднее индекса или субиндекса в целевой группе минус среднее всех; чем выше, тем выше группа.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.INDEX_MEANS,
    steps_beside=Steps.MEANS,
    source="Hothorn, Bretz and Westfall 2008",
)
SHARE = Measure(
    chapter="portraits",
    name="share",
    meaning=Words(
        en="Share of those who answered that gave one of the answers that count as readiness, or, in the boost sample, named an option; "
        "higher means more of them.",
        ru="Доля выразивших готовность среди ответивших, а в целевом доборе — также доля назвавших вариант; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN, FreedomRule.SIMPLE),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
DIFFERENCE = Measure(
    chapter="portraits",
    name="difference",
    meaning=Words(
        en="Share of a target group that named an option, or is ready, less that of everybody; higher means more often than everybody.",
        ru="Доля назвавших вариант или готовых в целевой группе минус доля среди всех; чем выше, тем чаще, чем в среднем.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Hothorn, Bretz and Westfall 2008",
)
MEAN = Measure(
    chapter="portraits",
    name="mean",
    meaning=Words(
        en="Unweighted mean of a dimension in a group of the boost sample; it describes those asked. Higher means more potential.",
        ru="Невзвешенное среднее субиндекса в группе целевого добора; описывает только опрошенных. Чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.SIMPLE,),
    source="a simple random sample's, in name only",
)
N_UNTOLD = Measure(
    chapter="portraits",
    name="n_untold",
    meaning=Words(
        en="Answers, or answers of single groups of the boost sample, that are not told, because too few gave them, or all but too few.",
        ru="Число долей, которые не приводятся: ответ дали слишком немногие в группе или почти все.",
    ),
    units=("count",),
    source="own count",
)
CELL_MEAN = Measure(
    chapter="portraits",
    name="cell_mean",
    meaning=Words(
        en="Mean of the index in a group of an area by its own respondents alone; higher means more potential.",
        ru="Среднее индекса в группе одной области только по её собственным ответам; чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.INDEX_MEANS,
    source="Rao, Wu and Yue 1992",
)
CELL_POOLED = Measure(
    chapter="portraits",
    name="cell_pooled",
    meaning=Words(
        en="The same with the help of the group in other areas and of other groups in the area; higher means more potential.",
        ru="То же с опорой на эту группу в других областях и на другие группы области; чем выше, тем больше потенциал.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.SMALL_DOMAINS,),
    source="Fay and Herriot 1979; Datta and Lahiri 2000; Li and Lahiri 2010",
)
OWN_SHARE = Measure(
    chapter="portraits",
    name="own_share",
    meaning=Words(
        en="How much the group's own respondents count in its pooled mean, 0 to 1; the higher, the less is borrowed.",
        ru="Вес собственных ответов группы в объединённой оценке, от 0 до 1; чем выше, тем меньше заимствовано.",
    ),
    units=("share",),
    source="Fay and Herriot 1979",
)
BETWEEN = Measure(
    chapter="portraits",
    name="between",
    meaning=Words(
        en="Standard deviation, in points, of the true means of small domains around what group and area foretell; higher: more straying.",
        ru="Стандартное отклонение, в баллах, истинных средних малых групп от ожидаемых по группе и области; чем выше, тем больше разброс.",
    ),
    units=("points",),
    source="Fay and Herriot 1979; Li and Lahiri 2010",
)
N_CELLS = Measure(
    chapter="portraits",
    name="n_cells",
    meaning=Words(
        en="Groups in areas with respondents enough for a mean: those that are pooled, or, with a reason in `note`, that are not.",
        ru="Число групп отдельных областей, где хватает опрошенных для среднего; если объединение не проведено, причина указана в `note`.",
    ),
    units=("count",),
    source="own count",
)
