"""A change that is there is found, one that is not is not, and what cannot be compared is refused or withheld."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.changes import coverage
from docs import generate
from kneevision import UserError
from kneevision.analysis import Analysis, CameraPose
from kneevision.compare import Comparison, compare
from kneevision.compare.limits import limits
from kneevision.compare.samples import samples
from kneevision.measures.catalogue import catalogue
from kneevision.measures.spread import half_width, of_deviation, of_mean
from tests.compare.made import KNEE, THIGH, a_run, steady


def before(**facts: Any) -> Analysis:
    return a_run(levels(5.0, 8.0), "before", **facts)


def after(thigh: float = 5.0, knee: float = 8.0, **facts: Any) -> Analysis:
    """The left leg as before, the right one at other levels."""
    return a_run(levels(thigh, knee, seed=10), "after", **facts)


def levels(thigh: float, knee: float, seed: int = 0) -> dict[str, dict[str, Any]]:
    return {
        THIGH: {"left": steady(5.0, seed=seed), "right": steady(thigh, seed=seed + 1)},
        KNEE: {"left": steady(8.0, seed=seed + 2), "right": steady(knee, seed=seed + 3)},
    }


def answers(comparison: Comparison) -> dict[tuple[str, str], str]:
    return {(change.measure, change.side): change.answer for change in comparison.first_changes}


def test_a_large_change_of_one_side_is_found_on_that_side_only() -> None:
    found = compare([before(), after(thigh=13.0, knee=18.0)])
    assert answers(found) == {
        (THIGH, "left"): "not_told",
        (THIGH, "right"): "changed",
        (KNEE, "left"): "not_told",
        (KNEE, "right"): "changed",
    }
    change = found.change(KNEE, "right")
    assert change is not None
    assert change.change == pytest.approx(10.0, abs=0.6)
    assert change.interval is not None
    assert change.interval[0] < 10.0 < change.interval[1]
    assert not change.exploratory
    apart = found.change(KNEE, "difference")
    assert apart is not None
    assert apart.exploratory
    assert apart.change == pytest.approx(-10.0, abs=0.6)


def test_a_change_keeps_its_sign() -> None:
    change = compare([after(knee=18.0), before()]).change(KNEE, "right")
    assert change is not None
    assert change.change == pytest.approx(-10.0, abs=0.6)
    assert change.answer == "changed"


def test_a_change_beyond_its_interval_but_below_what_is_published_is_not_called_so() -> None:
    quiet = {THIGH: {"left": steady(5.0, 60, 0.05), "right": steady(5.0, 60, 0.05)}}
    moved = {THIGH: {"left": steady(5.0, 60, 0.05), "right": steady(7.2, 60, 0.05)}}
    change = compare([a_run(quiet, "a"), a_run(moved, "b")]).change(THIGH, "right")
    assert change is not None
    assert change.parts is not None
    assert change.parts.half is not None
    assert change.parts.half < 2.2
    assert change.detectable is not None
    assert change.detectable.at_least == 2.3
    assert change.answer == "not_told"
    assert "at least 2.3 deg" in change.reason


def test_two_analyses_of_one_file_changed_by_exactly_nothing() -> None:
    other = a_run(levels(7.0, 9.0), "before", model="heavy")
    found = compare([before(), other])
    assert found.same_video
    measured = [change for change in found.changes if change.change is not None]
    assert measured
    assert all(change.change == 0.0 and change.interval == (0.0, 0.0) for change in measured)
    assert all(change.answer != "changed" for change in found.changes)
    assert "one and the same video" in found.findings[0]


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"view": "back"}, "from the front; from behind"), ({"activity": "walking"}, "running; walking")],
)
def test_another_view_or_activity_is_refused_with_the_reason(facts: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words) as refusal:
        compare([before(), after(**facts)])
    assert "\n" not in str(refusal.value)


def test_what_a_camera_elsewhere_spoils_is_withheld_and_the_rest_stays() -> None:
    found = compare([before(), after(knee=18.0, yaw_deg=9.0)])
    assert set(answers(found).values()) == {"withheld"}
    change = found.change(KNEE, "right")
    assert change is not None
    assert change.change is None
    assert "camera" in change.reason
    cadence = found.change("cadence_spm", "both")
    assert cadence is not None
    assert cadence.answer == "not_told"
    assert cadence.change == pytest.approx(0.0)


def test_a_yaw_that_may_be_the_same_spoils_nothing() -> None:
    assert compare([before(), after(yaw_deg=3.4)]).differences == ()


def test_a_yaw_that_is_not_known_is_not_taken_for_the_same() -> None:
    unknown = CameraPose(None, None, None, "view from the hips and shoulders; yaw not measured")
    found = compare([replace(before(), camera=unknown), replace(after(knee=20.0), camera=unknown)])
    assert [difference.code for difference in found.differences] == ["yaw"]
    change = found.change(KNEE, "right")
    assert change is not None
    assert change.answer == "withheld"


@pytest.mark.parametrize(
    ("facts", "code", "spoilt", "kept"),
    [
        ({"model": "heavy"}, "model", KNEE, None),
        ({"cadence_spm": 182.0}, "cadence", KNEE, "cadence_spm"),
        ({"leg_px": 500.0}, "distance", KNEE, "cadence_spm"),
        ({"fps": 30.0}, "fps", "contact_time_s", KNEE),
    ],
)
def test_every_difference_takes_away_what_it_spoils(
    facts: dict[str, Any], code: str, spoilt: str, kept: str | None
) -> None:
    found = {difference.code: difference for difference in compare([before(), after(**facts)]).differences}
    assert spoilt in found[code].spoils
    assert kept not in found[code].spoils


def test_a_cadence_at_a_told_speed_is_the_runners_own() -> None:
    quicker = after(knee=18.0, cadence_spm=182.0)
    told = compare([before(), quicker], speeds=(10.0, 10.0))
    assert [difference.code for difference in told.differences] == ["cadence_at_same_speed"]
    assert answers(told)[KNEE, "right"] == "changed"
    faster = compare([before(), quicker], speeds=(10.0, 12.0))
    assert "speed" in {difference.code for difference in faster.differences}
    assert set(answers(faster).values()) == {"withheld"}


@pytest.mark.parametrize("facts", [{"brightness": 0.2}, {"brightness": None}, {"leg_px": 380.0}])
def test_in_other_light_or_size_nothing_is_taken_to_cancel(facts: dict[str, Any]) -> None:
    alike, unlike = (compare([before(), after(**more)]).change(THIGH, "right") for more in ({}, facts))
    assert alike is not None
    assert unlike is not None
    assert unlike.parts is not None
    assert unlike.parts.filming is None
    assert unlike.interval == unlike.interval_unshared == alike.interval_unshared


def test_what_only_one_clip_has_is_withheld_with_its_reason_and_what_none_has_left_out() -> None:
    left_only = {KNEE: {"left": steady(8.0)}}
    one_leg = a_run(left_only, "one")
    missing = replace(before().measures[0], name=KNEE, side="right", value=None, reason="not seen", interval=None)
    one_leg = replace(one_leg, measures=(*one_leg.measures, missing))
    change = compare([before(), one_leg]).change(KNEE, "right")
    assert change is not None
    assert change.answer == "withheld"
    assert change.reason == "Not measured after: not seen."
    twice = compare([one_leg, replace(one_leg, video=replace(one_leg.video, sha256="two"))])
    assert twice.change(KNEE, "right") is None


def test_few_strides_are_not_judged() -> None:
    few = {KNEE: {"left": steady(8.0, 4), "right": steady(30.0, 4)}}
    change = compare([before(), a_run(few, "few")]).change(KNEE, "right")
    assert change is not None
    assert change.answer == "not_told"
    assert "it takes 5" in change.reason


def test_variation_and_drift_are_compared_as_leads_only() -> None:
    restless = {KNEE: {"left": steady(8.0), "right": steady(8.0, sd=4.0)}}
    drifting = {KNEE: {"left": steady(8.0), "right": steady(8.0, sd=0.3) + np.linspace(0, 9, 25)}}
    varied = compare([before(), a_run(restless, "restless")]).change(KNEE, "right", "variation")
    drifted = compare([before(), a_run(drifting, "drifting")]).change(KNEE, "right", "drift")
    for change in (varied, drifted):
        assert change is not None
        assert change.answer == "changed"
        assert change.exploratory
    assert drifted is not None
    assert drifted.change == pytest.approx(6.0, abs=1.0)


def test_nothing_measured_and_single_clips_are_refused() -> None:
    with pytest.raises(UserError, match="nothing was measured"):
        compare([before(), after(view=None)])
    with pytest.raises(UserError, match="two clips"):
        compare([before()])
    with pytest.raises(UserError, match="above 0"):
        compare([before(), after()], speeds=(10.0, 0.0))


def test_a_history_has_every_clip_and_withholds_what_differs() -> None:
    found = compare([before(), a_run(levels(6.0, 9.0), "middle", yaw_deg=12.0), after(thigh=13.0)])
    assert [moment.filmed.path for moment in found.history] == ["before.mp4", "middle.mp4", "after.mp4"]
    middle = found.history[1].points
    assert all(point.value is None and point.reason for point in middle)
    assert all(point.value is not None for point in found.history[2].points)
    assert answers(found)[THIGH, "right"] == "changed"


def test_it_round_trips_and_its_schema_is_up_to_date(tmp_path: Any) -> None:
    found = compare([before(), after(yaw_deg=9.0)])
    (tmp_path / "comparison.json").write_text(found.to_json(), encoding="utf-8")
    assert Comparison.load(tmp_path) == found
    assert generate.COMPARISON_SCHEMA.read_text(encoding="utf-8") == generate.comparison_schema()
    required = set(json.loads(generate.comparison_schema())["required"])
    assert {"before", "after", "differences", "changes", "findings", "history"} <= required


@pytest.mark.parametrize("content", ["", "not json", "{}"])
def test_what_is_no_comparison_is_refused_in_one_line(tmp_path: Any, content: str) -> None:
    (tmp_path / "comparison.json").write_text(content)
    with pytest.raises(UserError, match="not a comparison"):
        Comparison.load(tmp_path)


def test_every_limit_has_its_source_and_spoils_measures_that_exist() -> None:
    known = {word for entry in catalogue() for word in (entry.name, entry.series)} | {"*"}
    for limit in limits():
        assert limit.source
        assert limit.grade in "ABC"
        assert set(limit.spoils) <= known


def test_every_detectable_change_has_grades_for_its_own_activities() -> None:
    for entry in catalogue():
        assert (entry.detectable_change is None) == (not entry.detectable_grade)
        assert set(entry.detectable_grade) <= set(entry.activities)


@pytest.mark.parametrize(("correlation", "least", "most"), [(0.0, 0.93, 0.975), (0.3, 0.90, 0.97), (0.5, 0.84, 0.95)])
def test_intervals_hold_the_truth_of_strides_that_resemble_their_neighbours(
    correlation: float, least: float, most: float
) -> None:
    ours, resampled = coverage(13, correlation)
    assert least <= ours <= most
    assert ours > resampled + 0.05


def test_the_interval_of_a_variation_holds_its_truth() -> None:
    draw = np.random.default_rng(3)
    held = []
    for _ in range(300):
        one, two = draw.normal(0, 1, 25), draw.normal(0, 1, 25)
        apart = abs(one.std(ddof=1) - two.std(ddof=1))
        held.append(apart <= half_width([of_deviation(one), of_deviation(two)]))
    assert 0.9 <= np.mean(held) <= 0.99


def test_values_that_do_not_vary_have_no_spread() -> None:
    assert half_width([of_mean(np.full(8, 3.0)), of_mean(np.full(9, 4.0))]) == 0.0


def test_samples_are_the_strides_whose_mean_is_the_measure() -> None:
    run = before()
    for side in ("left", "right"):
        row = run.measure(KNEE, side)  # type: ignore[arg-type]
        assert row is not None
        assert samples(run, KNEE, side)[0].mean() == pytest.approx(row.value)  # type: ignore[arg-type]
    left, right = samples(run, KNEE, "difference")
    row = run.measure(KNEE, "difference")
    assert row is not None
    assert left.mean() - right.mean() == pytest.approx(row.value)


def test_each_leg_of_squats_of_one_leg_has_to_go_as_deep_as_before() -> None:
    """One deeper and the other less: their mean does not change."""

    def squats(sha256: str, left: float, right: float) -> Analysis:
        deep = {"left": steady(left, seed=1), "right": steady(right, seed=2)}
        return a_run({"knee_flexion_bottom_deg": deep}, sha256, activity="single_leg_squat")

    found = compare([squats("before", 60.0, 60.0), squats("after", 75.0, 45.0)])
    (depth,) = [difference for difference in found.differences if difference.code == "depth"]
    assert "knee bent to 60, then to" in depth.text
    nearly = compare([squats("before", 60.0, 60.0), squats("after", 65.0, 55.0)])
    assert "depth" not in {difference.code for difference in nearly.differences}
