"""Replays in slow motion after the clip: each side's most typical and its worst cycle, frozen at the peak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from kneevision.analysis import Analysis
from kneevision.pose.landmarks import Side
from kneevision.report import focus, texts
from kneevision.report.chosen import Chosen, chosen
from kneevision.report.lettering import Picture
from kneevision.report.words import words
from kneevision.video import Frame

FREEZE_S: Final = 1.5  # of the video, at the peak
_ROUND_A_STANCE_S: Final = 0.1
_ROUND_A_BOTTOM_S: Final = 0.6
_QUALITY: Final = 95  # of the frames that wait for their replay


@dataclass(frozen=True)
class Replay:
    """A cycle to be shown again: [start_s, stop_s) of the clip, frozen at `peak_s`.

    `name` says which it is, `result` what its angle comes to there.
    """

    side: Side
    name: str
    result: str
    start_s: float
    peak_s: float
    stop_s: float

    def lasts_s(self, slow: float) -> float:
        """Seconds of video that it takes at this part of real time."""
        return (self.stop_s - self.start_s) / slow + FREEZE_S


@dataclass(frozen=True)
class Caption:
    """What a replay says in the panel's place."""

    side: Side
    title: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A picture of the second part: `time_s` of the clip, shown at `video_s` of the video."""

    image: Picture
    time_s: float
    video_s: float
    caption: Caption


def replays(analysis: Analysis) -> list[Replay]:
    """Per side the most typical cycle and, from front and back, the one farthest inward."""
    return [_replay(analysis, each) for each in chosen(analysis)]


def _replay(analysis: Analysis, one: Chosen) -> Replay:
    called, window = words(analysis), one.window
    line = focus.reference_line(analysis, one.headline.measure, one.side)
    result = texts.last_result(texts.angle_name(one.headline) or "", one.value, line, called)
    start_s, stop_s = window.start_s - _ROUND_A_STANCE_S, window.stop_s + _ROUND_A_STANCE_S
    if one.cycle.kind == "rep":  # most of a repetition is the way there and back
        start_s, stop_s = max(start_s, one.peak_s - _ROUND_A_BOTTOM_S), min(stop_s, one.peak_s + _ROUND_A_BOTTOM_S)
    name = f"{texts.cycle_name(one.side, one.cycle, called)}, {texts.CHOSEN[one.kind]}"
    start_s, stop_s = max(0.0, start_s), min(stop_s, analysis.video.duration_s)
    return Replay(one.side, name, result, start_s, one.peak_s, stop_s)


class Replayer:
    """Keeps the frames of the replays, packed, while the clip passes by, and plays them at `slow` of real time."""

    def __init__(self, wanted: Sequence[Replay], slow: float) -> None:
        self._wanted, self._slow = wanted, slow
        self._kept: dict[float, bytes] = {}

    def look(self, frame: Frame) -> None:
        """Keep this frame if a replay holds it."""
        if any(replay.start_s <= frame.time_s < replay.stop_s for replay in self._wanted):
            turned = cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR)
            packed = cv2.imencode(".jpg", turned, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1]
            self._kept[frame.time_s] = packed.tobytes()

    def play(self, video_s: float) -> Iterator[Shown]:
        """The second part, which begins at `video_s` of the video."""
        for replay in self._wanted:
            times = [time_s for time_s in self._kept if replay.start_s <= time_s < replay.stop_s]
            if times:
                yield from self._one(replay, times, video_s)
                video_s += replay.lasts_s(self._slow)

    def _one(self, replay: Replay, times: Iterable[float], video_s: float) -> Iterator[Shown]:
        frozen_s = min(times, key=lambda time_s: abs(time_s - replay.peak_s))
        moving = Caption(replay.side, replay.name, f"replay at {self._slow:g} of real speed")
        for time_s in times:
            held_s = FREEZE_S if time_s > frozen_s else 0.0
            caption = Caption(replay.side, replay.name, replay.result) if time_s == frozen_s else moving
            at_s = video_s + (time_s - replay.start_s) / self._slow + held_s
            yield Shown(self._picture(time_s), time_s, at_s, caption)

    def _picture(self, time_s: float) -> Picture:
        packed = np.frombuffer(self._kept[time_s], np.uint8)
        picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
