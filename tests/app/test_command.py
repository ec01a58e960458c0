"""`kneevision app` as a user starts it: what it refuses, how it ends, what it says of the network."""

import os
import signal
import socket
import stat
import sys
from pathlib import Path

import psutil
import pytest

from kneevision import UserError, cli
from kneevision.app.folder import data_folder
from tests.app.served import served

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")


def refused(data: Path, *arguments: str) -> str:
    """What is said, on one line, when it is not started."""
    with pytest.raises(UserError) as error:
        cli.app(["app", "--data", str(data), "--no-browser", *arguments], standalone_mode=False)
    assert len(str(error.value).splitlines()) == 1
    return str(error.value)


def test_the_network_demands_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KNEEVISION_PASSWORD", raising=False)
    assert "KNEEVISION_PASSWORD" in refused(tmp_path, "--host", "0.0.0.0", "--port", "0")
    monkeypatch.setenv("KNEEVISION_PASSWORD", "short")
    assert "10 or more" in refused(tmp_path, "--host", "0.0.0.0", "--port", "0")


@posix
def test_the_network_is_told_what_it_means_and_the_password_is_nowhere_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNEEVISION_PASSWORD", "correct horse")
    with served(tmp_path, "--host", "0.0.0.0") as app:
        told = "".join(app.said)
        assert "plain http" in told
        assert "correct horse" not in told
        assert not any("horse" in word for word in psutil.Process(app.process.pid).cmdline())
    assert b"horse" not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


def test_what_cannot_be_had_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "--data" in refused(tmp_path / "file")
    with data_folder(tmp_path / "taken"):
        assert "running with this folder" in refused(tmp_path / "taken")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert "--port" in refused(tmp_path / "data", "--port", str(other.getsockname()[1]))


@posix
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_is_stopped_cleanly_and_the_folder_is_this_users_alone(tmp_path: Path, end: signal.Signals) -> None:
    with served(tmp_path / "data") as app:
        assert stat.S_IMODE(os.stat(tmp_path / "data").st_mode) == 0o700
        app.process.send_signal(end)
        words, _ = app.process.communicate(timeout=30)
    assert app.process.returncode == 0
    assert words.splitlines()[-1].startswith("stopped")
    assert not (tmp_path / "data" / ".app.lock").exists()
