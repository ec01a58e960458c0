"""`python docs/pictures.py`: make the pictures of the docs from a sample clip."""

from __future__ import annotations

import tempfile
from pathlib import Path

import av

from kneevision import analyze
from kneevision.quiet import quiet_stderr

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = REPOSITORY / "sample_videos" / "run_back_left_valgus.mp4"
MOMENT_S = 2.15  # the left foot on the ground


def main() -> None:
    """Write docs/annotated.jpg."""
    with quiet_stderr(), tempfile.TemporaryDirectory() as folder:
        analyze(SAMPLE, out=folder)
        with av.open(str(Path(folder) / f"{SAMPLE.stem}.kneevision" / "annotated.mp4")) as video:
            frame = next(f for f in video.decode(video=0) if f.time is not None and f.time >= MOMENT_S)
            frame.to_image().save(REPOSITORY / "docs" / "annotated.jpg", quality=88)


if __name__ == "__main__":
    main()
