"""Measures of the chapter `weighting`: control totals, and how the sample stands to them before and after."""

from crowdpotential.results.measure import Control, MadeBy, Measure, Words

WITH_MEANS = Words(en="a study with weighting.means", ru="исследование с weighting.means")

MARGIN_BEFORE = Measure(
    chapter="weighting",
    name="margin_before",
    meaning=Words(
        en="Share of a control cell under the weights before calibration; far from the control means an uneven sample.",
        ru="Доля контрольной ячейки до калибровки; чем дальше от контрольной, тем сильнее смещена выборка.",
    ),
    units=("share",),
    control=Control.CELLS,
    source="Deming and Stephan 1940",
)
MARGIN_CONTROL = Measure(
    chapter="weighting",
    name="margin_control",
    meaning=Words(
        en="Known share of a control cell in the population; higher means a larger part of the population.",
        ru="Известная доля контрольной ячейки в населении; чем выше, тем больше эта часть населения.",
    ),
    units=("share",),
    control=Control.NONE,
    source="Deming and Stephan 1940",
)
MARGIN_AFTER = Measure(
    chapter="weighting",
    name="margin_after",
    meaning=Words(
        en="Share of a control cell under calibrated weights; it should equal the control.",
        ru="Доля контрольной ячейки после калибровки; должна совпасть с контрольной.",
    ),
    units=("share",),
    control=Control.CELLS,
    source="Deming and Stephan 1940",
)
MEAN_BEFORE = Measure(
    chapter="weighting",
    name="mean_before",
    meaning=Words(
        en="Mean of a numeric control variable before calibration, in its own unit; higher means more of it.",
        ru="Среднее числовой контрольной переменной до калибровки, в её единицах; чем выше, тем больше величина.",
    ),
    units=("own",),
    control=Control.FEW,
    source="Deville and Särndal 1992",
    made_by=MadeBy.OTHER,
    made_where=WITH_MEANS,
)
MEAN_CONTROL = Measure(
    chapter="weighting",
    name="mean_control",
    meaning=Words(
        en="Known mean of a numeric control variable in the population; higher means more of it.",
        ru="Известное среднее числовой контрольной переменной в населении; чем выше, тем больше величина.",
    ),
    units=("own",),
    control=Control.NONE,
    source="Deville and Särndal 1992",
    made_by=MadeBy.OTHER,
    made_where=WITH_MEANS,
)
MEAN_AFTER = Measure(
    chapter="weighting",
    name="mean_after",
    meaning=Words(
        en="Mean of a numeric control variable after calibration; it should equal the control.",
        ru="Среднее числовой контрольной переменной после калибровки; должно совпасть с контрольным.",
    ),
    units=("own",),
    control=Control.FEW,
    source="Deville and Särndal 1992",
    made_by=MadeBy.OTHER,
    made_where=WITH_MEANS,
)
MARGIN_GAP = Measure(
    chapter="weighting",
    name="margin_gap",
    meaning=Words(
        en="Largest relative gap between a calibrated cell and its control total; higher means a worse calibration.",
        ru="Наибольшее относительное расхождение ячейки с контрольным итогом после калибровки; чем выше, тем хуже калибровка.",
    ),
    control=Control.NONE,
    source="Deville and Särndal 1992",
)
N_COLLAPSED = Measure(
    chapter="weighting",
    name="n_collapsed",
    meaning=Words(
        en="Control cells that were joined with a neighbour; more means coarser controls.",
        ru="Контрольные ячейки, объединённые с соседними; чем больше, тем грубее контроль.",
    ),
    control=Control.NONE,
    source="own count",
)
LARGEST_GAP = Measure(
    chapter="weighting",
    name="largest_gap",
    meaning=Words(
        en="Largest relative gap of any control at the end of the calibration; higher means a worse calibration.",
        ru="Наибольшее относительное расхождение в конце калибровки; чем выше, тем хуже калибровка.",
    ),
    control=Control.NONE,
    source="Deville and Särndal 1992",
)
N_MARGINS_ROUNDED = Measure(
    chapter="weighting",
    name="n_margins_rounded",
    meaning=Words(
        en="Control cells given as shares that rounding to whole persons changed; more means more rounding.",
        ru="Контрольные ячейки, заданные долями и изменённые округлением до целых людей; чем больше, тем больше округлено.",
    ),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study whose margins are given as shares",
        ru="исследование, где контрольные итоги заданы долями",
    ),
)
LARGEST_MARGIN_ROUNDING = Measure(
    chapter="weighting",
    name="largest_margin_rounding",
    meaning=Words(
        en="Largest change of a control total by rounding, in persons; higher means coarser rounding.",
        ru="Наибольшее изменение контрольного итога при округлении, в людях; чем выше, тем грубее округление.",
    ),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study whose margins are given as shares",
        ru="исследование, где контрольные итоги заданы долями",
    ),
)
ASMD_BEFORE = Measure(
    chapter="weighting",
    name="asmd_before",
    meaning=Words(
        en="Distance of sample and population in a control variable before calibration; above 0.1 is noticeable.",
        ru="Расстояние между выборкой и населением по контрольной переменной до калибровки; заметно выше 0,1.",
    ),
    units=("standard_deviations",),
    control=Control.CELLS,
    source="Austin 2009",
)
ASMD_AFTER = Measure(
    chapter="weighting",
    name="asmd_after",
    meaning=Words(
        en="The same distance after calibration; higher means less balance.",
        ru="То же расстояние после калибровки; чем выше, тем хуже баланс.",
    ),
    units=("standard_deviations",),
    control=Control.CELLS,
    source="Austin 2009",
)
SMALL_CELL = Measure(
    chapter="weighting",
    name="small_cell",
    meaning=Words(
        en="Respondents of a control cell with fewer than ten; fewer means that fewer stand for many.",
        ru="Респонденты контрольной ячейки, где их меньше десяти; чем меньше, тем меньше людей представляют многих.",
    ),
    units=("respondents",),
    control=Control.CELLS,
    source="own count",
)
N_SMALL_CELLS = Measure(
    chapter="weighting",
    name="n_small_cells",
    meaning=Words(
        en="Control cells with fewer than ten respondents; more means controls too fine for the sample.",
        ru="Контрольные ячейки, где меньше десяти респондентов; чем больше, тем мельче ячейки для этой выборки.",
    ),
    units=("cells",),
    control=Control.NONE,
    source="own count",
)
