"""Twelve respondents of two areas with a few missing answers, and a design of four replicates: what the tests of item nonresponse share."""

import numpy as np
import pandas as pd

from crowdpotential.codebook import Codebook, build_codebook
from crowdpotential.params import Area
from crowdpotential.stats.inference.design import Design
from crowdpotential.stats.replication.replicates import Replication

CLASSES = {96: "not_applicable", 97: "dont_know", 98: "refused", 99: "no_answer"}


def words(text: str) -> dict[str, str]:
    return {"en": text, "ru": text}


def codebook() -> Codebook:
    item = {"type": "ordinal", "scale": "five", "wording": words("?"), "sensitive": True}
    return build_codebook(
        {
            "id": "silence",
            "languages": ["en"],
            "missing": {"usual": {c: {"class": k, "label": words(k)} for c, k in CLASSES.items()}},
            "scales": {
                "five": {"missing": "usual", "codes": {c: {"label": words(str(c))} for c in range(1, 6)}},
                "three": {"missing": "usual", "codes": {c: {"label": words(str(c))} for c in range(1, 4)}},
            },
            "dimensions": [{"id": "T", "label": words("trust")}],
            "variables": [
                {"id": "mode", "type": "single", "role": "mode", "scale": "three", "wording": words("mode")},
                {"id": "A", **item, "dimension": "T"},
                {"id": "B", **item, "dimension": "T", "direction": -1},
                {"id": "C", **item, "scale": "three", "sensitive": False},
                {"id": "D", **item, "asked_if": {"variable": "A", "op": "ge", "value": 3}, "sensitive": False},
            ],
        },
        name="silence",
    )


def areas() -> dict[str, Area]:
    return {name: Area(bloc=bloc, name=words(name)) for name, bloc in (("north", "X"), ("south", "Y"))}


def responses() -> pd.DataFrame:
    n = 12
    area = ["north"] * 6 + ["south"] * 6
    frame = pd.DataFrame(
        {
            "respondent_id": [f"r{i}" for i in range(n)],
            "source": "file",
            "area": area,
            "bloc": ["X" if name == "north" else "Y" for name in area],
            "sample_type": "main",
            "mode": 99,
            "A": [1, 4, 5, 97, 98, 2, 3, 5, 4, 99, 1, 2],
            "B": [1, 2, 3, 4, 5, 97, 1, 2, 3, 4, 5, 1],
            "C": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3],
            "D": [96, 4, 97, 96, 96, 96, 3, 5, 2, 96, 96, 96],
        }
    )
    return frame.astype(dict.fromkeys(("respondent_id", "source", "area", "bloc", "sample_type"), "str"))


def design() -> Design:
    """Two strata of three PSUs, two respondents each; replicates that leave PSUs out."""
    weights = np.array([2.0, 1, 1, 1, 2, 1, 3, 1, 1, 1, 1, 1])
    psus = np.repeat(np.arange(6), 2)
    factors = np.where(psus[:, None] == np.arange(6), 0.0, np.where(psus[:, None] // 3 == np.arange(6) // 3, 1.5, 1.0))
    return Design(
        weights=weights,
        replicate_weights=weights[:, None] * factors,
        replication=Replication(
            kind="jkn",
            coefficients=np.full(6, 2 / 3),
            centre="estimate",
            degrees_of_freedom=4.0,
            fails_above=0.0,
        ),
        strata=psus // 3,
        psus=psus,
    )
