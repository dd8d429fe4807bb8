"""Measures of the chapter `measurement`: the measurement model, reliability and scores."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

ITEM_REST = Measure(
    chapter="measurement",
    name="item_rest",
    meaning=Words(
        en="Correlation of an item with the sum of the others of its dimension; higher means that it measures the same.",
        ru="Корреляция пункта с суммой остальных пунктов измерения; чем выше, тем вернее он измеряет то же самое.",
    ),
    intervals=("fisher-z",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Nunnally and Bernstein 1994",
)
LOADING = Measure(
    chapter="measurement",
    name="loading",
    meaning=Words(
        en="How strongly an item shows its dimension; higher means a better item.",
        ru="Насколько сильно пункт отражает своё измерение; чем выше, тем лучше пункт.",
    ),
    intervals=(
        "",
        "fisher-z",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="Harman and Jones 1966; Muthen 1984",
)
FACTOR_CORRELATION = Measure(
    chapter="measurement",
    name="factor_correlation",
    meaning=Words(
        en="Correlation of two dimensions, free of measurement error; higher means that they go together.",
        ru="Корреляция двух измерений без ошибки измерения; чем выше, тем теснее они связаны.",
    ),
    intervals=(
        "",
        "fisher-z",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="Harman and Jones 1966",
)
SECOND_ORDER_LOADING = Measure(
    chapter="measurement",
    name="second_order_loading",
    meaning=Words(
        en="How strongly a dimension shows the general factor; higher means that it belongs more to the whole.",
        ru="Насколько сильно измерение отражает общий фактор; чем выше, тем больше оно принадлежит целому.",
    ),
    intervals=(
        "",
        "fisher-z",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="Schmid and Leiman 1957",
)
DIMENSION_WEIGHT = Measure(
    chapter="measurement",
    name="dimension_weight",
    meaning=Words(
        en="Weight of a dimension in the index; higher means that it counts more.",
        ru="Вес измерения в индексе; чем выше, тем больше оно значит.",
    ),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="OECD and JRC 2008, step 6",
)
ITEM_WEIGHT = Measure(
    chapter="measurement",
    name="item_weight",
    meaning=Words(
        en="Weight of an item in its dimension; higher means that it counts more.",
        ru="Вес пункта в измерении; чем выше, тем больше он значит.",
    ),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="OECD and JRC 2008, step 6",
)
SRMR = Measure(
    chapter="measurement",
    name="srmr",
    meaning=Words(
        en="Root mean square of residual correlations; higher means that the model misses more.",
        ru="Среднеквадратичный остаток корреляций; чем выше, тем хуже модель описывает ответы.",
    ),
    source="Bentler 1995",
)
METHOD_LOADING = Measure(
    chapter="measurement",
    name="method_loading",
    meaning=Words(
        en="How strongly a reversed item shows the way it is worded; higher means that wording counts more.",
        ru="Насколько обратный пункт отражает саму формулировку; чем выше, тем сильнее её влияние.",
    ),
    source="DiStefano and Motl 2006",
)
KMO = Measure(
    chapter="measurement",
    name="kmo",
    meaning=Words(
        en="Sampling adequacy; higher means that items share more than pairs explain.",
        ru="Мера адекватности выборки (KMO); чем выше, тем больше общего у пунктов помимо пар.",
    ),
    source="Kaiser 1974",
)
BARTLETT = Measure(
    chapter="measurement",
    name="bartlett",
    meaning=Words(
        en="Test that the items are unrelated; higher means that they are related.",
        ru="Критерий независимости пунктов; чем выше, тем очевиднее их связь.",
    ),
    freedom=(FreedomRule.RESTRICTIONS,),
    source="Bartlett 1951",
)
N_ZERO_CELLS = Measure(
    chapter="measurement",
    name="n_zero_cells",
    meaning=Words(
        en="Empty cells in the tables of pairs of items; more means less certain correlations.",
        ru="Пустые ячейки в таблицах пар пунктов; чем больше, тем менее надёжны корреляции.",
    ),
    source="own count",
)
N_FILLED_CELLS = Measure(
    chapter="measurement",
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
N_SMOOTHED_EIGENVALUES = Measure(
    chapter="measurement",
    name="n_smoothed_eigenvalues",
    meaning=Words(
        en="Eigenvalues that were raised to be positive; more means correlations that contradict each other more.",
        ru="Собственные числа, поднятые до положительных; чем больше, тем сильнее корреляции противоречат друг другу.",
    ),
    source="Knol and ten Berge 1989",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study with exploratory.smoothing: eigenvalues and correlations that are not positive definite",
        ru="исследование с exploratory.smoothing: eigenvalues и неположительными корреляциями",
    ),
)
LARGEST_SMOOTHING = Measure(
    chapter="measurement",
    name="largest_smoothing",
    meaning=Words(
        en="Largest change of a correlation by smoothing; higher means that smoothing did more.",
        ru="Наибольшее изменение корреляции при сглаживании; чем выше, тем сильнее вмешательство.",
    ),
    source="Knol and ten Berge 1989",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study with exploratory.smoothing: eigenvalues and correlations that are not positive definite",
        ru="исследование с exploratory.smoothing: eigenvalues и неположительными корреляциями",
    ),
)
N_FACTORS = Measure(
    chapter="measurement",
    name="n_factors",
    meaning=Words(
        en="Number of dimensions that a rule finds in the answers; more means a finer structure.",
        ru="Число измерений, которое правило находит в ответах; чем больше, тем дробнее структура.",
    ),
    source="Horn 1965; Velicer 1976",
)
EIGENVALUE = Measure(
    chapter="measurement",
    name="eigenvalue",
    meaning=Words(
        en="Eigenvalue of a component; higher means that it explains more.",
        ru="Собственное число компоненты; чем выше, тем больше она объясняет.",
    ),
    source="Horn 1965",
)
EIGENVALUE_RANDOM = Measure(
    chapter="measurement",
    name="eigenvalue_random",
    meaning=Words(
        en="95th percentile of the same eigenvalue in random answers; a component above it is more than chance.",
        ru="95-й процентиль того же собственного числа при случайных ответах; выше него компонента не случайна.",
    ),
    source="Glorfeld 1995",
)
AVERAGE_PARTIAL = Measure(
    chapter="measurement",
    name="average_partial",
    meaning=Words(
        en="Mean squared partial correlation after so many components; lower means that less is left to explain.",
        ru="Средний квадрат частной корреляции после стольких компонент; чем ниже, тем меньше осталось объяснить.",
    ),
    source="Velicer 1976",
)
N_BEST_STARTS = Measure(
    chapter="measurement",
    name="n_best_starts",
    meaning=Words(
        en="Random starts of the rotation that reached the best solution; more means a surer solution.",
        ru="Случайные старты вращения, пришедшие к лучшему решению; чем больше, тем надёжнее решение.",
    ),
    source="own count",
)
UNIQUENESS = Measure(
    chapter="measurement",
    name="uniqueness",
    meaning=Words(
        en="Share of an item's variance that no factor explains; higher means a worse item.",
        ru="Доля дисперсии пункта, не объяснённая факторами; чем выше, тем хуже пункт.",
    ),
    source="Harman and Jones 1966",
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
REPLICATES_FAILED = Measure(
    chapter="measurement",
    name="replicates_failed",
    meaning=Words(
        en="Replicates in which a step of the measurement failed; more means that errors rest on fewer replicates.",
        ru="Реплики, где не удался шаг измерения; чем больше, тем меньше реплик стоит за ошибками.",
    ),
    units=("count",),
    source="decision 55",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study small enough that a step fails in some replicate",
        ru="исследование, столь малое, что шаг не удаётся в какой-то реплике",
    ),
)
SCORE_RELIABILITY = Measure(
    chapter="measurement",
    name="score_reliability",
    meaning=Words(
        en="Reliability of the scores that one method gives; higher means less noise.",
        ru="Надёжность баллов, полученных одним методом; чем выше, тем меньше шума.",
    ),
    source="Thomson 1939; Bartlett 1937; Bock and Mislevy 1982",
)
SCORE_CORRELATION = Measure(
    chapter="measurement",
    name="score_correlation",
    meaning=Words(
        en="Correlation of the scores of two methods; higher means that the method matters less.",
        ru="Корреляция баллов двух методов; чем выше, тем меньше значит выбор метода.",
    ),
    source="own count",
)
OMEGA_TOTAL = Measure(
    chapter="measurement",
    name="omega_total",
    meaning=Words(
        en="Share of a scale's variance that its factors explain; higher means a more reliable scale.",
        ru="Доля дисперсии шкалы, объяснённая её факторами; чем выше, тем надёжнее шкала.",
    ),
    intervals=(
        "",
        "log",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="McDonald 1999, chapter 6",
)
OMEGA_ORDINAL = Measure(
    chapter="measurement",
    name="omega_ordinal",
    meaning=Words(
        en="Reliability of the sum of the answers as they are given; higher means a more reliable scale.",
        ru="Надёжность суммы самих ответов; чем выше, тем надёжнее шкала.",
    ),
    source="Green and Yang 2009",
)
ALPHA = Measure(
    chapter="measurement",
    name="alpha",
    meaning=Words(
        en="Reliability of a scale if its items measure equally well; higher means a more reliable scale.",
        ru="Надёжность шкалы при одинаково хороших пунктах; чем выше, тем надёжнее шкала.",
    ),
    intervals=(
        "",
        "feldt",
        "log",
    ),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Cronbach 1951; Zumbo, Gadermann and Zeisser 2007",
)
OMEGA_HIERARCHICAL = Measure(
    chapter="measurement",
    name="omega_hierarchical",
    meaning=Words(
        en="Share of the index's variance that the general factor explains; higher means that one number says more.",
        ru="Доля дисперсии индекса, объяснённая общим фактором; чем выше, тем больше говорит одно число.",
    ),
    intervals=("log",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.MODELLED,
    source="Zinbarg, Revelle, Yovel and Li 2005",
)
ALPHA_IF_DELETED = Measure(
    chapter="measurement",
    name="alpha_if_deleted",
    meaning=Words(
        en="Alpha of the dimension without the item; higher than with it means that the item harms.",
        ru="Альфа измерения без пункта; если она выше, чем с ним, пункт вредит.",
    ),
    intervals=("log",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Cronbach 1951",
)
