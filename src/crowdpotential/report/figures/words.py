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
        "separate": "Панели раздельные: вывод о сопоставимости не допускает общей шкалы.",
        "between": "оценки между {lowest} ({lowest_name}) и {highest} ({highest_name})",
        "dimension": "Субиндекс",
        "groups_title": "{index} по группам",
        "groups_alt": "{index} по группам, среднее с {level} доверительным интервалом. {values}.",
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
        "separate": "Panels are separate: the verdict on comparability does not allow a common scale.",
        "between": "estimates between {lowest} ({lowest_name}) and {highest} ({highest_name})",
        "dimension": "Dimension",
        "groups_title": "{index} by group",
        "groups_alt": "{index} by group, mean with {level} confidence interval. {values}.",
        "map_title": "The surveyed areas",
        "map_alt": "Map: {areas}. {values}",
        "map_border": "The border between them is drawn heavy.",
        "credit": "Made with Natural Earth. Locator, Lambert conformal conic projection.",
    },
}


def say(language: str, key: str, **values: object) -> str:
    """Give a text of the figures with its placeholders filled."""
    return WORDS[language][key].format(**values)
