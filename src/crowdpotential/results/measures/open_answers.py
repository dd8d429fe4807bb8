"""Measures of the chapter `open_answers`: themes of answers in respondents' own words, and how far coders agree."""

from crowdpotential.results.measure import MadeBy, Measure, Steps, Words
from crowdpotential.stats.inference.freedom_rules import FreedomRule

SHARE = Measure(
    chapter="open_answers",
    name="share",
    meaning=Words(
        en="Share of those who gave an answer in their own words that named a theme; higher means more of them. `no_theme` are answers in "
        "which none was found. An answer may have several themes.",
        ru="Доля назвавших тему среди давших ответ своими словами; чем выше, тем их больше. `no_theme` — ответы, в которых тема не "
        "найдена. В одном ответе может быть несколько тем.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 98",
)
SHARE_OF_ASKED = Measure(
    chapter="open_answers",
    name="share_of_asked",
    meaning=Words(
        en="Share of all who were asked that named a theme, those without an answer among them; higher means more of them.",
        ru="Доля назвавших тему среди всех, кому задан вопрос, включая не ответивших; чем выше, тем их больше.",
    ),
    units=("share",),
    intervals=("logit",),
    freedom=(FreedomRule.DOMAIN,),
    steps=Steps.REWEIGHTED,
    source="Rao, Wu and Yue 1992; decision 98",
)
CONTRAST = Measure(
    chapter="open_answers",
    name="contrast",
    meaning=Words(
        en="Share that named a theme on one side less that on another, among those who gave an answer; higher means that the first names "
        "it more often.",
        ru="Доля назвавших тему на одной стороне минус доля на другой, среди давших ответ; чем выше, тем чаще её называют на первой.",
    ),
    units=("share",),
    intervals=("t",),
    freedom=(FreedomRule.DIFFERENCE,),
    steps=Steps.REWEIGHTED,
    source="Hothorn, Bretz and Westfall 2008",
)
N_UNTOLD = Measure(
    chapter="open_answers",
    name="n_untold",
    meaning=Words(
        en="Themes of a question that are told of none of a family of domains, because too few of one of them named it, or all but too "
        "few; `variable_2` names the family.",
        ru="Число тем вопроса, доли которых не приводятся ни для одной из групп семейства: в одной из них тему назвали слишком немногие "
        "или почти все; семейство названо в `variable_2`.",
    ),
    units=("count",),
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study in which few of a side named a theme.", ru="Исследование, в котором тему назвали немногие на одной из сторон."
    ),
)
AGREEMENT = Measure(
    chapter="open_answers",
    name="agreement",
    meaning=Words(
        en="Krippendorff's alpha of two coders on whether an answer names a theme; of all themes together where no theme is named. 1 is "
        "full agreement, 0 what chance would give. The interval is that of the answers, by a bootstrap.",
        ru="Альфа Криппендорфа двух кодировщиков: названа ли в ответе тема; без темы — по всем темам вместе. 1 — полное согласие, 0 — "
        "согласие на уровне случайного. Интервал — по ответам, бутстрепом.",
    ),
    units=("",),
    intervals=("",),
    source="Krippendorff 2011; Hayes and Krippendorff 2007",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study whose coders gave back a coded workbook.", ru="Исследование, кодировщики которого вернули книгу с кодами."
    ),
)
N_DISAGREED = Measure(
    chapter="open_answers",
    name="n_disagreed",
    meaning=Words(
        en="Answers to which two coders gave different themes; the rule of decision 98 decided which stand.",
        ru="Число ответов, которым два кодировщика приписали разные темы; какие остались, решило правило решения 98.",
    ),
    units=("answers",),
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study whose coders gave back a coded workbook.", ru="Исследование, кодировщики которого вернули книгу с кодами."
    ),
)
N_CODED = Measure(
    chapter="open_answers",
    name="n_coded",
    meaning=Words(
        en="Answers that a coder has read; the themes of the others are those of the dictionary.",
        ru="Число ответов, прочитанных кодировщиком; темы остальных найдены по словарю.",
    ),
    units=("answers",),
    source="own count",
    made_by=MadeBy.OTHER,
    made_where=Words(
        en="A study whose coders gave back a coded workbook.", ru="Исследование, кодировщики которого вернули книгу с кодами."
    ),
)
N_NOT_RUSSIAN = Measure(
    chapter="open_answers",
    name="n_not_russian",
    meaning=Words(
        en="Answers that no coder has read and of which most words are not in the Russian dictionary; words are found only as written.",
        ru="Число не прочитанных кодировщиком ответов, большинства слов которых нет в русском словаре; слова находятся только в том "
        "виде, в каком записаны.",
    ),
    units=("answers",),
    source="own count; dictionary of OpenCorpora (Korobov 2015)",
)
N_QUOTED = Measure(
    chapter="open_answers",
    name="n_quoted",
    meaning=Words(
        en="Answers that are quoted, of those that coders released; the same words are quoted once.",
        ru="Число приведённых ответов среди разрешённых кодировщиками; одинаковые слова приводятся один раз.",
    ),
    units=("answers",),
    source="own count; decision 98",
    made_by=MadeBy.OTHER,
    made_where=Words(en="A study whose coders released answers.", ru="Исследование, кодировщики которого разрешили цитировать ответы."),
)
N_NOT_QUOTED = Measure(
    chapter="open_answers",
    name="n_not_quoted",
    meaning=Words(
        en="Answers that coders released and that are not quoted, by reason: something points to a person, one of their themes was "
        "named by too few or there is none, or the question is sensitive.",
        ru="Число разрешённых кодировщиками, но не приведённых ответов, по причинам: в ответе есть то, что указывает на человека, одну "
        "из тем назвали слишком немногие или темы нет, вопрос деликатный.",
    ),
    units=("answers",),
    source="own count; decision 98",
    made_by=MadeBy.OTHER,
    made_where=Words(en="A study whose coders released answers.", ru="Исследование, кодировщики которого разрешили цитировать ответы."),
)
