"""Places that cannot be written to, are full, are taken, and surroundings in which little works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from benchmarks.hardening.case import ANY, AS_THE_CLIP, REFUSED, UNPRINTED, Case, PassedOverError, Run, Stage

Make = Callable[[Stage], Run]


def cases() -> Iterator[Case]:
    """All of them."""
    refused, same = frozenset({REFUSED}), frozenset({AS_THE_CLIP})
    for size in (16, 64, 256, 512):
        yield Case("places", f"a disk of {size} kB", _full_disk(f"{size}k"), refused)
    yield Case("places", "a full disk, an earlier result on it", _full_disk_with_result, refused)
    yield Case("places", "a disk without room for another file", _full_disk("1m,nr_inodes=6"), refused)
    yield Case("places", "a disk that is read-only", _read_only_disk, refused)
    yield Case("places", "a folder without permission to write", _no_permission(0o555), refused)
    yield Case("places", "a folder without any permission", _no_permission(0o000), refused)
    yield Case("places", "a folder of the system's", _out("/proc"), refused)
    yield Case("places", "a file", _out("file.txt", lambda place: place.touch()), refused)
    yield Case("places", "below a file", _out("file.txt/a/b", lambda place: place.parents[1].touch()), refused)
    yield Case("places", "a link to itself", _out("loop", lambda place: place.symlink_to("loop")), refused)
    yield Case("places", "below a link to itself", _out("loop/a", lambda p: p.parent.symlink_to("loop")), refused)
    yield Case("places", "a link to nothing", _out("gone", lambda place: place.symlink_to("nowhere")), ANY)
    yield Case("places", "a folder that is not there yet", _out("a/b/c"), same)
    yield Case("places", "the clip itself", _out("run.mp4"), refused)
    yield Case("places", "no name", _out(""), ANY)
    yield Case("places", "a path of 4000 letters", _out(("x" * 200 + "/") * 19), ANY)
    yield Case("places", "a name of 300 letters", _out("x" * 300), refused)
    yield Case("places", "a folder of the user's that is called like a result", _taken({"notes.txt": "mine"}), refused)
    yield Case("places", "a file that is called like a result", _taken(None), refused)
    yield Case("places", "a result of this clip", _taken(_RESULT), refused)
    yield Case("places", "a result of another clip, --force", _taken(_OTHER, "--force"), refused)
    yield Case("places", "a result of this clip, --force", _taken(_RESULT, "--force"), same)
    yield Case("places", "a damaged result, --force", _taken({"analysis.json": "{"}, "--force"), refused)
    yield Case("places", "a link to a result, --force", _linked_result, ANY)
    yield Case("places", "the current folder is gone", _folder_gone, ANY)
    for name, environment, endings in (
        ("no home", {"HOME": "/nonexistent", "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None}, same),
        ("no place for temporary files", {"TMPDIR": "/nonexistent"}, same),
        ("no environment but the path", {name: None for name in os.environ if name not in _KEPT}, same),
        ("a terminal that knows ASCII only", {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, same),
        ("a terminal of Windows's West", {"PYTHONIOENCODING": "cp1252"}, same),
        ("a colourful terminal of 1 column", {"FORCE_COLOR": "1", "COLUMNS": "1", "TERM": "xterm"}, same),
        ("warnings are errors", {"PYTHONWARNINGS": "error"}, ANY),
        ("optimized Python", {"PYTHONOPTIMIZE": "2"}, same),
    ):
        yield Case("surroundings", name, _surrounded(environment), endings)
    for name, shell, endings in (
        ("24 open files", "ulimit -n 24; {}", ANY),
        ("files of 100 kB at most", "ulimit -f 100; {}", refused),
        ("2.5 GB of address space", "ulimit -v 2500000; {}", ANY),
        ("standard output closed", "{} >&-", ANY),
        ("standard output full", "{} > /dev/full", frozenset({UNPRINTED})),
        ("standard error closed", "{} 2>&-", same),
        ("standard input closed", "{} <&-", same),
        ("nobody reads the output", "set -o pipefail; {} | true", same),
    ):
        yield Case("surroundings", name, _in_shell(shell), endings)


_KEPT = ("PATH", "PYTHONPATH", "SYSTEMROOT")
_RESULT: Mapping[str, str] = {"analysis.json": json.dumps({"video": {"path": "run.mp4"}})}
_OTHER: Mapping[str, str] = {"analysis.json": json.dumps({"video": {"path": "run.mov"}})}


def _out(out: str, prepare: Callable[[Path], object] = lambda place: None) -> Make:
    def make(stage: Stage) -> Run:
        prepare(stage.folder / out)
        return Run(["analyze", stage.copy(), "--out", out])

    return make


def _taken(content: Mapping[str, str] | None, *more: str) -> Make:
    """With a folder of that content (None: a file) where the result would go."""

    def make(stage: Stage) -> Run:
        taken = stage.folder / "run.kneevision"
        if content is None:
            taken.touch()
        else:
            taken.mkdir()
            for name, text in content.items():
                (taken / name).write_text(text, encoding="utf-8")
        return Run(["analyze", stage.copy(), *more])

    return make


def _linked_result(stage: Stage) -> Run:
    real = stage.folder / "elsewhere" / "run.kneevision"
    real.mkdir(parents=True)
    (real / "analysis.json").write_text(_RESULT["analysis.json"], encoding="utf-8")
    (stage.folder / "run.kneevision").symlink_to(real)
    return Run(["analyze", stage.copy(), "--force"])


def _folder_gone(stage: Stage) -> Run:
    clip = stage.folder / stage.copy()
    return Run(["analyze", str(clip), "--out", str(stage.folder)], shell="mkdir gone; cd gone; rmdir ../gone; {}")


def _no_permission(mode: int) -> Make:
    def make(stage: Stage) -> Run:
        if not hasattr(os, "geteuid") or os.geteuid() == 0:
            raise PassedOverError("root may write everywhere")
        locked = stage.folder / "locked"
        locked.mkdir(mode)
        stage.held.callback(lambda: locked.chmod(0o755))
        return Run(["analyze", stage.copy(), "--out", "locked"])

    return make


def _mounted(stage: Stage, options: str) -> Path:
    """A disk of its own below the stage, while the case runs."""
    disk = stage.folder / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise PassedOverError("no small disk can be mounted here") from error
    if done.returncode != 0:
        raise PassedOverError("no small disk can be mounted here: it takes root and Linux")
    stage.held.callback(lambda: subprocess.run(["umount", "-l", str(disk)], check=False, capture_output=True))
    return disk


def _full_disk(options: str) -> Make:
    def make(stage: Stage) -> Run:
        _mounted(stage, f"size={options}")
        return Run(["analyze", stage.copy(), "--out", "disk"])

    return make


def _full_disk_with_result(stage: Stage) -> Run:
    earlier = _mounted(stage, "size=64k") / "run.kneevision"
    earlier.mkdir()
    (earlier / "analysis.json").write_text(_RESULT["analysis.json"], encoding="utf-8")
    return Run(["analyze", stage.copy(), "--out", "disk", "--force"])


def _read_only_disk(stage: Stage) -> Run:
    disk = _mounted(stage, "size=1m")
    (disk / "run.mp4").write_bytes(stage.clip.read_bytes())
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True, capture_output=True)
    return Run(["analyze", "disk/run.mp4"])


def _surrounded(environment: Mapping[str, str | None]) -> Make:
    return lambda stage: Run(["analyze", stage.copy()], environment)


def _in_shell(shell: str) -> Make:
    def make(stage: Stage) -> Run:
        if sys.platform == "win32":
            raise PassedOverError("no such shell here")
        return Run(["analyze", stage.copy()], shell=shell)

    return make
