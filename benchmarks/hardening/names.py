"""Names of files that shells, pages, plots and terminals may take for something else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from benchmarks.hardening.case import AS_THE_CLIP, REFUSED, Case, PassedOverError, Run, Stage

_NAMES = {
    "spaces": "my run  of today.mp4",
    "a space at both ends": " run.mp4 ",
    "single quotes": "anna's run.mp4",
    "double quotes": 'the "good" run.mp4',
    "an emoji": "run \N{RUNNER}\N{ZERO WIDTH JOINER}\N{FEMALE SIGN}.mp4",
    "Chinese and Arabic": "跑步 جري.mp4",
    "a script": "<script>alert(1)<",
    "an image with a script": '"><img src=x onerror=alert(1)>.mp4',
    "a template": "{{ 7 * 7 }}{% raw %}.mp4",
    "a format": "run %s %d {0} {name}.mp4",
    "mathematics": r"run $\frac{1}{$ $x_{.mp4",
    "markup of terminals": "run [bold] [red] [close.mp4",
    "a colour of terminals": "run \x1b[31mred\x1b[0m.mp4",
    "a line break": "run\nof today.mp4",
    "a tab": "run\tof today.mp4",
    "a backslash": "run\\today.mp4",
    "a colon": "file:run.mp4",
    "a protocol": "concat:run.mp4|run.mp4",
    "a pattern": "run%03d.mp4",
    "wildcards": "run*[a-z]?.mp4",
    "no suffix": "run",
    "only a suffix": ".mp4",
    "the result's suffix": "run.kneevision.mp4",
    "dots": "run..2026.01.02...mp4",
    "right to left": "run \N{RIGHT-TO-LEFT OVERRIDE}4pm.mp4",
    "a hash and a question mark": "run #1?.mp4",
    "a semicolon and dollars": "run;$(echo hi)`echo ho`&.mp4",
    "220 letters": "x" * 216 + ".mp4",
}


def cases() -> Iterator[Case]:
    """The whole clip under odd names: the same result as under a plain one, or a refusal that says why."""
    for name, file in _NAMES.items():
        yield Case("names", name, _named(file), frozenset({AS_THE_CLIP}))
    yield Case("names", "a leading dash", _named("-run.mp4"), frozenset({REFUSED}), short=True)
    yield Case("names", "a leading dash, after --", _named("-run.mp4", "--"), frozenset({AS_THE_CLIP}))
    yield Case("names", "a leading dash, with ./", _named("-run.mp4", prefix="./"), frozenset({AS_THE_CLIP}))
    yield Case("names", "an option's name", _named("--force"), frozenset({REFUSED}))
    yield Case("names", "250 letters", _named("y" * 246 + ".mp4"), frozenset({REFUSED}))
    yield Case("names", "bytes that are no text", _no_text, frozenset({AS_THE_CLIP, REFUSED}))


def _named(file: str, *before: str, prefix: str = "") -> Callable[[Stage], Run]:
    def make(stage: Stage) -> Run:
        try:
            stage.copy(file)
        except OSError as error:
            raise PassedOverError(f"such a name cannot be had here: {error.strerror}") from error
        return Run(["analyze", *before, f"{prefix}{file}"])

    return make


def _no_text(stage: Stage) -> Run:
    name = os.fsdecode(b"run\xff\xfe.mp4")
    try:
        stage.copy(name)
    except (OSError, UnicodeError) as error:
        raise PassedOverError("such a name cannot be had here") from error
    return Run(["analyze", name])
