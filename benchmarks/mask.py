"""Pose models without the part that paints a mask of the person, which nothing here uses: the same landmarks, sooner.

A landmark network is a list of operations, of which a part leads to the mask and to nothing else. They are struck off
the list, and the mask's place among the outputs is given to a number on the way to another output, so that MediaPipe
still finds five. All else of the network stays as it is, byte for byte.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

NETWORK: Final = "pose_landmarks_detector.tflite"
# Outputs by their place: points in the picture, whether there is a person, the mask, heat maps, points in metres.
_PERSON, _MASK = 1, 2
_ALIGNED: Final = 64
_HEAD_BYTES: Final = 30  # of a zip's part, before its name
_EXTRA: Final = struct.Struct("<HH")  # an extra field of a zip's part: its kind and its length
_PADDING: Final = 0xD935  # the kind that Android's zipalign uses: nothing reads it
# Places of fields in the tables of TensorFlow Lite's format: https://github.com/tensorflow/tensorflow, file
# tensorflow/lite/schema/schema.fbs.
_MODEL_SUBGRAPHS, _SUBGRAPH_OUTPUTS, _SUBGRAPH_OPERATORS, _OPERATOR_INPUTS, _OPERATOR_OUTPUTS = 2, 2, 3, 1, 2


def without_mask(published: Path, trimmed: Path) -> None:
    """Write a task bundle like another one, but for the operations of its landmark network that make the mask.

    Both networks begin at a multiple of 64 bytes, so that their weights are used where the file is mapped into memory;
    otherwise each graph copies them.
    """
    with zipfile.ZipFile(published) as source, trimmed.open("wb") as file, zipfile.ZipFile(file, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == NETWORK:
                content = network_without_mask(content)
            target.writestr(_aligned(part, file.tell()), content)


def _aligned(part: zipfile.ZipInfo, place: int) -> zipfile.ZipInfo:
    """A part of a bundle whose content is aligned when its head is written at a place of the file."""
    head = zipfile.ZipInfo(part.filename, part.date_time)
    head.external_attr = part.external_attr
    begins = place + _HEAD_BYTES + len(part.filename) + _EXTRA.size
    padding = -begins % _ALIGNED
    head.extra = _EXTRA.pack(_PADDING, padding) + bytes(padding)
    return head


def network_without_mask(network: bytes) -> bytes:
    """A landmark network without the operations that lead to nothing but its mask.

    One that has none comes back as it is.
    """
    content = _FlatBuffer(network)
    (graph,) = content.tables(content.root, _MODEL_SUBGRAPHS)
    operators = content.tables(graph, _SUBGRAPH_OPERATORS)
    inputs = [content.numbers(operator, _OPERATOR_INPUTS) for operator in operators]
    made = [content.numbers(operator, _OPERATOR_OUTPUTS) for operator in operators]
    outputs = content.places(graph, _SUBGRAPH_OUTPUTS)
    # The same tensor twice would leave MediaPipe one of the two outputs empty.
    before_last = inputs[made.index([content.number(outputs[_PERSON])])][0]
    content.set(outputs[_MASK], before_last)
    needed = _needed(inputs, made, content.numbers(graph, _SUBGRAPH_OUTPUTS))
    content.keep_tables(graph, _SUBGRAPH_OPERATORS, [operators[number] for number in needed])
    return content.bytes()


def _needed(inputs: Sequence[Sequence[int]], made: Sequence[Sequence[int]], outputs: Sequence[int]) -> list[int]:
    """Numbers of the operations that lead to the outputs, in their order; an operation comes after what it needs."""
    wanted, needed = set(outputs), []
    for number in reversed(range(len(inputs))):
        if wanted.intersection(made[number]):
            wanted.update(inputs[number])
            needed.append(number)
    return needed[::-1]


class _FlatBuffer:
    """As much of the FlatBuffers format as is needed here: https://flatbuffers.dev/internals/."""

    def __init__(self, content: bytes) -> None:
        self._content = bytearray(content)
        self.root = self.number(0)

    def bytes(self) -> bytes:
        return bytes(self._content)

    def number(self, place: int) -> int:
        return int(struct.unpack_from("<i", self._content, place)[0])

    def set(self, place: int, number: int) -> None:
        struct.pack_into("<i", self._content, place, number)

    def places(self, table: int, field: int) -> list[int]:
        """Of the elements of a vector of 4 bytes each."""
        return list(self._elements(self._vector(table, field)))

    def numbers(self, table: int, field: int) -> list[int]:
        return [self.number(place) for place in self.places(table, field)]

    def tables(self, table: int, field: int) -> list[int]:
        """Those in a vector; each element says how far from itself its table is."""
        return [place + self.number(place) for place in self.places(table, field)]

    def keep_tables(self, table: int, field: int, kept: Sequence[int]) -> None:
        """Shorten a vector to some of its tables."""
        vector = self._vector(table, field)
        self.set(vector, len(kept))
        for place, each in zip(self._elements(vector), kept, strict=True):
            self.set(place, each - place)

    def _vector(self, table: int, field: int) -> int:
        fields = table - self.number(table)
        (offset,) = struct.unpack_from("<H", self._content, fields + 4 + 2 * field)
        place = table + int(offset)
        return place + self.number(place)

    def _elements(self, vector: int) -> Iterator[int]:
        return iter(range(vector + 4, vector + 4 + 4 * self.number(vector), 4))
