"""`python -m benchmarks.deep_squats`: what MediaPipe makes of the knees in the rendered squats. Takes some 20 minutes
and prints Markdown: for each way of looking, the error of FPPA in deep flexion over the five legs; for each way, leg
and true knee flexion, how far hip, knee and ankle lie off sideways; and how well signs that need no truth tell the
repetitions whose FPPA is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from benchmarks.tables import signed, table
from benchmarks.truth import Truth, truth_of
from kneevision.geometry import planar
from kneevision.geometry.doubt import MOST_APART_DEG
from kneevision.offline import offline
from kneevision.pose.landmarker import Landmarker
from kneevision.pose.landmarks import NAMES, SIDES, Side, index, leg
from kneevision.pose.models import ModelName
from kneevision.pose.see import see
from kneevision.pose.track import FloatArray, Track
from kneevision.quiet import quiet_stderr
from kneevision.trajectory import clean
from kneevision.video import Clip, open_clip

_FOLDER = Path(__file__).resolve().parent / "clips"
_CLIPS = ("squat_good", "squat_valgus", "single_leg_squat_right")
_MEDIAL_X: dict[Side, float] = {"left": -1.0, "right": 1.0}  # all are filmed from the front
_BINS_DEG = ((-90, 30), (30, 60), (60, 80), (80, 95), (95, 180))
_DEEP_DEG, _WRONG_DEG, _HOLD_S = 60.0, 8.0, 0.3
_ALARM = "FPPA, full against mirrored, deg"
_EXCHANGED = [NAMES.index(n.replace("left", "?").replace("right", "left").replace("?", "right")) for n in NAMES]

Image = NDArray[np.uint8]
Change = Callable[[Image, FloatArray], Image]  # of a picture, told where its right knee is


def _dark(image: Image, knee: FloatArray) -> Image:
    noise = np.random.default_rng(int(knee.sum())).normal(0.0, 6.0, image.shape)
    return np.clip(0.18 * image + noise, 0, 255).astype(np.uint8)


def _blurred(image: Image, knee: FloatArray) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 5.0), dtype=np.uint8)


def _hidden(image: Image, knee: FloatArray) -> Image:
    wall = np.median(image[:40], axis=(0, 1)).tolist()
    return np.asarray(cv2.circle(image.copy(), (round(knee[0]), round(knee[1])), 45, wall, -1), dtype=np.uint8)


@dataclass(frozen=True)
class _Way:
    model: ModelName
    follow: bool = True
    change: Change = lambda image, knee: image
    mirrored: bool = False


_LOOKS = {"full": _Way("full"), "full mirrored": _Way("full", mirrored=True), "heavy": _Way("heavy")}
_HARDER = {"dark": _dark, "blurred": _blurred, "right knee hidden": _hidden}
_WAYS = {
    **_LOOKS,
    "heavy mirrored": _Way("heavy", mirrored=True),
    "lite": _Way("lite"),
    "full each picture anew": _Way("full", follow=False),
    **{f"{name}, {hard}": replace(way, change=_HARDER[hard]) for hard in _HARDER for name, way in _LOOKS.items()},
}
_MEANS = (("full", "full mirrored"), ("heavy", "heavy mirrored"), ("full", "heavy"))


@dataclass(frozen=True)
class _Leg:
    """One leg of one clip, with the clip's track by the way it was seen. Joints are (T, 3, 2) hip, knee, ankle."""

    truth: Truth
    side: Side
    tracks: dict[str, Track]

    def true(self) -> FloatArray:
        return self.truth.joints_px(self.side)[:, :3]

    def found(self, way: str) -> FloatArray:
        return self.tracks[way].points_px[:, leg(self.side)[:3]]

    def flexion(self) -> FloatArray:
        return self.truth.knee_flexion_deg(self.side)

    def fppa(self, joints: FloatArray) -> FloatArray:
        return planar.fppa(joints[:, 0], joints[:, 1], joints[:, 2], _MEDIAL_X[self.side])

    def error(self, way: str) -> FloatArray:
        """(T,) deg, FPPA found less true, both in the picture."""
        return self.fppa(self.found(way)) - self.fppa(self.true())


