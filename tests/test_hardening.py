"""The short part of `python -m benchmarks.hardening`, and that no text of a stranger's gets into a page as HTML."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from benchmarks.hardening.__main__ import all_cases
from benchmarks.hardening.case import Case
from benchmarks.hardening.clip import record
from benchmarks.hardening.endings import tried
from kneevision import Analysis, Options, analyze
from kneevision.compare.files import between
from kneevision.report.drawing import Drawing
from kneevision.screen import progress_bars
from tests.compare.made import KNEE, THIGH, a_run, steady

SHORT = [case for case in all_cases() if case.short]
TAGS = {"title": "<script>alert(1)</script>", "com.apple.quicktime.creationdate": "<script>alert(2)</script>"}
EVIL = '"><img src=x onerror=alert(3)><script>alert(4)<.mp4'


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("clip") / "run.mp4", tags=TAGS)


@pytest.fixture(scope="module")
def result(clip: Path) -> Analysis:
    return analyze(clip, Options(model="lite", drawing=Drawing(video=False)), out=clip.parent)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended in another way there")
@pytest.mark.parametrize("case", SHORT, ids=[f"{case.family}: {case.name}" for case in SHORT])
def test_a_bad_input_ends_well(case: Case, clip: Path, result: Analysis) -> None:
    ended = tried(case, clip, result)
    assert not ended.bad, f"{ended.ending}: {ended.words}"


def test_the_corpus_is_large_and_no_name_is_twice() -> None:
    names = [(case.family, case.name) for case in all_cases()]
    assert len(names) >= 150
    assert len(set(names)) == len(names)


class Elements(HTMLParser):
    """Which elements a page has that could run what a stranger wrote."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.alerts: list[str] = []
        self._in_script = False
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.alerts += [f"{tag} {name}" for name, value in attrs if name.startswith("on") and "alert" in (value or "")]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and "alert(" in data:
            self.alerts.append(data)


def told(folder: Path) -> dict[str, object]:
    plain = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    del plain["provenance"]["analyzed_at"], plain["video"]["path"]
    return plain


@pytest.mark.skipif(sys.platform == "win32", reason="such a name cannot be had there")
def test_a_script_in_name_and_tags_is_only_text_and_the_same_clip_gives_the_same_again(
    clip: Path, result: Analysis, tmp_path: Path
) -> None:
    (tmp_path / EVIL).write_bytes(clip.read_bytes())
    command = [sys.executable, "-m", "kneevision", "analyze", EVIL, "--model", "lite", "--no-video"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    folder = tmp_path / EVIL.replace(".mp4", ".kneevision")
    page = folder / "report.html"
    assert "&lt;img src=x onerror=alert(3)&gt;" in page.read_text(encoding="utf-8")
    assert Elements(page).alerts == []
    assert told(folder) == told(clip.parent / "run.kneevision")


def test_the_search_for_scripts_finds_one(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p onclick='alert(1)'><script>alert(2)</script>")
    assert Elements(tmp_path / "page.html").alerts == ["p onclick", "alert(2)"]


def test_a_script_in_the_results_that_are_compared_is_only_text(tmp_path: Path) -> None:
    levels = {measure: {side: steady(5.0) for side in ("left", "right")} for measure in (THIGH, KNEE)}
    names = ("before", "between", "after")
    for name in names:
        (tmp_path / f"{name}.kneevision").mkdir()
        evil = a_run(levels, f"{name}<script>alert(1)</script>$\\frac{{$", model="<script>alert(2)</script>")
        evil.save(tmp_path / f"{name}.kneevision")
    _, folder = between([tmp_path / f"{name}.kneevision" for name in names], tmp_path)
    assert "&lt;script&gt;alert(1)" in (folder / "compare.html").read_text(encoding="utf-8")
    assert Elements(folder / "compare.html").alerts == []


def test_a_name_is_no_markup_of_the_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_bars(shown=True) as progress:
        progress("run [/red].mp4: Measuring", 0.5)
    assert "run [/red].mp4" in capsys.readouterr().err
