"""Measures of the chapter `participation`: steps, their losses, potential beside participation, inequality of activity."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

STEP_SHARE = Measure(
    chapter="participation",
    name="step_share",
    meaning=Words(
        en="Share of the residents who stand at a step, whatever steps they have left out; higher means more of them.",
        ru="Доля жителей, дошедших до шага, какие бы шаги они ни пропустили; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
STEP_PERSONS = Measure(
    chapter="participation",
    name="step_persons",
    meaning=Words(
        en="Residents who stand at a step, in thousands: their share times the residents of the place or group; higher means more people.",
        ru="Число жителей, дошедших до шага, в тысячах: их доля, умноженная на число жителей места или группы; чем выше, тем больше людей.",
    ),
    units=("thousand_persons",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 93",
)
STEP_THROUGH = Measure(
    chapter="participation",
    name="step_through",
    meaning=Words(
        en="Share of the residents who stand at a step and at all before it; higher means that more come so far without a gap.",
        ru="Доля жителей, прошедших шаг и все шаги до него; чем выше, тем больше дошедших без пропусков.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 93",
)
STEP_RETENTION = Measure(
    chapter="participation",
    name="step_retention",
    meaning=Words(
        en="Of those who went through all steps before, the share that takes this one; higher means a smaller loss.",
        ru="Доля сделавших этот шаг среди прошедших все предыдущие; чем выше, тем меньше потери.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 93",
)
STEP_APART = Measure(
    chapter="participation",
    name="step_apart",
    meaning=Words(
        en="Respondents who stand at a step though not at one before it; more means that the steps are less of a funnel.",
        ru="Опрошенные, которые дошли до шага, минуя один из предыдущих; чем больше, тем меньше шаги похожи на воронку.",
    ),
    units=("respondents",),
    source="own count",
)
STEP_UNKNOWN = Measure(
    chapter="participation",
    name="step_unknown",
    meaning=Words(
        en="Respondents of whom it is not known whether they stand at a step; more means a less certain share.",
        ru="Опрошенные, о которых неизвестно, дошли ли они до шага; чем больше, тем менее надёжна доля.",
    ),
    units=("respondents",),
    source="own count",
)
STEP_CONTRAST = Measure(
    chapter="participation",
    name="step_contrast",
    meaning=Words(
        en="Share at a step on one side less that on another; higher means that the first takes part more.",
        ru="Доля дошедших до шага на одной стороне минус доля на другой; чем выше, тем активнее первая.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Satterthwaite 1946; Hothorn, Bretz and Westfall 2008",
)
QUADRANT_SHARE = Measure(
    chapter="participation",
    name="quadrant_share",
    meaning=Words(
        en="Share of the residents with high or lower potential who take part or do not; higher means more of them.",
        ru="Доля жителей с высоким или более низким потенциалом, участвующих или нет; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 94",
)
QUADRANT_PERSONS = Measure(
    chapter="participation",
    name="quadrant_persons",
    meaning=Words(
        en="Residents with high or lower potential who take part or do not, in thousands; higher means more people.",
        ru="Число жителей с высоким или более низким потенциалом, участвующих или нет, в тысячах; чем выше, тем больше людей.",
    ),
    units=("thousand_persons",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 94",
)
IDLE_SHARE = Measure(
    chapter="participation",
    name="idle_share",
    meaning=Words(
        en="Share of those with high potential who do not take part; higher means more potential that is not used.",
        ru="Доля не участвующих среди жителей с высоким потенциалом; чем выше, тем больше неиспользуемого потенциала.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 94",
)
QUADRANT_CONTRAST = Measure(
    chapter="participation",
    name="quadrant_contrast",
    meaning=Words(
        en="Share with high potential who do not take part on one side less that on another; higher means that the first has more to win.",
        ru="Доля не участвующих с высоким потенциалом на одной стороне минус доля на другой; чем выше, тем больше резерв первой.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Satterthwaite 1946; decision 94",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study whose sides may be compared without adjustment for single items",
        ru="исследование, стороны которого сопоставимы без поправок на отдельные вопросы",
    ),
)
INACTIVE_SHARE = Measure(
    chapter="participation",
    name="inactive_share",
    meaning=Words(
        en="Share of the residents whose activity is nil; higher means that fewer do anything.",
        ru="Доля жителей с нулевой активностью; чем выше, тем меньше тех, кто что-либо делает.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
GINI = Measure(
    chapter="participation",
    name="gini",
    meaning=Words(
        en="Gini's coefficient of activity: 0 where all do as much, near 1 where one does everything; higher means more unequal.",
        ru="Коэффициент Джини активности: 0, если все активны одинаково, почти 1, если всё делает один; чем выше, тем неравномернее.",
    ),
    units=("",),
    intervals=("hall", "logit", ""),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Langel and Tillé 2013, eq. 7; Hall 1992; decision 95",
)
TOP_SHARE = Measure(
    chapter="participation",
    name="top_share",
    meaning=Words(
        en="Share of all activity that the most active residents make (the most active of how many per cent: the category); higher means "
        "that fewer do more of it.",
        ru="Доля всей активности, приходящаяся на самых активных жителей (их процент — категория); чем выше, тем больше делают немногие.",
    ),
    units=("share",),
    intervals=("hall", "logit", ""),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Kovačević and Binder 1997; Hall 1992; decision 95",
)
LORENZ = Measure(
    chapter="participation",
    name="lorenz",
    meaning=Words(
        en="Share of all activity that the least active residents make (of how many per cent: the category); higher means more equal.",
        ru="Доля всей активности, приходящаяся на наименее активных жителей (на сколько процентов их — категория); чем выше, тем ровнее.",
    ),
    units=("share",),
    intervals=("hall", "logit", ""),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Lorenz 1905; Kovačević and Binder 1997",
)
