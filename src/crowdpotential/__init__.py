"""crowdpotential: from the answers of a questionnaire survey to a diagnostic report with honest uncertainty."""

__version__ = "0.1.0"
