"""params.yaml: figures of others that are laid beside those of the study."""

from collections.abc import Mapping

from crowdpotential.codebook import Condition, Record


class Yardsticks(Record):
    """Published figures of other surveys."""

    file: str  # a table, a figure a row; its columns are told in `ingest.yardsticks`


class Platforms(Record):
    """What platforms of participation say of themselves."""

    file: str  # a table, the figures of a platform on one date a row; its columns are told in `ingest.platforms`
    registered: Mapping[str, Condition] = {}  # platform -> which respondents are registered there, to stand beside its claim
    active: Mapping[str, Condition] = {}  # platform -> which respondents used it
