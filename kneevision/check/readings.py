"""What can be read off a picture with a person in it: how bright it is, and how wide its outlines are smeared."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision.pose import light
from kneevision.pose.landmarker import Pose
from kneevision.pose.landmarks import SIDES, leg

# An outline is looked for within so much to each side, in heights of the person.
_REACH = 0.03
# Only outlines with at least this share of the strongest contrast count; the rest is folds and noise.
_STRONG = 0.6
# A sharp outline's ramp, px: 2.3 to 2.5 in the rendered clips at every size (`python -m benchmarks.filming`).
_SHARP_PX = 2.3


def height_px(pose: Pose) -> float:
    """From the highest to the lowest landmark (eye to toe), px."""
    return float(max(np.ptp(pose.points_px[:, 1]), 1.0))


def brightness(image: NDArray[np.uint8], pose: Pose | None) -> float:
    """Mean brightness of the person's surroundings (of the whole picture without one), 0 black to 1 white."""
    return light.brightness(image, None if pose is None else pose.box_px)


def smear(image: NDArray[np.uint8], pose: Pose) -> float:
    """How wide the outlines of the legs are smeared (focus or motion), over the person's height.

    The contrast across each strong outline over its steepest slope: the width of the ramp that replaces the step, less
    that of a sharp picture's pixels, so that few pixels alone do not count as smeared.
    """
    points = pose.points_px[leg(SIDES[0]) + leg(SIDES[1])]
    reach = max(2, round(_REACH * height_px(pose)))
    box = np.concatenate([points.min(axis=0) - 2 * reach, points.max(axis=0) + 2 * reach])
    grey = cv2.cvtColor(light.cut_out(image, box), cv2.COLOR_RGB2GRAY).astype(np.float32)
    slope = np.hypot(cv2.Scharr(grey, cv2.CV_32F, 1, 0), cv2.Scharr(grey, cv2.CV_32F, 0, 1)) / 32
    window = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    contrast = cv2.dilate(grey, window) - cv2.erode(grey, window)
    strong = contrast >= _STRONG * np.percentile(contrast, 99)
    ramps = contrast[strong] / np.maximum(cv2.dilate(slope, window)[strong], 1e-3)
    return float(np.sqrt(max(float(np.median(ramps)) ** 2 - _SHARP_PX**2, 0.0))) / height_px(pose)
