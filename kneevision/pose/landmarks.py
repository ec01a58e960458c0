"""BlazePose's 33 points and how the two legs are numbered in them."""

from __future__ import annotations

from typing import Final, Literal

Side = Literal["left", "right"]
SIDES: Final[tuple[Side, Side]] = ("left", "right")

NAMES: Final[tuple[str, ...]] = (
    "nose",
    "left_eye_inner", "left_eye", "left_eye_outer",
    "right_eye_inner", "right_eye", "right_eye_outer",
    "left_ear", "right_ear",
    "mouth_left", "mouth_right",
    "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow",
    "left_wrist", "right_wrist",
    "left_pinky", "right_pinky",
    "left_index", "right_index",
    "left_thumb", "right_thumb",
    "left_hip", "right_hip",
    "left_knee", "right_knee",
    "left_ankle", "right_ankle",
    "left_heel", "right_heel",
    "left_foot_index", "right_foot_index",
)  # fmt: skip

COUNT: Final = len(NAMES)
LEG_PARTS: Final = ("hip", "knee", "ankle", "heel", "foot_index")
FOOT_PARTS: Final = ("ankle", "heel", "foot_index")


def mirrored() -> list[int]:
    """(33,) for each point the index of the one that it is in a mirror: left and right exchanged."""
    exchanged = {"left": "right", "right": "left"}
    return [NAMES.index("_".join(exchanged.get(word, word) for word in name.split("_"))) for name in NAMES]


def index(side: Side, part: str) -> int:
    """Index of a body part, e.g. ``index("left", "knee") == 25``."""
    return NAMES.index(f"{side}_{part}")


def leg(side: Side) -> list[int]:
    """Indices of hip, knee, ankle, heel and toe (foot index) of one leg, in that order."""
    return [index(side, part) for part in LEG_PARTS]
