"""Params of wrong types and ranges, unknown keys, and settings that contradict each other, the questionnaire or the data."""

from collections.abc import Iterator

from battery.corpus.case import OUT, Case, both, params, raw, variable
from battery.study import words


def bad_types_and_ranges() -> Iterator[Case]:
    """One key each of a wrong type, or out of its range."""
    for path, value, says in (
        (
            "seed",
            "one",
            r"params\.yaml: seed: input should be a valid integer, unable to parse string as an integer",
        ),
        ("seed", -1, r"params\.yaml: seed: input should be greater than or equal to 0"),
        (
            "seed",
            1.5,
            r"params\.yaml: seed: input should be a valid integer, got a number with a fractional part",
        ),
        ("replicates.number", 10, r"params\.yaml: replicates: number is 10"),
        (
            "replicates.number",
            "many",
            r"params\.yaml: replicates\.number: input should be a valid integer, unable to parse string as an integer",
        ),
        (
            "replicates.method",
            "bootstrap",
            r"params\.yaml: replicates\.method: input should be 'rao-wu', 'jk1', 'jkn', 'brr', 'fay' or 'delivered'",
        ),
        (
            "replicates.centre",
            "median",
            r"params\.yaml: replicates\.centre: input should be 'estimate' or 'mean'",
        ),
        ("replicates.fay", 1.5, r"params\.yaml: replicates\.fay: input should be less than 1"),
        (
            "study.id",
            "",
            r"params\.yaml: study\.id: string should match pattern '\^\[A-Za-z0-9\]\[A-Za-z0-9\._-\]\*\$'",
        ),
        (
            "study.id",
            "../other",
            r"params\.yaml: study\.id: string should match pattern '\^\[A-Za-z0-9\]\[A-Za-z0-9\._-\]\*\$'",
        ),
        (
            "study.synthetic",
            "perhaps",
            r"params\.yaml: study\.synthetic: input should be a valid boolean, unable to interpret input",
        ),
        ("study.title", "A title", r"params\.yaml: study\.title: input should be a valid dictionary"),
        ("study.title", {"en": "A title"}, r"params\.study\.title: no words in ru"),
        (
            "areas.north.population",
            -1000,
            r"params\.yaml: areas\.north\.population: input should be greater than 0",
        ),
        (
            "areas.north.population",
            "1000 persons",
            r"params\.yaml: areas\.north\.population: input should be a valid integer, unable to parse string as an integer",
        ),
        (
            "areas.north.bloc",
            "C",
            r"params\.yaml: the file: area north names bloc C, which is not under blocs",
        ),
        ("areas.north.name", OUT, r"params\.yaml: areas\.north\.name: this key is needed"),
        (
            "areas.north",
            None,
            r"params\.yaml: areas\.north: input should be a valid dictionary or instance of Area",
        ),
        ("areas", ["north", "south"], r"params\.yaml: areas: input should be a valid dictionary"),
        ("blocs", {}, r"params\.yaml: the file: area east names bloc B, which is not under blocs"),
        ("data", [], r"params\.yaml: data: tuple should have at least 1 item after validation, not 0"),
        ("data", {"path": "north.csv"}, r"params\.yaml: data: input should be a valid tuple"),
        (
            "data.0.area",
            "centre",
            r"params\.yaml: the file: data file north\.csv names area centre, which is not under areas",
        ),
        ("data.0.area", 3, r"params\.yaml: data\[0\]\.area: input should be a valid string"),
        ("data.0.values", "numbers", r"params\.yaml: data\[0\]\.values: input should be 'codes' or 'labels'"),
        (
            "data.0.columns",
            {"Z9": "number"},
            r"north\.csv: data\.columns names Z9, which the file does not have",
        ),
        (
            "data.0.columns",
            {"sex": "gender"},
            r"north\.csv: data\.columns maps sex to gender, which is not in the codebook",
        ),
        (
            "data.0.labels",
            "both",
            r"params\.yaml: data\[0\]\.labels: input should be 'check', 'file' or 'ignore'",
        ),
        (
            "data.0.user_missing",
            "keep",
            r"params\.yaml: data\[0\]\.user_missing: input should be 'check', 'no_answer' or 'answer'",
        ),
        (
            "data.0.where",
            {"variable": "nowhere", "op": "eq", "value": 1},
            r"north\.csv: data\.where looks at nowhere, which the file does not have",
        ),
        (
            "data.0.where",
            {"variable": "sex", "op": "eq", "value": 9},
            r"north\.csv: data\.where: no row has 9 in sex",
        ),
        (
            "cleaning.out_of_range",
            "drop",
            r"params\.yaml: cleaning\.out_of_range: input should be 'set_no_answer' or 'refuse'",
        ),
        (
            "cleaning.unplaced",
            "drop",
            r"params\.yaml: cleaning\.unplaced: input should be 'refuse' or 'keep'",
        ),
        ("design.samples", "settlement", r"design\.samples: there is no variable settlement in the codebook"),
        ("design.psu", "cluster", r"design\.psu: there is no variable cluster in the codebook"),
        ("design.strata", "stratum", r"design\.strata: there is no variable stratum in the codebook"),
        ("design.fpc", "size", r"design\.fpc: there is no variable size in the codebook"),
        (
            "design.base_weight",
            "weight",
            r"params\.yaml: design\.base_weight: input should be 'equal', 'column' or 'allocation'",
        ),
        (
            "design.lonely_psu",
            "ignore",
            r"params\.yaml: design\.lonely_psu: input should be 'error', 'certainty', 'adjust', 'average' or 'remove'",
        ),
        (
            "design.degrees_of_freedom",
            "many",
            r"params\.yaml: design\.degrees_of_freedom: input should be 'calibrated' or 'units'",
        ),
        (
            "weighting.method",
            "rake",
            r"params\.yaml: weighting\.method: input should be 'raking', 'linear', 'logit', 'truncated',",
        ),
        ("weighting.variables", [], r"params\.yaml: weighting: raking needs margins.*and variables"),
        ("weighting.variables", ["sex", "sex"], r"params\.yaml: weighting: variable sex is named 2 times"),
        (
            "weighting.variables",
            ["education"],
            r"weighting\.variables: there is no variable education in the codebook",
        ),
        ("weighting.variables", ["hours"], r"weighting\.variables: hours is of type numeric"),
        ("weighting.variables", "sex", r"params\.yaml: weighting\.variables: input should be a valid tuple"),
        ("weighting.cap", 0.5, r"params\.yaml: weighting\.cap: input should be greater than 1"),
        ("weighting.cap", -3, r"params\.yaml: weighting\.cap: input should be greater than 1"),
        ("weighting.tolerance", 2, r"params\.yaml: weighting\.tolerance: input should be less than 0\.001"),
        (
            "weighting.max_cycles",
            0,
            r"params\.yaml: weighting\.max_cycles: input should be greater than or equal to 1",
        ),
        ("weighting.within", "region", r"params\.yaml: weighting\.within: input should be 'area' or 'all'"),
        ("weighting.bounds", [3, 0.3], r"params\.yaml: weighting: bounds are 3 and 0\.3"),
        (
            "weighting.trimming",
            "soft",
            r"params\.yaml: weighting\.trimming: input should be 'bounded' or 'rerake'",
        ),
        (
            "weighting.collapse_below_respondents",
            -1,
            r"params\.yaml: weighting\.collapse_below_respondents: input should be greater than or equal to 1",
        ),
        ("weighting.margins", "margins2.csv", r"margins2\.csv: no such file"),
        ("index.dimensions", ["X", "Z"], r"battery: no dimension Z; known are X, Y"),
        (
            "index.dimensions",
            [],
            r"params\.yaml: index\.dimensions: tuple should have at least 1 item after validation, not 0",
        ),
        ("index.dimensions", ["X", "X"], r"params\.yaml: index: dimension X is named 2 times"),
        ("index.weights", "pca2", r"params\.yaml: index\.weights: weights has no option pca2"),
        ("index.aggregation", "sum", r"params\.yaml: index\.aggregation: aggregation has no option sum"),
        (
            "index.normalisation",
            "percent",
            r"params\.yaml: index\.normalisation: normalisation has no option percent",
        ),
        ("index.correlation", "kendall", r"params\.yaml: index\.correlation: input should be 'polychoric'"),
        ("index.missing.min_items", 9, r"index\.missing\.min_items is 9, but X has 4 items"),
        (
            "index.missing.min_dimensions",
            3,
            r"params\.yaml: index: min_dimensions is 3, but the index has 2 dimensions",
        ),
        (
            "index.levels",
            {"low_below": 70, "high_from": 40},
            r"params\.yaml: index\.levels: low_below.*lies above high_from",
        ),
        (
            "index.levels",
            {"low_below": 40, "high_from": 140},
            r"params\.yaml: index\.levels\.high_from: input should be less than or equal to 100",
        ),
        (
            "index.keep_negative_items",
            ["Z1"],
            r"index\.keep_negative_items: Z1 is none of the 8 items that are scored",
        ),
        ("index.also", ["Z"], r"battery: no dimension Z; known are X, Y"),
        (
            "index.parallel_analysis_draws",
            0,
            r"params\.yaml: index\.parallel_analysis_draws: input should be greater than or equal to 20",
        ),
        (
            "comparison.group_by",
            ["education"],
            r"comparison\.group_by: there is no variable education in the codebook",
        ),
        ("comparison.group_by", ["M"], r"comparison\.group_by: M is of type multiple"),
        ("comparison.group_by", ["hours"], r"comparison\.group_by: hours is of type numeric"),
        ("comparison.group_by", ["sex", "sex"], r"params\.yaml: comparison: group sex is named 2 times"),
        (
            "comparison.confidence_level",
            95,
            r"params\.yaml: comparison\.confidence_level: input should be less than 1",
        ),
        (
            "comparison.confidence_level",
            0.2,
            r"params\.yaml: comparison\.confidence_level: input should be greater than 0\.5",
        ),
        (
            "comparison.adjust",
            "tukey",
            r"params\.yaml: comparison\.adjust: input should be 'max-t', 'holm' or 'benjamini-hochberg'",
        ),
        (
            "comparison.best_k",
            40,
            r"comparison\.best_k is 40, but there are 4 areas, so that all would be among them",
        ),
        (
            "comparison.target_group",
            "nobody",
            r"comparison\.target_group: there is no variable nobody in the codebook",
        ),
        ("comparability.min_cfi", 95, r"params\.yaml: comparability\.min_cfi: input should be less than 1"),
        (
            "comparability.max_rmsea",
            -0.05,
            r"params\.yaml: comparability\.max_rmsea: input should be greater than 0",
        ),
        (
            "comparability.estimator",
            "ml",
            r"params\.yaml: comparability\.estimator: input should be 'auto', 'wlsmv' or 'mlr'",
        ),
        (
            "sensitivity",
            {"weights": ["equal", "magic"]},
            r"params\.yaml: sensitivity\.weights: weights has no option magic",
        ),
        (
            "sensitivity",
            {"aggregation": []},
            r"params\.yaml: sensitivity\.aggregation: \[\] names no options",
        ),
        ("sensitivity", {"floor": 150}, r"params\.yaml: sensitivity\.floor: input should be less than 100"),
        (
            "report.languages",
            [],
            r"params\.yaml: report\.languages: tuple should have at least 1 item after validation, not 0",
        ),
        ("report.languages", ["de"], r"params\.yaml: report\.languages\[0\]: input should be 'ru' or 'en'"),
        ("report.languages", ["en", "en"], r"params\.yaml: report: language en is named 2 times"),
        (
            "report.suppress_below",
            -1,
            r"params\.yaml: report\.suppress_below: input should be greater than or equal to 1",
        ),
        (
            "report.suppress_below",
            3.5,
            r"params\.yaml: report\.suppress_below: input should be a valid integer, got a number with a fractional part",
        ),
        (
            "report.percent_of",
            "all",
            r"params\.yaml: report\.percent_of: input should be 'asked' or 'answered'",
        ),
        ("report.map", "map2.geojson", r"map2\.geojson: no such file"),
        ("report.sources", "sources2.yaml", r"sources2\.yaml: no such file"),
    ):
        kind = "params: types and ranges"
        yield Case(kind=kind, name=f"{path}: {_short(value)}", edit=params(path, value), says=says)


