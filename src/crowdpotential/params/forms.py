"""params.yaml: forms beside the main survey - a questionnaire and data files of their own."""

from pydantic import Field

from crowdpotential.codebook import Record
from crowdpotential.params.study import DataFile

PART_OF_FORM = ": "  # between the name of a form and what a file of it is for; no path has it


class Form(Record):
    """A form: its codebook and its files as received."""

    questionnaire: str
    data: tuple[DataFile, ...] = Field(min_length=1)

    def files(self, name: str) -> dict[str, str]:
        """Name its files by what they are for, as `studies.reference_files` does, with the name of the form in front."""
        data = {f"{name}{PART_OF_FORM}file {number}": file.path for number, file in enumerate(self.data, start=1)}
        return {f"{name}{PART_OF_FORM}questionnaire": self.questionnaire, **data}
