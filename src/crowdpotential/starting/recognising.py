"""What each column is taken for, and why: its type, codes, order, missing answers, and what it is about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import ceil, floor

from crowdpotential.codebook.keys import JOINTS
from crowdpotential.codebook.questions import NAME
from crowdpotential.formulas import key_fault
from crowdpotential.ingest.columns import RESERVED
from crowdpotential.letters import tidy
from crowdpotential.starting.facts import Column, Guess, Told
from crowdpotential.starting.missing_codes import add_no_answer, missing_of
from crowdpotential.starting.scales import OPTIONAL_ORDER, codes_of_words, find_order
from crowdpotential.starting.signs import may_be_option, subjects_of
from crowdpotential.starting.wording import Words

MOST_CODES = 11  # different whole numbers without labels that are taken for codes: a scale from 0 to 10
MOST_WORDS = 25  # different words that are taken for a closed question
FEWEST_EACH = 2  # respondents behind every word of a closed question
SHARE_APART = 0.5  # of cells that differ: so many are names or addresses
OLDEST = 120
FINEST = 10**6  # parts of one in which bounds of a number are written
DAY = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4})([ T].*)?")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\+?[\d\s()-]{10,}")
GRID = re.compile(r"(?P<lead>.*\S)\s*\[(?P<row>[^\[\]]+)\]\s*")
ONCE = ("respondent_id", "sex", "age", "education", "settlement", "area", "weight", "date", "interviewer", "strata", "psu")


def recognise(told: Told, columns: Iterable[Column], words: Words) -> list[Guess]:
    """Guess what columns are, each for itself; of two that seem to be about the same, as two weights, the first is."""
    taken, guesses = set[str](), list[Guess]()
    for column in columns:
        subjects = [s for s in subjects_of(column.title, column.label) if s == "personal" or (s in ONCE and s not in taken)]
        guess = _one(column, subjects, words, has_codes=told.has_codes)
        taken |= {guess.subject} - {""}
        guesses.append(guess)
    return guesses


def name_of(column: Column) -> str:
    """Return the name of a variable: the column's own where it may be one, else its place."""
    title = tidy(column.title)
    if title in RESERVED:
        return f"{title}_as_given"
    return title if NAME.fullmatch(title) and title.isascii() and not title.isdecimal() else f"q{column.place}"


def _one(column: Column, subjects: Sequence[str], words: Words, *, has_codes: bool) -> Guess:
    grid = None if has_codes else GRID.fullmatch(tidy(column.title))
    base = Guess(
        id=name_of(column),
        type="text",
        titles=(column.title,),
        wording=grid["row"] if grid else tidy(column.label),
        lead=grid["lead"] if grid else "",
    )
    if not column.n_filled:
        return replace(base, identifier="drop", reasons=(words.say("reason.blank"),), doubts=frozenset({"dropped"}))
    found = _hidden(base, column, subjects, words) or _recorded(base, column, subjects, words)
    if found is not None:
        return found
    subject = next((s for s in subjects if s not in {"personal", "respondent_id", "date", "strata", "psu", "interviewer"}), "")
    answer = _coded(base, column, words) if has_codes else _worded(base, column, words)
    return _about(answer, column, subject, words)


def _hidden(base: Guess, column: Column, subjects: Sequence[str], words: Words) -> Guess | None:
    """Take identifiers out: a column that tells one respondent from all others, names, addresses, telephones."""
    is_unique = len(column.counts) == column.n_rows
    if is_unique and "respondent_id" in subjects:
        reason = words.say("reason.respondent_id")
        return replace(base, type="paradata", subject="respondent_id", role="respondent_id", identifier="number", reasons=(reason,))
    is_address = (
        2 * sum(column.counts[word] for word in column.words if ADDRESS.fullmatch(word) and not DAY.fullmatch(word)) > column.n_filled
    )
    differs = len(column.counts) > SHARE_APART * column.n_filled
    if is_address or ("personal" in subjects and differs) or ("respondent_id" in subjects and differs):
        return replace(base, identifier="drop", reasons=(words.say("reason.personal"),), doubts=frozenset({"personal"}))
    return None


