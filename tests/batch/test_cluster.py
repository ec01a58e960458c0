"""`kneevision batch --scheduler` on a real Dask cluster on this machine; a worker is killed half-way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest

from kneevision import UserError
from tests.batch.clips import dark, results, rows, run, start, wait_for

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")

CLIPS = [f"run{number}.mp4" for number in range(6)]


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    repository = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env=os.environ | {"PYTHONPATH": repository},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as started:
        try:
            yield started
        finally:
            started.terminate()
            started.wait(20)


def worker(address: str, place: Path, name: str) -> ExitStack:
    """A Dask worker that takes a clip at a time; without a nanny, so that a kill is a loss."""
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name, "--local-directory", str(place))
    held = ExitStack()
    held.enter_context(process("distributed.cli.dask_worker", address, *options))
    return held


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    told = tmp_path_factory.mktemp("dask") / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told))
    with process("distributed.cli.dask_scheduler", *options):
        wait_for(told.exists)
        yield json.loads(told.read_text())["address"]


def workers_at_work() -> list[psutil.Process]:
    """The Dask workers that have a clip's process by now."""
    return [
        found
        for found in psutil.Process().children(recursive=True)
        if "distributed.cli.dask_worker" in " ".join(_command(found))
        and any("long_work_process" in " ".join(_command(child)) for child in _children(found))
    ]


def _command(found: psutil.Process) -> list[str]:
    try:
        return found.cmdline()
    except psutil.Error:
        return []


def _children(found: psutil.Process) -> list[psutil.Process]:
    try:
        return found.children()
    except psutil.Error:
        return []


def test_a_worker_is_lost_half_way_but_nothing_else(address: str, tmp_path: Path) -> None:
    for shade, name in enumerate(CLIPS):
        dark(tmp_path / "clips" / name, shade)
    out = tmp_path / "out"
    with (
        worker(address, tmp_path, "one"),
        worker(address, tmp_path, "two"),
        start("clips", "--out", "out", "--scheduler", address, cwd=tmp_path) as batch,
    ):
        wait_for(lambda: len(results(out, CLIPS)) >= 2)
        made_before = results(out, CLIPS)
        wait_for(lambda: bool(workers_at_work()))
        workers_at_work()[0].send_signal(signal.SIGKILL)
        said, errors = batch.communicate(timeout=120)
    assert (batch.returncode, errors) == (3, "")  # 3: nobody is in these clips
    assert {name: row["status"] for name, row in rows(out).items()} == dict.fromkeys(CLIPS, "nothing_measured")
    assert [line for line in said.splitlines() if line.startswith("6 of 6")]
    made = results(out, CLIPS)
    assert made.keys() == set(CLIPS)
    assert made_before.items() <= made.items()  # nothing twice
    assert {path.name for path in out.iterdir()} == {
        "batch.csv", "index.html", *(name.replace(".mp4", ".kneevision") for name in CLIPS)
    }  # fmt: skip


def test_what_a_worker_does_not_see_is_told(address: str, tmp_path: Path) -> None:
    from kneevision import Options
    from kneevision.batch.cluster import _on_worker
    from kneevision.batch.job import Job

    clip, out = dark(tmp_path / "run.mp4"), tmp_path / "out"
    job = Job("run.mp4", clip, out / "run.kneevision", out, Options())
    row = _on_worker(job)
    assert row.status == "failed"
    assert f"does not see {out}" in row.error


def test_no_scheduler_and_no_workers_are_told_in_one_line(address: str, tmp_path: Path) -> None:
    dark(tmp_path / "run.mp4")
    for scheduler, words in (
        ("tcp://127.0.0.1:9", "no Dask scheduler answers"),
        (address, "it has no workers"),
    ):
        code, said, errors = run("run.mp4", "--out", "out", "--scheduler", scheduler, cwd=tmp_path)
        assert (code, said) == (2, "")
        assert len(errors.splitlines()) == 1
        assert words in errors
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("scheduler", ["tcp://127.0.0.1:1y", "tcp://", "http://127.0.0.1:8786", "tls://127.0.0.1:8786"])
def test_an_address_that_dask_makes_a_traceback_of_is_refused_before_it_sees_it(scheduler: str) -> None:
    from kneevision.batch.cluster import cluster

    with pytest.raises(UserError, match=r"give the address|names no certificates"), cluster(scheduler):
        pass
