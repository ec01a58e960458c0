"""What the user asks of video and stills is done: no video, lines only, a blurred head, replays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import cv2
import made
import numpy as np
import pytest

from kneevision.analysis import Analysis
from kneevision.errors import UserError
from kneevision.pose.landmarks import NAMES
from kneevision.report import focus, tell
from kneevision.report.annotate import composer
from kneevision.report.beyond import STEPS, step
from kneevision.report.drawing import Drawing
from kneevision.report.faces import FaceBlur, face_blur
from kneevision.report.page import Pictures, write_page
from kneevision.report.reel import reel
from kneevision.report.replays import FREEZE_S, replays
from kneevision.report.style import SIDE_COLOUR, rgb
from kneevision.video import Clip, Frame, open_clip
from kneevision.video.writer import VideoWriter
from tests.remake import with_display_matrix

SMALL = (270, 480)  # half of the clip's size


def quiet(part: str, done: float) -> None:
    """No progress."""


def with_head(analysis: Analysis) -> Analysis:
    """The same with the points of a face a quarter of the trunk above the shoulders."""
    points = analysis.frames.points_px.copy()
    shoulders = points[:, [NAMES.index("left_shoulder"), NAMES.index("right_shoulder")]].mean(axis=1)
    hips = points[:, [NAMES.index("left_hip"), NAMES.index("right_hip")]].mean(axis=1)
    trunk = np.hypot(*(shoulders - hips).T)
    for i in range(11):
        points[:, i] = shoulders - np.column_stack([(i - 5) * 0.02 * trunk, 0.25 * trunk])
    return replace(analysis, frames=replace(analysis.frames, points_px=points))


def head_of(analysis: Analysis, time_s: float) -> np.ndarray:
    """The middle of the face's points, px, at this time."""
    row = int(np.argmin(np.abs(analysis.frames.time_s - time_s)))
    return analysis.frames.points_px[row, :11].mean(axis=0)


def noise(time_s: float) -> Frame:
    image = np.random.default_rng(3).integers(0, 255, (960, 540, 3), dtype=np.uint8)
    return Frame(0, time_s, image)


def detail(image: np.ndarray, middle: np.ndarray, half: int = 20) -> float:
    """Variance of what is left when the slow course of the picture is taken away."""
    x, y = np.round(middle).astype(int)
    part = image[max(0, y - half) : y + half, max(0, x - half) : x + half].astype(np.float32)
    return float((part - cv2.GaussianBlur(part, (0, 0), 3)).var())


def luma(colour: str) -> float:
    return float(np.dot(rgb(colour), (0.2126, 0.7152, 0.0722)))


def unrecognizable(blur: FaceBlur, truth: Analysis, time_s: float = 4.0) -> bool:
    """Whether the true head has lost its detail."""
    head = head_of(truth, time_s)
    return detail(blur.hide(noise(time_s)).image, head) < detail(noise(time_s).image, head) / 1000


def small_clip(folder: Path) -> Clip:
    """The front clip at half its size."""
    source = open_clip(made.FRONT)
    path = folder / "small.mp4"
    with VideoWriter(path, *SMALL, source.info.fps) as writer:
        for frame in source.frames(max_side=SMALL[1]):
            writer.write(frame.image, frame.time_s)
    return open_clip(path)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    return small_clip(tmp_path_factory.mktemp("clip"))


def test_the_head_loses_its_detail_and_the_rest_keeps_it() -> None:
    analysis = with_head(made.front())
    frame = noise(4.0)
    hidden = face_blur(analysis).hide(frame).image
    head = head_of(analysis, 4.0)
    assert detail(hidden, head) < detail(frame.image, head) / 1000
    knee = analysis.frames.points_px[240, NAMES.index("left_knee")]
    assert np.array_equal(hidden[int(knee[1]) - 50 :], frame.image[int(knee[1]) - 50 :])
    assert np.array_equal(frame.image, noise(4.0).image)  # the reader's own frame stays as it was


def test_a_head_that_is_lost_for_a_while_stays_blurred_and_the_blur_grows() -> None:
    whole = with_head(made.front())
    points = whole.frames.points_px.copy()
    lost = (whole.frames.time_s > 3.5) & (whole.frames.time_s < 4.5)
    points[lost, :11] = np.nan
    blur = face_blur(replace(whole, frames=replace(whole.frames, points_px=points)))
    row = int(np.argmin(np.abs(whole.frames.time_s - 4.0)))
    assert (blur.ellipses[row, 2:] > face_blur(whole).ellipses[row, 2:] * 1.2).all()
    assert (
        detail(blur.hide(noise(4.0)).image, head_of(whole, 4.0)) < detail(noise(4.0).image, head_of(whole, 4.0)) / 1000
    )


