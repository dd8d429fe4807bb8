"""Params and codebook agree about who of the respondents uses a platform."""

from collections.abc import Iterator

from crowdpotential.codebook import Codebook
from crowdpotential.codebook.condition_checks import Scope, condition_faults
from crowdpotential.params import Params


def platform_faults(params: Params, codebook: Codebook) -> Iterator[str]:
    """List what is wrong with the conditions that tell who is registered on a platform, and who used it."""
    if params.platforms is None:
        return
    for key in ("registered", "active"):
        for name, when in getattr(params.platforms, key).items():
            yield from condition_faults(when, codebook, Scope(place=f"platforms.{key}.{name}"))
