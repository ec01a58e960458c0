"""Pose models without the operations that make the mask."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import flatbuffers
import pytest

from benchmarks.mask import NETWORK, network_with_mask, network_without_mask, with_mask, without_mask
from kneevision.pose.models import ModelName, model_path

# Operations by the tensors that they take and make. 5 and 6 lead to the mask alone, 3 to it and to the heat map.
OPERATORS = [([0], [1]), ([1, -1], [3]), ([3], [5]), ([5, 1], [6]), ([3], [7]), ([1], [8]), ([8], [9]), ([1], [10])]
POINTS, PERSON, MASK, HEAT, METRES = 1, 9, 6, 7, 10


def network(operators: Sequence[tuple[Sequence[int], Sequence[int]]], outputs: Sequence[int]) -> bytes:
    """As much of a TensorFlow Lite model as says which operation takes and makes what."""
    builder = flatbuffers.Builder()

    def vector(numbers: Sequence[int], prepend: str = "PrependInt32") -> int:
        builder.StartVector(4, len(numbers), 4)
        for number in reversed(numbers):
            getattr(builder, prepend)(number)
        return int(builder.EndVector())

    def table(fields: dict[int, int]) -> int:
        builder.StartObject(5)
        for field, place in fields.items():
            builder.PrependUOffsetTRelativeSlot(field, place, 0)
        return int(builder.EndObject())

    tables = [table({1: vector(takes), 2: vector(makes)}) for takes, makes in operators]
    graph = table({2: vector(outputs), 3: vector(tables, "PrependUOffsetTRelative")})
    builder.Finish(table({2: vector([graph], "PrependUOffsetTRelative")}))
    return bytes(builder.Output())


def test_what_leads_to_the_mask_alone_is_struck_off() -> None:
    whole = network(OPERATORS, [POINTS, PERSON, MASK, HEAT, METRES])
    trimmed, struck = network_without_mask(whole)
    before_last = 8  # of what tells whether there is a person
    kept = [each for each in OPERATORS if each[1][0] not in (5, 6)]
    assert _told(trimmed) == _told(network(kept, [POINTS, PERSON, before_last, HEAT, METRES]))
    assert [OPERATORS[number][1] for number in struck] == [[5], [6]]
    assert network_with_mask(trimmed, struck) == whole


def _told(content: bytes) -> tuple[list[tuple[list[int], list[int]]], list[int]]:
    """Operations and outputs, read by the library that others wrote."""
    model = flatbuffers.table.Table(content, flatbuffers.encode.Get(flatbuffers.packer.uoffset, content, 0))

    def numbers(table: flatbuffers.table.Table, field: int) -> list[int]:
        offset = table.Offset(4 + 2 * field)
        start = table.Vector(offset)
        return [
            table.Get(flatbuffers.number_types.Int32Flags, start + 4 * number)
            for number in range(table.VectorLen(offset))
        ]

    def tables(table: flatbuffers.table.Table, field: int) -> list[flatbuffers.table.Table]:
        offset = table.Offset(4 + 2 * field)
        places = [table.Vector(offset) + 4 * number for number in range(table.VectorLen(offset))]
        return [flatbuffers.table.Table(content, table.Indirect(place)) for place in places]

    (graph,) = tables(model, 2)
    return [(numbers(each, 1), numbers(each, 2)) for each in tables(graph, 3)], numbers(graph, 2)


@pytest.mark.parametrize("name", get_args(ModelName))
def test_the_shipped_models_are_the_published_ones_but_for_the_mask(name: ModelName, tmp_path: Path) -> None:
    whole, again = tmp_path / "whole.task", tmp_path / "again.task"
    with_mask(model_path(name), whole)
    with zipfile.ZipFile(whole) as bundle:
        sums = [hashlib.sha256(bundle.read(part)).hexdigest() for part in bundle.namelist()]
    table = (model_path(name).parent / "README.md").read_text()
    assert all(f"| `{digest}` |" in table for digest in sums)
    without_mask(whole, again)
    shipped = model_path(name)
    with zipfile.ZipFile(shipped) as ours, zipfile.ZipFile(again) as made:
        assert all(ours.read(part) == made.read(part) for part in ours.namelist())


@pytest.mark.parametrize("name", get_args(ModelName))
def test_shipped_networks_are_used_where_the_file_is_mapped(name: ModelName) -> None:
    with zipfile.ZipFile(model_path(name)) as bundle:
        for part in bundle.infolist():
            assert _begins(model_path(name), part) % 64 == 0, part.filename
            assert part.compress_type == zipfile.ZIP_STORED
        assert NETWORK in bundle.namelist()


def _begins(file: Path, part: zipfile.ZipInfo) -> int:
    with file.open("rb") as content:
        content.seek(part.header_offset + 26)
        lengths = content.read(4)
    return part.header_offset + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
