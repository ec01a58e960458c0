"""High dynamic range to the standard one: what colour each coded colour of HLG or PQ becomes on a plain screen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
LightCurve = Callable[[FloatArray], FloatArray]

_WHITE_NITS = 203.0  # ITU-R BT.2408: paper white in both systems
_PEAK_NITS = 1000.0  # HLG's nominal screen, and what phones grade PQ for
# Linear light, BT.2020 to BT.709 primaries (ITU-R BT.2087).
_TO_BT709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
_BT2020_LUMA = np.array([0.2627, 0.6780, 0.0593])


def hlg_to_nits(signal: FloatArray) -> FloatArray:
    """(..., 3) HLG signal 0..1 to light on a screen of 1000 nits (ITU-R BT.2100)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luma: FloatArray = scene @ _BT2020_LUMA
    return _PEAK_NITS * luma[..., None] ** 0.2 * scene


def pq_to_nits(signal: FloatArray) -> FloatArray:
    """(..., 3) PQ signal 0..1 to light (SMPTE ST 2084)."""
    root = signal ** (1 / 78.84375)
    return 10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)


def standard_colours(to_nits: LightCurve, signal: FloatArray) -> FloatArray:
    """(..., 3) coded BT.2020 colours 0..1 as sRGB 0..1.

    Dark and middle tones stay as they are; from paper white up to the peak they are compressed. The brightest of
    the three channels sets the compression of all, so that hues stay.
    """
    light = np.maximum(to_nits(signal) @ _TO_BT709.T / _WHITE_NITS, 0)
    brightest = light.max(axis=-1, keepdims=True)
    peak = _PEAK_NITS / _WHITE_NITS
    compression = (1 + brightest / peak**2) / (1 + brightest)  # Reinhard's, with the peak as white
    return _srgb(np.minimum(light * compression, 1))


def _srgb(linear: FloatArray) -> FloatArray:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