def _look(clip: Clip, truth: Truth, like: Track, way: _Way) -> Track:
    """The raw track that a way of looking gives, in the clip's own pixels and sides."""
    points, visibility = np.full_like(like.points_px, np.nan), np.full_like(like.visibility, np.nan)
    with Landmarker(way.model, way.follow) as landmarker:
        for frame in clip.frames():
            picture = way.change(frame.image, truth.joints_px("right")[frame.index, 1])
            pose = landmarker.find(picture[:, ::-1] if way.mirrored else picture)
            if pose is not None:
                points[frame.index], visibility[frame.index] = pose.points_px, pose.visibility
    if way.mirrored:
        points, visibility = points[:, _EXCHANGED], visibility[:, _EXCHANGED]
        points[..., 0] = clip.info.width - points[..., 0]
    return replace(like, points_px=points, visibility=visibility)


def _legs(file: Path) -> list[_Leg]:
    clip, truth = open_clip(file), truth_of(file)
    like = see(clip).track
    tracks = {way: _look(clip, truth, like, how) for way, how in _WAYS.items()} | {"the pipeline": clean(like)}
    for a, b in _MEANS:
        tracks[f"mean of {a} and {b}"] = replace(like, points_px=(tracks[a].points_px + tracks[b].points_px) / 2)
    return [_Leg(truth, side, tracks) for side in truth.sides]


def _way_row(legs: list[_Leg], way: str) -> list[str]:
    deep = [one.error(way)[one.flexion() >= _DEEP_DEG] for one in legs]
    means = np.array([np.nanmean(errors) for errors in deep])
    grown = means - [np.nanmean(one.error(way)[one.flexion() < _BINS_DEG[0][1]]) for one in legs]
    spread = [np.nanstd(errors) for errors in deep]
    rms = (f"{np.sqrt(np.mean(np.square(values))):.1f}" for values in (means, grown, spread))
    return [way, *(f"{mean:+.1f}" for mean in means), *rms]


def _bin_rows(one: _Leg, way: str) -> list[list[str]]:
    sideways = (one.found(way) - one.true())[..., 0] * _MEDIAL_X[one.side]
    percent = 100 / np.linalg.norm(np.diff(one.true(), axis=1), axis=-1).sum(axis=1).max()
    values = np.column_stack([sideways, percent * sideways[:, 1], one.error(way)])
    rows = []
    for low, high in _BINS_DEG:
        these = values[(one.flexion() >= low) & (one.flexion() < high)]
        if len(these):
            cells = [f"{low} to {high}", f"{len(these)}", *(signed(column) for column in these.T)]
            rows.append([way, f"{one.truth.name} {one.side}", *cells])
    return rows


def _signs(one: _Leg, suffix: str) -> dict[str, FloatArray]:
    """(T,) of each sign; all should grow as the knee gets worse."""
    full, mirrored, heavy = (one.found(name + suffix) for name in _LOOKS)
    track = one.tracks["full" + suffix]
    lengths = {side: np.linalg.norm(np.diff(track.points_px[:, leg(side)[:3]], axis=1), axis=-1) for side in SIDES}
    # Thigh and shank in the picture as parts of the longest that the clip shows of them.
    parts = {side: values / np.nanpercentile(values, 95, axis=0) for side, values in lengths.items()}
    return {
        "1 - knee's visibility": 1 - track.visibility[:, index(one.side, "knee")],
        "knee, full against mirrored, px": np.linalg.norm((full - mirrored)[:, 1], axis=-1),
        "knee, full against heavy, px": np.linalg.norm((full - heavy)[:, 1], axis=-1),
        "FPPA, full against mirrored, deg": np.abs(one.fppa(full) - one.fppa(mirrored)),
        "FPPA, full against heavy, deg": np.abs(one.fppa(full) - one.fppa(heavy)),
        "knee's jump, px": np.linalg.norm(np.gradient(np.gradient(full[:, 1], axis=0), axis=0), axis=-1),
        "thigh foreshortened": 1 - parts[one.side][:, 0],
        "shank foreshortened": 1 - parts[one.side][:, 1],
        "segments against the other leg's": np.abs(parts["left"] - parts["right"]).sum(axis=1),
    }


