"""Read: a video file in, upright frames with their own timestamps out."""

from kneevision.video.clip import Clip, Frame, VideoInfo, open_clip

__all__ = ["Clip", "Frame", "VideoInfo", "open_clip"]
