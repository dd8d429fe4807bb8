"""Rows that count answers: who sorted them, in which language they are, and which are quoted."""

from collections.abc import Sequence

from crowdpotential.chapters.open_answers.estimates.coded import Coding
from crowdpotential.chapters.open_answers.estimates.matching import is_in_russian
from crowdpotential.chapters.open_answers.estimates.quotations import Quotations
from crowdpotential.ingest.coding_frames import list_shared
from crowdpotential.ingest.findings import Finding
from crowdpotential.results.measures.open_answers import N_CODED, N_NOT_QUOTED, N_NOT_RUSSIAN, N_QUOTED
from crowdpotential.results.rows import MAIN, Row, make_row


def count_uncoded(coding: Coding) -> int:
    """Count the answers that no coder has read."""
    return sum(number not in coding.coded or not coding.coded[number].is_coded for number in coding.answers)


def count_not_russian(coding: Coding) -> int:
    """Count the answers that no coder has read and whose words the dictionary mostly does not know."""
    uncoded = [answer for number, answer in coding.answers.items() if number not in coding.coded or not coding.coded[number].is_coded]
    known = {answer: is_in_russian(answer) for answer in set(uncoded)}
    return sum(not known[answer] for answer in uncoded)


def count_rows(coding: Coding, quotations: Quotations) -> list[Row]:
    """Report how many answers coders have read, how many are in another language, and how many are quoted.

    Args:
        coding: of the question.
        quotations: of the question.
    """
    n, about = float(len(coding.answers)), coding.variable
    rows = list[Row]()
    if coding.coded:
        rows.append(make_row(N_CODED, MAIN, variable=about, estimate=n - count_uncoded(coding), n=n))
    if n_other := count_not_russian(coding):
        rows.append(make_row(N_NOT_RUSSIAN, MAIN, variable=about, estimate=float(n_other), n=n))
    if released := float(quotations.n_released):
        rows.append(make_row(N_QUOTED, MAIN, variable=about, estimate=float(len(quotations.quoted)), n=released))
    for reason, number in quotations.not_quoted.items():
        rows.append(
            make_row(N_NOT_QUOTED, MAIN, variable=about, domain=reason, domain_variable="reason", estimate=float(number), n=released)
        )
    return rows


def coding_findings(codings: Sequence[Coding], quotations: Sequence[Quotations]) -> list[Finding]:
    """List what the team should know: answers that nobody coded, words of several themes, released answers that are not quoted."""
    found = list[Finding]()
    for coding, own in zip(codings, quotations, strict=True):
        n, about = len(coding.answers), coding.variable
        if coding.coded:
            left = count_uncoded(coding)
            found.append(Finding(rule="answers_not_coded", n=left, base=n, action="themes of the dictionary", variable=about))
        shared = list_shared(coding.themes)
        note = ", ".join(shared)
        found.append(Finding(rule="words_of_several_themes", n=len(shared), base=n, action="keep", variable=about, note=note))
        n_other = count_not_russian(coding)
        found.append(Finding(rule="answers_not_in_russian", n=n_other, base=n, action="words as written", variable=about))
        found += [
            Finding(rule="answers_not_quoted", n=number, base=own.n_released, action="left out", variable=about, note=reason)
            for reason, number in own.not_quoted.items()
        ]
    return found
