"""The models are found, proven and loaded without any network."""

from __future__ import annotations

import hashlib
import shutil
import socket
from pathlib import Path
from typing import get_args

import pytest

from kneevision.errors import UserError
from kneevision.pose.models import SUMS_FILE, ModelName, model_path, verified, verified_model


@pytest.mark.parametrize("name", get_args(ModelName))
def test_a_shipped_model_is_loaded_whole(name: ModelName) -> None:
    content = verified_model(name).read_bytes()
    listed = model_path(name).with_name(SUMS_FILE).read_text()
    assert hashlib.sha256(content).hexdigest() in listed


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for file in (model_path("lite"), model_path("lite").with_name(SUMS_FILE)):
        shutil.copy(file, tmp_path)
    return tmp_path / model_path("lite").name


def test_one_changed_byte_is_noticed(copied: Path) -> None:
    assert verified(copied)
    content = bytearray(copied.read_bytes())
    content[1000] ^= 1
    copied.write_bytes(content)
    _expect_one_line_that_names(copied, copied)


def test_a_half_downloaded_model_is_noticed(copied: Path) -> None:
    copied.write_bytes(copied.read_bytes()[:100_000])
    _expect_one_line_that_names(copied, copied)


def test_a_missing_model_is_named(copied: Path) -> None:
    copied.unlink()
    _expect_one_line_that_names(copied, copied)


def test_missing_sums_are_named(copied: Path) -> None:
    sums = copied.with_name(SUMS_FILE)
    sums.unlink()
    _expect_one_line_that_names(sums, copied)


def test_a_model_that_is_not_listed_is_refused(copied: Path) -> None:
    copied.with_name(SUMS_FILE).write_text("")
    _expect_one_line_that_names(copied, copied)


def _expect_one_line_that_names(named: Path, file: Path) -> None:
    with pytest.raises(UserError) as caught:
        verified(file)
    assert str(named) in str(caught.value)
    assert "install" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_guard_of_these_tests_stops_the_network() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream,
        pytest.raises(AssertionError, match="network"),
    ):
        stream.connect(("127.0.0.1", 9))
    with pytest.raises(AssertionError, match="network"):
        socket.create_connection(("localhost", 9))
