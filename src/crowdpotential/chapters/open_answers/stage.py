"""The stage that sorts open answers into themes, and keeps what goes out to be coded."""

from pathlib import Path

import pandas as pd

from crowdpotential.chapters.open_answers.estimates.coded import Coding, code_answers
from crowdpotential.chapters.open_answers.estimates.counts import coding_findings, count_rows, count_uncoded
from crowdpotential.chapters.open_answers.estimates.quotations import Quotations, choose_quotations
from crowdpotential.chapters.open_answers.estimates.rows import agreement_rows, theme_rows
from crowdpotential.chapters.open_answers.estimates.sheet import coding_sheet, quotation_sheet, theme_sheet
from crowdpotential.codebook import Codebook
from crowdpotential.conditions.asked import who_was_asked
from crowdpotential.designs import design_of
from crowdpotential.disclosure.few import few_of
from crowdpotential.errors import Faults, ParamsError
from crowdpotential.ingest.coded_answers import given_answers, load_coded, match_answers
from crowdpotential.ingest.coding_frames import load_frame
from crowdpotential.ingest.findings import findings_frame
from crowdpotential.params import Params
from crowdpotential.results.domains import list_places
from crowdpotential.results.measures.open_answers import SHARE
from crowdpotential.results.rows import Row
from crowdpotential.results.table import rows_to_frame
from crowdpotential.stages.frames import main_sample
from crowdpotential.stats.streams import stream
from crowdpotential.store import StageData


def estimate_themes(params: Params, codebook: Codebook, folder: Path, *, prepared: StageData, weighted: StageData) -> StageData:
    """Sort the answers to each open question into themes and estimate their shares; nothing where params name no such question."""
    if not params.open_answers:
        return StageData(frames={"rows": rows_to_frame([])})
    main, comparison, few = main_sample(prepared), params.comparison, few_of(params.report)
    codings = _code(params, main, folder)
    design = design_of(weighted, main, interval=comparison.interval)
    places = list_places(main, areas=params.areas, blocs=tuple(params.blocs), joins_samples=design.joins_samples)
    respondents, rows, quoted = main["respondent_id"].astype(str).tolist(), list[Row](), list[Quotations]()
    for coding in codings:
        asked = who_was_asked(coding.variable, main, codebook)
        shares = theme_rows(coding, respondents, asked, places=places, design=design, comparison=comparison, few=few)
        told = [row.category for row in shares if row.measure == SHARE.name and not row.bloc]
        rng = stream(params.seed, f"agreement of coders;{coding.variable}")
        rows += [*shares, *agreement_rows(coding, told, few=few, confidence_level=comparison.confidence_level, rng=rng)]
        quoted.append(choose_quotations(coding, told, few=few, is_sensitive=codebook.variable(coding.variable).sensitive))
        rows += count_rows(coding, quoted[-1])
    frames = {"coding": coding_sheet(codings), "themes": theme_sheet(codings), "quotations": quotation_sheet(quoted)}
    findings = findings_frame(coding_findings(codings, quoted), is_synthetic=params.study.synthetic)
    return StageData(frames={"rows": rows_to_frame(rows), "findings": findings, **frames})


def _code(params: Params, main: pd.DataFrame, folder: Path) -> list[Coding]:
    """Read frames and what coders wrote; faults of all questions are told together."""
    codings, faults = list[Coding](), Faults()
    for variable, spec in (params.open_answers or {}).items():
        with faults.collected():
            themes = load_frame(folder / spec.frame, spec, params)
            answers = given_answers(main, variable)
            lines = load_coded(folder / spec.coded, variable, [theme.key for theme in themes]) if spec.coded else ()
            coded = match_answers(lines, answers, Path(spec.coded or "").name)
            coding = code_answers(variable, themes, answers, coded)
            _refuse_silent_themes(coding, spec.frame)
            codings.append(coding)
    faults.raise_any()
    return codings


def _refuse_silent_themes(coding: Coding, frame: str) -> None:
    """Refuse a theme that only coders can find while some answers have no coder: its share would be too low. Raises ParamsError."""
    silent = [theme.key for theme in coding.themes if not theme.entries]
    if silent and (n_left := count_uncoded(coding)):
        msg = (
            f"{Path(frame).name}: {', '.join(silent)} of {coding.variable} have no words, and {n_left} of {len(coding.answers)} answers "
            "are coded by nobody, so that these themes would come out too rare; code the answers, or give the themes words"
        )
        raise ParamsError(msg)
