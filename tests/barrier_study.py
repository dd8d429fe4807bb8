"""Barriers, wishes and roles in a small study: three questions, their answers, a table of actions, and what params say of them."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML
from small_study import words

KINDS = {1: "cannot", 2: "unasked", 3: "unwilling", 4: "cannot"}
BARRIERS = {1: "no time", 2: "nobody asked", 3: "no use", 4: "no device", 5: "other", 6: "nothing"}
WISHES = {1: "use", 2: "company", 3: "none of it"}
WAYS = {1: "post", 2: "radio", 3: "no way"}
TOPICS = {1: "roads", 2: "woods", 3: "no topic"}
ACTORS = {1: "council", 2: "college", 3: "nobody"}
RARE = (10, 11)  # respondents of the first area who name the fourth barrier
ACTIONS = pd.DataFrame(
    [
        ("hours", "1", "council", "shorter forms", "one short vote"),
        ("invite", "nobody asked", "college", "an invitation", "fifty letters"),
        ("invite_all", "2", "council", "an invitation for all", "a thousand letters"),
    ],
    columns=["action", "barrier", "actor", "lever_en", "first_step_en"],
).assign(indicator_en="share that comes", source="A source, 2020")
SECTIONS: dict[str, Any] = {
    "obstacles": {
        "barriers": "why",
        "motives": "wish",
        "channels": "way",
        "topics": "topic",
        "kind": "kind",
        "kinds": {name: words(name) for name in ("cannot", "unwilling", "unasked")},
        "controls": ["sex"],
    },
    "mechanism": {
        "actions": "actions.csv",
        "actors": {"council": words("the council"), "college": words("the college")},
        "roles": {"organise": "who"},
    },
}


def add_barriers(folder: Path) -> None:
    """Add the questions to a study on the disk, whose files hold a line for each respondent."""
    yaml = YAML(typ="safe", pure=True)
    params, codebook = (yaml.load((folder / name).read_text(encoding="utf-8")) for name in ("params.yaml", "questionnaire.yaml"))
    params |= SECTIONS
    codebook["variables"] += questions()
    yaml.dump(params, folder / "params.yaml")
    yaml.dump(codebook, folder / "questionnaire.yaml")
    for number, entry in enumerate(params["data"]):
        cells = pd.read_csv(folder / entry["path"], dtype=str)
        cells.assign(**answers_of(cells, number)).to_csv(folder / entry["path"], index=False)
    both = ACTIONS.assign(**{name.replace("_en", "_ru"): ACTIONS[name] for name in ACTIONS if name.endswith("_en")})
    both.to_csv(folder / "actions.csv", index=False)


def questions() -> list[dict[str, Any]]:
    """List the entries of the codebook."""
    why = {code: {"label": words(name)} for code, name in BARRIERS.items()}
    why[4]["sensitive"] = True
    for code, kind in KINDS.items():
        why[code]["attributes"] = {"kind": kind}
    who = {code: {"label": words(name), "key": name} for code, name in ACTORS.items()}
    several = {"type": "multiple", "missing": "usual", "max_answers": 3}
    return [
        {"id": "why", **several, "wording": words("What hinders?"), "codes": why, "exclusive": [6], "open_codes": [5]},
        *(
            {
                "id": name,
                **several,
                "wording": words(wording),
                "codes": {code: {"label": words(label)} for code, label in labels.items()},
                "exclusive": [3],
            }
            for name, wording, labels in (
                ("wish", "What would help?", WISHES),
                ("way", "Which way?", WAYS),
                ("topic", "Which topic?", TOPICS),
            )
        ),
        {"id": "who", "type": "single", "missing": "usual", "wording": words("Who should organise?"), "codes": who},
    ]


def answers_of(cells: pd.DataFrame, number: int) -> dict[str, Any]:
    """Draw the answers of a file: whoever agrees with the first item names the first barrier less often."""
    rng, n = np.random.default_rng([23, number]), len(cells)
    agrees = pd.to_numeric(cells["X1"]).to_numpy() >= 4
    named = {1: rng.random(n) < np.where(agrees, 0.2, 0.7), 2: rng.random(n) < 0.3 + 0.1 * number, 3: rng.random(n) < 0.4}
    named[4] = np.isin(np.arange(n), RARE) if number == 0 else rng.random(n) < 0.1
    named[5] = rng.random(n) < 0.1
    named[6] = ~np.any(list(named.values()), axis=0)
    found = {f"why_{code}": chosen.astype(int) for code, chosen in named.items()}
    for name in ("wish", "way", "topic"):
        chosen = {1: rng.random(n) < 0.5, 2: rng.random(n) < 0.4}
        chosen[3] = ~np.any(list(chosen.values()), axis=0)
        found |= {f"{name}_{code}": own.astype(int) for code, own in chosen.items()}
    return found | {"who": rng.integers(1, 4, n)}
