"""The doctor tells the truth about this machine, and names the remedy where something is missing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from kneevision import doctor
from kneevision.pose.models import ModelName


@pytest.fixture(scope="module")
def checks() -> dict[str, doctor.Check]:
    return {check.name: check for check in doctor.examine()}


def test_a_machine_that_runs_these_tests_is_well(checks: dict[str, doctor.Check]) -> None:
    assert [check for check in checks.values() if not check.ok] == []
    assert all(check.detail and check.remedy is None for check in checks.values())


def test_everything_is_looked_at(checks: dict[str, doctor.Check]) -> None:
    assert {"Python", "one OpenCV", "H.264 video", "MediaPipe"} <= checks.keys()
    assert {f"model {name}" for name in get_args(ModelName)} <= checks.keys()


def test_it_looks_for_what_the_project_declares(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[<>=]", requirement)[0] for requirement in project["dependencies"]}
    assert set(doctor.PACKAGES) == declared | {"opencv-contrib-python"}
    (low, low_minor), (high, high_minor) = doctor.PYTHON_VERSIONS
    assert project["requires-python"] == f">={low}.{low_minor},<{high}.{high_minor + 1}"


@pytest.mark.parametrize(
    ("message", "named"),
    [
        (
            "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
            "apt-get install libgl1)",
        ),
        ("OSError: libGLESv2.so.2: cannot open shared object file", "apt-get install libgles2)"),
        ("ImportError: libodd-1.so.0: cannot open shared object file", "holds libodd-1.so.0"),
        ("RuntimeError: something else", "fresh environment"),
    ],
)
def test_the_remedy_names_what_is_missing(message: str, named: str) -> None:
    assert named in doctor.remedy_for(message)


@pytest.mark.skipif(sys.platform != "linux", reason="reads what the dynamic linker says")
def test_every_system_library_that_the_wheels_need_has_a_remedy() -> None:
    """What mediapipe and cv2 link to outside their own wheels and the C runtime is in the doctor's table."""
    import cv2
    import mediapipe

    from_system = set()
    for package, pattern in ((cv2, "cv2*.so"), (mediapipe, "libmediapipe.so")):
        library = next(Path(package.__file__).parent.rglob(pattern))
        linked = subprocess.run(["ldd", str(library)], capture_output=True, text=True, check=True).stdout
        from_system |= set(re.findall(r"(lib(?:GL|EGL|GLESv2|glib|gthread)[\w.+-]*\.so[\d.]*) =>", linked))
    indirect = {"libGLX.so.0", "libGLdispatch.so.0"}  # they come with libgl1
    assert from_system - indirect <= doctor.SYSTEM_PACKAGES.keys()


def test_a_crash_in_native_code_does_not_take_the_doctor_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nonexistent")  # the process that runs MediaPipe cannot even start
    check = next(check for check in doctor.examine() if check.name == "MediaPipe")
    assert not check.ok
    assert check.remedy
