"""Measures of the chapter `drivers`: what goes together with an outcome, other things being equal. Associations, not effects."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

N_COMPLETE = Measure(
    chapter="drivers",
    name="n_complete",
    meaning=Words(
        en="Respondents with all answers that a model needs; more means a surer model. The note says why there is no model.",
        ru="Респонденты, у которых есть все ответы для модели; чем больше, тем надёжнее модель. В примечании — почему модели нет.",
    ),
    units=("respondents",),
    source="own count",
)
N_LEFT_OUT = Measure(
    chapter="drivers",
    name="n_left_out",
    meaning=Words(
        en="Respondents left out of a model for want of one answer, by question and reason; more means that fewer speak for all.",
        ru="Респонденты, исключённые из модели из-за одного ответа, по вопросам и причинам; чем больше, тем меньше говорят за всех.",
    ),
    units=("respondents",),
    source="own count",
)
LEFT_OUT = Measure(
    chapter="drivers",
    name="left_out",
    meaning=Words(
        en="A predictor, control or category that a model does not hold, with the reason in the note; no number.",
        ru="Фактор, контрольная переменная или категория, которых нет в модели, с причиной в примечании; без числа.",
    ),
    source="own rule",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study with a predictor that cannot be used.", ru="Исследование, в котором один из признаков нельзя использовать."
    ),
)
HIGH_SHARE = Measure(
    chapter="drivers",
    name="high_share",
    meaning=Words(
        en="Share of answers to the outcome from the code in `category` upwards; higher means more of them.",
        ru="Доля ответов на зависимый вопрос не ниже кода из `category`; чем выше, тем таких ответов больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
DIFFERENCE = Measure(
    chapter="drivers",
    name="difference",
    meaning=Words(
        en="By how much the mean outcome differs where a predictor is one standard deviation higher, or where its category is another, all "
        "else being equal; above zero means that they rise together. Scores are those of the whole sample.",
        ru="На сколько отличается среднее зависимой переменной там, где фактор выше на одно стандартное отклонение или где его категория "
        "другая, при прочих равных; больше нуля — растут вместе. Баллы посчитаны по всей выборке.",
    ),
    units=("points", "own"),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Binder 1983; Rao, Wu and Yue 1992",
)
SHARE_DIFFERENCE = Measure(
    chapter="drivers",
    name="share_difference",
    meaning=Words(
        en="By how much high answers are more frequent where a predictor is one standard deviation higher, or where its category is "
        "another, averaged over respondents (ordinal model); above zero means more frequent.",
        ru="На сколько чаще высокие ответы там, где фактор выше на одно стандартное отклонение или где его категория другая, в среднем по "
        "респондентам (порядковая модель); больше нуля — чаще.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="McCullagh 1980; Kaufman 1996",
)
DEPARTURE = Measure(
    chapter="drivers",
    name="departure",
    meaning=Words(
        en="By how much a share_difference is another without the assumption of proportional odds: that of a logit of high answers "
        "alone less that of the ordinal model. Zero where the assumption holds; further from zero speaks against it.",
        ru="На сколько share_difference была бы другой без допущения о пропорциональных шансах: по логит-модели для одних высоких ответов "
        "минус по порядковой модели. Ноль, если допущение верно; чем дальше от нуля, тем хуже для него.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Hausman 1978; Brant 1990",
)
PARALLEL_TEST = Measure(
    chapter="drivers",
    name="parallel_test",
    meaning=Words(
        en="Test that the odds of higher answers differ alike at every answer with a predictor or control, as the ordinal model has it: F "
        "of the logits of all answers against each other; higher speaks against one odds ratio for all answers.",
        ru="Критерий того, что шансы более высокого ответа с фактором или контрольной переменной отличаются одинаково для всех ответов, "
        "как считает порядковая модель: F по логит-моделям для каждого ответа; чем выше, тем хуже для единого отношения шансов.",
    ),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Brant 1990; Korn and Graubard 1990",
)
ODDS_RATIO = Measure(
    chapter="drivers",
    name="odds_ratio",
    meaning=Words(
        en="By how many times the odds of a higher answer differ where a predictor is one standard deviation higher, or where its category "
        "is another; above one means higher answers. The interval is found on the logarithm.",
        ru="Во сколько раз отличаются шансы более высокого ответа там, где фактор выше на одно стандартное отклонение или где его "
        "категория другая; больше единицы — ответы выше. Интервал построен в логарифмах.",
    ),
    intervals=("log",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="McCullagh 1980",
)
SIDE_DIFFERENCE = Measure(
    chapter="drivers",
    name="side_difference",
    meaning=Words(
        en="A difference on one side less that on another; further from zero means that the predictor goes with the outcome otherwise "
        "there.",
        ru="Разница на одной стороне минус такая же на другой; чем дальше от нуля, тем сильнее расходятся связи.",
    ),
    units=("points", "own", "share"),
    intervals=("t",),
    freedom=(FreedomRule.FEWEST,),
    steps=Steps.REWEIGHTED,
    source="Hothorn, Bretz and Westfall 2008",
)
R_SQUARED = Measure(
    chapter="drivers",
    name="r_squared",
    meaning=Words(
        en="Share of the outcome's variance that the linear model accounts for, or its controls alone (`model`); higher means a closer "
        "fit. It is too high by a little, the more so the fewer respondents there are.",
        ru="Доля дисперсии зависимой переменной, которую объясняет линейная модель или одни контрольные переменные (`model`); чем выше, "
        "тем точнее описание. Немного завышена, тем больше, чем меньше респондентов.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Binder 1983",
)
PSEUDO_R_SQUARED = Measure(
    chapter="drivers",
    name="pseudo_r_squared",
    meaning=Words(
        en="Share of the log-likelihood that the ordinal model gains over its thresholds alone; higher means a closer fit.",
        ru="Доля логарифма правдоподобия, которую порядковая модель выигрывает у одних порогов; чем выше, тем точнее описание.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="McFadden 1974",
)
IMPORTANCE = Measure(
    chapter="drivers",
    name="importance",
    meaning=Words(
        en="Part of R squared beyond the controls that a predictor, or group of them, accounts for (general dominance); with those of the "
        "others and of the controls it sums to R squared. Higher means a closer association.",
        ru="Часть R², которую сверх контрольных переменных объясняет фактор или группа факторов (общая доминантность); вместе с "
        "остальными и контрольными даёт R². Чем выше, тем теснее связь.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Azen and Budescu 2003; Grömping 2006",
)
IMPORTANCE_SHARE = Measure(
    chapter="drivers",
    name="importance_share",
    meaning=Words(
        en="The same part as a share of all that the predictors account for; shares sum to one.",
        ru="Та же часть как доля всего, что объясняют факторы; доли дают в сумме единицу.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Azen and Budescu 2003",
)
IMPORTANCE_CONTRAST = Measure(
    chapter="drivers",
    name="importance_contrast",
    meaning=Words(
        en="Part of one predictor less that of another; above zero means that the first goes more closely with the outcome.",
        ru="Часть одного фактора минус часть другого; больше нуля — первый теснее связан с зависимой переменной.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Azen and Budescu 2003; Hothorn, Bretz and Westfall 2008",
)
LEVEL = Measure(
    chapter="drivers",
    name="level",
    meaning=Words(
        en="Mean of a predictor between the ends of its scale, 0 to 100, of all who answered; higher means less room for improvement.",
        ru="Среднее фактора между краями его шкалы, от 0 до 100, среди всех ответивших; чем выше, тем меньше резерв роста.",
    ),
    units=("points",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Martilla and James 1977",
)
EXCESS = Measure(
    chapter="drivers",
    name="importance_excess",
    meaning=Words(
        en="Share of a predictor less what each would have if all counted alike; above zero means that it matters more than most.",
        ru="Доля фактора минус доля при равной значимости всех; больше нуля — фактор значит больше прочих.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Martilla and James 1977; Hothorn, Bretz and Westfall 2008",
)
LEVEL_DEVIATION = Measure(
    chapter="drivers",
    name="level_deviation",
    meaning=Words(
        en="Level of a predictor less the mean level of all on the map; below zero means more room for improvement. The verdict says "
        "where on the map it lies.",
        ru="Уровень фактора минус средний уровень всех факторов карты; меньше нуля — резерв роста больше. Вывод называет место на карте.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REWEIGHTED,
    source="Martilla and James 1977; OECD 2022",
)
