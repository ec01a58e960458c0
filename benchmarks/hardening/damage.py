"""Files that were cut off or whose bits changed, in the header and in the pictures."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.hardening.case import ANY, REFUSED, Case, Stage, file_case
from benchmarks.hardening.clip import QUICK, record

_HEAD_SIZES = (1, 4, 7, 8, 11, 16, 23, 31, 32, 33, 40, 47, 64, 100, 200, 400, 800, 1200)
_PARTS = 16  # truncations of each kind of file, evenly over its length
_HEADER_FLIPS, _PICTURE_FLIPS = 24, 12
_BIG = 0xFFFFFFFF


def cases() -> Iterator[Case]:
    """Truncations, bit flips and fields of the header that tell nonsense."""
    for size in _HEAD_SIZES:
        yield file_case("cut off", f"after {size} bytes", _head(size), {REFUSED}, short=size == 40)
    for part in range(1, _PARTS):
        yield file_case("cut off", f"index in front, {part}/{_PARTS}", _cut(part / _PARTS), short=part == 8)
        yield file_case("cut off", f"index at the end, {part}/{_PARTS}", _cut_without_index(part / _PARTS), {REFUSED})
    for suffix, codec in ((".webm", "libvpx-vp9"), (".mkv", "libx264"), (".ts", "libx264"), (".mov", "libx265")):
        for kept in (0.02, 0.1, 0.4, 0.8, 0.98):
            yield file_case("cut off", f"{suffix} {codec}, {kept:.0%}", _cut_other(codec, kept), file=f"run{suffix}")
    for seed in range(_HEADER_FLIPS):
        count = 1 if seed < _HEADER_FLIPS // 2 else 20
        yield file_case("bit flips", f"header, {count} bits, seed {seed}", _flips("moov", count, seed), short=seed == 2)
    for seed in range(_PICTURE_FLIPS):
        count = (1, 30, 3000)[seed % 3]
        yield file_case("bit flips", f"pictures, {count} bits, seed {seed}", _flips("mdat", count, seed))
    for seed in range(4):
        yield file_case("bit flips", f"anywhere, 200 bits, seed {seed}", _flips("", 200, seed))
    for name, change in _NONSENSE.items():
        yield file_case("nonsense in the header", name, _changed(change), ANY)


def _head(size: int) -> Callable[[Stage, Path], object]:
    return lambda stage, path: path.write_bytes(stage.clip.read_bytes()[:size])


def _cut(part: float) -> Callable[[Stage, Path], object]:
    def write(stage: Stage, path: Path) -> None:
        whole = stage.clip.read_bytes()
        start = whole.index(b"mdat") + 4
        path.write_bytes(whole[: start + round((len(whole) - start) * part)])

    return write


def _cut_without_index(part: float) -> Callable[[Stage, Path], object]:
    """As a camera leaves it that lost power: the pictures, and no index yet."""

    def write(stage: Stage, path: Path) -> None:
        data = bytearray(stage.clip.read_bytes())
        moov = data.index(b"moov") - 4
        size = struct.unpack_from(">I", data, moov)[0]
        del data[moov : moov + size]
        path.write_bytes(data[: round(len(data) * part)])

    return write


def _cut_other(codec: str, part: float) -> Callable[[Stage, Path], object]:
    options = {"deadline": "realtime", "cpu-used": "8"} if codec == "libvpx-vp9" else QUICK[codec]

    def write(stage: Stage, path: Path) -> None:
        whole = record(path, codec=codec, options=options).read_bytes()
        path.write_bytes(whole[: round(len(whole) * part)])

    return write


def _flips(box: str, count: int, seed: int) -> Callable[[Stage, Path], object]:
    """Change bits within one box of the file, or anywhere."""

    def write(stage: Stage, path: Path) -> None:
        data, chance = bytearray(stage.clip.read_bytes()), random.Random(seed)
        start, stop = _extent(data, box.encode()) if box else (0, len(data))
        for _ in range(count):
            data[chance.randrange(start, stop)] ^= 1 << chance.randrange(8)
        path.write_bytes(data)

    return write


def _extent(data: bytearray, box: bytes) -> tuple[int, int]:
    """Where a box's content lies."""
    start = data.index(box) + 4
    return start, start - 8 + struct.unpack_from(">I", data, start - 8)[0]


def _changed(change: Callable[[bytearray], object]) -> Callable[[Stage, Path], object]:
    def write(stage: Stage, path: Path) -> None:
        data = bytearray(stage.clip.read_bytes())
        change(data)
        path.write_bytes(data)

    return write


def _put(box: bytes, offset: int, *values: int) -> Callable[[bytearray], object]:
    """Write 32-bit numbers at an offset of a box's content (which begins with version and flags)."""
    return lambda data: struct.pack_into(f">{len(values)}I", data, data.index(box) + 4 + offset, *values)


def _put_size(box: bytes, size: int) -> Callable[[bytearray], object]:
    return lambda data: struct.pack_into(">I", data, data.index(box) - 4, size)


def _put_picture_size(width: int, height: int) -> Callable[[bytearray], object]:
    return lambda data: struct.pack_into(">HH", data, data.index(b"avc1") + 28, width, height)


def _without(box: bytes) -> Callable[[bytearray], object]:
    def change(data: bytearray) -> None:
        at = data.index(box)
        data[at : at + 4] = b"free"

    return change


def _zeroed_pictures(data: bytearray) -> None:
    start, stop = _extent(data, b"mdat")
    data[start:stop] = bytes(stop - start)


_NONSENSE: dict[str, Callable[[bytearray], object]] = {
    "no time scale (0)": _put(b"mdhd", 12, 0),
    "a time scale of 4 billion": _put(b"mdhd", 12, _BIG),
    "every frame lasts 0": _put(b"stts", 12, 0),
    "every frame lasts 39 hours": _put(b"stts", 12, 0x7FFFFFFF),
    "4 billion frames announced": _put(b"stts", 8, _BIG),
    "4 billion entries in the table of times": _put(b"stts", 4, _BIG),
    "4 billion entries in the table of sizes": _put(b"stsz", 8, _BIG),
    "a frame of 4 GB": _put(b"stsz", 12, _BIG),
    "frames beyond the end of the file": _put(b"stco", 8, 0x7FFFFFFF),
    "no frames": _put(b"stsz", 8, 0),
    "the index says its size is 0": _put_size(b"moov", 0),
    "the index says its size is 4 GB": _put_size(b"moov", _BIG),
    "a box of 1 byte": _put_size(b"trak", 1),
    "65535 x 65535 px announced": _put_picture_size(65535, 65535),
    "0 x 0 px announced": _put_picture_size(0, 0),
    "no table of times": _without(b"stts"),
    "no description of the pictures": _without(b"stsd"),
    "no track": _without(b"trak"),
    "an unknown format": lambda data: data.__setitem__(slice(data.index(b"avc1"), data.index(b"avc1") + 4), b"zzz9"),
    "decoder's setup gone": _without(b"avcC"),
    "pictures of zeros": _zeroed_pictures,
}
