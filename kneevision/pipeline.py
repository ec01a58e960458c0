"""The one place that joins the stages: video -> landmarks -> trajectories -> cycles -> camera -> angles -> measures ->
findings -> report.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kneevision.analysis import SIGHTING_FILE, Activity, Analysis
from kneevision.camera import Camera, refocused_to_ends, rolled_to_ends, stand, tilted_to_ends, turned_to_ends
from kneevision.cycles import Cycles, cut
from kneevision.edits import NO_EDITS, Edits
from kneevision.errors import UserError
from kneevision.export import write_exports
from kneevision.export.kinds import ExportKind, check_length, checked
from kneevision.findings import by_hand, judge, quality, with_lines
from kneevision.findings.rules import Rules, Sex
from kneevision.frame_table import FrameTable
from kneevision.freed import give_back
from kneevision.geometry import DEPTH_HALF, AngleSeries, angles
from kneevision.measures import (
    Measured,
    reduce,
    with_camera_error,
    with_lean_error,
    with_pose_error,
    with_seen,
    with_side_error,
)
from kneevision.offline import offline
from kneevision.pose.models import ModelName
from kneevision.pose.see import Sighting, see
from kneevision.pose.sighting_file import write_sighting
from kneevision.pose.track import Track
from kneevision.quiet import quiet_stderr
from kneevision.report.drawing import AS_USUAL, Drawing
from kneevision.result_folder import Place, claimed, result_folder, writing
from kneevision.rows import camera_row, cycle_rows, subject_row, tracking_row, video_row
from kneevision.trajectory import clean, sharpened
from kneevision.version import __version__
from kneevision.video import Clip, VideoInfo, open_clip
from kneevision.video.thin import thinned

# Less than this holds no two strides of each leg.
SHORTEST_S = 2.0
# Lenses of phones and cameras, mm in 35 mm terms: from the widest to a long zoom.
_FOCAL_35MM = (10.0, 300.0)

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Options:
    """What a user can ask for.

    Attributes
    ----------
    model : 'lite', 'full' or 'heavy'
    person : (x, y) px of the upright picture on the person to follow, or None to choose
    capture_fps : real frames per second of a slow-motion file, or None to trust the file
    lines : the user's own reference lines, measure name to value
    activity : what is done in the clip, or None to find out
    sex : 'female' or 'male', for the lines that are published for one only; None: such lines are not drawn
    focal_35mm : the lens in 35 mm terms, mm, or None to take the file's word or a phone's
    drawing : how video and stills are drawn; no number depends on it
    workers : how many models are at work at a time, or None: one for each core, up to four; no number depends on it
    exports : 'trc', 'mot', 'c3d': formats of other software, written into the result folder too

    Raises
    ------
    UserError
        An export is not known, or what it takes is not installed.
    """

    model: ModelName = "full"
    person: tuple[float, float] | None = None
    capture_fps: float | None = None
    lines: Mapping[str, float] = field(default_factory=dict)
    activity: Activity | None = None
    sex: Sex | None = None
    focal_35mm: float | None = None
    drawing: Drawing = AS_USUAL
    workers: int | None = None
    exports: tuple[ExportKind, ...] = ()

    def __post_init__(self) -> None:
        checked(self.exports)

    def asked(self) -> dict[str, str | float | None]:
        """What of this is kept with a result; another result of the same clip and of the same wishes is the same."""
        lines = "; ".join(f"{name}={value:g}" for name, value in sorted(self.lines.items()))
        return {
            "model": self.model,
            "person": None if self.person is None else f"{self.person[0]:g},{self.person[1]:g}",
            "capture_fps": self.capture_fps,
            "lines": lines or None,
            "activity": self.activity,
            "sex": self.sex,
            "focal_35mm": self.focal_35mm,
            "drawing": self.drawing.asked(),
        }

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Options:
        """The options with which a result was made, by what is kept with it (`asked`).

        Raises
        ------
        UserError
            It does not say so in this version's words.
        """
        try:
            lines = dict(line.split("=") for line in (asked["lines"] or "").split("; ") if line)
            x, y = (asked["person"] or ",").split(",")
            return cls(
                model=asked["model"],
                person=(float(x), float(y)) if x else None,
                capture_fps=asked["capture_fps"],
                lines={name: float(value) for name, value in lines.items()},
                activity=asked["activity"],
                sex=asked["sex"],
                focal_35mm=asked["focal_35mm"],
                drawing=Drawing.of(asked["drawing"]),
            )
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise UserError("The result does not say how it was made; analyze the video again.") from error


def analyze(
    video: str | Path,
    options: Options = Options(),
    out: str | Path | None = None,
    progress: Progress = lambda stage, fraction: None,
    verbose: bool = False,
    force: bool = False,
) -> Analysis:
    """Analyze one clip.

    Parameters
    ----------
    video : path
    options : Options
    out : path, optional
        Folder in which the result folder `<video name>.kneevision` is made (or that folder itself, when its name ends
        so). None: nothing is written.
    progress : callable
        Told (stage, fraction done).
    verbose : bool
        Let MediaPipe's native log through to standard error.
    force : bool
        Replace an earlier result of this video; the user's own files in it are kept.

    Returns
    -------
    Analysis
        With activity 'unknown' or without measures when nothing could be measured; its warnings say why.

    Raises
    ------
    UserError
        The file cannot be analyzed, an option cannot be met, or the result cannot be written: it is there already,
        another run is writing it, the place cannot be had.
    """
    rules = rules_of(options)
    clip = thinned(open_clip(Path(video), options.capture_fps))
    if clip.info.duration_s < SHORTEST_S:
        raise UserError(
            f"{clip.info.path}: only {clip.info.duration_s:.1f} s of real time long; "
            f"film at least {SHORTEST_S:.0f} s, better 30 s."
        )
    check_length(options.exports, round(clip.info.duration_s * clip.info.fps))
    with offline(), quiet_stderr(enabled=not verbose):
        if out is None:
            return _analysis(clip, options, rules, progress)[1]
        # The place is had before minutes of work, not after.
        with claimed(result_folder(clip.info.path, Path(out)), clip.info.path, force=force) as place:
            sighting, analysis = _analysis(clip, options, rules, progress)
            tell_all(analysis, sighting, clip, place, progress, options)
            return analysis


def rules_of(options: Options) -> Rules:
    """The rules that these options ask for.

    Raises
    ------
    UserError
        An option cannot be met, whatever the clip.
    """
    low, high = _FOCAL_35MM
    if options.focal_35mm is not None and not low <= options.focal_35mm <= high:
        raise UserError(
            f"--focal-35mm {options.focal_35mm:g}: a lens has {low:g} to {high:g} mm in 35 mm terms; a phone's main "
            "one has 24 to 28, times its zoom."
        )
    return with_lines(options.lines, options.sex)


def _analysis(clip: Clip, options: Options, rules: Rules, progress: Progress) -> tuple[Sighting, Analysis]:
    """The stages up to the findings, in order."""
    sighting = see(
        clip,
        options.model,
        options.person,
        searching=lambda fraction: progress("Finding the person", fraction),
        following=lambda fraction: progress("Following the legs", fraction),
        workers=options.workers,
    )
    give_back()
    progress("Measuring", 0.0)
    analysis = analysis_of(sighting, clip.info, options, rules)
    progress("Measuring", 1.0)
    give_back()
    return sighting, analysis


def analysis_of(
    sighting: Sighting, info: VideoInfo, options: Options, rules: Rules, edits: Edits = NO_EDITS
) -> Analysis:
    """Everything that follows from the landmarks: the stages from clean trajectories to findings.

    Raises
    ------
    UserError
        An edit is about something that is not in the clip.
    """
    track = clean(sighting.track)
    # contacts are told by the feet's movement, which one model shows evenly
    cycles = cut(track, options.activity, edits)
    track = sharpened(track)
    camera = stand(track, cycles, sighting.still, options.focal_35mm, info.lens_35mm)
    series = angles(track, camera, cycles)
    measured = measured_with_errors(track, cycles, camera, series, options.model)
    return Analysis(
        video=video_row(info, track),
        activity=cycles.activity,
        activity_confidence=cycles.confidence,
        view=None if camera is None else camera.view,
        camera=camera_row(camera),
        subject=subject_row(sighting.subject),
        tracking=tracking_row(track, sighting.brightness),
        cycles=cycle_rows(cycles, measured),
        measures=measured.measures,
        findings=judge(measured, cycles, rules, track.fps),
        warnings=(
            *quality(info, sighting.subject, track, cycles, camera, series, rules, options.model),
            *by_hand(edits),
        ),
        provenance=_provenance(options),
        edits=edits,
        frames=FrameTable.of(track, series.series),
    )


def measured_with_errors(
    track: Track, cycles: Cycles, camera: Camera | None, series: AngleSeries, model: ModelName
) -> Measured:
    """All measures, with what camera and pose model can be off by in their intervals, and as the picture shows them."""
    measured = reduce(track, series, cycles, camera)
    for ends in (turned_to_ends, tilted_to_ends, refocused_to_ends, rolled_to_ends):
        moved = [reduce(track, angles(track, other, cycles), cycles, other) for other in ends(camera)]
        measured = with_camera_error(measured, moved, tilted=ends in (tilted_to_ends, rolled_to_ends))
    depths = (angles(track, camera, cycles, depth) for depth in (1 - DEPTH_HALF, 1 + DEPTH_HALF))
    measured = with_camera_error(measured, [reduce(track, other, cycles, camera) for other in depths])
    view = None if camera is None else camera.view
    measured = with_lean_error(with_side_error(measured, cycles.activity, view), cycles.activity, camera)
    measured = with_pose_error(measured, model, cycles.activity, view, track.sharpened)
    unlevelled = None if camera is None else replace(camera, roll_deg=None)
    return with_seen(measured, reduce(track, angles(track, unlevelled, cycles).as_seen(), cycles, unlevelled))


def measured_anything(analysis: Analysis) -> bool:
    """Whether any measure has a value."""
    return any(measure.value is not None for measure in analysis.measures)


def tell_all(
    analysis: Analysis, sighting: Sighting, clip: Clip, place: Place, progress: Progress, options: Options
) -> None:
    """Write a result folder.

    Raises
    ------
    UserError
        It cannot be written.
    """
    from kneevision.report import tell  # drawing libraries are only loaded when something is drawn

    with writing(place) as unfinished:
        tell(analysis, clip, unfinished, progress, options.drawing)
        write_sighting(sighting, clip.info, unfinished / SIGHTING_FILE)
        write_exports(analysis, options.exports, unfinished)


def _provenance(options: Options) -> dict[str, str | float | int | bool | None]:
    return {
        "kneevision": __version__,
        "mediapipe": version("mediapipe"),
        **options.asked(),
        "analyzed_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
