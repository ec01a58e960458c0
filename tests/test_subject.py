"""Who is chosen, from looks made by construction."""

import numpy as np
import pytest

from kneevision.errors import UserError
from kneevision.pose.landmarker import Pose
from kneevision.pose.landmarks import COUNT, NAMES
from kneevision.pose.subject import Look, choose

BODY = np.random.default_rng(0).uniform(-0.5, 0.5, (COUNT, 2)) * (0.3, 1.0)
BODY[[NAMES.index("left_hip"), NAMES.index("right_hip")]] = ((0.05, 0.0), (-0.05, 0.0))
LEFT_ANKLE, RIGHT_ANKLE = NAMES.index("left_ankle"), NAMES.index("right_ankle")


def person(x: float, height: float = 400.0, step: float = 0.0, visibility: float = 0.9) -> Pose:
    """Somebody at x whose ankles are `step` body heights apart in height."""
    points = BODY * height + (x, 500.0)
    points[LEFT_ANKLE] = (x + 30, 500 + height / 2 + step * height / 2)
    points[RIGHT_ANKLE] = (x - 30, 500 + height / 2 - step * height / 2)
    return Pose(points, np.zeros((COUNT, 3)), np.full(COUNT, visibility))


def steps(count: int) -> np.ndarray:
    return 0.2 * np.sin(np.arange(count) * 2.3)


def test_the_one_whose_legs_move_is_chosen_over_a_larger_one_who_stands() -> None:
    looks = [Look(i * 0.5, (person(150, 600), person(350, 400, step))) for i, step in enumerate(steps(20))]
    subject = choose(looks)
    assert subject is not None
    assert subject.hips_px[:, 0].mean() == pytest.approx(350, abs=30)
    assert subject.people_seen == 2
    assert "2 people" in subject.reason


def test_the_one_who_stays_is_chosen_over_one_who_walks_by() -> None:
    looks = [
        Look(i * 0.5, (person(100 + 40 * i, 400, -step), person(350, 400, step)))
        for i, step in enumerate(steps(20))
        if abs(100 + 40 * i - 350) > 100
    ]
    subject = choose(looks)
    assert subject is not None
    assert np.ptp(subject.hips_px[:, 0]) < 5


def test_legs_that_the_model_only_guesses_do_not_count_as_moving() -> None:
    looks = [
        Look(i * 0.5, (person(60, 500, step, visibility=0.4), person(350, 400, 0.8 * step)))
        for i, step in enumerate(steps(20))
    ]
    subject = choose(looks)
    assert subject is not None
    assert subject.hips_px[:, 0].mean() == pytest.approx(350, abs=30)


def test_a_person_found_twice_is_one_person() -> None:
    looks = [Look(i * 0.5, (person(350, 400, s), person(353, 402, s))) for i, s in enumerate(steps(20))]
    subject = choose(looks)
    assert subject is not None
    assert subject.people_seen == 1


def test_a_point_chooses_the_other_one() -> None:
    looks = [Look(i * 0.5, (person(150, 600), person(450, 400, step))) for i, step in enumerate(steps(20))]
    subject = choose(looks, point=(150.0, 500.0))
    assert subject is not None
    assert subject.hips_px[:, 0].mean() == pytest.approx(150, abs=30)


def test_a_point_beside_everybody_is_refused_and_says_where_people_are() -> None:
    looks = [Look(i * 0.5, (person(350),)) for i in range(10)]
    with pytest.raises(UserError, match="x 2"):
        choose(looks, point=(5.0, 5.0))


def test_who_is_refused_reads_px_of_the_clip_and_not_of_the_pictures_that_were_looked_at() -> None:
    looks = [Look(i * 0.5, (person(350),)) for i in range(10)]
    with pytest.raises(UserError, match=r"--person 15,15: nobody there. .* x (7|8)\d\d-1[1-3]\d\d,"):
        choose(looks, point=(5.0, 5.0), scale=3.0)


def test_nobody_is_nobody() -> None:
    assert choose([Look(i * 0.5, ()) for i in range(10)]) is None


def test_the_box_is_interpolated_between_looks() -> None:
    subject = choose([Look(0.0, (person(300),)), Look(1.0, (person(400),))])
    assert subject is not None
    assert subject.hips_at(0.5)[0] == pytest.approx((subject.hips_px[0, 0] + subject.hips_px[1, 0]) / 2)
