"""What the rest of the package sees of a video file. Everything of it is read in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kneevision.errors import UserError
from kneevision.video.apart import ask
from kneevision.video.describe import description, first_to_json
from kneevision.video.types import FirstPicture, Frame, VideoInfo, Wanted, shrunk


@dataclass(frozen=True)
class Clip:
    """A video that can be read from its start as often as needed, one frame at a time.

    `first` is how the file stores its pictures.
    """

    info: VideoInfo
    first: FirstPicture

    def frames(
        self,
        every_s: float = 0.0,
        max_side: int | None = None,
        from_s: float | None = None,
        until_s: float | None = None,
        only: Sequence[int] | None = None,
    ) -> Iterator[Frame]:
        """Yield upright frames in order of time, while another process decodes the next.

        Damaged stretches are passed over. `Frame.index` counts the clip's frames, wanted or not, from the start or from
        `from_s`.

        Parameters
        ----------
        every_s : float
            The first frame of each so many seconds; 0: all.
        max_side : int, optional
            Bounds the longer side of the picture (px); it is only ever shrunk.
        from_s, until_s : float, optional
            Only frames at or after, and before, these times.
        only : sequence of int, optional
            Only frames of these indices, in order.

        Raises
        ------
        UserError
            The file's pictures cannot be decoded within the bounds of `video/apart.py`.
        """
        info = self.info
        every_frame_s = info.frame_interval_s / info.one_of
        wanted = Wanted(every_s, max_side, from_s, until_s, only, info.one_of, every_frame_s)
        request = {
            "path": str(info.path),
            "first": first_to_json(self.first),
            "time_scale": info.time_scale,
            "wanted": asdict(wanted),
        }
        width, height = shrunk(self.first.width, self.first.height, max_side)
        for told, image in ask("kneevision.video.pictures", info.path, request, 3 * width * height):
            if image is not None:
                yield Frame(told["index"], told["time_s"], image)

    def shrunk_by(self, max_side: int) -> float:
        """How many px of the clip are one px of a picture of this `max_side`."""
        return max(1.0, max(self.info.width, self.info.height) / max_side)


def open_clip(path: Path, capture_fps: float | None = None) -> Clip:
    """Open a video.

    Parameters
    ----------
    path : Path
        Any file that libav can read: H.264, HEVC or VP9 in mp4, mov or webm, and others.
    capture_fps : float, optional
        Rate at which the camera recorded, frames/s, for slow motion whose file does not tell it.

    Raises
    ------
    UserError
        When the file cannot be read as a video, or `capture_fps` contradicts its timestamps.
    """
    path = Path(path)
    if not _is_text(path.name):
        raise UserError(f"{path}: its name holds bytes that are no text; rename it.")
    request = {"path": str(path), "capture_fps": capture_fps}
    (told, _), *_ = ask("kneevision.video.describe", path, request)
    return Clip(*description(told))


def _is_text(name: str) -> bool:
    """Whether a file's name can be written down: not every system's names can."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