def bad_keys() -> Iterator[Case]:
    """Keys that params do not know, or that are not there."""
    for name, edit, says in (
        ("a section with a slip", params("replicate", {"number": 50}), r"params\.yaml: replicate: unknown key"),
        ("a key with a slip", params("index.dimension", ["X"]), r"params\.yaml: index\.dimension: unknown key"),
        ("a key of another section", params("report.adjust", "holm"), r"params\.yaml: report\.adjust: unknown key"),
        ("a key deep below", params("areas.north.poplation", 1000), r"params\.yaml: areas\.north\.poplation: unknown key"),
        ("a key of data with a slip", params("data.1.encodng", "utf-8"), r"params\.yaml: data\[1\]\.encodng: unknown key"),
        ("a key in another alphabet", params("s\u0435ed", 1), r"params\.yaml: a key: unknown key; did you mean seed\?"),
        ("a key that is a number", params("design.7", 1), r"params\.yaml: design\.7: keys should be strings"),
        ("no study", params("study", OUT), r"params\.yaml: study: this key is needed"),
        ("no data", params("data", OUT), r"params\.yaml: data: this key is needed"),
        ("no questionnaire", params("study.questionnaire", OUT), r"params\.yaml: study\.questionnaire: this key is needed"),
        ("no path of a file", params("data.1.path", OUT), r"params\.yaml: data\[1\]\.path: this key is needed"),
        ("no index", both(params("index.dimensions", OUT)), r"params\.yaml: index\.dimensions: this key is needed"),
        ("params of nothing", raw("params.yaml", lambda _: b""), r"params\.yaml: holds no mapping of keys to values"),
        ("params that are a list", raw("params.yaml", lambda _: b"- study\n"), r"params\.yaml: holds no mapping of keys to values"),
        ("a key twice", raw("params.yaml", lambda b: b + b"\nseed: 2\n"), r"params\.yaml: line 73: a key is given twice"),
        (
            "params of a hundred thousand steps",
            raw("params.yaml", lambda b: b + b"\nx: " + b"{a: " * 100_000),
            r"params\.yaml: (line \d+: )?nested more than 40 levels deep",
        ),
        (
            "a word for a section",
            params("weighting", "raking"),
            r"params\.yaml: weighting: input should be a valid dictionary or instance of Weighting",
        ),
        (
            "nothing for a section",
            params("report", None),
            r"params\.yaml: report: input should be a valid dictionary or instance of Report",
        ),
    ):
        yield Case(kind="params: keys", name=name, edit=edit, says=says)
    for change, says in (
        ("replicates.numbr=60", r"params\.yaml: replicates\.numbr: unknown key"),
        (
            "replicates.number",
            r"--set \(a text without =\): write it as KEY=VALUE, such as replicates\.number=200",
        ),
        (
            "replicates.number=sixty",
            r"params\.yaml: replicates\.number: input should be a valid integer, unable to parse string as an integer",
        ),
        ("=60", r"--set : there is no key  in params"),
        ("areas.north.colour=red", r"params\.yaml: areas\.north\.colour: unknown key"),
        ("data.9.path=x.csv", r"--set data\.9\.path: there is no key 9 in params"),
        ("index.weights=[equal", r"--set index\.weights: line 1: not valid YAML"),
    ):
        arguments = ("--set", change)
        yield Case(kind="params: --set", name=change, edit=lambda _: None, says=says, arguments=arguments)


