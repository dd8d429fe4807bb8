"""Measures of the chapter `gap`: the gap between sides with people made alike, and taken apart by what people differ in."""

from crowdpotential.results.measure import Control, MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

WITH_UNANSWERED = Words(
    en="a study with gap, some of whose respondents lack an answer to a control",
    ru="исследование с gap, где часть опрошенных не ответила на вопрос о контрольном признаке",
)
WITH_THIN_CATEGORIES = Words(
    en="a study with gap, one of whose controls has a category of few respondents on one side",
    ru="исследование с gap, где в одной из категорий признака с одной стороны мало опрошенных",
)

RUNG = Measure(
    chapter="gap",
    name="rung",
    meaning=Words(
        en="Difference of the index between two sides as they are, or, where the category names a side, with both composed as it is; "
        "higher means that the first stands above.",
        ru="Разница индекса двух сторон при собственном составе или, если в category названа сторона, при её составе населения у обеих; "
        "чем выше, тем выше первая.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.BALANCED_MEANS,
    source="Hainmueller 2012, equation 9; Schuirmann 1987",
)
PART = Measure(
    chapter="gap",
    name="part",
    meaning=Words(
        en="Points of the difference between two sides that fall on their composition, on coefficients, or on both together; "
        "further from zero means a larger part. No effect of anything.",
        ru="Баллы разницы двух сторон, приходящиеся на состав населения, на коэффициенты или на то и другое вместе; "
        "чем дальше от нуля, тем больше часть. Это не влияние.",
    ),
    units=("points",),
    intervals=("t",),
    freedom=(FreedomRule.REGRESSION,),
    steps=Steps.REGRESSED_INDEX,
    source="Oaxaca 1973; Blinder 1973; Yun 2005, equation 4; Jann 2008",
)
COMPOSITION_SHARE = Measure(
    chapter="gap",
    name="composition_share",
    meaning=Words(
        en="Share of a category among those of a side who have an index and all controls; higher means more of them.",
        ru="Доля категории среди жителей стороны, у которых есть индекс и все контрольные признаки; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    control=Control.CELLS,
    source="own count",
)
ASMD_BEFORE = Measure(
    chapter="gap",
    name="asmd_before",
    meaning=Words(
        en="Standardised difference of a category's share between two sides as they are; higher means that they differ more.",
        ru="Стандартизованная разница доли категории между сторонами до выравнивания; чем выше, тем сильнее они различаются.",
    ),
    units=("standard_deviations",),
    control=Control.CELLS,
    source="Austin 2009",
)
ASMD_AFTER = Measure(
    chapter="gap",
    name="asmd_after",
    meaning=Words(
        en="The same after the first side was given the other's composition; zero means that balancing did what it promises.",
        ru="То же после того, как первой стороне придан состав другой; нуль — выравнивание выполнено.",
    ),
    units=("standard_deviations",),
    control=Control.CELLS,
    source="Austin 2009; Hainmueller 2012",
)
BALANCE_FACTOR = Measure(
    chapter="gap",
    name="balance_factor",
    meaning=Words(
        en="How many times a category weighs, on average, what it weighed before its side was given the other's composition; "
        "above 1 means more.",
        ru="Во сколько раз в среднем меняется вес категории, когда стороне придают состав другой; больше 1 — вес растёт.",
    ),
    control=Control.CELLS,
    source="Hainmueller 2012",
)
LARGEST_FACTOR = Measure(
    chapter="gap",
    name="largest_factor",
    meaning=Words(
        en="How many times the people whose weight balancing raises most weigh what they did; higher means that few decide more.",
        ru="Во сколько раз вырос вес тех, чей вес выравнивание увеличило больше всего; чем выше, тем больше зависит от немногих.",
    ),
    control=Control.NONE,
    source="Hainmueller 2012",
)
EFFECTIVE_BEFORE = Measure(
    chapter="gap",
    name="n_effective_before",
    meaning=Words(
        en="Equally weighted respondents of a side of the same precision, before balancing; higher means more precise.",
        ru="Эффективный объём выборки стороны до выравнивания; чем выше, тем точнее.",
    ),
    units=("respondents",),
    control=Control.NONE,
    source="Kish 1965",
)
EFFECTIVE_AFTER = Measure(
    chapter="gap",
    name="n_effective_after",
    meaning=Words(
        en="The same once the side has the other's composition; far below that before means that balancing costs precision.",
        ru="То же, когда стороне придан состав другой; чем меньше по сравнению с прежним, тем дороже выравнивание.",
    ),
    units=("respondents",),
    control=Control.NONE,
    source="Kish 1965",
)
N_LACKING = Measure(
    chapter="gap",
    name="n_lacking_control",
    meaning=Words(
        en="Respondents of a side with an index who lack an answer to a control and do not count here; higher means more of them.",
        ru="Опрошенные стороны с индексом, не ответившие на вопрос о признаке и потому не учтённые; чем выше, тем их больше.",
    ),
    units=("respondents",),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=WITH_UNANSWERED,
)
LEFT_OUT = Measure(
    chapter="gap",
    name="not_taken_apart",
    meaning=Words(
        en="A pair of sides whose gap is not taken apart, or not in one direction, with the reason; the number is the fewest respondents "
        "that were needed.",
        ru="Пара сторон, разрыв между которыми не раскладывается (или лишь в одну сторону), и причина; "
        "число — сколько опрошенных требовалось.",
    ),
    units=("respondents",),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=WITH_THIN_CATEGORIES,
)
