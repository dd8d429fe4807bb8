"""The demonstration's questionnaire on eight sides of two areas each, all with names as long as they get."""

from report.plausible import ROOT, PlausibleRun, make_run

from crowdpotential.params import load_params
from crowdpotential.params.study import Area, Bloc

SIDES = {"ru": "Северо-Восточный федеральный округ", "en": "North-Eastern Federal District"}
AREAS = {"ru": "Ханты-Мансийский автономный округ — Югра", "en": "Khanty-Mansi Autonomous Okrug – Yugra"}


def make_run_of_many_sides(number: int = 8, verdict: str = "not_comparable") -> PlausibleRun:
    params = load_params(ROOT / "params.yaml")
    blocs = {f"S{i}": Bloc(name=numbered(SIDES, i)) for i in range(1, number + 1)}
    areas = {f"a{i}": Area(name=numbered(AREAS, i), bloc=f"S{(i + 1) // 2}") for i in range(1, 2 * number + 1)}
    return make_run(verdict=verdict, params=params.model_copy(update={"blocs": blocs, "areas": areas}))


def numbered(names: dict[str, str], i: int) -> dict[str, str]:
    return {language: f"{name} {i}" for language, name in names.items()}
