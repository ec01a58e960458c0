"""Read: a video file in, upright frames with their own timestamps out."""

from kneevision.video.clip import Clip, open_clip
from kneevision.video.types import Frame, VideoInfo

__all__ = ["Clip", "Frame", "VideoInfo", "open_clip"]