def test_an_outlier_of_the_head_leaves_no_frame_bare() -> None:
    whole = with_head(made.front())
    points = whole.frames.points_px.copy()
    row = int(np.argmin(np.abs(whole.frames.time_s - 4.0)))
    points[row, :11] += [0, 200]
    assert unrecognizable(face_blur(replace(whole, frames=replace(whole.frames, points_px=points))), whole)


def test_where_no_head_was_ever_seen_the_frame_stays_as_it_is() -> None:
    frame = noise(4.0)
    assert face_blur(made.nobody()).hide(frame) is frame


def test_a_head_beyond_the_picture_is_no_error() -> None:
    above = with_head(made.front())
    points = above.frames.points_px - [0, 2000]
    frame = noise(4.0)
    assert np.array_equal(
        face_blur(replace(above, frames=replace(above.frames, points_px=points))).hide(frame).image, frame.image
    )


def test_nobody_who_looks_sees_the_face(clip: Clip) -> None:
    analysis = with_head(made.front())
    kept: list[Frame] = []
    looked: list[Frame] = []
    for frame in reel(clip, face_blur(analysis).hide, [looked.append], lambda done: None):
        kept.append(frame)
        if len(kept) == 100:
            break
    bare = [frame for frame, _ in zip(clip.frames(), range(100), strict=False)]
    head = head_of(analysis, looked[99].time_s) / 2
    for seen in (looked, kept):
        assert detail(seen[99].image, head, 12) < detail(bare[99].image, head, 12) / 3


def test_lines_only_are_as_large_as_the_clip_and_nothing_but_legs() -> None:
    analysis = made.front()
    frame = np.full((960, 540, 3), 90, np.uint8)
    stride = next(c for c in analysis.cycles if c.side == "right" and c.index in analysis.findings[1].cycles)
    time_s = (stride.contact_s + stride.toe_off_s) / 2
    compose = composer(analysis, 540, 960, clean=True)
    picture = compose.picture(frame, time_s)
    assert picture.shape == frame.shape
    row = int(np.argmin(np.abs(analysis.frames.time_s - time_s)))
    x, y = np.round(analysis.frames.points_px[row, NAMES.index("right_knee")]).astype(int)
    assert np.abs(picture[y, x].astype(int) - rgb(SIDE_COLOUR["right"])).max() < 40
    drawn = np.argwhere((picture != 90).any(axis=-1))
    known = analysis.frames.points_px[row]
    known = known[np.isfinite(known).all(axis=1)]
    assert (drawn.min(axis=0)[::-1] > known.min(axis=0) - 20).all()  # no letter, no number beside the legs
    assert (drawn.max(axis=0)[::-1] < known.max(axis=0) + 20).all()


def test_typical_is_nearest_to_the_median_and_worst_farthest_inward() -> None:
    analysis = made.front()
    found = replays(analysis)
    assert [replay.side for replay in found] == ["left", "left", "right", "right"]
    for side, (typical, worst) in zip(("left", "right"), (found[:2], found[2:]), strict=True):
        values = {c.index: c.values["fppa_peak_deg"] for c in analysis.cycles if c.side == side and c.valid}
        middle = float(np.median(list(values.values())))
        nearest = min(values, key=lambda i: abs(values[i] - middle))
        assert f"stride {nearest + 1}, the most typical" in typical.name
        assert f"stride {max(values, key=values.get) + 1}, the farthest inward" in worst.name
        assert worst.result.startswith("FPPA peak")
        curve = analysis.frames.series[f"fppa_{side}_deg"]
        row = int(np.argmin(np.abs(analysis.frames.time_s - worst.peak_s)))
        assert curve[row] == pytest.approx(max(values.values()))


def test_from_the_side_no_direction_is_the_worst() -> None:
    assert ["typical" in replay.name for replay in replays(made.sideways())] == [True]


@pytest.mark.parametrize("analysis", [made.unknown(), made.nobody(), made.walking()])
def test_without_a_number_nothing_is_replayed(analysis: Analysis) -> None:
    assert replays(analysis) == []


def test_replays_follow_the_clip_and_freeze_at_the_peak(clip: Clip, tmp_path: Path) -> None:
    analysis = with_head(made.front())
    tell(analysis, clip, tmp_path, quiet, Drawing(slow=0.25, blur_face=True))
    found = replays(analysis)
    added = sum((replay.stop_s - replay.start_s) / 0.25 + FREEZE_S for replay in found)
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        times, pictures = zip(
            *((frame.time, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)), strict=True
        )
    assert len(times) / 60 == pytest.approx(clip.info.frames / 60 + added, abs=0.15)
    assert np.diff(times) == pytest.approx(1 / 60, abs=1e-3)  # constant, slowed or not
    frozen_s = clip.info.frames / 60 + (found[0].peak_s - found[0].start_s) / 0.25
    first, last = (pictures[int(60 * (frozen_s + t))].astype(int) for t in (0.3, 1.3))
    assert np.abs(first - last).mean() < 1.0
    moving = pictures[int(60 * (frozen_s + FREEZE_S + 0.4))].astype(int)
    assert np.abs(first - moving)[: SMALL[1]].mean() > 2.0


