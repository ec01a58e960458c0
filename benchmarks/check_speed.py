"""`python -m benchmarks.check_speed`: how long `kneevision check` takes, as a command, for short and long clips.

The sample clip as it is and 10 minutes of it; the same blown up to 4K at 60 frames a second in H.264 and 10-bit HEVC
with a key frame a second, as phones record.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import av
from av.video.stream import VideoStream

from benchmarks.tables import table
from tests import remake

_CLIP = Path(__file__).resolve().parent / "clips" / "run_front.mp4"
_FPS, _SECONDS, _SIZE = 60, 2, (2160, 3840)
_CODECS = {"libx264": ("yuv420p", {}), "libx265": ("yuv420p10le", {"x265-params": f"log-level=none:keyint={_FPS}"})}


def _blown_up(dst: Path, codec: str) -> Path:
    pix_fmt, options = _CODECS[codec]
    with av.open(str(_CLIP)) as source, av.open(str(dst), "w") as out:
        stream = cast(
            VideoStream,
            out.add_stream(codec, rate=_FPS, options={"preset": "ultrafast", "g": str(_FPS), **options}),
        )
        (stream.width, stream.height), stream.pix_fmt = _SIZE, pix_fmt
        for number, frame in zip(range(_FPS * _SECONDS), source.decode(video=0), strict=False):
            large = frame.reformat(*_SIZE, format=pix_fmt)
            large.pict_type, large.pts, large.time_base = 0, number, Fraction(1, _FPS)
            out.mux(stream.encode(large))
        out.mux(stream.encode(None))
    return dst


def _clips(folder: Path) -> Iterator[tuple[str, Path]]:
    yield "540 x 960, H.264, 10 s", _CLIP
    yield "540 x 960, H.264, 10 min", remake.looped(_CLIP, folder / "long.mp4", 60)
    for codec in _CODECS:
        part = _blown_up(folder / f"{codec}.mp4", codec)
        for words, times in (("10 s", 5), ("10 min", 300)):
            clip = remake.looped(part, folder / f"{codec}_{times}.mp4", times)
            yield f"2160 x 3840, {codec.removeprefix('lib')}, {words}", clip


def _seconds(clip: Path) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kneevision", "check", str(clip)], capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print the table: the shorter of two runs."""
    with TemporaryDirectory() as folder:
        rows = [[name, f"{min(_seconds(clip), _seconds(clip)):.1f}"] for name, clip in _clips(Path(folder))]
    print(table(["clip", "time, s"], rows))


if __name__ == "__main__":
    main()
