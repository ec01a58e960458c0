"""The result of a comparison: what `compare` returns, what `comparison.json` holds, what page and video are made from.

As in `kneevision.analysis`: units in the names or in `Change.unit`; what cannot be had is None with a reason.
"""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from kneevision.analysis import Activity, Interval, MeasureSide, View
from kneevision.errors import UserError
from kneevision.pose.landmarks import Side
from kneevision.stored import stored_json

SCHEMA_VERSION = "1.0"
COMPARISON_FILE = "comparison.json"

Grade = Literal["A", "B", "C"]
Answer = Literal["changed", "not_told", "withheld"]
Kind = Literal["value", "variation", "drift"]

_STRICT = ConfigDict(allow_inf_nan=False, extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class Filmed:
    """What is known of one filming.

    `path`, `sha256`: of the video; `filmed_at`: ISO 8601, by the file's own tag, None when it does not say;
    `distance_legs`: from the camera to the person, in lengths of their leg, for a phone's main lens unless another
    was told; `brightness` of the person's surroundings, 0 to 1; `cadence_spm`; `flexion_deg`: of the knee at the
    bottom of a squat, mean of the legs; `flexion_legs_deg`: of each leg, of squats of one leg; `speed`: of the belt, as
    told, in the unit of whoever told it; `model`, `version`: of the pose model and of kneevision.
    """

    path: str
    sha256: str
    filmed_at: str | None
    activity: Activity
    view: View
    yaw_deg: float | None
    yaw_interval_deg: Interval | None
    distance_legs: float | None
    brightness: float | None
    cadence_spm: float | None
    flexion_deg: float | None
    fps: float
    speed: float | None
    model: str
    version: str
    flexion_legs_deg: dict[Side, float] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class Difference:
    """One way in which the filmings differ beyond its limit.

    `code` is stable; `text` says what differs and what that does; `spoils`: names of the measures that it takes away;
    `widens`: what camera and pose model are off by is no longer taken to cancel, so that the intervals are wide;
    `limit` in the words of its entry in `limits.toml`, with `source` and `grade` (A published for this task, B for a
    neighbouring one, C convention).
    """

    code: str
    text: str
    spoils: tuple[str, ...]
    widens: bool
    limit: float
    source: str
    grade: Grade


@dataclass(frozen=True, config=_STRICT)
class ChangeParts:
    """What a change's interval is made of: 95 % half widths in the measure's unit, which add in quadrature.

    `cycles`: the variation from cycle to cycle in both clips, by block bootstrap; `timing`: of both frame rates. Then
    either, of two filmings of one person in the same clothes with the same lens, `setup`: what is set anew each time,
    the camera's pitch and roll, in squats, where the person stands anew too, all that is not known of the camera; and
    `filming`: what the pose model, and the yaw that is read from it, were measured to move by in nearly the same
    light and size. Or `unshared`: all errors of camera and pose model in both clips, as if nothing of them were
    common. `filming` is None where the clips were not filmed alike; both where they were never measured.
    """

    cycles: float
    timing: float
    setup: float
    filming: float | None
    unshared: float | None

    @property
    def half(self) -> float | None:
        """95 % half width for the same clothes and lens; without `filming` the widest; None when neither is known."""
        return self.widest if self.filming is None else math.hypot(self.cycles, self.timing, self.setup, self.filming)

    @property
    def widest(self) -> float | None:
        """95 % half width if nothing cancels between the filmings."""
        return None if self.unshared is None else math.hypot(self.cycles, self.timing, self.unshared)


@dataclass(frozen=True, config=_STRICT)
class Detectable:
    """The smallest change between two recordings that published repeatability can tell: at least this.

    In the measure's unit. It is of trained raters, mostly with skin markers, hence a floor.
    """

    at_least: float
    source: str
    grade: Grade


@dataclass(frozen=True, config=_STRICT)
class Change:
    """How one number of one side changed: after minus before.

    `kind`: 'value', the mean over the cycles; 'variation', its standard deviation from cycle to cycle; 'drift', how
    far it moves from the first to the last third of the strides, or from the first repetition to the last. `side`:
    'difference' is left minus right. `interval`: 95 %, for the same clothes and lens; `interval_unshared`: 95 %, if
    nothing of the errors cancels between the filmings. `answer`: 'changed' only when zero lies outside `interval` and
    the change is beyond the published detectable one, where there is one; 'not_told': no change that could be told;
    'withheld': the filmings differ in what the measure depends on, or a number is missing. `reason` says why in
    words. `exploratory`: not one of the measures that were fixed beforehand.
    """

    measure: str
    kind: Kind
    side: MeasureSide
    unit: str
    before: float | None
    after: float | None
    change: float | None
    interval: Interval | None
    interval_unshared: Interval | None
    parts: ChangeParts | None
    detectable: Detectable | None
    answer: Answer
    reason: str
    exploratory: bool

    @model_validator(mode="after")
    def _answered_with_numbers(self) -> Self:
        if self.answer != "withheld" and (self.change is None or self.before is None or self.after is None):
            raise ValueError(f"{self.measure}: only a change with numbers has an answer")
        if self.answer == "withheld" and self.change is not None:
            raise ValueError(f"{self.measure}: a withheld change has no number")
        return self


@dataclass(frozen=True, config=_STRICT)
class TrendPoint:
    """One first measure of one side in one clip of a history; `interval` 95 %, all errors; None with a reason."""

    measure: str
    side: MeasureSide
    value: float | None
    interval: Interval | None
    reason: str | None


@dataclass(frozen=True, config=_STRICT)
class Moment:
    """One clip of a history."""

    filmed: Filmed
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, config=_STRICT)
class Comparison:
    """Everything that was found out about two clips of one person.

    `same_video`: both are analyses of one file, so that nothing can have changed. `unchecked`: what nobody but the
    reader can know to be alike, in words. `findings`: sentences, the most important first. `history`: every clip in the
    order given, when there are more than two; `before` and `after` are then its first and last.
    """

    before: Filmed
    after: Filmed
    same_video: bool
    differences: tuple[Difference, ...]
    unchecked: tuple[str, ...]
    changes: tuple[Change, ...]
    findings: tuple[str, ...]
    history: tuple[Moment, ...]
    provenance: dict[str, str | float | int | bool | None]
    schema_version: str = SCHEMA_VERSION

    @property
    def first_changes(self) -> tuple[Change, ...]:
        """The changes of the measures that were fixed beforehand."""
        return tuple(change for change in self.changes if not change.exploratory)

    def change(self, measure: str, side: MeasureSide, kind: Kind = "value") -> Change | None:
        """One change, or None when these clips do not have it."""
        found = (c for c in self.changes if (c.measure, c.side, c.kind) == (measure, side, kind))
        return next(found, None)

    def to_json(self) -> str:
        """The text of `comparison.json`."""
        plain = _adapter().dump_python(self, mode="json")
        return json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def load(cls, path: Path | str) -> Comparison:
        """Read a folder that `compare` wrote, or the `comparison.json` in it.

        Raises
        ------
        UserError
            When there is none there, or it is not one that this version can read.
        """
        path = Path(path)
        file = path / COMPARISON_FILE if path.is_dir() else path
        try:
            return _adapter().validate_python(stored_json(file))
        except OSError as error:
            raise UserError(f"{path}: no comparison there ({error.strerror}).") from error
        except (ValueError, ValidationError) as error:
            raise UserError(f"{path}: not a comparison of this version; compare again.") from error

    @staticmethod
    def json_schema() -> dict[str, Any]:
        """JSON Schema of `comparison.json`; the package ships it as `schema/comparison.schema.json`."""
        return _adapter().json_schema()


@cache
def _adapter() -> TypeAdapter[Comparison]:
    return TypeAdapter(Comparison)
