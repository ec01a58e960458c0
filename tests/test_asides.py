"""What the most careful model sees in pictures and in their mirror images."""

import numpy as np

from kneevision.pose.asides import Careful
from kneevision.pose.landmarks import COUNT


def _careful(time_s: list[float], x_px: list[float]) -> Careful:
    return Careful(np.array(time_s), np.array(x_px)[:, None, None] * np.ones((len(x_px), COUNT, 2)))


def test_only_what_both_saw_counts_by_its_mean() -> None:
    both = _careful([0.0, 0.2, 0.5], [10.0, 20.0, 30.0]).and_in(_careful([0.2, 0.4, 0.5], [24.0, 90.0, 32.0]))
    assert both.time_s.tolist() == [0.2, 0.5]
    assert both.points_px[:, 0, 0].tolist() == [22.0, 31.0]


def test_nothing_seen_in_the_mirror_leaves_nothing() -> None:
    both = _careful([0.0, 0.2], [10.0, 20.0]).and_in(_careful([], []))
    assert both.points_px.shape == (0, COUNT, 2)
