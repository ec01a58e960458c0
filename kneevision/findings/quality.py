"""What the reader has to know about the footage before trusting a number."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from kneevision.analysis import Interval, QualityWarning
from kneevision.camera import Camera, View
from kneevision.cycles.types import Cycles
from kneevision.edits import Edits
from kneevision.findings.rules import Rules
from kneevision.geometry import DEEPEST_DEG, AngleSeries
from kneevision.pose.landmarks import FOOT_PARTS, SIDES, index, leg
from kneevision.pose.models import ModelName
from kneevision.pose.subject import Subject
from kneevision.pose.track import BoolArray, Track
from kneevision.video import VideoInfo

# The person may be missing from so many frames without a word (a convention).
_MOST_UNSEEN = 0.1
# A stretch shorter than this is not worth naming.
_SHORTEST_STRETCH_S = 0.1
# Frame rates: 60 for angles, 100 for contact times (at 30 Hz initial contact was 30 ms off, Int SportMed J 10(3)).
_LEAST_FPS, _LEAST_FPS_CONTACT = 59.0, 99.0
# Yaw beyond which the camera should be moved; one degree makes 1.5 deg of false FPPA side difference.
_MOST_YAW_DEG = 12.0
# 25 strides a leg are advised (Oliveira & Pirscoveanu 2021: few runners are stable within 10 steps).
_ADVISED_STRIDES = 25
_ADVISED_REPETITIONS = 5
# A clip that lacks more than this share of the frames it announces is damaged; a pause of frames as long as this too.
_MOST_MISSING = 0.02
_LONGEST_PAUSE_S = 0.5


def quality(
    info: VideoInfo,
    subject: Subject | None,
    track: Track,
    cycles: Cycles,
    camera: Camera | None,
    angles: AngleSeries,
    rules: Rules,
    model: ModelName = "full",
) -> tuple[QualityWarning, ...]:
    """Warnings about the footage, the most serious first.

    Parameters
    ----------
    info : VideoInfo
    subject : Subject or None
    track : Track
        Cleaned.
    cycles : Cycles
    camera : Camera or None
    angles : AngleSeries
    rules : Rules
    model : 'lite', 'full' or 'heavy'
        That was used.
    """
    found: list[QualityWarning] = []
    for check in (
        _truncation(info, track),
        _presence(track),
        _framing(track),
        _company(subject),
        _rate(track, cycles),
        _model(model),
        _angle(camera, cycles),
        _amount(cycles, rules),
        _sharpness(track, cycles),
        _knees(angles),
        _depth(cycles, angles),
        _intervals(cycles, camera),
    ):
        found += check
    return tuple(found)


def by_hand(edits: Edits) -> tuple[QualityWarning, ...]:
    """That cycles were left out or contacts moved by hand, where they were."""
    said = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (
                len(edits.bad),
                "stride or repetition was marked as bad",
                "strides or repetitions were marked as bad",
            ),
            (len(edits.moved), "contact or toe-off was moved", "contacts and toe-offs were moved"),
        )
        if count
    ]
    return (QualityWarning("edited", f"By hand: {' and '.join(said)}."),) if said else ()


def lost_stretches(track: Track) -> tuple[Interval, ...]:
    """[start, stop) s of the stretches without the person."""
    return _stretches(track, ~track.seen)


def _truncation(info: VideoInfo, track: Track) -> Iterator[QualityWarning]:
    missing = info.announced - len(track.time_s)
    if missing > _MOST_MISSING * info.announced:
        yield QualityWarning(
            "truncated",
            f"The file announces {info.announced} frames but only {len(track.time_s)} could be read: it is damaged or "
            "was not copied whole. What could be read was analyzed.",
        )
    gaps = [(a, b) for a, b in pairwise(track.time_s) if b - a > _LONGEST_PAUSE_S]
    if gaps:
        where = _times(tuple((float(a), float(b)) for a, b in gaps))
        yield QualityWarning("frames_missing", f"The video has no frames at {where}.")


def _presence(track: Track) -> Iterator[QualityWarning]:
    unseen = 1.0 - float(track.seen.mean())
    if unseen > _MOST_UNSEEN:
        yield QualityWarning(
            "person_lost",
            f"The person was not found in {unseen:.0%} of the frames: {_times(lost_stretches(track))}. "
            "What is done there is left out.",
        )


def _framing(track: Track) -> Iterator[QualityWarning]:
    """Feet that leave the picture: MediaPipe then makes them up."""
    width, height = track.image_size
    feet = [index(side, part) for side in SIDES for part in FOOT_PARTS]
    points = track.points_px[:, feet]
    with np.errstate(invalid="ignore"):
        outside = (points < 0) | (points > (width, height))
    out = np.asarray(outside.any(axis=(1, 2)))
    if out.mean() > _MOST_UNSEEN:
        yield QualityWarning(
            "legs_out_of_picture",
            f"The feet leave the picture in {out.mean():.0%} of the frames: {_times(_stretches(track, out))}. "
            "Film again with both feet in the picture all the time.",
        )
    filled = track.filled[:, leg("left") + leg("right")].mean()
    if filled > _MOST_UNSEEN:
        yield QualityWarning("much_filled", f"{filled:.0%} of the leg points were filled in between frames.")


def _company(subject: Subject | None) -> Iterator[QualityWarning]:
    if subject is not None and subject.people_seen > 1:
        yield QualityWarning(
            "several_people",
            f"{subject.people_seen} people are in the picture. Check the one who was chosen; if it is the wrong one, "
            "name a point on the right one with --person x,y.",
        )


def _rate(track: Track, cycles: Cycles) -> Iterator[QualityWarning]:
    # A squat is slow: its angles at the bottom do not ask for more frames than any phone films.
    if len(track.time_s) < 2 or _of_squats(cycles):
        return
    if track.fps < _LEAST_FPS:
        yield QualityWarning(
            "low_frame_rate",
            f"{track.fps:.0f} frames a second: peaks and times are coarse. Film at 60 or more, 120 for contact times.",
        )
    elif track.fps < _LEAST_FPS_CONTACT:
        yield QualityWarning(
            "contact_time_coarse",
            f"{track.fps:.0f} frames a second: contact and flight times are coarse; film at 120 to compare them.",
        )


def _model(model: ModelName) -> Iterator[QualityWarning]:
    if model == "lite":
        yield QualityWarning(
            "model_lite", "The quick pose model was used: angles are off by more than with the default one."
        )


def _sharpness(track: Track, cycles: Cycles) -> Iterator[QualityWarning]:
    if any(cycle.valid for cycle in cycles.cycles) and not track.sharpened:
        yield QualityWarning(
            "not_sharpened",
            "The most careful model saw the person in too few pictures to mend what the other one is off by, and "
            "how far angles are off then was never measured: none is held against a line. Film so that all of the "
            "person is in the picture from start to end, or cut the clip to where they are.",
        )


def _angle(camera: Camera | None, cycles: Cycles) -> Iterator[QualityWarning]:
    if camera is None:
        return
    squats = _of_squats(cycles)
    if camera.view == "oblique":
        yield QualityWarning(
            "oblique",
            "The camera stands neither in front, behind nor at the side: no angle can be measured. "
            + ("Film from straight in front or from the side." if squats else "Film along or square to the treadmill."),
        )
    elif camera.yaw_deg is not None and abs(camera.yaw_deg) > _MOST_YAW_DEG:
        yield QualityWarning(
            "camera_yaw",
            f"The camera stands about {abs(camera.yaw_deg):.0f} deg off {_axis(cycles)}: left and right are falsely "
            f"different. {_way_back(camera.view, camera.yaw_deg)}",
        )


def _axis(cycles: Cycles) -> str:
    return "the person's front" if _of_squats(cycles) else "the treadmill's line"


def _way_back(view: View, yaw_deg: float) -> str:
    """Which way to move a camera that is off the axis, and how far."""
    side = "right" if (yaw_deg > 0) == (view == "front") else "left"
    per_metre_cm = 100 * np.tan(np.radians(abs(yaw_deg)))
    return (
        f"Move it toward the person's {side}, by about {per_metre_cm:.0f} cm for each metre that it is away from them."
    )


def _amount(cycles: Cycles, rules: Rules) -> Iterator[QualityWarning]:
    done = [side for side in SIDES if any(cycle.side == side for cycle in cycles.cycles)]
    if not done or cycles.activity == "unknown":
        return
    squats = _of_squats(cycles)
    counts = {side: len(cycles.of(side)) for side in (done if squats else SIDES)}
    fewest = min(counts.values())
    words = " and ".join(f"{count} {side}" for side, count in counts.items())
    if cycles.activity == "squat":
        words = str(fewest)
    if squats:
        yield from _few_repetitions(fewest, words, rules.least["rep"])
    elif fewest < rules.least["stride"]:
        yield QualityWarning(
            "few_strides",
            f"Only {words} strides are valid; nothing is flagged below {rules.least['stride']} a side. Film longer.",
        )
    elif fewest < _ADVISED_STRIDES:
        yield QualityWarning(
            "more_strides_advised",
            f"{words} strides are valid; {_ADVISED_STRIDES} a side are advised: 30 s of running.",
        )


def _of_squats(cycles: Cycles) -> bool:
    return any(cycle.kind == "rep" for cycle in cycles.cycles)


def _few_repetitions(fewest: int, words: str, least: int) -> Iterator[QualityWarning]:
    if fewest < least:
        yield QualityWarning(
            "few_repetitions",
            f"Valid repetitions: only {words}; nothing is flagged below {least}. Film {_ADVISED_REPETITIONS}.",
        )


def _knees(angles: AngleSeries) -> Iterator[QualityWarning]:
    lost = [f"{cycle.side} {cycle.index + 1}" for cycle in angles.doubtful]
    if lost:
        yield QualityWarning(
            "knee_unsure",
            f"The pose model is not sure where the knee is in {len(lost)} repetitions ({', '.join(lost)}): it sees it "
            "elsewhere in the mirrored picture. Their knee angles are withheld. Look whether something hides the knee.",
        )


def _depth(cycles: Cycles, angles: AngleSeries) -> Iterator[QualityWarning]:
    if angles.lens is None:  # from the side nothing is withheld
        return
    for side in SIDES:
        flexion = angles.of("knee_flexion", side)
        bottoms = [cycle.bottom_s for cycle in cycles.of(side) if cycle.bottom_s is not None]
        if flexion is None or not bottoms:
            continue
        deep = np.interp(bottoms, angles.time_s, np.nan_to_num(flexion)) > DEEPEST_DEG
        if deep.any():
            yield QualityWarning(
                "deep_squat",
                f"The knee bends by more than {DEEPEST_DEG:.0f} deg in {int(deep.sum())} of {len(bottoms)} repetitions "
                f"({side}): no clip that the method was measured on goes deeper, so that the thigh's and the knee's "
                "angles at the bottom are withheld there. Read FPPA at 60 deg.",
            )


def _intervals(cycles: Cycles, camera: Camera | None) -> Iterator[QualityWarning]:
    if not any(cycle.valid for cycle in cycles.cycles) or camera is None or camera.view == "oblique":
        return
    yield QualityWarning(
        "intervals",
        "What the pose model is off by was measured on rendered people (docs/accuracy.md) and is in the intervals of "
        "those measures that have a truth there. On real people, in loose clothes or poor light it can be off by more.",
    )


def _stretches(track: Track, where: BoolArray) -> tuple[Interval, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], where, [False]]).astype(int)))
    ends_s = np.append(track.time_s, track.time_s[-1] + 1 / track.fps if len(track.time_s) > 1 else 0.0)
    spans = [(float(ends_s[start]), float(ends_s[stop])) for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(span for span in spans if span[1] - span[0] >= _SHORTEST_STRETCH_S)


def _times(spans: tuple[Interval, ...], most: int = 5) -> str:
    named = ", ".join(f"{start:.1f}-{stop:.1f} s" for start, stop in spans[:most])
    more = f" and {len(spans) - most} more" if len(spans) > most else ""
    return (named or "in single frames") + more
