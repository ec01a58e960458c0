"""How the user wants frames to be drawn. No number of the analysis depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kneevision.errors import UserError

SLOWEST: Final = 0.05  # slower than this, single frames stand for longer than people look


@dataclass(frozen=True)
class Drawing:
    """What of the pictures is made, and how.

    Attributes
    ----------
    video : bool
        Whether the annotated video is written.
    clean : bool
        Draw the legs' lines only, without numbers, labels, panel and chart: the video has the clip's own size.
    blur_face : bool
        Blur the head of the person who is measured, in the video and in all stills.
    slow : float
        Speed of the replays that follow the clip in the video, as a part of real time; 1: no replays. Off by default:
        the video then has the clip's own length, and nobody waits for what they did not ask for.

    Raises
    ------
    UserError
        When these wishes cannot be met together, or `slow` is out of range.
    """

    video: bool = True
    clean: bool = False
    blur_face: bool = False
    slow: float = 1.0

    def __post_init__(self) -> None:
        if not SLOWEST <= self.slow <= 1:
            raise UserError(f"--slow {self.slow:g}: give a part of real time from {SLOWEST:g} to 1, e.g. 0.25.")
        if not self.video and (self.clean or self.replays):
            raise UserError("--no-video leaves nothing to draw for --clean or --slow; leave one of them out.")

    def asked(self) -> str | None:
        """The wishes as a user tells them, e.g. 'clean, slow=0.25'; None: as usual."""
        wishes = {
            "no-video": not self.video,
            "clean": self.clean,
            "blur-face": self.blur_face,
            f"slow={self.slow:g}": self.replays,
        }
        return ", ".join(wish for wish, wanted in wishes.items() if wanted) or None

    @classmethod
    def of(cls, asked: str | None) -> Drawing:
        """The wishes that `asked` told.

        Raises
        ------
        ValueError
            They are not in its words.
        """
        wishes = set(filter(None, (asked or "").split(", ")))
        slow = next((wish for wish in wishes if wish.startswith("slow=")), "slow=1")
        if not wishes <= {"no-video", "clean", "blur-face", slow}:
            raise ValueError(asked)
        return cls(
            "no-video" not in wishes, "clean" in wishes, "blur-face" in wishes, float(slow.removeprefix("slow="))
        )

    @property
    def replays(self) -> bool:
        """Whether replays follow the clip."""
        return self.slow < 1


AS_USUAL: Final = Drawing()
