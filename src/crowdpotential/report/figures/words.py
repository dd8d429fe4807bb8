"""The few words of the figures themselves, in the report's two languages; everything else comes from the study and its codebook."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "interval_key": "{level} доверительный интервал",
        "interval_head": "{level} ДИ",
        "mean": "Среднее",
        "base": "База, n",
        "hidden": "скрыто",
        "difference": "Разница",
        "conclusion": "Вывод",
        "verdict_difference": "различие",
        "verdict_equivalent": "равноценны",
        "verdict_undetermined": "не определено",
        "separate": "Панели раздельные: вывод о сопоставимости не допускает общей шкалы.",
        "area_estimates_title": "{index}: средние с интервалами",
        "area_estimates_alt": "{index}, среднее и {level} доверительный интервал. {values}.",
        "between": "оценки между {lowest} ({lowest_name}) и {highest} ({highest_name})",
        "dimension": "Субиндекс",
        "dimensions_title": "Субиндексы: средние с интервалами",
        "dimensions_alt": "Средние по субиндексам, 0–100, с {level} доверительными интервалами. {values}.",
        "dimensions_gap": "разница {gap} ({interval}), {verdict}",
        "dimensions_adjusted": "Разница — с поправкой на вопросы, работающие по-разному; знаки показывают исходные средние.",
        "groups_title": "{index} по группам",
        "groups_alt": "{index} по группам, среднее с {level} доверительным интервалом. {values}.",
        "shifts_title": "Сдвиги вопросов: {first} минус {second}",
        "shifts_alt": (
            "Сдвиги {total} вопросов ({first} минус {second}), стандартные отклонения. "
            "Работают по-разному: {found}. Наибольший сдвиг: {largest}."
        ),
        "ranks_head": "Места",
        "ranks_short": "места",
        "ranks_alt": "места {ranks}",
        "none": "ни один",
        "item": "Вопрос",
        "shift": "Сдвиг",
        "shift_differs": "работает иначе",
        "shift_zone": "сдвиг меньше {smallest} несуществен",
        "margins_title": "Состав выборки до взвешивания, контрольные данные и состав после него",
        "margins_alt": (
            "Доли групп, %, до взвешивания, в контрольных данных и после. Наибольшее расхождение до взвешивания: "
            "{worst}. После взвешивания наибольшее расхождение {after}."
        ),
        "margins_worst": "{cell}: {before} при {control}",
        "weights_title": "Половина весов — от {low} до {high} среднего, самые большие — в среднем {heaviest}",
        "weights_alt_whole": (
            "Веса относительно среднего: половина весов от {low} до {high}, наименьшие в среднем {lightest}, наибольшие {heaviest}."
        ),
        "weights_alt": (
            "Веса относительно среднего: в целом половина весов от {low} до {high}, наименьшие в среднем {lightest}, "
            "наибольшие {heaviest}. "
            "Наибольшие по строкам: {values}."
        ),
        "weights_box": "средняя половина весов",
        "weights_median": "медиана",
        "weights_line": "от наименьших до наибольших, в среднем",
        "weights_middle": "половина",
        "weights_range": "от и до",
        "everybody": "Всего",
        "share": "Группа, %",
        "before": "до",
        "control": "контроль",
        "after": "после",
        "before_key": "в выборке до взвешивания",
        "control_key": "контрольные данные",
        "after_key": "в выборке после взвешивания",
        "estimated": "контрольные данные — оценка",
        "map_title": "Обследованные территории",
        "map_alt": "Карта: {areas}. {values}",
        "map_border": "Граница между ними показана жирной линией.",
        "credit": "Made with Natural Earth. Схема, коническая проекция Ламберта.",
    },
    "en": {
        "interval_key": "{level} confidence interval",
        "interval_head": "{level} CI",
        "mean": "Mean",
        "base": "Base, n",
        "hidden": "hidden",
        "difference": "Difference",
        "conclusion": "Conclusion",
        "verdict_difference": "difference",
        "verdict_equivalent": "equivalent",
        "verdict_undetermined": "undetermined",
        "separate": "Panels are separate: the verdict on comparability does not allow a common scale.",
        "area_estimates_title": "{index}: means with intervals",
        "area_estimates_alt": "{index}, mean and {level} confidence interval. {values}.",
        "between": "estimates between {lowest} ({lowest_name}) and {highest} ({highest_name})",
        "dimension": "Dimension",
        "dimensions_title": "Dimensions: means with intervals",
        "dimensions_alt": "Means of the dimensions, 0–100, with {level} confidence intervals. {values}.",
        "dimensions_gap": "difference {gap} ({interval}), {verdict}",
        "dimensions_adjusted": "Differences are adjusted for items that function differently; the marks are unadjusted means.",
        "groups_title": "{index} by group",
        "groups_alt": "{index} by group, mean with {level} confidence interval. {values}.",
        "shifts_title": "Shifts of items: {first} minus {second}",
        "shifts_alt": (
            "Shifts of {total} items ({first} minus {second}), standard deviations. "
            "Functioning differently: {found}. Largest shift: {largest}."
        ),
        "ranks_head": "Ranks",
        "ranks_short": "ranks",
        "ranks_alt": "ranks {ranks}",
        "none": "none",
        "item": "Item",
        "shift": "Shift",
        "shift_differs": "functions differently",
        "shift_zone": "a shift below {smallest} does not matter",
        "margins_title": "The sample before weighting, the control totals, and the sample after",
        "margins_alt": (
            "Shares of groups, %, before weighting, in the control totals and after. Largest gap before weighting: "
            "{worst}. Largest gap after weighting: {after}."
        ),
        "margins_worst": "{cell}: {before} against {control}",
        "weights_title": "Half of the weights lie between {low} and {high} of the mean; the largest are {heaviest} on average",
        "weights_alt_whole": (
            "Weights relative to the mean: half lie between {low} and {high}, the smallest are {lightest} on average, "
            "the largest {heaviest}."
        ),
        "weights_alt": (
            "Weights relative to the mean: in all, half lie between {low} and {high}, the smallest are {lightest} on average, "
            "the largest {heaviest}. The largest by row: {values}."
        ),
        "weights_box": "middle half of the weights",
        "weights_median": "median",
        "weights_line": "from the smallest to the largest, on average",
        "weights_middle": "half",
        "weights_range": "range",
        "everybody": "Total",
        "share": "Group, %",
        "before": "before",
        "control": "control",
        "after": "after",
        "before_key": "sample before weighting",
        "control_key": "control totals",
        "after_key": "sample after weighting",
        "estimated": "control totals are an estimate",
        "map_title": "The surveyed areas",
        "map_alt": "Map: {areas}. {values}",
        "map_border": "The border between them is drawn heavy.",
        "credit": "Made with Natural Earth. Locator, Lambert conformal conic projection.",
    },
}


def say(language: str, key: str, **values: object) -> str:
    """Give a text of the figures with its placeholders filled."""
    return WORDS[language][key].format(**values)
