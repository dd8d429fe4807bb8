"""The respondents for SPSS: a .sav file with labels and missing codes, and syntax that repeats headline numbers."""

import tempfile
import textwrap
from pathlib import Path
from typing import Literal

import pandas as pd
import pyreadstat

from crowdpotential.codebook import Codebook
from crowdpotential.exhibits.language import Language, load_language
from crowdpotential.params import Params
from crowdpotential.report.spss_columns import describe_columns, say, study_word, text_in
from crowdpotential.report.spss_names import clip, spss_names

LABEL_BYTES = 256  # what the format holds; pyreadstat cuts what is longer without a word
VALUE_LABEL_BYTES = 120
FILE_LABEL_BYTES = 64
CREATED, NO_DATE = slice(92, 109), b"01 Jan 7000:00:00"  # in the header: dd mmm yy, hh:mm:ss
NOTE_LETTERS = 39  # a line of the document inside the file holds 80 bytes
PLACES: tuple[Literal["bloc", "area"], ...] = ("bloc", "area")  # columns, as respondents.parquet has them
COMMENT_LETTERS = 240  # SPSS reads syntax lines of up to 256 bytes in older versions


def write_sav(respondents: pd.DataFrame, *, codebook: Codebook, params: Params, language: str) -> bytes:
    """Write the cleaned, weighted, scored respondents as an SPSS file.

    A label that the format cannot hold ends in an ellipsis. A name that SPSS does not take is changed, and stands in front of
    the variable's label. Boost respondents have no weights: SPSS leaves them out of everything weighted. A study without areas or
    blocs has no such column.

    Args:
        respondents: ids, areas, weights, scores, then one column per variable or option, as in respondents.parquet.
        language: of the labels.
    """
    words, lacking = load_language(language), {"bloc": not params.blocs, "area": not params.areas}
    respondents = respondents.drop(columns=[column for column in PLACES if lacking[column]])
    names = spss_names(list(respondents.columns))
    columns = describe_columns(respondents, codebook=codebook, params=params, words=words)
    labels = {c: columns[c].label if names[c] == c else f"{c}: {columns[c].label}" for c in names}
    values = {names[c]: {value: clip(text, VALUE_LABEL_BYTES) for value, text in columns[c].labels.items()} for c in names}
    file_label = say(words, "file_label_synthetic" if params.study.synthetic else "file_label")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "respondents.sav"
        pyreadstat.write_sav(
            respondents.rename(columns=dict(names)),
            str(path),
            file_label=clip(file_label, FILE_LABEL_BYTES),
            note=[line for text in _notes(params, words) for line in textwrap.wrap(text, NOTE_LETTERS)],
            column_labels={names[c]: clip(labels[c], LABEL_BYTES) for c in names},
            variable_value_labels={name: found for name, found in values.items() if found},
            missing_ranges={names[c]: columns[c].missing for c in names if columns[c].missing},
            variable_measure={names[c]: columns[c].measure for c in names},
            variable_format={names[c]: form for c in names if (form := columns[c].form) is not None},
            row_compress=True,
        )
        return _undated(path.read_bytes())


def _undated(content: bytes) -> bytes:
    """Extract the minute of writing from the header, so that the same respondents give the same file."""
    return content[: CREATED.start] + NO_DATE + content[CREATED.stop :]


def write_sps(results: pd.DataFrame, *, params: Params, language: str) -> str:
    """Write SPSS syntax that computes headline numbers again, with the weight that fits SPSS: of all, by bloc and area, a share.

    Args:
        results: meets RESULTS; comments say which of its numbers SPSS should find.
        language: of the comments.
    """
    words = load_language(language)
    name = text_in(params.index.name, language) if params.has_index else ""
    ours = results[~results["is_suppressed"] & results["sample"].isin(["", "main"])]
    ours = ours[(ours["domain_variable"] == "") & ours["estimate"].notna()]
    means = ours[(ours["chapter"] == "index") & (ours["measure"] == "mean") & (ours["variable"] == "index")]
    whole = means.loc[(means["bloc"] == "") & (means["area"] == ""), "estimate"]
    parts = means[(means["bloc"] != "") | (means["area"] != "")]
    found = [f"{area or bloc} {estimate:.2f}" for area, bloc, estimate in zip(parts["area"], parts["bloc"], parts["estimate"], strict=True)]
    lines = ["* Encoding: UTF-8."]
    title = text_in(params.study.title, language)
    lines += [_comment(line) for line in [*_notes(params, words)[:-1], say(words, "title", title=title)]]
    lines += [_comment(say(words, key)) for key in ("folder", "why_weight", "errors")]
    lines += ["GET FILE='respondents.sav'.", 'SELECT IF (sample_type = "main").', "WEIGHT BY weight.", ""]
    number = 1
    if len(whole):  # nothing is said of samples that have no common scale
        lines += [_comment(f"{number}. " + say(words, "first", name=name, value=_number(whole)))]
        lines += ["DESCRIPTIVES VARIABLES=index /STATISTICS=MEAN.", ""]
        number += 1
    known = [place for place, own in zip(PLACES, (params.blocs, params.areas), strict=True) if own]
    if known and params.has_index:
        kinds = ", ".join(study_word(place, params, language) for place in known)
        remark = say(words, "second", name=name, kinds=kinds, values=", ".join(found) or "-")
        lines += [_comment(f"{number}. {remark}")]
        lines += [f"MEANS TABLES=index BY {' '.join(known)} /CELLS=MEAN COUNT.", ""]
        number += 1
    return "\n".join([*lines, *_share_lines(ours, params, words, number=number), ""])


def _share_lines(ours: pd.DataFrame, params: Params, words: Language, *, number: int) -> list[str]:
    """Repeat the share of high scores; where a study has no levels, the first share of its toplines."""
    everybody = ours[(ours["measure"] == "share") & (ours["bloc"] == "") & (ours["area"] == "")]
    levels = params.index.levels if params.has_index else None
    high = everybody[(everybody["chapter"] == "index") & (everybody["category"] == "high")]
    if levels is not None and len(high):
        what = say(words, "high", cut=f"{levels.high_from:g}")
        compute = f"COMPUTE headline_share = 100 * (index >= {levels.high_from:g})."
        value = _number(100 * high["estimate"])
    else:
        toplines = everybody[(everybody["chapter"] == "topline") & (everybody["base"] == "asked")]
        if toplines.empty:
            return []
        first = toplines.iloc[0]
        name = spss_names([first["variable"]])[first["variable"]]
        asked = toplines.loc[toplines["variable"] == first["variable"], "category"]
        what = say(words, "answers", code=first["category"], variable=first["variable"])
        test = f"VALUE({name}) = {first['category']}"
        compute = f"IF ANY(VALUE({name}), {', '.join(asked)}) headline_share = 100 * ({test})."
        value = _number(100 * toplines["estimate"].iloc[:1])
    return [
        _comment(f"{number}. " + say(words, "third", what=what, value=value)),
        compute,
        "DESCRIPTIVES VARIABLES=headline_share /STATISTICS=MEAN.",
    ]


def _notes(params: Params, words: Language) -> list[str]:
    """State what the file is: synthetic or not, and of which study."""
    title = text_in(params.study.title, words.code)
    return [say(words, "synthetic"), title] if params.study.synthetic else [title]


def _comment(text: str) -> str:
    """Write a comment of SPSS syntax: one line, begun by a star, ended by a full stop."""
    return f"* {clip(' '.join(text.split()), COMMENT_LETTERS).rstrip('.')}."


def _number(values: "pd.Series[float]") -> str:
    return f"{values.iloc[0]:.2f}" if len(values) else "-"
