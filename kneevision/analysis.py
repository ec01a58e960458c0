"""The result: what `analyze` returns, what `analysis.json` holds, what the report is made from.

Every number has its unit in its name or in `Measure.unit`; what cannot be had is None with a reason, never 0, never
NaN.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, SkipValidation, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass
from pydantic.json_schema import SkipJsonSchema

from kneevision.edits import NO_EDITS, Edits
from kneevision.errors import UserError
from kneevision.frame_table import FrameTable
from kneevision.stored import stored_json

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

SCHEMA_VERSION = "1.0"

Activity = Literal["running", "walking", "squat", "single_leg_squat", "unknown"]
View = Literal["front", "back", "left", "right", "oblique"]
MeasureSide = Literal["left", "right", "both", "difference"]
State = Literal["flagged", "clear", "cannot_tell"]
Interval = tuple[float, float]

ANALYSIS_FILE = "analysis.json"
CYCLES_FILE = "cycles.csv"
FRAMES_FILE = "frames.csv.gz"
SIGHTING_FILE = "sighting.npz"

_STRICT = ConfigDict(allow_inf_nan=False, extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, config=_STRICT)
class Video:
    """The file that was analyzed, upright and in real time.

    `filmed_at`: ISO 8601, by the camera's own tag; `one_of`: of a file with very many frames a second one of so many
    was read, `fps` and `frames` are of those.
    """

    path: str
    sha256: str
    duration_s: float
    fps: Annotated[float, Field(gt=0)]
    frames: int
    width: int
    height: int
    rotation_deg: int
    mirrored: bool
    fps_source: str
    filmed_at: str | None = None
    one_of: int = 1


@dataclass(frozen=True, config=_STRICT)
class Subject:
    """The person who was followed. `box_px` = left, top, right, bottom, the median over the clip."""

    box_px: tuple[float, float, float, float]
    people_seen: int
    reason: str


@dataclass(frozen=True, config=_STRICT)
class Tracking:
    """How well the person was followed.

    `seen_fraction`: frames in which the model found them; `filled_fraction`: leg points that were interpolated;
    `swapped_frames`: frames whose legs were exchanged back; `cutoff_hz`: of the zero-phase low-pass.
    `lost_s`: stretches [start, stop) without the person or their legs; `brightness` of the person's surroundings, 0
    black to 1 white, None in analyses of before it was kept.
    """

    seen_fraction: float
    filled_fraction: float
    swapped_frames: int
    cutoff_hz: float | None
    lost_s: tuple[Interval, ...]
    brightness: float | None = None


@dataclass(frozen=True, config=_STRICT)
class CameraPose:
    """Where the camera stood. Yaw 0 = exactly in front (or behind, or at the side).

    Positive yaw: from the front the camera moved toward the person's left, from behind toward their right. Positive
    roll: the camera was turned clockwise, so that the picture leans counter-clockwise. None = could not be told.
    """

    yaw_deg: float | None
    yaw_interval_deg: Interval | None
    roll_deg: float | None
    method: str
    roll_interval_deg: Interval | None = None


@dataclass(frozen=True, config=_STRICT)
class CycleRow:
    """One stride (initial contact to the same foot's next) or repetition, with its value of each measure.

    `opposite_contact_s`: the other foot's initial contact; None when not known, and in analyses of before it was kept.
    `seen`: the values as the picture shows them, of those measures that are corrected for the camera.
    """

    side: Literal["left", "right"]
    kind: Literal["stride", "rep"]
    index: int
    valid: bool
    reason: str | None
    start_s: float
    contact_s: float | None
    toe_off_s: float | None
    bottom_s: float | None
    end_s: float
    values: dict[str, float | None]
    midstance_s: float | None = None
    opposite_contact_s: float | None = None
    seen: dict[str, float | None] = Field(default_factory=dict)


@dataclass(frozen=True, config=_STRICT)
class ErrorParts:
    """What a measure's interval is made of: 95 % half widths in the measure's unit, which add in quadrature.

    `cycles`: the variation from cycle to cycle; `camera`: what is not known of its place, tilt and lens; `timing`: of
    the frame rate; `pose_model`: what the pose model is off by in every cycle alike, None when it was never measured
    for this measure, so that the interval is without it; `tilt`: the part of `camera` that is of pitch and roll, in
    runs from the side of how far square it stands, in the trunk's lean of the yaw, which change whenever a camera is
    set up, None in analyses of before it was kept.
    """

    cycles: float
    camera: float = 0.0
    timing: float = 0.0
    pose_model: float | None = None
    tilt: float | None = None


@dataclass(frozen=True, config=_STRICT)
class Measure:
    """One measure of one side over the valid cycles.

    `interval`: 95 %, of all that `error` lists; `interval_random`: 95 %, of the variation from cycle to cycle alone;
    `seen`: the value as the picture shows it, where `value` is corrected for the camera, else None.
    """

    name: str
    side: MeasureSide
    value: float | None
    unit: str
    n: int
    sd: float | None
    interval: Interval | None
    interval_random: Interval | None
    reason: str | None
    error: ErrorParts | None = None
    seen: float | None = None

    @model_validator(mode="after")
    def _value_or_reason(self) -> Self:
        if (self.value is None) == (self.reason is None):
            raise ValueError(f"{self.name}: a measure has either a value or a reason why not")
        return self


@dataclass(frozen=True, config=_STRICT)
class Finding:
    """One judgement, in plain words. `cycles`: indices of the strides of that side which it is about.

    `line`: the reference value it was judged against; `grade`: A published for this task and view, B published for a
    neighbouring task, C convention.
    """

    kind: str
    measure: str
    side: MeasureSide
    state: State
    cycles: tuple[int, ...]
    text: str
    source: str
    grade: Literal["A", "B", "C"]
    line: float | None = None


@dataclass(frozen=True, config=_STRICT)
class QualityWarning:
    """Something about the footage that the reader has to know. `code` is stable, `text` is for people."""

    code: str
    text: str


@dataclass(frozen=True, config=_STRICT)
class Analysis:
    """Everything that was found out about one clip.

    `activity_confidence` 0..1 tells how clearly the clip passes the tests that tell activities apart (0: just so, 1: by
    twice what it takes); it is not a probability, and None when the user told the activity or none was recognized.
    `edits`: what was put right by hand; the cycles, measures and findings are as it makes them.
    `frames` holds the landmarks and angles of every frame; it is saved beside the JSON, not in it.
    """

    video: Video
    activity: Activity
    view: View | None
    camera: CameraPose
    subject: Subject | None
    tracking: Tracking
    cycles: tuple[CycleRow, ...]
    measures: tuple[Measure, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[QualityWarning, ...]
    provenance: dict[str, str | float | int | bool | None]
    schema_version: str = SCHEMA_VERSION
    activity_confidence: float | None = None
    edits: Edits = NO_EDITS
    frames: Annotated[SkipJsonSchema[FrameTable | None], SkipValidation, Field(exclude=True)] = None

    def to_dict(self) -> dict[str, Any]:
        """The content of `analysis.json` as plain lists, dicts, numbers and text."""
        plain: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return plain

    def to_json(self) -> str:
        """The text of `analysis.json`."""
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def save(self, folder: Path | str) -> None:
        """Write `analysis.json`, `cycles.csv` and, with frames, `frames.csv.gz` into an existing folder."""
        from kneevision.cycle_table import write_cycles  # it needs the types above

        folder = Path(folder)
        (folder / ANALYSIS_FILE).write_text(self.to_json(), encoding="utf-8")
        write_cycles(self.cycles, folder / CYCLES_FILE)
        if self.frames is not None:
            self.frames.write(folder / FRAMES_FILE)

    @classmethod
    def load(cls, path: Path | str, frames: bool = True) -> Analysis:
        """Read a result folder, or the `analysis.json` in it; `frames`: with the table of its frames, if it is there.

        Raises
        ------
        UserError
            When there is no analysis there, or it is damaged or not one that this version can read.
        """
        path = Path(path)
        file = path / ANALYSIS_FILE if path.is_dir() else path
        try:
            loaded = _adapter().validate_python(stored_json(file))
        except OSError as error:
            raise UserError(f"{path}: no analysis there ({error.strerror}); give a .kneevision folder.") from error
        except (ValueError, ValidationError) as error:
            raise UserError(f"{path}: not an analysis of this version; analyze the video again.") from error
        frames_file = file.parent / FRAMES_FILE
        if not (frames and frames_file.is_file()):
            return loaded
        return loaded.with_frames(FrameTable.read(frames_file))

    def with_frames(self, frames: FrameTable) -> Analysis:
        """The same analysis with its frames' table."""
        return replace(self, frames=frames)

    def to_dataframe(self, rows: Literal["frames", "cycles", "measures"] = "frames") -> pd.DataFrame:
        """A table of the result as a pandas data frame (extra `pandas`).

        Parameters
        ----------
        rows : 'frames', 'cycles' or 'measures'
            A row per frame, as in `frames.csv.gz`: time_s, swapped, filled_points, landmarks (px) with their
            visibility, angles (deg); or a row per stride or repetition, as in `cycles.csv` without its rounding; or a
            row per measure and side, with the 95 % interval as `low` and `high`. What is not known is NaN.

        Raises
        ------
        UserError
            pandas is not installed, or frames are asked for and the analysis comes without them.
        """
        from kneevision.export.dataframe import to_dataframe

        return to_dataframe(self, rows)

    def to_xarray(self) -> xr.Dataset:
        """Landmarks and angles as an xarray data set (extra `xarray`), laid out as *movement* lays out poses.

        Returns
        -------
        xarray.Dataset
            `position` (time, space, keypoints, individuals) px, x to the right, y down in the upright picture;
            `confidence` (time, keypoints, individuals) 0..1, the pose model's own; each angle series (time) deg under
            the name that it has in `frames.csv.gz`. `time` in s, real, also where the frame rate varies; NaN: unknown.

        Raises
        ------
        UserError
            xarray is not installed, or the analysis comes without its frames.
        """
        from kneevision.export.dataset import to_xarray

        return to_xarray(self)

    def measure(self, name: str, side: MeasureSide) -> Measure | None:
        """One measure of one side, or None when this activity or view does not have it."""
        return next((m for m in self.measures if m.name == name and m.side == side), None)

    @staticmethod
    def json_schema() -> dict[str, Any]:
        """JSON Schema of `analysis.json`; the package ships it as `schema/analysis.schema.json`."""
        return _adapter().json_schema()


@cache
def _adapter() -> TypeAdapter[Analysis]:
    return TypeAdapter(Analysis)
