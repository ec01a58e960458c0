"""The filming check on rendered clips, as they are and spoilt the way people film."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from kneevision.check import Check, FilmingCheck, check, of_file, pictures
from kneevision.check.of_camera import camera_angle
from kneevision.check.people import People, Sight
from kneevision.check.pictures import take
from kneevision.pose.landmarker import Pose
from kneevision.pose.landmarks import index
from tests import remake

Image = np.ndarray


def spoilt(src: Path, dst: Path, spoil: Callable[[Image], Image]) -> Path:
    """Every third frame of the clip's first 6.5 s, spoilt."""
    with av.open(str(src)) as container, av.open(str(dst), "w") as out:
        stream = None
        for count, frame in enumerate(container.decode(video=0)):
            if frame.time >= 6.5:
                break
            if count % 3:
                continue
            image = spoil(frame.to_ndarray(format="rgb24"))
            if stream is None:
                stream = out.add_stream("libx264", rate=20, options={"preset": "veryfast", "crf": "16"})
                (stream.height, stream.width), stream.pix_fmt = image.shape[:2], "yuv420p"
            new = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
            new.pts, new.time_base = count // 3, Fraction(1, 20)
            out.mux(stream.encode(new))
        out.mux(stream.encode(None))
    return dst


@cache
def checked(clip: Path) -> FilmingCheck:
    """The same clip is looked at once."""
    return check(clip)


def of(result: FilmingCheck, name: str) -> Check:
    return next(found for found in result.checks if found.name == name)


def bad(result: FilmingCheck) -> set[str]:
    return {found.name for found in result.checks if found.state == "bad"}


def test_a_file_without_an_index_is_read_from_everywhere(sample_videos: Path, tmp_path: Path) -> None:
    """Of an MPEG-TS, as camcorders write it, a seek finds the key frame after a moment, or none."""
    footage = take(remake.looped(sample_videos / "run_front.mp4", tmp_path / "run.ts", 1))
    assert len(footage.pictures) == footage.places
    assert of_file.whole(footage).state == "good"


@pytest.mark.parametrize("name", ["run_front", "run_back_left_valgus", "run_side", "squat_good"])
def test_a_clip_that_is_filmed_well_has_nothing_bad(benchmark_clips: Path, name: str) -> None:
    result = checked(benchmark_clips / f"{name}.mp4")
    assert not result.spoilt, result.lines()
    assert result.summary.startswith("Can be analyzed")
    for found in result.checks:
        assert found.seen.endswith(".")
        assert bool(found.advice) == (found.state != "good")
    view = {"run_back_left_valgus": "back", "run_side": "left side"}.get(name, "front")
    assert of(result, "camera angle").seen.endswith(f"off the person's {view}.")


NOISE = np.random.default_rng(0).normal(0, 5, (960, 540, 3)).astype(np.float32)


def dark(image: Image) -> Image:
    return np.clip(image * np.float32(0.2) + NOISE, 0, 255).astype(np.uint8)


def blurred(image: Image) -> Image:
    return cv2.GaussianBlur(image, (0, 0), 7)


def without_feet(image: Image) -> Image:
    return image[:768]


def without_head(image: Image) -> Image:
    return image[320:]


def far(image: Image) -> Image:
    small = cv2.resize(image, (196, 348), interpolation=cv2.INTER_AREA)
    return cv2.copyMakeBorder(small, 306, 306, 172, 172, cv2.BORDER_REPLICATE)


def coarse(image: Image) -> Image:
    return cv2.resize(image, (54, 96), interpolation=cv2.INTER_AREA)


def test_the_page_on_filming_shows_what_is_really_printed(benchmark_clips: Path, repository: Path) -> None:
    page = (repository / "docs" / "filming.md").read_text(encoding="utf-8")
    shown = page.partition("$ kneevision check sample_videos/run_front.mp4\n")[2].partition("\n```")[0]
    printed = "\n".join(checked(benchmark_clips / "run_front.mp4").lines())
    assert re.sub(r"\d+", "#", shown) == re.sub(r"\d+", "#", printed)


@pytest.mark.parametrize(
    ("spoil", "name", "words"),
    [
        (dark, "light", "more light"),
        (blurred, "sharpness", "focus the lens"),
        (without_feet, "framing", "The feet are cut off"),
        (without_head, "person", "from head to feet"),
        (far, "size", "step nearer"),
        (coarse, "size", "step nearer"),
    ],
)
def test_what_is_filmed_badly_is_named_and_nothing_else(
    benchmark_clips: Path, tmp_path: Path, spoil: Callable[[Image], Image], name: str, words: str
) -> None:
    result = check(spoilt(benchmark_clips / "run_front.mp4", tmp_path / "run.mp4", spoil))
    assert bad(result) == {name}, result.lines()
    found = of(result, name)
    assert words in f"{found.seen} {found.advice}"
    assert "grade C" in found.source
    assert result.summary == f"Film again: {name} will spoil the measures."
    assert of(result, "frame rate").state == "better"


def test_few_frames_a_second(benchmark_clips: Path, tmp_path: Path) -> None:
    clip = remake.variable_rate(benchmark_clips / "run_front.mp4", tmp_path / "run.mp4", lambda index: index % 5 != 0)
    result = check(clip)
    assert bad(result) == {"frame rate"}
    assert of(result, "frame rate").seen == "12 frames a second."


def test_two_seconds_are_too_short(benchmark_clips: Path, tmp_path: Path) -> None:
    result = check(remake.cut(benchmark_clips / "run_front.mp4", tmp_path / "run.mp4", 2.0, 4.0))
    assert bad(result) == {"length"}
    assert of(result, "length").seen == "2.0 s: about 2 strides a leg, if somebody runs."


