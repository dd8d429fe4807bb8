"""Measures of the chapter `measurement`: whether the declared model fits, and what would help."""

from crowdpotential.results.measure import MadeBy, Measure, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

SRMR = Measure(
    chapter="measurement",
    name="srmr",
    meaning=Words(
        en="Root mean square of residual correlations; higher means that the model misses more.",
        ru="Среднеквадратичный остаток корреляций; чем выше, тем хуже модель описывает ответы.",
    ),
    source="Bentler 1995",
)
VERDICT = Measure(
    chapter="measurement",
    name="verdict",
    meaning=Words(
        en="Whether the declared model describes the answers, as a whole or in a dimension; a word, not a number.",
        ru="Описывает ли заявленная модель ответы, в целом или в измерении; слово, а не число.",
    ),
    source="Hu and Bentler 1999; decision 53",
)
OBSTACLE = Measure(
    chapter="measurement",
    name="obstacle",
    meaning=Words(
        en="What stood in the way of a model; the note says it.",
        ru="Что помешало построить модель; сказано в примечании.",
    ),
    source="decision 58",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study whose declared model cannot be fitted",
        ru="исследование, где заявленную модель нельзя оценить",
    ),
)
CHI2 = Measure(
    chapter="measurement",
    name="chi2",
    meaning=Words(
        en="Corrected chi-square of the model; higher for its degrees of freedom means a worse fit.",
        ru="Скорректированный хи-квадрат модели; чем выше при тех же степенях свободы, тем хуже согласие.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Yuan and Bentler 2000; Asparouhov and Muthen 2010",
)
DF = Measure(
    chapter="measurement",
    name="df",
    meaning=Words(
        en="Degrees of freedom of the model; more means that it claims more.",
        ru="Степени свободы модели; чем больше, тем больше модель утверждает.",
    ),
    source="Bollen 1989",
)
CFI = Measure(
    chapter="measurement",
    name="cfi",
    meaning=Words(
        en="Comparative fit; nearer to 1 means a better fit.",
        ru="Сравнительный индекс согласия; чем ближе к 1, тем лучше.",
    ),
    source="Bentler 1990; Brosseau-Liard and Savalei 2014",
)
TLI = Measure(
    chapter="measurement",
    name="tli",
    meaning=Words(
        en="Fit that rewards simple models; nearer to 1 means a better fit.",
        ru="Индекс Такера-Льюиса, поощряющий простые модели; чем ближе к 1, тем лучше.",
    ),
    source="Tucker and Lewis 1973; Brosseau-Liard and Savalei 2014",
)
RMSEA = Measure(
    chapter="measurement",
    name="rmsea",
    meaning=Words(
        en="Misfit per degree of freedom, with its 90 % interval; higher means a worse fit.",
        ru="Несогласие на степень свободы, с интервалом 90 %; чем выше, тем хуже.",
    ),
    source="Steiger 1998; Browne and Cudeck 1993",
)
MODIFICATION_INDEX = Measure(
    chapter="measurement",
    name="modification_index",
    meaning=Words(
        en="By how much chi-square would fall if one fixed link were freed; higher means that the link is missed more.",
        ru="Насколько упал бы хи-квадрат, если освободить связь; чем выше, тем нужнее эта связь.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Sorbom 1989",
)
EXPECTED_CHANGE = Measure(
    chapter="measurement",
    name="expected_change",
    meaning=Words(
        en="Value that the freed link would take; further from zero means a stronger link.",
        ru="Значение, которое приняла бы освобождённая связь; чем дальше от нуля, тем она сильнее.",
    ),
    units=("sd",),
    source="Saris, Satorra and Sorbom 1987",
)
N_CHANGES_TRIED = Measure(
    chapter="measurement",
    name="n_changes_tried",
    meaning=Words(
        en="Changes of a model that does not fit that were tried; more means a longer search.",
        ru="Испытанные изменения модели, не согласующейся с данными; чем больше, тем дольше поиск.",
    ),
    source="decision 26",
    made_by=MadeBy.EXAMPLE,
)
ADVICE = Measure(
    chapter="measurement",
    name="advice",
    meaning=Words(
        en="CFI of the model after one change; nearer to 1 means that the change helps.",
        ru="CFI модели после одного изменения; чем ближе к 1, тем полезнее изменение.",
    ),
    source="decision 26",
    made_by=MadeBy.EXAMPLE,
)
ADVICE_RMSEA = Measure(
    chapter="measurement",
    name="advice_rmsea",
    meaning=Words(
        en="RMSEA after that change; lower means that the change helps.",
        ru="RMSEA после этого изменения; чем ниже, тем полезнее изменение.",
    ),
    source="decision 26",
    made_by=MadeBy.EXAMPLE,
)
ADVICE_SRMR = Measure(
    chapter="measurement",
    name="advice_srmr",
    meaning=Words(
        en="SRMR after that change; lower means that the change helps.",
        ru="SRMR после этого изменения; чем ниже, тем полезнее изменение.",
    ),
    source="decision 26",
    made_by=MadeBy.EXAMPLE,
)
ADVICE_CHI2 = Measure(
    chapter="measurement",
    name="advice_chi2",
    meaning=Words(
        en="Chi-square after that change; lower means that the change helps.",
        ru="Хи-квадрат после этого изменения; чем ниже, тем полезнее изменение.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="decision 26",
    made_by=MadeBy.EXAMPLE,
)
