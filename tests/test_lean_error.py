"""A trunk that leans forward seems to lean sideways from a camera off the axis: that is in the interval."""

import numpy as np
import pytest

from kneevision.analysis import Measure
from kneevision.camera import stand
from kneevision.cycles import cut
from kneevision.geometry import angles
from kneevision.pipeline import measured_with_errors
from kneevision.pose.landmarks import COUNT, SIDES, Side, index
from kneevision.trajectory import clean
from tests.pinhole import filmed
from tests.squatter import Squatter, repetitions

FORWARD_DEG, DEEPEST_DEG = 35.0, 85.0


def lean(yaw_deg: float, leg: Side | None = None) -> list[Measure]:
    """The trunk's leans of a squat whose trunk only ever leans forward."""
    squatter = Squatter(repetitions(6, DEEPEST_DEG), {"left": 5.0, "right": 5.0}, leg=leg, yaw_deg=yaw_deg)
    points = np.full((len(squatter.time_s), COUNT, 3), np.nan)
    forward = np.radians(FORWARD_DEG * squatter.flexion_deg() / DEEPEST_DEG)
    trunk = 0.5 * np.stack([np.zeros_like(forward), np.cos(forward), np.sin(forward)], axis=1)
    for side in SIDES:
        joints = squatter.joints_m(side)
        for i, part in enumerate(("hip", "knee", "ankle", "heel", "foot_index")):
            points[:, index(side, part)] = joints[:, i]
        points[:, index(side, "shoulder")] = joints[:, 0] + trunk
    track = clean(filmed(squatter.time_s, points, yaw_deg, 0.9, 3.0, 0.5))
    cycles = cut(track, "single_leg_squat" if leg else "squat")
    camera = stand(track, cycles)
    measured = measured_with_errors(track, cycles, camera, angles(track, camera, cycles), "full")
    return [row for row in measured.measures if row.name.startswith("trunk_lean") and row.value is not None]


@pytest.mark.parametrize("leg", [None, "left", "right"])
def test_the_interval_holds_what_yaw_makes_of_a_forward_lean(leg: Side | None) -> None:
    rows = lean(8.0, leg)
    assert max(abs(row.value or 0.0) for row in rows) > 3.0  # it is not corrected
    for row in rows:
        assert row.value is not None
        assert row.interval is not None
        assert row.error is not None
        assert row.interval[0] < 0.0 < row.interval[1]
        assert row.error.tilt == pytest.approx(row.error.camera)  # another one whenever a camera is set up
