"""How bright a person's surroundings are in a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kneevision.pose.track import FloatArray


def brightness(image: NDArray[np.uint8], box_px: FloatArray | None) -> float:
    """Mean brightness of the part of a picture in a box (of the whole without one), 0 black to 1 white."""
    part = image if box_px is None else cut_out(image, box_px)
    return float(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).mean() / 255)


def cut_out(image: NDArray[np.uint8], box_px: FloatArray) -> NDArray[np.uint8]:
    """The part of a picture in a box (left, top, right, bottom), at least 8 px wide and high."""
    height, width = image.shape[:2]
    left, top = (int(np.clip(box_px[i], 0, size - 8)) for i, size in ((0, width), (1, height)))
    right, bottom = (
        int(np.clip(box_px[i + 2], low + 8, size)) for i, low, size in ((0, left, width), (1, top, height))
    )
    return image[top:bottom, left:right]