def _recorded(base: Guess, column: Column, subjects: Sequence[str], words: Words) -> Guess | None:
    """Recognise what nobody was asked: days, interviewer, strata, sampling units."""
    if column.words and all(DAY.fullmatch(word) for word in column.words):
        role = "date" if "date" in subjects else ""
        return replace(base, type="paradata", subject=role, role=role, reasons=(words.say("reason.date"),))
    for subject in ("interviewer", "psu", "strata"):
        if subject in subjects and 1 < len(column.counts) < column.n_filled:
            role = "interviewer" if subject == "interviewer" else ""
            hidden = "number" if subject == "interviewer" else ""
            reason = words.say(f"reason.{subject}")
            return replace(base, type="paradata", subject=subject, role=role, identifier=hidden, reasons=(reason,))
    return None


def _coded(base: Guess, column: Column, words: Words) -> Guess:
    """Recognise a column of codes by the labels that the file gives them."""
    missing, reasons, doubts = missing_of(column, words)
    labels = {code: label for code, label in column.declared.value_labels.items() if code not in missing and not _is_tag(code, column)}
    if column.words and not labels:
        return _keyed(_worded(base, column, words), words)
    if any(isinstance(code, str) for code in labels) and not column.numbers:
        return _letters(base, column, labels, words)
    whole = {int(code): tidy(label) or f"{code:g}" for code, label in labels.items() if isinstance(code, float) and code.is_integer()}
    observed = [number for number in column.numbers if number not in missing]
    unlabelled = [number for number in observed if number not in whole]
    base = replace(base, missing=missing, doubts=doubts)
    if _is_number(column, whole, observed, unlabelled):
        return _number(base, observed, words, reasons)
    has_ends = bool(unlabelled) and {min(observed), max(observed)} <= set(whole)
    if unlabelled and whole and not has_ends:
        reasons = (*reasons, words.say("reason.unlabelled", codes=_list(unlabelled)))
        base = replace(base, doubts=base.doubts | {"unlabelled"})
    low_high = range(int(min(observed)), int(max(observed)) + 1) if observed and not whole else ()
    codes = {code: str(code) for code in (*low_high, *map(int, unlabelled))} | whole
    codes = dict(sorted(codes.items()))
    order = find_order(codes, column.declared.measure, is_partly_labelled=bool(unlabelled and whole) or not whole)
    why = order or ("no_order" if len(codes) > OPTIONAL_ORDER else "two")
    base = replace(base, type="ordinal" if order else "single", codes=codes, reasons=(*reasons, words.say(f"reason.{why}")))
    if not order and len(codes) > OPTIONAL_ORDER:
        base = replace(base, doubts=base.doubts | {"no_order"})
    return replace(base, missing=add_no_answer(missing, taken=(*codes, *observed), words=words))


def _worded(base: Guess, column: Column, words: Words) -> Guess:
    """Recognise a column of words, or of numbers without a dictionary."""
    if not column.words:
        observed = column.numbers
        if all(number.is_integer() and 0 <= number < MOST_CODES for number in observed) and len(observed) <= MOST_CODES:
            codes = {code: str(code) for code in range(int(observed[0]), int(observed[-1]) + 1)}
            is_scale = len(codes) > OPTIONAL_ORDER
            reason = words.say("reason.numbers" if is_scale else "reason.two")
            missing = add_no_answer({}, taken=codes, words=words)
            return replace(base, type="ordinal" if is_scale else "single", codes=codes, missing=missing, reasons=(reason,))
        return _number(base, observed, words, ())
    texts = {_as_text(cell): n for cell, n in column.counts.items()}
    if len(texts) > 2 * MOST_WORDS or not all(map(may_be_option, texts)):
        return _open(base, words)
    is_closed = len(texts) <= MOST_WORDS and min(texts.values()) >= FEWEST_EACH and len(texts) < SHARE_APART * column.n_filled
    found = codes_of_words(texts, words)
    if not found.codes or not (is_closed or found.kind):
        return _open(base, words)
    return replace(
        base,
        type="ordinal" if found.kind and len(found.codes) > OPTIONAL_ORDER else "single",
        codes=found.codes,
        missing=found.missing,
        reasons=found.reasons,
        doubts=frozenset({"no_order"} if not found.kind and len(found.codes) > OPTIONAL_ORDER else ()) | found.doubts,
    )


