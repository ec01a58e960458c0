"""Pose models without the part that paints a mask of the person, which nothing here uses: the same landmarks, sooner.

A landmark network is a list of operations, of which a part leads to the mask and to nothing else. They are struck off
the list, and the mask's place among the outputs is given to a number on the way to another output, so that MediaPipe
still finds five. All else of the network stays as it is, byte for byte.
"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Sequence
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
    otherwise each graph copies them. The comment of the landmark network tells which operations were struck off.
    """
    with zipfile.ZipFile(published) as source, trimmed.open("wb") as file, zipfile.ZipFile(file, "w") as target:
        for part in source.infolist():
            content, head = source.read(part), _aligned(part, file.tell())
            if part.filename == NETWORK:
                content, struck = network_without_mask(content)
                head.comment = json.dumps(struck).encode()
            target.writestr(head, content)


def with_mask(trimmed: Path, whole: Path) -> None:
    """Write a bundle whose landmark network makes the mask again: every network is the published one, byte for byte."""
    with zipfile.ZipFile(trimmed) as source, zipfile.ZipFile(whole, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == NETWORK:
                content = network_with_mask(content, json.loads(part.comment))
            target.writestr(part.filename, content)


def _aligned(part: zipfile.ZipInfo, place: int) -> zipfile.ZipInfo:
    """A part of a bundle whose content is aligned when its head is written at a place of the file."""
    head = zipfile.ZipInfo(part.filename, part.date_time)
    head.external_attr = part.external_attr
    begins = place + _HEAD_BYTES + len(part.filename) + _EXTRA.size
    padding = -begins % _ALIGNED
    head.extra = _EXTRA.pack(_PADDING, padding) + bytes(padding)
    return head


def network_without_mask(network: bytes) -> tuple[bytes, list[int]]:
    """A landmark network without the operations that lead to nothing but its mask, and their numbers.

    Their tables stay in the file, and their places in the list behind its new end.
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
    struck = [number for number in range(len(operators)) if number not in needed]
    content.set_tables(graph, _SUBGRAPH_OPERATORS, [operators[number] for number in (*needed, *struck)])
    content.set_length(graph, _SUBGRAPH_OPERATORS, len(needed))
    return content.bytes(), struck


def network_with_mask(network: bytes, struck: Sequence[int]) -> bytes:
    """The network of which `network_without_mask` made another one and struck off these operations."""
    content = _FlatBuffer(network)
    (graph,) = content.tables(content.root, _MODEL_SUBGRAPHS)
    kept = len(content.tables(graph, _SUBGRAPH_OPERATORS))
    content.set_length(graph, _SUBGRAPH_OPERATORS, kept + len(struck))
    operators = content.tables(graph, _SUBGRAPH_OPERATORS)
    left, back = iter(operators[:kept]), dict(zip(struck, operators[kept:], strict=True))
    ordered = [back[number] if number in back else next(left) for number in range(len(operators))]
    content.set_tables(graph, _SUBGRAPH_OPERATORS, ordered)
    (mask,) = content.numbers(ordered[max(struck)], _OPERATOR_OUTPUTS)
    content.set(content.places(graph, _SUBGRAPH_OUTPUTS)[_MASK], mask)
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
        vector = self._vector(table, field)
        return list(range(vector + 4, vector + 4 + 4 * self.number(vector), 4))

    def numbers(self, table: int, field: int) -> list[int]:
        return [self.number(place) for place in self.places(table, field)]

    def tables(self, table: int, field: int) -> list[int]:
        """Those in a vector; each element says how far from itself its table is."""
        return [place + self.number(place) for place in self.places(table, field)]

    def set_tables(self, table: int, field: int, tables: Sequence[int]) -> None:
        """Put as many tables as there are into a vector."""
        for place, each in zip(self.places(table, field), tables, strict=True):
            self.set(place, each - place)

    def set_length(self, table: int, field: int, length: int) -> None:
        """Let a vector end sooner, or as late as it once did."""
        self.set(self._vector(table, field), length)

    def _vector(self, table: int, field: int) -> int:
        fields = table - self.number(table)
        (offset,) = struct.unpack_from("<H", self._content, fields + 4 + 2 * field)
        place = table + int(offset)
        return place + self.number(place)