def test_numbers_do_not_depend_on_how_they_are_drawn(clip: Clip, tmp_path: Path) -> None:
    analysis = made.front()
    folder = tmp_path / "bare"
    folder.mkdir()
    tell(analysis, clip, folder, quiet, Drawing(video=False))
    assert not (folder / "annotated.mp4").exists()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "<video" not in page
    assert "it was not asked for" in page
    assert page.count("data:image/jpeg;base64,") == 9  # stills are taken all the same
    assert "<script" not in page
    assert "data-loop" not in page
    assert (folder / "analysis.json").read_text(encoding="utf-8") == analysis.to_json()


@pytest.mark.parametrize("rotation_deg", [90, 180])
def test_in_a_rotated_clip_the_knee_is_drawn_where_it_is(clip: Clip, tmp_path: Path, rotation_deg: int) -> None:
    analysis = made.front()
    turned = open_clip(with_display_matrix(clip.info.path, tmp_path / "turned.mp4", rotation_deg))
    assert (turned.info.width, turned.info.height, turned.info.rotation_deg) == (*SMALL, rotation_deg)
    tell(analysis, turned, tmp_path, quiet, Drawing(clean=True))
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        frames = container.decode(video=0)
        picture = next(f for i, f in enumerate(frames) if i == 200).to_ndarray(format="rgb24")
    assert picture.shape == (SMALL[1], SMALL[0], 3)
    for side in ("left", "right"):
        x, y = np.round(analysis.frames.points_px[200, NAMES.index(f"{side}_knee")] / 2).astype(int)
        red, _, blue = picture[y, x].astype(int)
        assert (blue > red + 40) if side == "left" else (red > blue + 40)


@pytest.mark.parametrize(
    ("beyond_deg", "expected"), [(None, None), (-2.0, None), (0.0, None), (0.1, 0), (3.0, 1), (5.9, 1), (20.0, 2)]
)
def test_how_far_beyond_the_line_has_three_steps(beyond_deg: float | None, expected: int | None) -> None:
    assert step(beyond_deg) == (None if expected is None else STEPS[expected])


def test_the_steps_differ_in_lightness_alone() -> None:
    luma = [float(np.dot(rgb(each.colour), (0.2126, 0.7152, 0.0722))) for each in STEPS]
    assert np.diff(luma).max() < -50
    for each in STEPS:
        assert (
            abs(np.dot(rgb(each.ink), (0.2126, 0.7152, 0.0722)) - np.dot(rgb(each.colour), (0.2126, 0.7152, 0.0722)))
            > 100
        )


@pytest.mark.parametrize(("state", "coloured"), [("flagged", True), ("cannot_tell", True), ("clear", False)])
def test_only_a_side_that_is_not_clear_of_its_line_is_coloured(state: str, coloured: bool) -> None:
    analysis = made.front()
    findings = (replace(f, state=state) if f.kind == "reference_line" else f for f in analysis.findings)
    analysis = replace(analysis, findings=tuple(findings))
    compose = composer(analysis, 540, 960)
    beyond = [c for c in analysis.cycles if c.side == "right" and c.valid and c.values["fppa_peak_deg"] > made.LINE + 1]
    found = set()
    for cycle in beyond:
        window = next(w for w in focus.windows(analysis, "right") if w.cycle is cycle)
        inside = window.within(analysis.frames.time_s)
        curve = np.where(inside, analysis.frames.series["fppa_right_deg"], -np.inf)
        picture = compose.picture(np.full((960, 540, 3), 90, np.uint8), float(analysis.frames.time_s[curve.argmax()]))
        colour = step(float(curve.max()) - made.LINE).colour
        found.add(bool((np.abs(picture[:960].astype(int) - rgb(colour)).max(axis=-1) < 4).sum() > 50))
    assert found == {coloured}


@pytest.mark.parametrize(
    "wish", [{"slow": 0.0}, {"slow": 2.0}, {"video": False, "clean": True}, {"video": False, "slow": 0.5}]
)
def test_wishes_that_cannot_be_met_are_the_users_to_change(wish: dict[str, float]) -> None:
    with pytest.raises(UserError):
        Drawing(**wish)


def test_a_clean_page_does_not_explain_what_is_not_drawn(tmp_path: Path) -> None:
    write_page(made.front(), Pictures([], None, [], Drawing(clean=True, slow=0.25)), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "the legs' lines only" in page
    assert "Dashes:" not in page
    assert "at 0.25 of real speed" in page