def _repetitions(one: _Leg, suffix: str) -> list[dict[str, float]]:
    """The error and the signs, means over each hold at the bottom."""
    series = {"error": one.error("full" + suffix)} | _signs(one, suffix)
    held = [np.abs(one.truth.time_s - rep.bottom_s) <= _HOLD_S / 2 for rep in one.truth.reps]
    return [{name: float(np.nanmean(values[these])) for name, values in series.items()} for these in held]


def _sign_row(repetitions: list[dict[str, float]], sign: str) -> list[str]:
    values, errors = (np.array([repetition[name] for repetition in repetitions]) for name in (sign, "error"))
    line, wrong = np.percentile(values, 80), np.abs(errors) > _WRONG_DEG
    rms = [f"{np.sqrt(np.mean(errors[these] ** 2)):.1f}" for these in (values >= line, values < line)]
    caught = f"{(wrong & (values >= line)).sum()} of {wrong.sum()}"
    return [sign, f"{spearmanr(values, np.abs(errors))[0]:+.2f}", f"{line:.2g}", *rms, caught]


def _alarm_row(legs: list[_Leg], suffix: str) -> list[str]:
    """What the package's own line (`geometry/doubt.py`) makes of one kind of picture."""
    repetitions = [rep for one in legs for rep in _repetitions(one, suffix)]
    wrong = np.abs([rep["error"] for rep in repetitions]) > _WRONG_DEG
    alarm = np.array([rep[_ALARM] for rep in repetitions]) >= MOST_APART_DEG
    return [
        suffix[2:] or "as filmed",
        f"{(wrong & alarm).sum()} of {wrong.sum()}",
        f"{(~wrong & alarm).sum()} of {(~wrong).sum()}",
    ]


def main() -> None:
    with offline(), quiet_stderr():
        legs = [one for name in _CLIPS for one in _legs(_FOLDER / f"{name}.mp4")]
    names, ways = [f"{one.truth.name} {one.side}" for one in legs], list(legs[0].tracks)
    print(f"FPPA found less true, deg, from {_DEEP_DEG:.0f} deg of knee flexion on: mean of each leg\n")
    print(table(["way", *names, "rms", "rms less standing", "sd within"], [_way_row(legs, way) for way in ways]))
    print("\nFound less true, medial positive: mean ± sd\n")
    head = ["way", "leg", "flexion", "frames", "hip, px", "knee, px", "ankle, px", "knee, % of leg", "FPPA, deg"]
    print(table(head, [row for way in ways if "," not in way for one in legs for row in _bin_rows(one, way)]))
    head = ["sign", "rank correlation", "flagged from", "rms flagged", "rms others", f"of > {_WRONG_DEG:.0f} deg"]
    for suffixes in ([""], ["", *(f", {hard}" for hard in _HARDER)]):
        repetitions = [rep for suffix in suffixes for one in legs for rep in _repetitions(one, suffix)]
        print(f"\n|Error of FPPA| of {len(repetitions)} repetitions against signs; the worst fifth flagged\n")
        print(table(head, [_sign_row(repetitions, sign) for sign in repetitions[0] if sign != "error"]))
    print(f"\nFPPA of picture and mirror image apart by {MOST_APART_DEG:.0f} deg or more\n")
    rows = [_alarm_row(legs, suffix) for suffix in ("", *(f", {hard}" for hard in _HARDER))]
    print(table(["picture", f"alarms, off by more than {_WRONG_DEG:.0f} deg", "alarms, others"], rows))


if __name__ == "__main__":
    main()
