"""Lambert's conformal conic projection of the sphere (Snyder 1987, Map projections: a working manual, pp. 104-107)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crowdpotential.stats.arrays import FloatArray

PARALLELS_AT = 1 / 6  # standard parallels lie one sixth inside the range of latitudes


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A cone fitted to a range of longitudes and latitudes; the earth's radius is 1."""

    longitude: float  # degrees, straight up on the map
    cone: float
    scale: float


def fit_projection(points: FloatArray) -> Projection:
    """Fit the cone to points (n, 2) of longitude and latitude in degrees."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    inset = (north - south) * PARALLELS_AT
    first, second = math.radians(south + inset), math.radians(north - inset)
    ratio = _half_angle(np.array([second])).item() / _half_angle(np.array([first])).item()
    flat = math.isclose(first, second)
    cone = math.sin(first) if flat else math.log(math.cos(first) / math.cos(second)) / math.log(ratio)
    scale = math.cos(first) * _half_angle(np.array([first])).item() ** cone / cone
    return Projection(longitude=float((west + east) / 2), cone=cone, scale=scale)


def project(points: Sequence[Sequence[float]] | FloatArray, projection: Projection) -> FloatArray:
    """Place points (n, 2) of longitude and latitude in degrees on the map; y grows northwards."""
    degrees = np.asarray(points, dtype=np.float64)
    radius = projection.scale / _half_angle(np.radians(degrees[:, 1])) ** projection.cone
    angle = projection.cone * np.radians(degrees[:, 0] - projection.longitude)
    return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)])


def _half_angle(latitude: FloatArray) -> FloatArray:
    return np.tan(math.pi / 4 + latitude / 2)