def bad_agreement() -> Iterator[Case]:
    """Settings that contradict each other, the questionnaire or the data."""
    none = params("weighting", {"method": "none"})
    for name, edit, says in (
        ("no margins for raking", params("weighting.margins", OUT), r"params\.yaml: weighting: raking needs margins.*and variables"),
        ("no bounds for logit", params("weighting.method", "logit"), r"params\.yaml: weighting: logit needs bounds, such as \[0\.3, 3\]"),
        (
            "several variables for poststratification",
            params("weighting.method", "poststratification"),
            r"params\.yaml: weighting: poststratification takes one variable",
        ),
        (
            "a weight column without its name",
            params("design.base_weight", "column"),
            r"params\.yaml: design: base_weight column needs base_weight_variable",
        ),
        (
            "a weight's name without the column",
            params("design.base_weight_variable", "hours"),
            r"params\.yaml: design: base_weight_variable hours is not read where base_weight is allocation",
        ),
        (
            "a weight column that is a word",
            both(params("design.base_weight", "column"), params("design.base_weight_variable", "remark")),
            r"design\.base_weight_variable: remark is of type text",
        ),
        (
            "allocation without a population",
            params("areas.north.population", OUT),
            r"design\.base_weight allocation needs areas\.population, missing in north",
        ),
        (
            "areas of sides that there are not",
            params("blocs", OUT),
            r"params\.yaml: the file: area east names bloc B, which is not under blocs",
        ),
        ("an area without a side", params("areas.north.bloc", OUT), r"params\.yaml: the file: area north names no bloc, while 3 others do"),
        ("an area without a file", lambda s: s.params["data"].pop(), r"areas without respondents: west"),
        ("a file without an area", params("data.0.area", OUT), r"north\.csv: nothing tells the area of its rows"),
        ("an area by file and by answer", variable("town", "role", "area"), r"north\.csv: 60 rows name another area in town than north"),
        ("a side without areas", params("blocs.C", {"name": words("C")}), r"params\.yaml: the file: bloc C has no area"),
        (
            "delivered replicates without columns",
            params("replicates", {"method": "delivered", "number": 50}),
            r"params\.yaml: replicates: delivered needs columns.*, number.*and made_by",
        ),
        (
            "columns of replicates that nobody delivers",
            params("replicates.columns", "RW*"),
            r"params\.yaml: replicates: columns belongs to method delivered, not to rao-wu",
        ),
        (
            "brr without pairs",
            params("replicates", {"method": "brr"}),
            r"replicates: brr needs two primary sampling units in every stratum",
        ),
        (
            "a jackknife of one sample for strata",
            both(params("design.strata", "town"), params("replicates", {"method": "jk1"})),
            r"replicates: jk1 is for a sample without strata, this one has 8",
        ),
        (
            "percentiles of few replicates",
            params("comparison.interval", "percentile"),
            r"params\.yaml: the file: replicates\.number is 50, but percentile intervals at 0\.95 need 999",
        ),
        (
            "expert weights that nobody gave",
            params("index.weights", "expert"),
            r"params\.yaml: index: the index cannot be made: bounds x expert x arithmetic x arithmetic: index\.expert is",
        ),
        (
            "expert weights that sum to two",
            both(params("index.weights", "expert"), params("index.expert", {"dimensions": {"X": 1.0, "Y": 1.0}})),
            r"params\.yaml: index\.expert: expert weights of index: 2 weights sum to 2",
        ),
        (
            "goalposts that nobody gave",
            params("index.normalisation", "goalposts"),
            r"params\.yaml: index: the index cannot be made: goalposts x equal x arithmetic x arithmetic: index\.goalposts",
        ),
        (
            "a geometric mean of zeros",
            params("index.aggregation", "geometric"),
            r"params\.yaml: index: the index cannot be made: bounds x equal x geometric x arithmetic: the lowest answer is",
        ),
        ("group by the area's own answer", params("comparison.group_by", ["point"]), r"comparison\.group_by: point is of type paradata"),
        ("a report in a language of no title", params("study.title", words("t") | {"ru": ""}), r"params\.study\.title: no words in ru"),
        (
            "words of areas in one language of two",
            params("study.words.area", {"en": {"one": "area", "other": "areas"}}),
            r"params\.study\.words\.area: no words in ru",
        ),
        ("no words for areas", params("study.words.area", OUT), r"params\.yaml: the file: study\.words\.area is missing: there are areas"),
        (
            "samples of a question that is a number",
            params("design.samples", "hours"),
            r"84 strata have a single primary sampling unit: 0\.4, 0\.7, 0, 1\.2, 1\.6 and 79 more",
        ),
        (
            "weights of nothing, and a cap",
            both(none, params("weighting.cap", 5)),
            r"params\.yaml: weighting: none calibrates nothing and has no use for cap",
        ),
        (
            "margins without a method",
            both(none, params("weighting.margins", "margins.csv")),
            r"params\.yaml: weighting: none calibrates nothing and has no use for margins",
        ),
    ):
        yield Case(kind="params: contradictions", name=name, edit=edit, says=says)


def _short(value: object) -> str:
    return "taken out" if value is OUT else str(value)
