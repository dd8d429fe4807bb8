"""The base of every record that is read from YAML, and the type of texts in several languages."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

Text = Mapping[str, str]  # language -> words


class Record(BaseModel):
    """A frozen section of a YAML file; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
