"""Sentences that no page of tests/report/studies.py and no plausible run says, and why: keys of the catalogues, or how they begin."""

UNSAID: dict[str, tuple[str, ...]] = {
    "said of the page around the exhibits, of files and of SPSS": (
        "page.", "section.", "facts.", "spss.", "workbook.", "figure.", "view.",
        "frame.figure", "frame.table", "noun.sources",
    ),
    "said in notebooks above their cells, and held there by tests/chapters/test_notebooks.py": ("notebook.",),
    "said by drawings of matplotlib, which the walk leaves to tests/report/test_figures.py": (
        "sens.", "scree.", "map.", "correlations.key",
    ),
    "said of verdicts and of their reasons that take many respondents, few, or a part of a study": (
        "comparability.", "partitions.", "reason.", "verdict.", "step.", "shifts.", "cell.simultaneous", "adjustment.",
        "places.", "areas.pairs_not_testable", "key.areas_not_testable",
        "areas.closed", "dimensions.closed", "levels.closed", "areas.title_not_testable",
        "strengths.title_not_testable", "border.title_not_testable", "border.several_not_testable",
        "gap.sides_not_testable",
    ),
    "said of models that fail, are saturated or take answers as numbers": (
        "fit.", "measurement.", "loadings.", "coherence.", "effective.", "compensation.", "other.", "outcome.",
        "releases.", "key.unreliable", "key.misfit", "key.fit_cfi", "key.alpha", "key.fit", "border.weak",
    ),
    "said of other designs, weights and margins": (
        "provenance.seed_value",
        "method.", "weighting.", "sampling.", "efficiency.", "means.", "margins.", "spread.", "balance.", "heaviest.",
        "small_cells.", "quotas.", "frame.", "flags.", "exclusions.", "fieldwork.", "unanswered.", "topline.",
        "crosscheck.", "strengths.subtitle_own", "strengths.title_withheld",
    ),
    "names of choices that these studies do not try": (
        "option.", "choice.", "fraction.",
    ),
    "said of findings that these small studies do not have; tests/chapters/key_findings/test_key_findings.py plants most": (
        "leftout.title_hidden",
        "areas.note_seed_enough", "areas.one_on_each", "areas.pairs_all", "areas.pairs_shown", "areas.pairs_widest",
        "areas.title_all", "best.title_excluded", "border.caption_several", "border.intro_difference_large",
        "border.intro_difference_open", "border.intro_difference_small",
        "border.intro_equivalent", "border.several_all", "border.several_none",
        "gap.shown",
        "groups.within_", "border.title_all", "conclusion.equivalent", "dimensions.title_one", "gap.sides_all", "gap.sides_none",
        "gap.title_difference_large", "gap.title_difference_open", "gap.title_difference_small",
        "groups.title_found", "groups.note_apart_untested", "gap.title_equivalent", "grouppairs.title_all",
        "headline.established", "headline.first_many", "headline.last_many", "headline.last_one", "headline.pair",
        "headline.sign", "key.answer_among", "key.areas_all", "key.areas_overall", "key.gap_difference_large",
        "key.gap_difference_open", "key.gap_difference_small", "key.gap_equivalent", "key.gap_raw", "whole.apart_dimensions",
    ),
}  # fmt: skip
