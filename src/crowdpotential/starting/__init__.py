"""A study begun out of somebody's data file: what the file tells, what is guessed of it and why, and the files of the study."""

from crowdpotential.starting.study_files import Started, start_study

__all__ = ["Started", "start_study"]