def test_a_second_person_is_named_and_the_runner_is_the_one_who_is_looked_at(benchmark_clips: Path) -> None:
    result = check(benchmark_clips / "run_front_coach.mp4")
    assert bad(result) == set()
    assert of(result, "person").state == "better"
    assert "--person" in of(result, "person").advice
    assert "off the person's front" in of(result, "camera angle").seen


def test_a_file_that_was_not_copied_whole(benchmark_clips: Path, tmp_path: Path) -> None:
    result = check(remake.truncated(benchmark_clips / "run_front.mp4", tmp_path / "run.mp4", 0.5))
    assert "file" in bad(result)
    assert of(result, "file").seen.startswith("Of 10.0 s only ")
    assert "copy" in of(result, "file").advice.lower()


def test_how_the_picture_is_stored_changes_nothing(benchmark_clips: Path, tmp_path: Path) -> None:
    source = remake.cut(benchmark_clips / "squat_good.mp4", tmp_path / "squat.mp4", 0.0, 7.0)
    turned = remake.with_display_matrix(source, tmp_path / "turned.mp4", 90)
    upright, turned_back = take(source), take(turned)
    assert (turned_back.width, turned_back.height) == (upright.width, upright.height) == (540, 960)
    for a, b in zip(upright.pictures, turned_back.pictures, strict=True):
        assert np.abs(a.astype(int) - b).mean() < 2


def test_a_large_file_is_read_by_its_index_with_the_same_result(
    benchmark_clips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = remake.looped(benchmark_clips / "run_front.mp4", tmp_path / "long.mp4", 30)
    whole = take(clip)
    monkeypatch.setattr(pictures, "_WHOLE_BYTES", 0)
    by_index = take(clip)
    assert by_index.duration_s == pytest.approx(whole.duration_s, abs=0.02)
    assert whole.duration_s == pytest.approx(300, abs=0.5)
    assert by_index.fps == pytest.approx(whole.fps, rel=1e-3)
    assert len(by_index.pictures) == pictures.PICTURES


def seen_from(azimuth_deg: float, turn_deg: float = 0.0, looks: int = 12) -> People:
    """Looks at somebody from an azimuth, by a model that turns everybody by an angle to one side of the picture."""

    def pose(deg: float) -> Pose:
        world = np.zeros((33, 3))
        world[index("left", "hip")] = 0.1 * np.array([np.cos(np.radians(deg)), 0, -np.sin(np.radians(deg))])
        world[index("right", "hip")] = -world[index("left", "hip")]
        return Pose(np.zeros((33, 2)), world, np.ones(33))

    both = (pose(azimuth_deg + turn_deg), pose(azimuth_deg - turn_deg))
    return People((Sight(np.zeros((8, 8, 3), np.uint8), *both),) * looks, 1, looks)


@pytest.mark.parametrize(
    ("azimuth_deg", "state", "words"),
    [
        (3.0, "good", "3 deg (+- 5) off the person's front."),
        (-16.0, "better", "16 deg (+- 5) off the person's front."),
        (35.0, "bad", "35 deg (+- 5) off the person's front."),
        (-175.0, "good", "5 deg (+- 5) off the person's back."),
        (165.0, "better", "15 deg (+- 5) off the person's back."),
        (70.0, "good", "20 deg (+- 10) off the person's left side."),
        (-130.0, "bad", "40 deg (+- 10) off the person's right side."),
    ],
)
def test_the_cameras_angle_is_free_of_the_models_turn(azimuth_deg: float, state: str, words: str) -> None:
    found = camera_angle(seen_from(azimuth_deg, turn_deg=4.0))
    assert (found.state, found.seen) == (state, f"The camera is {words}")


def test_an_angle_that_was_seldom_seen_is_not_told() -> None:
    assert camera_angle(seen_from(20.0, looks=3)).state == "not checked"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kneevision", "check", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_prints_aligned_lines_and_writes_nothing(benchmark_clips: Path, tmp_path: Path) -> None:
    clip = remake.cut(benchmark_clips / "run_front.mp4", tmp_path / "run.mp4", 0.0, 6.5)
    done = run(clip)
    assert (done.returncode, done.stderr) == (0, "")
    *lines, summary = done.stdout.splitlines()
    assert {line[:13].strip() for line in lines} == {
        "file", "length", "frame rate", "person", "light", "sharpness", "size", "framing", "camera angle",
        "camera height", "camera roll",
    }  # fmt: skip
    assert {line[15:28].strip() for line in lines} <= {"good", "better", "bad", "not checked"}
    assert summary == "Can be analyzed; it could be better in: length."
    assert list(tmp_path.iterdir()) == [clip]


def test_a_clip_without_anybody_ends_with_3_and_json_says_the_same(benchmark_clips: Path, tmp_path: Path) -> None:
    wall = np.random.default_rng(1).integers(90, 110, (960, 540, 3), dtype=np.uint8)
    clip = spoilt(benchmark_clips / "run_front.mp4", tmp_path / "run.mp4", lambda image: wall)
    done = run(clip, "--json")
    assert (done.returncode, done.stderr) == (3, "")
    said = json.loads(done.stdout)
    assert said["video"] == "run.mp4"
    assert said["summary"] == "Film again: person will spoil the measures."
    states = {entry["name"]: entry["state"] for entry in said["checks"]}
    assert [name for name, state in states.items() if state == "bad"] == ["person"]
    assert "size" not in states


def test_a_text_file_ends_with_2_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "run.mp4"
    path.write_text("not a video")
    done = run(path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "not a video" in done.stderr
