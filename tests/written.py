"""How a page writes numbers, said once more by other means than the program's: tests hold pages against rows with it."""

MARKS = {"en": str.maketrans("-", "−"), "ru": str.maketrans("-.,", "−,\u202f")}


def written(value: float, digits: int = 1, language: str = "ru") -> str:
    """Write a number with so many decimals."""
    return f"{value:,.{digits}f}".translate(MARKS[language])


def signed(value: float, digits: int = 1, language: str = "ru") -> str:
    """Write a difference."""
    return f"{value:+,.{digits}f}".translate(MARKS[language])


def interval(low: float, high: float, digits: int = 1, language: str = "ru") -> str:
    """Write an interval; where an end is below zero no dash stands between them."""
    ends = [written(end, digits, language) for end in (low, high)]
    return ("–" if "−" not in "".join(ends) else {"en": " to ", "ru": "…"}[language]).join(ends)
