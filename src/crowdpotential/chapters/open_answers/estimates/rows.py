"""Rows of open answers: shares of themes, what separates the sides, and the agreement of coders."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crowdpotential.chapters.open_answers.estimates.coded import Coding, as_options
from crowdpotential.compare.option_shares import estimate_option_shares, option_contrast_rows, option_share_rows, pairs_of_sides
from crowdpotential.compare.options import EVERYBODY, SIDES, families_of, told_options, untold_rows
from crowdpotential.disclosure.few import Few
from crowdpotential.params import Comparison
from crowdpotential.results.domains import Domains
from crowdpotential.results.measures.open_answers import AGREEMENT, CONTRAST, N_DISAGREED, N_UNTOLD, SHARE, SHARE_OF_ASKED
from crowdpotential.results.rows import MAIN, Row, make_row
from crowdpotential.stats.arrays import BoolArray
from crowdpotential.stats.coding.agreement import NOT_CODED, measure_agreement
from crowdpotential.stats.inference.design import Design

BOOTSTRAP = "bootstrap of answers"
NO_VARIATION = "no_variation"  # note of an agreement that nothing can be said of: every value is the same


def theme_rows(
    coding: Coding,
    respondents: Sequence[str],
    asked: BoolArray,
    *,
    places: Domains,
    design: Design,
    comparison: Comparison,
    few: Few,
) -> list[Row]:
    """Report the shares of themes of everybody and each side, among those who answered and those asked, and differences of the sides.

    Which themes are told is decided in both bases together: two shares of one theme over two known bases are one number.

    Args:
        coding: of the question.
        respondents: (n,) running numbers of the main sample.
        asked: (n,) who was asked.
        places: everybody and sides.
        design: weights and replicates.
        comparison: level, intervals and adjustment.
        few: how few are too few.
    """
    among = [as_options(coding, respondents, asked, of_asked=is_of_asked) for is_of_asked in (False, True)]
    each = [told_options(options, places, few) for options in among]
    bases = (places.members & among[0].answered[:, None]).sum(axis=0)
    told = {
        family: each[0][family] & each[1][family] & bool((bases[at] >= few.base).all())
        for family, at in families_of(places).items()
        if family in {EVERYBODY, SIDES}
    }
    places_told = _take(places, told)
    shares = [estimate_option_shares(options, places_told, design) for options in among]
    rows = option_share_rows(shares[0], told, comparison, SHARE)
    rows += [replace(row, base="asked") for row in option_share_rows(shares[1], told, comparison, SHARE_OF_ASKED)]
    rows += untold_rows(among[0], told, N_UNTOLD)
    if SIDES in told and (pairs := pairs_of_sides(places_told)):
        family = f"open_answers;{coding.variable}"
        rows += option_contrast_rows(shares[0], pairs, told[SIDES], comparison=comparison, measure=CONTRAST, family=family)
    return rows


def agreement_rows(coding: Coding, told: Sequence[str], *, few: Few, confidence_level: float, rng: np.random.Generator) -> list[Row]:
    """Report how far two coders agree, on each theme that is told and on all of them together; nothing where they share too few answers.

    Args:
        coding: of the question.
        told: themes whose share is told of everybody.
        few: how few are too few.
        confidence_level: of the intervals.
        rng: of the bootstrap.
    """
    pairs = [one.themes for one in coding.coded.values() if all(themes is not None for themes in one.themes)]
    if len(pairs) < few.base or not told:
        return []
    keys = [theme.key for theme in coding.themes]
    values = np.array([[[NOT_CODED if of is None else int(key in of) for of in pair] for key in keys] for pair in pairs], dtype=np.int64)
    answers = np.arange(len(pairs))
    rows = list[Row]()
    for key in ("", *(key for key in keys if key in told)):
        own = values.reshape(-1, values.shape[2]) if not key else values[:, keys.index(key)]
        found = measure_agreement(own, np.repeat(answers, len(own) // len(answers)), confidence_level=confidence_level, rng=rng)
        rows.append(
            make_row(
                AGREEMENT,
                variable=coding.variable,
                category=key,
                sample="main",
                estimate=found.alpha,
                ci_low=found.ci_low,
                ci_high=found.ci_high,
                confidence_level=confidence_level,
                n=float(found.n_units),
                method=BOOTSTRAP,
                note="" if np.isfinite(found.alpha) else NO_VARIATION,
            )
        )
    n_disagreed = float(coding.n_disagreed)
    return [*rows, make_row(N_DISAGREED, MAIN, variable=coding.variable, estimate=n_disagreed, n=float(len(pairs)))]


def _take(places: Domains, families: "dict[str, BoolArray]") -> Domains:
    """Return the domains of some families."""
    kept = sorted(at for family, positions in families_of(places).items() if family in families for at in positions)
    return Domains(labels=tuple(places.labels[at] for at in kept), members=places.members[:, kept])