def _keyed(guess: Guess, words: Words) -> Guess:
    """Let the words of a file of codes be the keys of their codes; what cannot be a key makes an open question."""
    if not guess.codes:
        return guess if guess.kind.is_number else _open(guess, words)
    keys = dict(guess.codes)
    missing_keys = {code: entry.label for code, entry in guess.missing.items()}
    if any(key_fault(word) or set(word) & set(JOINTS) or _is_numeral(word) for word in (*keys.values(), *missing_keys.values())):
        return _open(replace(guess, codes={}, missing={}), words)
    missing = {code: replace(entry, key=entry.label) for code, entry in guess.missing.items()}
    return replace(guess, keys=keys, missing=missing)


def _is_numeral(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _letters(base: Guess, column: Column, labels: Mapping[float | str, str], words: Words) -> Guess:
    """Recognise codes that are letters, such as M and F."""
    known = {str(code): tidy(label) for code, label in labels.items()} | {word: word for word in column.words if word not in labels}
    codes = dict(enumerate(known.values(), start=1))
    missing = add_no_answer({}, taken=codes, words=words)
    found = replace(base, type="single", codes=codes, missing=missing, reasons=(words.say("reason.letters"),))
    keyed = _keyed(replace(found, codes=dict(enumerate(known, start=1))), words)
    return replace(keyed, codes=codes) if keyed.keys else keyed


def _number(base: Guess, observed: Sequence[float], words: Words, reasons: tuple[str, ...]) -> Guess:
    if not observed:
        return replace(
            base, type="text", missing={}, identifier="drop", reasons=(words.say("reason.blank"),), doubts=frozenset({"dropped"})
        )
    low, high = (
        end if end.is_integer() else round_to(end * FINEST) / FINEST for end, round_to in ((min(observed), floor), (max(observed), ceil))
    )
    missing = add_no_answer(base.missing, taken=(low, high), words=words, above=high)
    bounds = (words.number(low), words.number(high))
    reason = words.say("reason.number", low=bounds[0], high=bounds[1])
    return replace(base, type="numeric", valid_range=(low, high), missing=missing, reasons=(*reasons, reason))


def _open(base: Guess, words: Words) -> Guess:
    return replace(base, type="text", missing={}, identifier="drop", reasons=(words.say("reason.open"),), doubts=frozenset({"open"}))


def _about(guess: Guess, column: Column, subject: str, words: Words) -> Guess:
    """Add what a question is about, where its answers can be that."""
    n_codes = len(guess.codes)
    is_weight = guess.kind.is_number and subject == "weight" and column.n_filled == column.n_rows and min(column.numbers, default=0) > 0
    is_age = subject == "age" and (n_codes > 1 or (guess.valid_range is not None and _is_age(*guess.valid_range)))
    is_group = subject in {"sex", "education", "settlement", "area"} and n_codes > 1
    if not (is_weight or is_age or is_group):
        return guess
    kind = "single" if subject in {"sex", "area"} else guess.type
    plain = {words.say("reason.no_order"), words.say("reason.two"), words.say("reason.by_frequency")} if kind == "single" else set()
    reasons = (*(reason for reason in guess.reasons if reason not in plain), words.say(f"reason.{subject}"))
    return replace(guess, type=kind, subject=subject, reasons=reasons, doubts=guess.doubts - {"no_order"})


def _is_age(low: float, high: float) -> bool:
    return 0 <= low < high <= OLDEST


def _is_number(column: Column, whole: Mapping[int, str], observed: Sequence[float], unlabelled: Sequence[float]) -> bool:
    if any(not number.is_integer() for number in observed) or not (observed or whole):
        return True
    if not whole:
        return len(observed) > MOST_CODES or observed[-1] - observed[0] >= MOST_CODES or column.declared.measure == "scale"
    return len(unlabelled) > max(len(whole), MOST_CODES - 2)


def _is_tag(code: float | str, column: Column) -> bool:
    return isinstance(code, str) and code in column.declared.missing_texts


def _as_text(cell: float | str) -> str:
    return cell if isinstance(cell, str) else f"{cell:g}"


def _list(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers[:MOST_CODES])
