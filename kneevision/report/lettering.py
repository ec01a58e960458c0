"""Text on frames: anti-aliased, with every sign of the fonts that come with matplotlib."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from kneevision.report.style import RGB

Picture = NDArray[np.uint8]
Anchor = Literal["left", "middle", "right"]


class Lettering:
    """Writes on RGB pictures. `size` is the height of an ordinary line's letters, px."""

    def __init__(self, size: float) -> None:
        self.size = size
        self._masks = lru_cache(maxsize=1024)(_mask)

    def extent(self, text: str, scale: float = 1.0, bold: bool = False) -> tuple[int, int]:
        """Width and height (px) that `text` takes."""
        height, width = self._masks(text, self.size * scale, bold).shape
        return width, height

    def write(
        self,
        picture: Picture,
        text: str,
        at: tuple[float, float],
        colour: RGB,
        *,
        scale: float = 1.0,
        bold: bool = False,
        anchor: Anchor = "left",
    ) -> None:
        """Write into `picture`; `at` is the text's left, middle or right, at half its height."""
        mask = self._masks(text, self.size * scale, bold)
        height, width = mask.shape
        left = round(at[0] - {"left": 0.0, "middle": width / 2, "right": float(width)}[anchor])
        top = round(at[1] - height / 2)
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + width, picture.shape[1]), min(top + height, picture.shape[0])
        if x0 >= x1 or y0 >= y1:
            return
        part = mask[y0 - top : y1 - top, x0 - left : x1 - left, None].astype(np.float32) / 255
        under = picture[y0:y1, x0:x1]
        under[:] = (under * (1 - part) + np.array(colour, np.float32) * part + 0.5).astype(np.uint8)


def plate(picture: Picture, box: tuple[int, int, int, int], colour: RGB, alpha: float = 0.72) -> None:
    """A see-through plate (left, top, right, bottom) under text, with rounded corners."""
    left, top, right, bottom = (max(edge, 0) for edge in box)
    under = picture[top:bottom, left:right]
    if not under.size:
        return
    over = under.copy()
    radius = max(1, min(under.shape[:2]) // 5)
    height, width = under.shape[:2]
    cv2.rectangle(over, (radius, 0), (width - radius - 1, height), colour, -1)
    cv2.rectangle(over, (0, radius), (width, height - radius - 1), colour, -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(over, (x, y), radius, colour, -1, cv2.LINE_AA)
    cv2.addWeighted(over, alpha, under, 1 - alpha, 0, dst=under)


def _mask(text: str, size: float, bold: bool) -> Picture:
    """(height, width) coverage 0..255; the same height for every text of a size."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    font = ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), round(size * 1.37))
    ascent, descent = font.getmetrics()
    canvas = Image.new("L", (max(1, round(font.getlength(text))), ascent + descent))
    ImageDraw.Draw(canvas).text((0, 0), text, fill=255, font=font)
    return np.asarray(canvas)
