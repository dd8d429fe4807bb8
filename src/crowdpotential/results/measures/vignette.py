"""Measures of the chapter `vignette`: texts given by chance, the only effects of the report."""

from crowdpotential.results.measure import Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

N_ASKED = Measure(
    chapter="vignette",
    name="n_asked",
    meaning=Words(
        en="Respondents who were given one of the texts; more means a surer experiment.",
        ru="Респонденты, которым показали один из текстов; чем больше, тем надёжнее эксперимент.",
    ),
    units=("respondents",),
    source="own count",
)
ASKED_SHARE = Measure(
    chapter="vignette",
    name="asked_share",
    meaning=Words(
        en="Share of residents for whom those who were given a text speak; lower means that the effect tells of fewer.",
        ru="Доля жителей, за которых говорят те, кому показали текст; чем ниже, тем о меньшем числе людей говорит эффект.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
ARM_SHARE = Measure(
    chapter="vignette",
    name="arm_share",
    meaning=Words(
        en="Share of those asked who were given a text, unweighted; far from what was planned means that chance did not decide.",
        ru="Доля опрошенных, которым показали этот текст, без взвешивания; далеко от запланированной — решал не случай.",
    ),
    units=("share",),
    source="own count",
)
ARM_TEST = Measure(
    chapter="vignette",
    name="arm_test",
    meaning=Words(
        en="Chi-square of the numbers of texts given against those planned; higher means that they differ.",
        ru="Хи-квадрат чисел показанных текстов против запланированных; чем выше, тем очевиднее различие.",
    ),
    freedom=(FreedomRule.SIMPLE,),
    source="Pearson 1900",
)
BALANCE_TEST = Measure(
    chapter="vignette",
    name="balance_test",
    meaning=Words(
        en="Test that a covariate, or answering at all (`answered`), has nothing to do with the text, unweighted: chi-square, of numbers "
        "F; higher means that chance did not spread it evenly.",
        ru="Критерий независимости признака или самого ответа (`answered`) от текста, без взвешивания: хи-квадрат, для чисел F; чем выше, "
        "тем неровнее случай распределил признак.",
    ),
    freedom=(FreedomRule.SIMPLE,),
    source="Pearson 1900; Fisher 1925",
)
MEAN = Measure(
    chapter="vignette",
    name="mean",
    meaning=Words(
        en="Mean outcome of those who were given a text; higher means more willingness.",
        ru="Среднее зависимой переменной у тех, кому показали текст; чем выше, тем больше готовность.",
    ),
    units=("own",),
    intervals=("logit", "t"),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992",
)
EFFECT = Measure(
    chapter="vignette",
    name="effect",
    meaning=Words(
        en="Mean outcome under a text less that under the control text, weighted and unweighted; above zero means that the text raises it.",
        ru="Среднее при тексте минус среднее при контрольном тексте, со взвешиванием и без; больше нуля — текст повышает показатель.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Neyman 1923; Hothorn, Bretz and Westfall 2008",
)
EFFECT_DIFFERENCE = Measure(
    chapter="vignette",
    name="effect_difference",
    meaning=Words(
        en="Effect of a text on one side less that on another; further from zero means that the sides react otherwise.",
        ru="Эффект текста на одной стороне минус эффект на другой; чем дальше от нуля, тем сильнее расходятся стороны.",
    ),
    units=("own",),
    intervals=("t",),
    freedom=(FreedomRule.FEWEST,),
    steps=Steps.REWEIGHTED,
    source="Hothorn, Bretz and Westfall 2008",
)
