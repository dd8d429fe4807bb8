"""The files of a run as bytes: tables, respondents, replicate weights, pages, figures, executed notebooks."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from crowdpotential import layout
from crowdpotential.chapters.registry import list_files, list_pictures, page_order
from crowdpotential.codebook import Codebook
from crowdpotential.disclosure.protect import protect
from crowdpotential.ingest.findings import join_findings
from crowdpotential.params import Params
from crowdpotential.report.coding_workbook import write_coding
from crowdpotential.report.kernels import open_kernels
from crowdpotential.report.made_files import EXHIBITS
from crowdpotential.report.runner import AT_ONCE, render
from crowdpotential.report.spss import write_sav, write_sps
from crowdpotential.results import finish
from crowdpotential.results.table import frame_to_rows
from crowdpotential.store import StageData, begin_draft, find_notebooks, open_run, to_csv, to_parquet, write_draft

EXPOSED = (
    "disclosure: {n} hidden numbers can still be worked out from what is told: {named}; do not publish this report, or join the small "
    "groups and answers"
)
NAMED = 5  # of such numbers


def table_files(params: Params, codebook: Codebook, done: Mapping[str, StageData], *, tell: Callable[[str], None]) -> dict[str, bytes]:
    """Make the tables of a run: results, findings, exclusions, respondents, replicate weights.

    `done` holds the result of each stage by its name, in the order in which they ran.
    Whoever waits is told of numbers that no pattern of hidden rows could protect.
    """
    synthetic = params.study.synthetic
    rows = [row for stage in done.values() for row in frame_to_rows(stage.frames["rows"])]
    full = finish(
        rows,
        is_synthetic=synthetic,
        weighting="base" if params.weighting.method == "none" else "calibrated",
    )
    respondents = join_respondents(done)
    protected = protect(full, respondents, codebook, params)
    results = protected.results
    if protected.exposed:
        named = ", ".join(protected.exposed[:NAMED]) + (", ..." if len(protected.exposed) > NAMED else "")
        tell(EXPOSED.format(n=len(protected.exposed), named=named))
    about = {"study": params.study.id, "synthetic": str(synthetic).lower()}
    language = params.report.languages[0]
    asked = done["open_answers"].frames
    return {
        **({layout.CODING: write_coding(asked["coding"], asked["themes"])} if "coding" in asked else {}),
        **({layout.QUOTATIONS: to_csv(asked["quotations"])} if len(asked.get("quotations", ())) else {}),
        layout.RESULTS: to_csv(results),
        layout.FULL_RESULTS: to_csv(protected.full),
        layout.FINDINGS: to_csv(join_findings(*(stage.frames["findings"] for stage in done.values() if "findings" in stage.frames))),
        layout.EXCLUSIONS: to_csv(done["prepare"].frames["exclusions"]),
        layout.RESPONDENTS: to_parquet(respondents, about),
        layout.RESPONDENTS_SAV: write_sav(respondents, codebook=codebook, params=params, language=language),
        layout.RESPONDENTS_SPS: write_sps(results, params=params, language=language).encode("utf-8-sig"),
        layout.REPLICATE_WEIGHTS: to_parquet(_replicate_weights(done), about),
    }


def join_respondents(done: Mapping[str, StageData]) -> pd.DataFrame:
    """Put weights, scores and cleaned answers side by side; the boost sample has no weights."""
    answers = done["prepare"].frames["responses"]
    weights = done["weight"].frames["weights"][["respondent_id", "base_weight", "weight_persons", "weight"]]
    scores = done["score"].frames["scores"] if "score" in done else None  # of a study with an index
    frame = answers[["respondent_id", "sample_type", "bloc", "area"]]
    frame = frame.merge(weights, on="respondent_id", how="left", validate="one_to_one")
    order = ["respondent_id", "sample_type", "bloc", "area", "base_weight", "weight_persons", "weight"]
    if scores is not None:
        frame = frame.merge(scores, on="respondent_id", how="left", validate="one_to_one")
        order += [c for c in scores.columns if c.startswith("score_")] + [c for c in scores.columns if c.startswith("n_items_")]
        order += ["index"]
    rest = answers.drop(columns=[c for c in answers.columns if c in frame.columns and c != "respondent_id"])
    return frame[order].merge(rest, on="respondent_id", validate="one_to_one")


def describe_replicates(done: Mapping[str, StageData]) -> dict[str, object]:
    """State how replicate_weights.parquet becomes a variance, in the words of R's svrepdesign(type = "other").

    The scale is for the columns that did not fail; R is given those, each with its rscale.
    """
    facts, arrays = done["weight"].facts, done["weight"].arrays
    coefficients, used = arrays["coefficients"], ~np.isnan(arrays["replicates"]).any(axis=0)
    is_equal = bool((coefficients == coefficients[0]).all())
    unit = float(coefficients[0]) if is_equal else 1.0
    kept = float(coefficients[used].sum())
    return {
        "method": facts["replication"]["kind"],
        "number": int(coefficients.size),
        "type": "other",
        "scale": unit * float(coefficients.sum()) / kept if kept else None,
        "rscales": 1 if is_equal else coefficients.tolist(),
        "centre": facts["replication"]["centre"],
        "mse": facts["replication"]["centre"] == "estimate",
        "combined_weights": True,
        "degrees_of_freedom": facts["replication"]["degrees_of_freedom"],
        "failed_weighting": facts["n_failed"],
        "failed_chain": done["score"].facts["n_failed"] if "score" in done else 0,
    }


def page_files(output: Path, make_tables: Callable[[], Mapping[str, bytes]], *, tell: Callable[[str], None]) -> dict[str, bytes]:
    """Run the notebooks, put the pages together, draw figures and write workbooks.

    Everything is made from the tables as a reader of the output would find them. While they are made, the kernels start.
    """
    draft = begin_draft(output)
    with open_kernels(draft / layout.NOTEBOOKS_FOLDER) as kernels:
        kernels.start(AT_ONCE)
        write_draft(draft, make_tables())
        rendered = render(open_run(draft), kernels, notebooks=find_notebooks(), order=page_order(), cells=(EXHIBITS,), tell=tell)
    pages = {layout.page_name(language): page for language, page in rendered.pages.items()}
    notebooks = {f"{layout.NOTEBOOKS_FOLDER}/{name}": content for name, content in rendered.notebooks.items()}
    return {**rendered.files, **pages, **notebooks}


def possible_names(params: Params) -> tuple[str, ...]:
    """Name every file that a run of a study may write."""
    names = [*layout.PUBLIC_FILES, *layout.INTERNAL_FILES]
    notebooks = sorted(find_notebooks().glob("*.ipynb"))
    for language in params.report.languages:
        names += [name(language) for name in (layout.page_name, layout.tables_name, layout.checks_name)]
        names += [layout.workbook_name(name, language) for name in list_files()]
        names += [f"{layout.NOTEBOOKS_FOLDER}/{path.stem}.{language}.ipynb" for path in notebooks]
        for name in list_pictures():
            names += layout.picture_names(name, language, is_synthetic=params.study.synthetic)
    return tuple(names)


def _replicate_weights(done: Mapping[str, StageData]) -> pd.DataFrame:
    replicates = done["weight"].arrays["replicates"]
    names = [f"replicate_{number + 1:05d}" for number in range(replicates.shape[1])]
    frame = pd.DataFrame(replicates, columns=names)
    frame.insert(0, "respondent_id", done["weight"].frames["weights"]["respondent_id"].to_numpy())
    return frame
