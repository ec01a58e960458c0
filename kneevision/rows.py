"""What the stages found, as the rows of the result."""

from __future__ import annotations

import numpy as np

from kneevision.analysis import CameraPose, CycleRow, Tracking, Video
from kneevision.analysis import Subject as SubjectRow
from kneevision.camera import Camera
from kneevision.cycles import Cycles
from kneevision.findings.quality import lost_stretches
from kneevision.measures import Measured
from kneevision.pose.landmarks import leg
from kneevision.pose.subject import Subject
from kneevision.pose.track import Track
from kneevision.video import VideoInfo


def video_row(info: VideoInfo, track: Track) -> Video:
    """The clip as it was really read: a truncated one is shorter than its header says."""
    count = len(track.time_s)
    interval = 1.0 / track.fps if count > 1 else info.frame_interval_s
    return Video(
        path=info.path.name,
        sha256=info.sha256,
        duration_s=round(float(track.time_s[-1] - track.time_s[0]) + interval, 6) if count else 0.0,
        fps=round(1.0 / interval, 4),
        frames=count,
        width=info.width,
        height=info.height,
        rotation_deg=info.rotation_deg,
        mirrored=info.mirrored,
        fps_source=info.fps_source,
        filmed_at=info.filmed_at,
        one_of=info.one_of,
    )


def camera_row(camera: Camera | None) -> CameraPose:
    """Where the camera stood, with the ends of what is not known of it."""
    if camera is None:
        return CameraPose(None, None, None, "nobody was seen")
    roll, half = camera.roll_deg, camera.roll_half_deg
    roll_interval = None if roll is None else (roll - half, roll + half)
    return CameraPose(camera.yaw_deg, camera.yaw_interval_deg, roll, camera.method, roll_interval)


def subject_row(subject: Subject | None) -> SubjectRow | None:
    """Who was followed, and where they mostly were."""
    if subject is None:
        return None
    left, top, right, bottom = (round(float(edge), 1) for edge in np.median(subject.box_px, axis=0))
    return SubjectRow((left, top, right, bottom), subject.people_seen, subject.reason)


def tracking_row(track: Track, brightness: float | None) -> Tracking:
    """How well they were followed, by the cleaned track."""
    legs = leg("left") + leg("right")
    return Tracking(
        seen_fraction=float(track.seen.mean()) if len(track.time_s) else 0.0,
        filled_fraction=float(track.filled[:, legs].mean()) if len(track.time_s) else 0.0,
        swapped_frames=int(track.swapped.sum()),
        cutoff_hz=track.cutoff_hz,
        lost_s=lost_stretches(track),
        brightness=None if brightness is None else round(brightness, 4),
    )


def cycle_rows(cycles: Cycles, measured: Measured) -> tuple[CycleRow, ...]:
    """The rows of the result, one per cycle, with the values of its measures."""
    return tuple(
        CycleRow(
            side=cycle.side,
            kind=cycle.kind,
            index=cycle.index,
            valid=cycle.valid,
            reason=cycle.reason,
            start_s=cycle.start_s,
            contact_s=cycle.contact_s,
            toe_off_s=cycle.toe_off_s,
            bottom_s=cycle.bottom_s,
            end_s=cycle.end_s,
            values=values,
            midstance_s=cycle.midstance_s,
            opposite_contact_s=cycle.opposite_contact_s,
            seen=seen,
        )
        for cycle, values, seen in zip(cycles.cycles, measured.values, measured.seen, strict=True)
    )
