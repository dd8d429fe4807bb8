"""Measures of the chapter `comparability`: verdicts, and the models of rising equality that they rest on."""

from crowdpotential.results.measure import Control, MadeBy, Measure, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

VERDICT = Measure(
    chapter="comparability",
    name="verdict",
    meaning=Words(
        en="Whether numbers of the groups may be compared; a word, not a number.",
        ru="Можно ли сравнивать числа групп; слово, а не число.",
    ),
    control=Control.NONE,
    source="decisions 22, 59",
)
OBSTACLE = Measure(
    chapter="comparability",
    name="obstacle",
    meaning=Words(
        en="What stood in the way of a test; the note says it.",
        ru="Что помешало проверке; сказано в примечании.",
    ),
    source="decision 33",
    made_by=MadeBy.EXAMPLE,
)
THIN_GROUP = Measure(
    chapter="comparability",
    name="thin_group",
    meaning=Words(
        en="Respondents that a group would need to be tested; higher means that more are needed.",
        ru="Сколько респондентов нужно группе для проверки; чем выше, тем больше нужно.",
    ),
    source="Bentler and Chou 1987",
)
UNANSWERED_ITEM = Measure(
    chapter="comparability",
    name="unanswered_item",
    meaning=Words(
        en="An item that nobody of a group answered; a fact, not a number.",
        ru="Пункт, на который никто в группе не ответил; факт, а не число.",
    ),
    source="decision 33",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study where a group was not asked an item",
        ru="исследование, где группе не задавали пункт",
    ),
)
CONSTANT_ITEM = Measure(
    chapter="comparability",
    name="constant_item",
    meaning=Words(
        en="An item to which all of a group gave one answer; a fact, not a number.",
        ru="Пункт, на который вся группа ответила одинаково; факт, а не число.",
    ),
    source="decision 33",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study where a whole group gives one answer to an item",
        ru="исследование, где вся группа отвечает на пункт одинаково",
    ),
)
N_JOINED_CATEGORIES = Measure(
    chapter="comparability",
    name="n_joined_categories",
    meaning=Words(
        en="Categories of answers that were joined so that all groups have them; more means coarser answers.",
        ru="Категории ответов, объединённые, чтобы они были во всех группах; чем больше, тем грубее ответы.",
    ),
    source="decision 22",
)
N_ZERO_CELLS = Measure(
    chapter="comparability",
    name="n_zero_cells",
    meaning=Words(
        en="Empty cells in the groups' tables of pairs of items; more means less certain correlations.",
        ru="Пустые ячейки в таблицах пар пунктов по группам; чем больше, тем менее надёжны корреляции.",
    ),
    source="own count",
)
N_FILLED_CELLS = Measure(
    chapter="comparability",
    name="n_filled_cells",
    meaning=Words(
        en="Empty cells of two-by-two tables that got half a respondent; more means that correlations rest more on this rule.",
        ru="Пустые ячейки таблиц два на два, получившие полреспондента; чем больше, тем больше корреляции зависят от этого правила.",
    ),
    source="Savalei 2011",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study of items with two answers, some combination of which nobody gave",
        ru="исследование с пунктами из двух ответов, где какое-то сочетание никто не выбрал",
    ),
)
N_EQUAL_RESIDUALS = Measure(
    chapter="comparability",
    name="n_equal_residuals",
    meaning=Words(
        en="Items with two answers whose residual variances had to be held equal; more means stronger assumptions.",
        ru="Пункты с двумя ответами, чьи остаточные дисперсии пришлось приравнять; чем больше, тем сильнее допущения.",
    ),
    source="decision 60",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study of items with two answers whose residual variances nothing determines",
        ru="исследование с пунктами из двух ответов, где остаточные дисперсии ничем не определены",
    ),
)
CHI2 = Measure(
    chapter="comparability",
    name="chi2",
    meaning=Words(
        en="Corrected chi-square of a level of invariance; higher for its degrees of freedom means a worse fit.",
        ru="Скорректированный хи-квадрат уровня инвариантности; чем выше при тех же степенях свободы, тем хуже согласие.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Yuan and Bentler 2000; Wu and Estabrook 2016",
)
DF = Measure(
    chapter="comparability",
    name="df",
    meaning=Words(
        en="Degrees of freedom of a level; more means that it claims more.",
        ru="Степени свободы уровня; чем больше, тем больше модель утверждает.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Bollen 1989",
)
CFI = Measure(
    chapter="comparability",
    name="cfi",
    meaning=Words(
        en="Comparative fit of a level; nearer to 1 means a better fit.",
        ru="Сравнительный индекс согласия уровня; чем ближе к 1, тем лучше.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Bentler 1990",
)
TLI = Measure(
    chapter="comparability",
    name="tli",
    meaning=Words(
        en="Fit of a level that rewards simple models; nearer to 1 means a better fit.",
        ru="Индекс Такера-Льюиса уровня; чем ближе к 1, тем лучше.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Tucker and Lewis 1973",
)
SRMR = Measure(
    chapter="comparability",
    name="srmr",
    meaning=Words(
        en="Root mean square of residual correlations of a level; higher means a worse fit.",
        ru="Среднеквадратичный остаток корреляций уровня; чем выше, тем хуже согласие.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Bentler 1995",
)
RMSEA = Measure(
    chapter="comparability",
    name="rmsea",
    meaning=Words(
        en="Misfit of a level per degree of freedom, with its 90 % interval; higher means a worse fit.",
        ru="Несогласие уровня на степень свободы, с интервалом 90 %; чем выше, тем хуже.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Steiger 1998; Browne and Cudeck 1993",
)
CHANGE_CFI = Measure(
    chapter="comparability",
    name="change_cfi",
    meaning=Words(
        en="CFI of a level less that of the freer one; a larger fall means that the step costs more.",
        ru="CFI уровня минус CFI более свободного; чем сильнее падение, тем дороже шаг.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Chen 2007",
)
CHANGE_RMSEA = Measure(
    chapter="comparability",
    name="change_rmsea",
    meaning=Words(
        en="RMSEA of a level less that of the freer one; a larger rise means that the step costs more.",
        ru="RMSEA уровня минус RMSEA более свободного; чем сильнее рост, тем дороже шаг.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Chen 2007",
)
CHI2_DIFFERENCE = Measure(
    chapter="comparability",
    name="chi2_difference",
    meaning=Words(
        en="Corrected difference of chi-square of two levels; higher means that the step costs more.",
        ru="Скорректированная разность хи-квадратов двух уровней; чем выше, тем дороже шаг.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Satorra 2000; Satorra and Bentler 2001",
)
LATENT_DIFFERENCE = Measure(
    chapter="comparability",
    name="latent_difference",
    meaning=Words(
        en="Difference of two sides in a dimension, free of measurement error; higher means that the first side stands above.",
        ru="Разность двух сторон по измерению без ошибки измерения; чем выше, тем выше первая сторона.",
    ),
    units=("sd",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    source="Sorbom 1974",
)
