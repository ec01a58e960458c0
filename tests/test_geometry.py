"""Known geometry in, known angle out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kneevision.geometry import planar

degrees = st.floats(-60, 60)
lengths = st.floats(20, 400)
either = st.sampled_from([-1.0, 1.0])


def turned(start: np.ndarray, length: float, angle_deg: float, positive_x: float) -> np.ndarray:
    """The end of a line that hangs down from `start`, swung by an angle toward `positive_x`."""
    angle = np.radians(angle_deg)
    return start + length * np.array([positive_x * np.sin(angle), np.cos(angle)])


@given(degrees, degrees, lengths, lengths, either)
def test_fppa_is_the_angle_between_thigh_and_shank(
    thigh: float, shank: float, upper: float, lower: float, medial_x: float
) -> None:
    hip = np.array([270.0, 400.0])
    knee = turned(hip, upper, thigh, medial_x)
    ankle = turned(knee, lower, shank, medial_x)
    assert np.isclose(planar.fppa(hip, knee, ankle, medial_x), thigh - shank, atol=1e-6)


def test_a_knee_inside_the_line_from_hip_to_ankle_is_valgus_for_both_legs_and_views() -> None:
    hip, ankle = np.array([100.0, 100.0]), np.array([100.0, 300.0])
    for medial_x in (-1.0, 1.0):
        knee = np.array([100.0 + 10 * medial_x, 200.0])
        assert planar.fppa(hip, knee, ankle, medial_x) > 0
        assert planar.fppa(hip, knee, ankle, -medial_x) < 0


@given(degrees, degrees, lengths, lengths, either)
def test_mirroring_the_picture_changes_no_angle(
    thigh: float, shank: float, upper: float, lower: float, medial_x: float
) -> None:
    hip = np.array([270.0, 400.0])
    knee = turned(hip, upper, thigh, medial_x)
    ankle = turned(knee, lower, shank, medial_x)
    mirror = np.array([-1.0, 1.0])
    seen = planar.fppa(hip, knee, ankle, medial_x)
    assert np.isclose(planar.fppa(hip * mirror, knee * mirror, ankle * mirror, -medial_x), seen, atol=1e-6)


@given(st.floats(0, 140), degrees, either)
def test_knee_flexion_is_zero_straight_and_grows_as_the_foot_goes_back(
    flexion: float, thigh: float, forward_x: float
) -> None:
    hip = np.array([0.0, 0.0])
    knee = turned(hip, 100, thigh, forward_x)
    ankle = turned(knee, 100, thigh - flexion, forward_x)
    assert np.isclose(planar.flexion(hip, knee, ankle, forward_x), flexion, atol=1e-6)


@given(st.floats(-80, 80), lengths, either)
def test_slope_is_positive_when_the_far_end_is_lower(angle: float, length: float, side: float) -> None:
    near = np.array([50.0, 60.0])
    far = near + length * np.array([side * np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    assert np.isclose(planar.slope(near, far), angle, atol=1e-6)
