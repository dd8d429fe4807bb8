"""One typography pass over the text of a page: short words stay with their neighbours, dashes with the word before, ranges unbroken."""

import re

TOKEN = re.compile(r"(<[^>]*>)")
SILENT = ("script", "style", "code", "svg", "title", "text")  # inside these nothing is changed
SHORT_WORDS = {
    "ru": "а в во и из к ко на не ни но о об от до по с со у за без для при или что как их её его это чем где",
    "en": "a an the of in on at to by is as or no",
}
NBSP = "\u00a0"


def set_text(html: str, language: str) -> str:
    """Join short words and dashes in the text nodes of a page; tags and attributes stay as they are."""
    words = "|".join(SHORT_WORDS[language].split())
    short = re.compile(rf"(?<![\w\u2019'-])({words})[ \n]+(?=\S)", re.IGNORECASE)
    inside: list[str] = []
    parts = []
    for token in TOKEN.split(html):
        if token.startswith("<"):
            _follow(token, inside)
            parts.append(token)
        else:
            is_bound = bool(parts) and parts[-1] == '<span class="nb">'
            parts.append(token if inside or is_bound or not token.strip() else _bind(token, short))
    return "".join(parts)


def _bind(text: str, short: re.Pattern[str]) -> str:
    for _ in range(2):  # short words often stand in a row
        text = short.sub(rf"\1{NBSP}", text)
    text = re.sub(r" (?=[—–] )", NBSP, text)
    return re.sub(r"(?<=\d)–(?=\d)", "\u2060–\u2060", text)


def _follow(tag: str, inside: list[str]) -> None:
    name = re.match(r"</?([a-zA-Z0-9]+)", tag)
    if name is None or name[1].lower() not in SILENT or tag.endswith("/>"):
        return
    if tag.startswith("</"):
        if inside and inside[-1] == name[1].lower():
            inside.pop()
    else:
        inside.append(name[1].lower())
