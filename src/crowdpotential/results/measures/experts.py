"""Measures of the chapter `experts`: what a panel of experts says. It describes those who answered; experts are no sample of anybody."""

from crowdpotential.results.measure import Control, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

N_EXPERTS = Measure(
    chapter="experts",
    name="n_experts",
    meaning=Words(en="Experts who filled in the form of a round.", ru="Число экспертов, заполнивших анкету тура."),
    units=("count",),
    control=Control.FEW,
    source="own count",
)
MEDIAN = Measure(
    chapter="experts",
    name="median",
    meaning=Words(
        en="Median of the experts' ratings of a statement; higher means more agreement with it.",
        ru="Медиана оценок экспертов; чем выше, тем больше согласие с утверждением.",
    ),
    units=("own",),
    control=Control.FEW,
    source="Hyndman and Fan 1996, type 7; without an interval: the panel is told of, and no one else",
)
QUARTILE = Measure(
    chapter="experts",
    name="quartile",
    meaning=Words(
        en="Lower (category 25) or upper (75) quartile of the experts' ratings of a statement.",
        ru="Нижний (категория 25) или верхний (75) квартиль оценок экспертов.",
    ),
    units=("own",),
    control=Control.FEW,
    source="Hyndman and Fan 1996, type 7; without an interval: the panel is told of, and no one else",
)
AGREEING = Measure(
    chapter="experts",
    name="agreeing",
    meaning=Words(
        en="Share of experts on the larger of the two sides of the middle of the scale; the verdict is the rule of params.",
        ru="Доля экспертов на большей из двух сторон от середины шкалы; вывод — по правилу из настроек.",
    ),
    units=("share",),
    control=Control.FEW,
    source="Diamond et al. 2014; von der Gracht 2012 (consensus in Delphi studies); rule of params; without an interval, as the median",
)
CONCORDANCE = Measure(
    chapter="experts",
    name="concordance",
    meaning=Words(
        en="Kendall's W: from 0 (experts order the statements each in their own way) to 1 (all alike).",
        ru="Коэффициент конкордации Кендалла W: от 0 (каждый упорядочивает утверждения по-своему) до 1 (все одинаково).",
    ),
    units=("own",),
    intervals=("fisher-z", ""),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="Siegel and Castellan 1988, 9.6; Legendre 2005; jackknife over experts",
)
CHANGED = Measure(
    chapter="experts",
    name="changed",
    meaning=Words(
        en="Share of experts of both rounds who rated the statement otherwise in the last one; higher means less stable.",
        ru="Доля экспертов обоих туров, изменивших оценку в последнем; чем выше, тем менее устойчивы мнения.",
    ),
    units=("share",),
    control=Control.FEW,
    source="Chaffin and Talley 1980; von der Gracht 2012 (individual stability); without an interval, as the median",
)
SHIFT = Measure(
    chapter="experts",
    name="shift",
    meaning=Words(
        en="Median change of the rating from the first round to the last; above 0 means more agreement.",
        ru="Медианное изменение оценки от первого тура к последнему; выше 0 — согласие выросло.",
    ),
    units=("own",),
    freedom=(FreedomRule.NORMAL,),
    control=Control.FEW,
    source="Wilcoxon 1945 for its p-value, adjusted after Holm 1979; without an interval, as the median",
)
OUTLYING = Measure(
    chapter="experts",
    name="outlying",
    meaning=Words(
        en="Experts whose ratings lie further from the panel's medians, on average, than params allow.",
        ru="Число экспертов, чьи оценки в среднем отстоят от медиан дальше, чем допускают настройки.",
    ),
    units=("count",),
    control=Control.FEW,
    source="own count",
)
N_LEFT_OUT = Measure(
    chapter="experts",
    name="n_left_out",
    meaning=Words(
        en="Experts of a round whom some numbers leave out, by reason: not all statements rated (not in W), absent from this round (not in "
        "the changes), not all questions of weights answered, or pairs compared too inconsistently (both not in the weights).",
        ru="Число экспертов тура, не учтённых в части показателей, по причинам: оценены не все утверждения (не учтены в W), эксперт не "
        "участвовал в туре (не учтён в изменениях), даны не все ответы о весах, парные сравнения слишком противоречивы (не учтены "
        "в весах).",
    ),
    units=("count",),
    control=Control.FEW,
    source="own count; Saaty 1980: consistency ratio above the bound of params",
)
WEIGHT = Measure(
    chapter="experts",
    name="weight",
    meaning=Words(
        en="Weight of a dimension by the experts; the weights sum to 1. The index does not use it unless params say so.",
        ru="Вес составляющей по мнению экспертов; сумма весов равна 1. В индексе не используется, если это не указано в настройках.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="budget allocation (OECD and JRC 2008, step 6) or Saaty 1980 with Forman and Peniwati 1998; Efron 1982 (jackknife over experts)",
)
EXPERT_MEAN = Measure(
    chapter="experts",
    name="expert_mean",
    meaning=Words(
        en="Mean of the experts' ratings of a statement that residents rated too; higher means more agreement.",
        ru="Средняя оценка экспертов по утверждению, которое оценивали и жители; чем выше, тем больше согласие.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.SIMPLE,),
    control=Control.FEW,
    source="mean and its error as of a simple sample",
)
RESIDENT_MEAN = Measure(
    chapter="experts",
    name="resident_mean",
    meaning=Words(
        en="Mean of the residents' ratings of a statement that experts rated too; higher means more agreement.",
        ru="Средняя оценка жителей по утверждению, которое оценивали и эксперты; чем выше, тем больше согласие.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
DIFFERENCE = Measure(
    chapter="experts",
    name="difference",
    meaning=Words(
        en="Experts' mean less that of residents; above 0 means that experts agree more.",
        ru="Средняя оценка экспертов минус средняя жителей; выше 0 — эксперты согласны больше.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.WELCH,),
    steps=Steps.REWEIGHTED,
    source="Welch 1947; Satterthwaite 1946",
)
