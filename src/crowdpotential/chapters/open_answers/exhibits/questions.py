"""What both exhibits of the chapter need: the open questions of a study with their themes, as they are called."""

from dataclasses import dataclass
from pathlib import Path

from crowdpotential.exhibits.cells import Text
from crowdpotential.ingest.coding_frames import NO_THEME_KEY, Theme, load_frame
from crowdpotential.views.view import View

SECTION = "open_answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open question of which something is told."""

    variable: str
    themes: tuple[Theme, ...]

    def label(self, view: View, key: str) -> Text:
        """Return what a theme is called; of NO_THEME_KEY the words for answers without one."""
        if key == NO_THEME_KEY:
            return view.language.say("open_answers.no_theme")
        return next(theme.labels[view.language.code] for theme in self.themes if theme.key == key)


def list_asked(view: View, measure: str) -> list[Asked]:
    """List the open questions that have rows of a measure, in the order of params."""
    folder = Path(view.run.study_folder)
    return [
        Asked(variable=variable, themes=load_frame(folder / spec.frame, spec, view.params))
        for variable, spec in (view.params.open_answers or {}).items()
        if view.results.find(SECTION, measure, variable=variable)
    ]
