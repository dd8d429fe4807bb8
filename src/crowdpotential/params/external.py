"""params.yaml: figures of others that are laid beside those of the study."""

from crowdpotential.codebook import Record


class Yardsticks(Record):
    """Published figures of other surveys."""

    file: str  # a table, a figure a row; its columns are told in `ingest.yardsticks`
