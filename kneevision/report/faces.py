"""The head of the person who is measured, made unrecognizable before anybody looks at a frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import NAMES
from kneevision.pose.track import FloatArray
from kneevision.report import focus
from kneevision.report.lettering import Picture
from kneevision.video import Frame

_HEAD: Final = [i for i, name in enumerate(NAMES) if name.startswith(("nose", "left_e", "right_e", "mouth"))][:11]
_SHOULDERS: Final = [NAMES.index(f"{side}_shoulder") for side in ("left", "right")]
_HIPS: Final = [NAMES.index(f"{side}_hip") for side in ("left", "right")]
# What an ellipse reaches beyond the points of the face, over the trunk's length from shoulders to hips: a head is
# about 0.45 of it high and 0.35 wide, and the points lie between the eyes and the mouth.
_ACROSS, _ALONG = 0.24, 0.36
_NEAR_S: Final = 0.1  # the ellipse holds the face of all frames as near as this: a landmark may lag or jump
_GROWTH: Final = 1.0  # part by which an ellipse grows per second since the head was last seen, and till it is again
_MOST_GROWTH: Final = 1.5
_BLOCKS: Final = 6  # along the longer side; two eyes are then about two blocks, whatever the picture's size


@dataclass(frozen=True)
class FaceBlur:
    """Blurs the head in frames.

    Attributes
    ----------
    time_s : (T,) float
    ellipses : (T, 4) float
        Middle x, y and half axes across and along, px of the upright clip; NaN only where no head was ever seen.
    width : int
        Of the upright clip, px.
    """

    time_s: FloatArray
    ellipses: FloatArray
    width: int

    def hide(self, frame: Frame) -> Frame:
        """The frame with its head blurred; where no head was ever seen in the clip, the frame itself."""
        if not len(self.time_s):
            return frame
        row = int(np.argmin(np.abs(self.time_s - frame.time_s)))
        ellipse = self.ellipses[row] * frame.image.shape[1] / self.width
        return replace(frame, image=_blurred(frame.image, ellipse)) if np.isfinite(ellipse).all() else frame


def face_blur(analysis: Analysis) -> FaceBlur:
    """The blur of this clip. Where the head was lost it stays between its neighbours, and grows: better too much."""
    table = focus.frames_of(analysis)
    boxes = _boxes(table.points_px[:, _HEAD], table.time_s)
    trunk = _trunk_px(table.points_px)
    seen = np.isfinite(boxes).all(axis=1) & np.isfinite(trunk)
    ellipses = np.full((len(boxes), 4), np.nan)
    if seen.any():
        low, high = boxes[:, :2], boxes[:, 2:]
        ellipses = np.hstack([(low + high) / 2, (high - low) / 2 + trunk[:, None] * [_ACROSS, _ALONG]])
        known = table.time_s[seen]
        ellipses = np.column_stack([np.interp(table.time_s, known, column[seen]) for column in ellipses.T])
        away_s = np.abs(table.time_s[:, None] - known[_neighbours(table.time_s, known)]).min(axis=1)
        ellipses[:, 2:] *= 1 + np.minimum(_GROWTH * away_s, _MOST_GROWTH)[:, None]
    return FaceBlur(table.time_s, ellipses, analysis.video.width)


def _boxes(points: FloatArray, time_s: FloatArray) -> FloatArray:
    """(T, 4) left, top, right, bottom of the head's points in each frame and those near it; NaN where none is known."""
    low = np.where(np.isfinite(points), points, np.inf).min(axis=1)
    high = np.where(np.isfinite(points), points, -np.inf).max(axis=1)
    first = np.searchsorted(time_s, time_s - _NEAR_S)
    last = np.searchsorted(time_s, time_s + _NEAR_S, side="right")
    spans = list(zip(first, last, strict=True))
    around = [np.r_[low[a:b].min(axis=0), high[a:b].max(axis=0)] for a, b in spans]
    boxes = np.array(around).reshape(-1, 4)
    return np.where(np.isfinite(boxes).all(axis=1, keepdims=True), boxes, np.nan)


def _trunk_px(points: FloatArray) -> FloatArray:
    """(T,) length of the trunk, at least the clip's median: who bends forward has a head as large as before."""
    shoulders, hips = points[:, _SHOULDERS].mean(axis=1), points[:, _HIPS].mean(axis=1)
    length = np.hypot(*(shoulders - hips).T)
    known = length[np.isfinite(length)]
    usual = float(np.median(known)) if len(known) else np.nan
    return np.asarray(np.fmax(length, usual), dtype=float)


def _neighbours(time_s: FloatArray, known: FloatArray) -> NDArray[np.intp]:
    """(T, 2) which of the `known` moments lie next before and after each moment."""
    after = np.searchsorted(known, time_s)
    return np.clip(np.column_stack([after - 1, after]), 0, len(known) - 1)


def _blurred(image: Picture, ellipse: FloatArray) -> Picture:
    """The image with this ellipse in coarse blocks, then blurred.

    The blocks move with the head: a grid that stood still would sample the face anew in every frame, and a film of
    them could be put together to a sharper face.
    """
    x, y, across, along = ellipse
    left, top = max(0, int(x - across)), max(0, int(y - along))
    right, bottom = min(image.shape[1], int(x + across) + 2), min(image.shape[0], int(y + along) + 2)
    if left >= right or top >= bottom:
        return image
    hidden = image.copy()
    part = hidden[top:bottom, left:right]
    block = 2 * max(across, along) / _BLOCKS
    few = (max(1, round((right - left) / block)), max(1, round((bottom - top) / block)))
    blocks = cv2.resize(
        cv2.resize(part, few, interpolation=cv2.INTER_AREA), part.shape[1::-1], interpolation=cv2.INTER_NEAREST
    )
    soft = cv2.GaussianBlur(blocks, (0, 0), max(1.0, block / 2))
    mask = np.zeros(part.shape[:2], np.uint8)
    middle, axes = (round(x - left), round(y - top)), (max(1, round(across)), max(1, round(along)))
    cv2.ellipse(mask, middle, axes, 0, 0, 360, 255, -1, cv2.LINE_AA)
    share = mask[:, :, None] / np.float32(255)
    part[:] = np.round(soft * share + part * (1 - share)).astype(np.uint8)
    return hidden
