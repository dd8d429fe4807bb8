"""Measures of the chapter `fieldwork`: the fieldwork in counts."""

from crowdpotential.results.measure import Control, MadeBy, Measure, Words

N_RECEIVED = Measure(
    chapter="fieldwork",
    name="n_received",
    meaning=Words(
        en="Interviews that came with the data; more means a larger sample before anything is left out.",
        ru="Интервью, поступившие с данными; чем больше, тем крупнее выборка до исключений.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="AAPOR Code of Ethics 2021",
)
N_EXCLUDED = Measure(
    chapter="fieldwork",
    name="n_excluded",
    meaning=Words(
        en="Interviews left out by the rules of cleaning; more means a larger loss.",
        ru="Интервью, исключённые правилами чистки; чем больше, тем больше потери.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="AAPOR Code of Ethics 2021",
)
N_ANALYSED = Measure(
    chapter="fieldwork",
    name="n_analysed",
    meaning=Words(
        en="Interviews that the results rest on; more means smaller errors.",
        ru="Интервью, на которых основаны результаты; чем больше, тем меньше ошибки.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="AAPOR Code of Ethics 2021",
)
EXCLUDED_SHARE = Measure(
    chapter="fieldwork",
    name="excluded_share",
    meaning=Words(
        en="Share of the interviews received that was left out; higher means a larger loss.",
        ru="Доля исключённых среди поступивших интервью; чем выше, тем больше потери.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count",
)
EXCLUSION = Measure(
    chapter="fieldwork",
    name="exclusion",
    meaning=Words(
        en="Interviews left out by one rule, each counted by the first rule that applies; more means that the rule takes more.",
        ru="Интервью, исключённые одним правилом (каждое считается по первому подошедшему); чем больше, тем чаще правило срабатывает.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="own count",
)
FLAGGED = Measure(
    chapter="fieldwork",
    name="flagged",
    meaning=Words(
        en="Share of the interviews received that a rule of quality marks; higher means more doubtful interviews.",
        ru="Доля поступивших интервью, отмеченных правилом качества; чем выше, тем больше сомнительных интервью.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count",
)
N_PLANNED = Measure(
    chapter="fieldwork",
    name="n_planned",
    meaning=Words(
        en="Interviews planned; more means a larger planned sample.",
        ru="Запланированные интервью; чем больше, тем крупнее план выборки.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="own count",
)
N_FORBIDDEN = Measure(
    chapter="fieldwork",
    name="n_forbidden",
    meaning=Words(
        en="Answers to questions that should not have been asked of that respondent; more means that routing failed more often.",
        ru="Ответы на вопросы, которые этому респонденту не следовало задавать; чем больше, тем чаще нарушались переходы анкеты.",
    ),
    units=("answers",),
    control=Control.NONE,
    source="own count",
)
N_UNPLACED = Measure(
    chapter="fieldwork",
    name="n_unplaced",
    meaning=Words(
        en="Respondents who belong to no area, or to no side; more means that more people count only in the whole.",
        ru="Респонденты, не отнесённые ни к одной области или ни к одной стороне; чем больше, тем больше людей учтено только в целом.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="a study with cleaning.unplaced: keep that has respondents without an area or a side",
        ru="исследование с cleaning.unplaced: keep, где есть респонденты без области или стороны",
    ),
)
DURATION_MEDIAN = Measure(
    chapter="fieldwork",
    name="duration_median",
    meaning=Words(
        en="Median length of an interview; higher means longer interviews.",
        ru="Медианная длительность интервью; чем выше, тем дольше интервью.",
    ),
    units=("minutes",),
    control=Control.FEW,
    source="own count",
)
NONRESPONSE = Measure(
    chapter="fieldwork",
    name="nonresponse",
    meaning=Words(
        en="Share of don't-knows, refusals and blanks among the answers asked for in a dimension; higher means more silence.",
        ru="Доля затруднений, отказов и пропусков среди запрошенных ответов на пункты измерения; чем выше, тем чаще молчали.",
    ),
    units=("share",),
    control=Control.NONE,
    source="own count",
)
QUOTA_PLANNED = Measure(
    chapter="fieldwork",
    name="quota_planned",
    meaning=Words(
        en="Interviews that the population's structure asks for in a quota cell; higher means a larger quota.",
        ru="Число интервью, которого структура населения требует в ячейке квоты; чем выше, тем больше квота.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="own count",
)
QUOTA_REACHED = Measure(
    chapter="fieldwork",
    name="quota_reached",
    meaning=Words(
        en="Interviews made in a quota cell; higher than planned means that the cell is overfilled.",
        ru="Число проведённых интервью в ячейке квоты; больше плана означает перебор.",
    ),
    units=("interviews",),
    control=Control.CELLS,
    source="own count",
)
N_LISTWISE = Measure(
    chapter="fieldwork",
    name="n_listwise",
    meaning=Words(
        en="Respondents who answered all items of the index; more means that less is lost where incomplete answers are deleted.",
        ru="Респонденты, ответившие на все пункты индекса; чем больше, тем меньше потери при удалении неполных ответов.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="own count",
)
N_PAIRWISE = Measure(
    chapter="fieldwork",
    name="n_pairwise",
    meaning=Words(
        en="Fewest respondents who answered both items of any pair; more means surer correlations.",
        ru="Наименьшее число ответивших на оба пункта какой-либо пары; чем больше, тем надёжнее корреляции.",
    ),
    units=("interviews",),
    control=Control.NONE,
    source="own count",
)
N_HIDDEN = Measure(
    chapter="fieldwork",
    name="n_hidden",
    meaning=Words(
        en="Numbers hidden by one rule of disclosure control; more means that less can be told without telling of somebody.",
        ru="Числа, скрытые одним правилом защиты от раскрытия; чем больше, тем меньше можно сообщить, не выдав кого-либо.",
    ),
    units=("count",),
    control=Control.NONE,
    source="Hundepool et al. 2012, chapter 4",
)
