"""Single looks at a picture: everybody in it, and one person as the mirrored picture shows them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.landmarker import Landmarker, Pose
from kneevision.pose.landmarks import mirrored
from kneevision.pose.paint import paint_out


def everybody(landmarker: Landmarker, image: NDArray[np.uint8], most: int) -> Iterator[Pose]:
    """Each person in a picture, `most` at most: the one found is painted out, and the next looked for.

    MediaPipe's own search for several people drops one of two who stand close in the picture.
    """
    image = image.copy()
    for _ in range(most):
        pose = landmarker.find(image)
        if pose is None:
            return
        yield pose
        paint_out(image, pose)


def in_the_mirror(landmarker: Landmarker, image: NDArray[np.uint8]) -> Pose | None:
    """Whom the mirrored picture shows, turned back: left is left again; None when it shows nobody."""
    pose = landmarker.find(image[:, ::-1])
    if pose is None:
        return None
    points = pose.points_px[mirrored()] * (-1, 1) + (image.shape[1], 0)
    return Pose(points, pose.world_m[mirrored()] * (-1, 1, 1), pose.visibility[mirrored()])
