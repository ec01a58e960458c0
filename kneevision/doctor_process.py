"""The process in which `doctor` tries MediaPipe."""

from __future__ import annotations

from kneevision.pose.models import verified_model


def main() -> None:
    """Run the lite model on a black picture; raises whatever stands in the way."""
    import numpy as np
    from mediapipe import Image, ImageFormat
    from mediapipe.tasks.python import BaseOptions
    from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions

    options = PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(verified_model("lite"))))
    black = np.zeros((256, 256, 3), dtype=np.uint8)  # kept by name: mp.Image only borrows it
    with PoseLandmarker.create_from_options(options) as landmarker:
        landmarker.detect(Image(image_format=ImageFormat.SRGB, data=black))
