"""Measures of the chapter `measurement`: correlations, number of factors, loadings and the weights that follow."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

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
