"""Whether this machine can run kneevision, and what to do where it cannot."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distributions, version
from typing import get_args

from kneevision.errors import UserError
from kneevision.offline import offline
from kneevision.own_process import command
from kneevision.pose.models import ModelName, model_path, verified_model

PYTHON_VERSIONS = ((3, 11), (3, 14))
PACKAGES = (
    "mediapipe",
    "opencv-contrib-python",
    "av",
    "numpy",
    "pillow",
    "scipy",
    "matplotlib",
    "pydantic",
    "jinja2",
    "rich",
    "typer",
    "starlette",
    "uvicorn",
    "sqlalchemy",
    "platformdirs",
)
# Debian's and Ubuntu's packages of the shared libraries that mediapipe and its OpenCV link to.
SYSTEM_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
_TIMEOUT_S = 120


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `remedy` is None when all is well."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None


def examine() -> list[Check]:
    """Look at everything that a run needs; takes a few seconds."""
    return [
        _python(),
        *(_package(name) for name in PACKAGES),
        _one_opencv(),
        *(_model(name) for name in get_args(ModelName)),
        _h264(),
        _mediapipe(),
    ]


def _python() -> Check:
    oldest, newest = PYTHON_VERSIONS
    detail = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    if oldest <= sys.version_info[:2] <= newest:
        return Check("Python", True, detail)
    return Check("Python", False, detail, f"Use Python {_dotted(oldest)} to {_dotted(newest)}; mediapipe needs it.")


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed", f"python -m pip install {name}")


def _one_opencv() -> Check:
    """A second OpenCV overwrites the files of the one that mediapipe brings."""
    names = {str(found.metadata["Name"]).lower() for found in distributions()}
    others = sorted(n for n in names if n.startswith("opencv-") and n != "opencv-contrib-python")
    if not others:
        return Check("one OpenCV", True, "no other beside opencv-contrib-python")
    listed = " ".join(others)
    return Check(
        "one OpenCV",
        False,
        f"also installed: {listed}",
        f"python -m pip uninstall {listed}, then "
        "python -m pip install --force-reinstall --no-deps opencv-contrib-python",
    )


def _model(name: ModelName) -> Check:
    title = f"model {name}"
    try:
        size = verified_model(name).stat().st_size
    except UserError as error:
        return Check(title, False, str(error), "Install kneevision again.")
    return Check(title, True, f"{size / 1e6:.1f} MB, SHA-256 as shipped: {model_path(name)}")


def _h264() -> Check:
    title = "H.264 video"
    try:
        from kneevision.video.writer import h264_available

        available = h264_available()
    except (ImportError, OSError) as error:
        return Check(title, False, str(error), remedy_for(str(error)))
    if available:
        return Check(title, True, "can be written")
    return Check(
        title,
        False,
        "PyAV has no H.264 encoder",
        "python -m pip install --force-reinstall --only-binary av av",
    )


def _mediapipe() -> Check:
    """Run the lite model once in a process of its own: what kills it must not kill the doctor."""
    title = "MediaPipe"
    child = command("kneevision.doctor_process")
    try:
        with offline():
            done = subprocess.run(child, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return Check(title, False, f"no answer in {_TIMEOUT_S} s", "Try again when the machine is less busy.")
    if done.returncode == 0:
        return Check(title, True, "the lite model runs")
    last = done.stderr.strip().splitlines()[-1:] or [f"ended with exit code {done.returncode}"]
    return Check(title, False, last[0], remedy_for(done.stderr))


def remedy_for(message: str) -> str:
    """What to do about an error: the missing system package by name, when a shared library is missing."""
    missing = re.search(r"(lib[\w.+-]+\.so[\d.]*): cannot open shared object", message)
    if missing is None:
        return "Install kneevision again in a fresh environment; if it stays, report this with the message."
    library = missing.group(1)
    package = SYSTEM_PACKAGES.get(library)
    if package is None:
        return f"Install the system package that holds {library}."
    return f"Install the system package that holds {library} (Debian, Ubuntu: sudo apt-get install {package})."
