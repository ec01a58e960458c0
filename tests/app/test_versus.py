"""Clips held against each other in the app: of one person, made when asked for, gone with the clips."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import made
import pytest

from kneevision.analysis import Analysis
from kneevision.app.library import comparisons
from kneevision.app.library.tables import Clip
from tests.app.desk import ORIGIN, Desk


def measured(app: Desk, person: int, on: str, dark_clip: Path, analysis: Analysis | None = None) -> str:
    """A clip of a session of its own, with a result that is made up."""
    clip = app.clip(app.session(person, on), dark_clip)
    found = analysis or made.front("run.mp4")
    result = app.room.library.folder.clips / clip / "run.kneevision"
    result.mkdir()
    replace(found, video=replace(found.video, sha256=clip)).save(result)
    with app.room.library.begin() as db:
        stored = db.get(Clip, clip)
        assert stored is not None
        stored.kind = "front"
        for job in stored.jobs:
            job.state = "done"
    return clip


@pytest.fixture
def clips(app: Desk, dark_clip: Path) -> tuple[int, list[str]]:
    person = app.person()
    return person, [measured(app, person, on, dark_clip) for on in ("2026-03-03", "2026-04-03", "2026-05-03")]


def test_two_clips_are_compared_when_that_is_asked_for(app: Desk, clips: tuple[int, list[str]]) -> None:
    person, (first, _, last) = clips
    page = app.client.get(f"/people/{person}").text
    assert f'href="/versus/{"-".join(clips[1])}">Trend over 3 sessions' in page
    answer = app.client.get("/versus", params={"before": first, "after": last})
    address = answer.headers["location"]
    assert (answer.status_code, address) == (303, f"/versus/{first}-{last}")
    assert "<iframe" not in app.client.get(address).text
    assert app.post(address).status_code == 303
    page = app.client.get(address).text
    assert "<iframe" in page
    shown = page.partition('<iframe class="report" title="What changed" src="')[2].partition('"')[0]
    app.client.cookies.clear()
    report = app.client.get(shown)
    assert "No change that could be told" in report.text
    assert f"media-src {ORIGIN}/compared/{first}-{last}/" in report.headers["content-security-policy"]
    (plot, *_) = app.room.library.folder.comparisons.rglob("plots/*.png")
    sent = app.client.get(shown.replace("compare.html", f"plots/{plot.name}"))
    assert (sent.headers["content-type"], sent.content) == ("image/png", plot.read_bytes())
    for other in ("comparison.json", "..%2Fclips.txt", "plots/..%2Fcompare.html", "report.html"):
        assert app.client.get(shown.replace("compare.html", other)).status_code in (403, 404)
    assert app.client.get(shown.replace(f"{first}-{last}", f"{last}-{first}")).status_code == 403


def test_it_is_made_again_when_a_result_has_changed(app: Desk, clips: tuple[int, list[str]]) -> None:
    _, (first, _, last) = clips
    address = f"/versus/{first}-{last}"
    app.post(address)
    made.front("run.mp4").save(app.room.library.folder.clips / last / "run.kneevision")
    assert "<iframe" not in app.client.get(address).text
    assert app.post(address).status_code == 303
    assert "<iframe" in app.client.get(address).text


def test_a_trend_takes_all_in_order(app: Desk, clips: tuple[int, list[str]]) -> None:
    address = f"/versus/{'-'.join(clips[1])}"
    assert app.post(address).status_code == 303
    with app.room.library.begin() as db:
        stored = [db.get(Clip, clip) for clip in clips[1]]
    folder = comparisons.comparison_of(app.room.library, [clip for clip in stored if clip is not None])
    assert (folder / "plots" / "history_fppa_excursion_deg.svg").is_file()


def test_what_cannot_be_compared_is_said(app: Desk, clips: tuple[int, list[str]], dark_clip: Path) -> None:
    person, (first, second, _) = clips
    stranger = measured(app, app.person("Bert"), "2026-03-03", dark_clip)
    assert "two people" in app.client.get(f"/versus/{first}-{stranger}").text
    assert "one and the same" in app.client.get(f"/versus/{first}-{first}").text
    behind = measured(app, person, "2026-06-03", dark_clip, replace(made.front("run.mp4"), view="back"))
    answer = app.post(f"/versus/{first}-{behind}")
    assert answer.status_code == 422
    assert "views differ" in answer.text
    app.post(f"/clips/{second}/delete")
    assert app.client.get(f"/versus/{first}-{second}").status_code == 404
    assert app.client.get(f"/versus/{first}-{'0' * 32}").status_code == 404
    assert app.client.get(f"/versus/{first}-../{second}").status_code == 404


def test_players_are_told_moments_that_belong_together(app: Desk, clips: tuple[int, list[str]]) -> None:
    _, (first, _, last) = clips
    told = app.client.get(f"/versus/{first}-{last}/pair").json()
    assert len(told["scenes"]) == 2
    for side in ("left", "right"):
        before, after = told["sides"][side]["times"]
        assert len(before) == len(after) > 10
        assert before == sorted(before)
        assert 0 < told["sides"][side]["middle"] < 1
    page = app.client.get(f"/versus/{first}-{last}/players").text
    assert page.count("<video") == 2
    assert f"/clips/{first}/player" in page


def test_a_comparison_goes_with_its_clips(app: Desk, clips: tuple[int, list[str]]) -> None:
    _, (first, second, last) = clips
    for pair in ((first, last), (second, last)):
        app.post(f"/versus/{'-'.join(pair)}")
    kept = app.room.library.folder.comparisons
    assert len(list(kept.iterdir())) == 2
    app.post(f"/clips/{first}/delete")
    assert len(list(kept.iterdir())) == 2  # it can be put back
    app.post("/bin/empty")
    assert len(list(kept.iterdir())) == 1
