"""Weighting: the methods of calibration, and how far they may move the weights."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crowdpotential.errors import ConvergenceError
from crowdpotential.stats.weighting.control_equations import Limits
from crowdpotential.stats.weighting.distances import LINEAR, LOGIT, RAKING
from crowdpotential.stats.weighting.trimming import BOUNDED, NO_CAP, RERAKE

LEAST_RATIO = 1e-6  # of calibrated to base weight, of the mean ratio: less is nobody, and the cells have a hole

_KINDS = {"raking": RAKING, "linear": LINEAR, "logit": LOGIT, "truncated": LINEAR}
_TRIMMING = {"bounded": BOUNDED, "rerake": RERAKE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How base weights become calibrated ones."""

    method: Literal["raking", "linear", "logit", "truncated"]
    bounds: tuple[float, float] | None = None  # of calibrated / base weight; logit and truncated need them
    cap: float | None = None  # largest weight as a multiple of the mean weight of the cap group
    trimming: Literal["bounded", "rerake"] = "bounded"  # nearest weights under the cap, or cut and go on from there
    tolerance: float = 1e-10  # largest gap to accept in any control
    max_cycles: int = 1000  # steps over all controls before giving up; also rounds of trimming, each with its steps

    def __post_init__(self) -> None:
        """Refuse what no caller may ask for."""
        if self.bounds is None and self.method in {"logit", "truncated"}:
            msg = f"{self.method} calibration needs bounds"
            raise ValueError(msg)


def limits_of(how: Calibration) -> Limits:
    """Write the settings in the form that compiled code reads.

    Raises:
        ConvergenceError: a cap or bounds that no weights can keep to.
    """
    _refuse_impossible(how)
    low, high = (-np.inf, np.inf) if how.bounds is None else how.bounds
    return Limits(
        kind=_KINDS[how.method],
        low=float(low),
        high=float(high),
        least_ratio=LEAST_RATIO if how.bounds is None else -np.inf,
        cap_kind=NO_CAP if how.cap is None else _TRIMMING[how.trimming],
        cap=np.inf if how.cap is None else float(how.cap),
        tolerance=float(how.tolerance),
        max_cycles=int(how.max_cycles),
    )


def _refuse_impossible(how: Calibration) -> None:
    if how.cap is not None and not how.cap > 1:
        msg = f"{how.method}: weights cannot all stay below {how.cap:g} times their mean; choose a cap above 1"
        raise ConvergenceError(msg)
    if how.bounds is None:
        return
    low, high = how.bounds
    if not 0 <= low < 1 < high < np.inf:
        msg = (
            f"{how.method}: ratios to the base weight cannot all lie between {low:g} and {high:g}; choose a bound "
            "below 1, zero or more, and one above 1"
        )
        raise ConvergenceError(msg)
    if how.cap is not None and how.trimming == "rerake":
        msg = f"{how.method}: weights that are cut and calibrated again do not keep to bounds; choose trimming bounded"
        raise ConvergenceError(msg)
