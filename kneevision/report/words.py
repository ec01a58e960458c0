"""The words that differ between strides and repetitions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from kneevision.analysis import Activity, Analysis


@dataclass(frozen=True)
class Words:
    """What a cycle and its parts are called.

    Attributes
    ----------
    one, many : str
        A cycle, several of them.
    who : str
        The person who makes them.
    part : str
        The part of a cycle that its numbers are read from.
    parts : str
        Several of these, where they are counted.
    shaded : str
        What goes on where the charts are shaded.
    thick : str
        Why a leg is drawn thick.
    result : str
        Which of a cycle's angles its number is.
    point : str
        The moment at which a cycle's number stands on a time axis.
    course : str
        Axis of the mean curve over the part.
    span : str
        What a drift is found over.
    numbering : str
        How the cycles are numbered.
    """

    one: str
    many: str
    who: str
    part: str
    parts: str
    shaded: str
    thick: str
    result: str
    point: str
    course: str
    span: str
    numbering: str

    def noun(self, count: int) -> str:
        """The word for so many cycles."""
        return self.one if count == 1 else self.many


_RUNNING: Final = Words(
    one="stride",
    many="strides",
    who="runner",
    part="stance",
    parts="contacts",
    shaded="foot on the ground",
    thick="Thick leg and white bar: the foot is on the ground.",
    result="peak",
    point="Time of landing (s)",
    course="Stance (%): 0 landing, 100 toe-off",
    span="from the first to the last third of the clip",
    numbering="Strides are numbered from 1 on this page and in the video; in cycles.csv their index starts at 0.",
)
_SQUAT: Final = Words(
    one="repetition",
    many="repetitions",
    who="person",
    part="repetition",
    parts="repetitions",
    shaded="repetition",
    thick="Thick legs: a repetition is under way.",
    result="at the bottom",
    point="Time of the bottom (s)",
    course="Repetition (%): 0 start, 50 bottom, 100 end",
    span="from the first repetition to the last",
    numbering="Repetitions are numbered from 1 on this page and in the video; in cycles.csv their index starts at 0.",
)
_OF_ACTIVITY: Final[dict[Activity, Words]] = {
    "walking": replace(
        _RUNNING,
        who="walker",
        shaded="from a foot's landing to the other's",
        thick="Thick leg: from its foot's landing to the other's. White bar: on the ground, as far as that shows.",
        course="Loading (%): 0 landing, 100 the other foot's landing",
    ),
    "squat": _SQUAT,
    "single_leg_squat": replace(_SQUAT, thick="Thick leg: it stands, and a repetition is under way."),
}


def words(analysis: Analysis) -> Words:
    """The words for what this clip shows."""
    return _OF_ACTIVITY.get(analysis.activity, _RUNNING)
