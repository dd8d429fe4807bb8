"""The faults that a user would want to know about: each message is one line with what, where, how many and what to do.

A message never holds a respondent's answer. Whoever catches `CrowdpotentialError` prints it and leaves with exit code 1.
"""


class CrowdpotentialError(Exception):
    """The data or the params do not allow an honest answer."""


class AreaError(CrowdpotentialError):
    """An area has no respondents, or a respondent belongs to none."""


class CodebookError(CrowdpotentialError):
    """The questionnaire file contradicts itself or misses something."""


class ColumnError(CrowdpotentialError):
    """A data file misses a column, or has it twice."""


class ConvergenceError(CrowdpotentialError):
    """An iteration did not reach its tolerance."""


class DesignError(CrowdpotentialError):
    """The sampling design cannot be used as declared."""


class EmptyCellError(CrowdpotentialError):
    """A calibration cell with a control total has no respondents."""


class EmptyDomainError(CrowdpotentialError):
    """A domain to be estimated has no respondents."""


class ItemError(CrowdpotentialError):
    """An item cannot be used in a factor model."""


class LonelyPsuError(CrowdpotentialError):
    """A stratum with a single primary sampling unit."""


class MarginError(CrowdpotentialError):
    """Control totals that contradict each other or the answers."""


class MissingFileError(CrowdpotentialError):
    """A file that params name is not there."""


class ModelError(CrowdpotentialError):
    """A model that cannot be estimated."""


class MultipleAnswersError(CrowdpotentialError):
    """Multiple answers are not stored in the way that params declare."""


class OutOfRangeError(CrowdpotentialError):
    """Answers lie outside the range that the codebook allows."""


class OutputLockedError(CrowdpotentialError):
    """The output folder cannot be written."""


class ParamsError(CrowdpotentialError):
    """params.yaml holds an unknown, missing or impossible value."""


class ProgramFaultError(Exception):
    """A fault of the program, no user's: its message says where, and holds no value of the data."""


class ReadError(CrowdpotentialError):
    """A data file cannot be read safely."""


class TableError(CrowdpotentialError):
    """A two-way table in which nothing can be tested."""


class UnlistedCodeError(CrowdpotentialError):
    """Answers hold a code that the codebook does not list."""
