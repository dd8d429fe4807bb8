"""Measures of the chapter `events`: schools, forums and other events with a form of their own. Nobody was assigned by chance to attend."""

from crowdpotential.results.measure import Control, Measure, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

T_PAIRS = "t test of pairs; tests of an event as one family"

FLOW = Measure(
    chapter="events",
    name="flow",
    meaning=Words(
        en="Forms before and after an event, code words found in both or in one, and forms left out; nothing else is told of these forms.",
        ru="Число анкет до и после мероприятия, кодовых слов, найденных в обеих волнах или в одной, и исключённых анкет.",
    ),
    units=("count",),
    control=Control.NONE,
    source="own count",
)
RESPONSE = Measure(
    chapter="events",
    name="response",
    meaning=Words(
        en="Share of participants who filled in the form of a wave; the higher, the less those who are silent can change.",
        ru="Доля участников, заполнивших анкету волны; чем выше, тем меньше могут изменить неответившие.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count; without an interval: all participants are counted",
)
RATING = Measure(
    chapter="events",
    name="rating",
    meaning=Words(
        en="Mean answer after the event to a question that was asked once; higher means more agreement.",
        ru="Средний ответ после мероприятия на вопрос, заданный один раз; чем выше, тем больше согласие.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="mean and its error as of a simple sample of such participants",
)
AGREEING = Measure(
    chapter="events",
    name="agreeing",
    meaning=Words(
        en="Share of answers above the middle of the scale; higher means that more people are content.",
        ru="Доля ответов выше середины шкалы; чем выше, тем больше довольных.",
    ),
    units=("share",),
    intervals=("wilson",),
    control=Control.FEW,
    source="Wilson 1927, as of a simple sample of such participants",
)
CHOSEN = Measure(
    chapter="events",
    name="chosen",
    meaning=Words(
        en="Share of those who answered a question with several answers who chose an option.",
        ru="Доля выбравших вариант среди ответивших на вопрос с несколькими ответами.",
    ),
    units=("share",),
    intervals=("wilson",),
    control=Control.FEW,
    source="Wilson 1927, as of a simple sample of such participants",
)
MEAN_BEFORE = Measure(
    chapter="events",
    name="mean_before",
    meaning=Words(
        en="Mean answer before the event of those who answered before and after; higher means more agreement.",
        ru="Средний ответ до мероприятия тех, кто ответил до и после; чем выше, тем больше согласие.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="mean and its error as of a simple sample of such participants",
)
MEAN_AFTER = Measure(
    chapter="events",
    name="mean_after",
    meaning=Words(
        en="Mean answer after the event of the same people; higher means more agreement.",
        ru="Средний ответ тех же людей после мероприятия; чем выше, тем больше согласие.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="mean and its error as of a simple sample of such participants",
)
CHANGE = Measure(
    chapter="events",
    name="change",
    meaning=Words(
        en="Mean after less mean before of the same people; above 0 means more agreement. Without a control group it is no effect.",
        ru="Среднее после минус среднее до у тех же людей; выше 0 — согласие выросло. Без контрольной группы это не эффект мероприятия.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source=T_PAIRS,
)
EFFECT_SIZE = Measure(
    chapter="events",
    name="standardised_change",
    meaning=Words(
        en="Change in standard deviations of the answers (g_av); 0.2 is small, 0.5 medium, 0.8 large among studies of people.",
        ru="Изменение в стандартных отклонениях ответов (g_av); 0,2 — малое, 0,5 — среднее, 0,8 — большое.",
    ),
    units=("sd",),
    intervals=("noncentral-t",),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="Cumming 2012; Lakens 2013; Hedges 1981 with the freedom of Cousineau 2020; interval of Algina and Keselman 2003",
)
SIGNED_RANK = Measure(
    chapter="events",
    name="rank_biserial",
    meaning=Words(
        en="Matched-pairs rank-biserial correlation: 1 if all who changed rose, -1 if all fell; checks the change without its size.",
        ru="Ранговая бисериальная корреляция пар: 1 — у всех изменившихся ответ вырос, −1 — у всех снизился.",
    ),
    units=("correlation",),
    freedom=(FreedomRule.NORMAL,),
    control=Control.FEW,
    source="Kerby 2014; p-value of Wilcoxon 1945, adjusted after Holm 1979; without an interval: a check of the change, which has one",
)
RETROSPECTIVE = Measure(
    chapter="events",
    name="retrospective_change",
    meaning=Words(
        en="Mean after less the mean of what the same people say afterwards about before; above 0 means that they feel to agree more.",
        ru="Среднее после минус среднее того, что те же люди после мероприятия говорят о себе прежних; выше 0 — по их ощущению, выросло.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source=f"Howard 1980; {T_PAIRS}",
)
SHIFT = Measure(
    chapter="events",
    name="response_shift",
    meaning=Words(
        en="Mean of what is said afterwards about before less the mean before; below 0: people now rate their former selves lower.",
        ru="Среднее сказанного после о прежнем минус среднее до; ниже 0 — люди теперь оценивают себя прежних строже.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source=f"Howard 1980; {T_PAIRS}",
)
STAYED = Measure(
    chapter="events",
    name="stayed_mean",
    meaning=Words(
        en="Mean answer before the event of those whose change is known; for questions of attrition those who were found again.",
        ru="Средний ответ до мероприятия тех, чьё изменение известно (для сведений о человеке — найденных в обеих волнах).",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="mean and its error as of a simple sample of such participants",
)
LOST = Measure(
    chapter="events",
    name="lost_mean",
    meaning=Words(
        en="Mean answer before the event of all others who answered before: those who were lost.",
        ru="Средний ответ до мероприятия остальных ответивших до него: тех, кто потерян.",
    ),
    units=("own",),
    intervals=("t", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="mean and its error as of a simple sample of such participants",
)
LOST_DIFFERENCE = Measure(
    chapter="events",
    name="lost_difference",
    meaning=Words(
        en="Mean of those who were lost less that of those who stayed, before the event; far from 0, the change may mislead.",
        ru="Среднее потерянных минус среднее оставшихся до мероприятия; чем дальше от 0, тем меньше изменение оставшихся говорит обо всех.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.WELCH,),
    control=Control.FEW,
    source="Welch 1947; Satterthwaite 1946; tests of an event as one family",
)
