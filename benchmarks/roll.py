"""`python -m benchmarks.roll`: the camera's roll by what stands upright in the room, against the truth.

Every clip's backdrop is also turned by known angles, as a phone that is held askew shows it. The cameras of a real room
have a calibration (`../shared/real`, when it lies there); they look down by about 20 degrees.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.page import write_sections
from benchmarks.tables import table
from benchmarks.truth import clips
from kneevision.camera.stand import person_shares
from kneevision.camera.types import Roll
from kneevision.camera.verticals import room_roll
from kneevision.offline import offline
from kneevision.pose.backdrop import Backdrop, Grey, edges_in
from kneevision.pose.see import MAX_SIDE, see
from kneevision.pose.track import Track
from kneevision.quiet import quiet_stderr
from kneevision.video import open_clip

_CLIPS = Path(__file__).resolve().parent / "clips"
_REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
_LOOKS = 60
_TURNS_DEG = (0.0, -6.0, -3.0, -1.5, 1.5, 3.0, 6.0)


@dataclass(frozen=True)
class _Seen:
    """A clip's person and the room behind them."""

    track: Track
    room: Grey


def _seen(file: Path) -> _Seen:
    clip = open_clip(file)
    backdrop = Backdrop(clip.info.duration_s)
    for frame in clip.frames(every_s=clip.info.duration_s / _LOOKS, max_side=MAX_SIDE):
        backdrop.look(frame)
    room = backdrop.picture()
    assert room is not None
    return _Seen(see(clip).track, room)


def _turned(seen: _Seen, roll_deg: float) -> tuple[Grey, Track]:
    """What a camera rolled clockwise by this much sees, the picture cropped so that no edge of it shows."""
    picture, track = seen.room, seen.track
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), roll_deg, 1.0)
    whole = np.asarray(cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_AREA), np.uint8)
    edge = np.ceil(np.array([height, width]) / 2 * abs(np.sin(np.radians(roll_deg)))).astype(int)
    points = track.points_px * (width / track.image_size[0]) @ turn[:, :2].T + turn[:, 2] - edge
    cropped = whole[edge[1] : height - edge[1], edge[0] : width - edge[0]]
    return cropped, replace(track, points_px=points, image_size=cropped.shape[::-1])


def _found(seen: _Seen, roll_deg: float) -> Roll | None:
    picture, track = _turned(seen, roll_deg)
    return room_roll(edges_in(picture), person_shares(track))


def _clip_truth(clip: Path) -> float:
    """Roll of a rendered clip's camera: it is an up-axis that leans in the runner's frontal plane."""
    camera = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))["spec"]["camera"]
    return float(camera["roll"] * np.cos(np.radians(camera["yaw"])))


def _calibrated() -> Iterator[tuple[Path, float]]:
    """Clips of the real room and their cameras' roll."""
    file = _REAL / "balance_calibration.toml"
    if not file.exists():
        return
    for name, camera in tomllib.loads(file.read_text(encoding="utf-8")).items():
        if "rotation" not in camera:
            continue
        up = cv2.Rodrigues(np.array(camera["rotation"]))[0] @ np.array([0.0, 0.0, 1.0])
        roll_deg = -float(np.degrees(np.arctan2(up[0], -up[1])))
        for kind in ("balance", "balance_two_people"):
            yield _REAL / f"{kind}_{name.replace('_', '')}.mp4", roll_deg


def _row(clip: Path, true_deg: float, turns: tuple[float, ...]) -> tuple[list[str], list[float]]:
    name, seen = clip.stem, _seen(clip)
    errors, halves = [], []
    for turn in turns:
        roll = _found(seen, turn)
        if roll is not None:
            errors.append(roll.deg - true_deg - turn)
            halves.append(roll.half_deg)
    if not errors:
        return [name, f"{true_deg:+.2f}", "none found", "", f"0 of {len(turns)}"], []
    inside = sum(abs(error) <= half for error, half in zip(errors, halves, strict=True))
    worst = max(errors, key=abs)
    return [name, f"{true_deg:+.2f}", f"{worst:+.2f}", f"{max(halves):.1f}", f"{inside} of {len(turns)}"], errors


def main() -> None:
    """Print the table and write it into docs/accuracy.md."""
    rows, rendered, real = [], [], []
    with offline(), quiet_stderr():
        for clip in clips(_CLIPS):
            row, errors = _row(clip, _clip_truth(clip), _TURNS_DEG)
            rows.append(row)
            rendered += errors
        for clip, true_deg in _calibrated():
            row, errors = _row(clip, true_deg, (0.0,))
            rows.append(row)
            real += errors
    heading = ["clip", "true roll, deg", "largest error", "largest half width", "inside"]
    rms = [f"{np.sqrt(np.mean(np.square(errors))):.2f} deg in {len(errors)} pictures" for errors in (rendered, real)]
    words = (
        f"`python -m benchmarks.roll`. Root mean square error: rendered clips, as filmed and turned by up to 6 degrees "
        f"either way, {rms[0]}; cameras of a real room by their calibration {rms[1]}. A roll of more than 8 degrees is "
        "never told."
    )
    text = f"{words}\n\n{table(heading, rows)}"
    print(text)
    write_sections({"Roll of the camera": text})


if __name__ == "__main__":
    main()
