"""Whoever is not the app's own page in a browser that was let in gets nothing."""

import re
from pathlib import Path

import pytest

from kneevision import UserError
from kneevision.app.guard.hosts import Hosts, is_loopback
from kneevision.app.guard.keys import Keys
from kneevision.app.guard.password import Guesses, Password
from tests.app.desk import OWN_PAGE, PORT, Desk, desk

CHANGES = ("/people", "/bin/empty", "/people/1/delete", "/sign-out", "/import", "/sessions/1/clips?name=a.mp4")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        f"127.0.0.1.evil.example:{PORT}",
        f"192.168.1.7:{PORT}",
        "127.0.0.1:1",
        "127.0.0.1",
        f"localhost.:{PORT}",
        "",
    ],
)
def test_another_host_is_refused(app: Desk, host: str) -> None:
    for path in ("/", "/static/app.css", f"/enter?token={app.room.passes.token}"):
        answer = app.client.get(path, headers={"Host": host})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}"])
def test_the_apps_own_hosts_are_answered(app: Desk, host: str) -> None:
    assert app.client.get("/", headers={"Host": host}).status_code == 200


def test_in_a_network_any_plain_address_and_the_machines_names_are_answered() -> None:
    hosts = Hosts(PORT, frozenset({"clinic-pc"}), any_address=True)
    known = ("192.168.1.7", "[fe80::1]", "clinic-pc", "Clinic-PC", "127.0.0.1")
    assert all(hosts.knows(f"{name}:{PORT}") for name in known)
    assert not any(
        hosts.knows(f"{name}:{PORT}") for name in ("evil.example", "clinic-pc.evil.example", "[", "a]b", "[fe80::1%;x]")
    )
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "127.1.2.3", "0.0.0.0", "192.168.1.7")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}", "Sec-Fetch-Site": "same-site"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://localhost:{PORT}"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{PORT}", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
def test_a_post_from_another_page_changes_nothing(app: Desk, headers: dict[str, str]) -> None:
    app.person()
    for name in ("Origin", "Sec-Fetch-Site"):
        del app.client.headers[name]
    before = app.rows()
    for path in CHANGES:
        for method in ("POST", "PUT", "DELETE"):
            assert app.client.request(method, path, content="name=Eve", headers=headers).status_code == 403
    assert app.rows() == before


@pytest.mark.parametrize("headers", [OWN_PAGE, {"Sec-Fetch-Site": "same-origin"}, {"Origin": OWN_PAGE["Origin"]}])
def test_the_apps_own_pages_may_post(app: Desk, headers: dict[str, str]) -> None:
    for name in ("Origin", "Sec-Fetch-Site"):
        del app.client.headers[name]
    assert app.client.post("/people", data={"name": "Anna"}, headers=headers).status_code == 303


def test_without_a_pass_nothing_is_shown_or_changed(app: Desk) -> None:
    app.person()
    for cookies in ({}, {f"kneevision_{PORT}": "guessed"}, {f"kneevision_{PORT}": ""}):
        app.client.cookies.clear()
        app.client.cookies.update(cookies)
        for path in ("/", "/people/1", "/bin", "/events/people/1", "/people/1/export"):
            answer = app.client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
            assert app.client.get(path, headers={"Accept": "*/*"}).status_code == 401
        for path in CHANGES:
            if path != "/sign-out":
                assert app.post(path, {"name": "Eve"}).status_code == 401
    assert app.rows()["people"] == 1


@pytest.mark.parametrize("token", ["", "wrong", "ä", "a" * 43])
def test_a_wrong_token_lets_nobody_in(app: Desk, token: str) -> None:
    app.client.cookies.clear()
    answer = app.client.get("/enter", params={"token": token})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_token_is_exchanged_for_a_strict_cookie_and_leaves_the_address(app: Desk) -> None:
    app.client.cookies.clear()
    answer = app.client.get("/enter", params={"token": app.room.passes.token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert app.room.passes.token.lower() not in cookie
    assert app.client.get("/").status_code == 200


def test_every_answer_has_the_strict_headers(app: Desk) -> None:
    for path in ("/", "/static/app.css", "/nowhere", "/enter?token=wrong"):
        headers = app.client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert not [name for name in headers if name.startswith("access-control")]


def test_no_page_has_anything_inline(app: Desk) -> None:
    person = app.person()
    for path in ("/", f"/people/{person}", f"/sessions/{app.session(person)}", "/bin", "/sign-in"):
        page = app.client.get(path).text
        assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son[a-z]+=|javascript:", page), path
        assert "http" not in page.replace("http://</code>", ""), path


def test_the_password_lets_in_and_wrong_ones_are_bounded(tmp_path: Path) -> None:
    with desk(tmp_path / "data", password="correct horse") as app:
        app.client.cookies.clear()
        wrong = [app.post("/sign-in", {"password": "wrong horse"}).status_code for _ in range(7)]
        assert wrong == [403] * 5 + [429] * 2
        assert app.post("/sign-in", {"password": "correct horse"}).status_code == 429
        app.room.guesses.right("testclient")
        assert app.post("/sign-in", {"password": "correct horse"}).status_code == 303
        assert app.client.get("/").status_code == 200
        assert app.post("/sign-out").status_code == 303
        assert app.client.get("/").status_code == 303


def test_guesses_from_many_addresses_are_bounded_together_and_forgotten_in_time() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    assert sum(guesses.begin(f"address {number}") for number in range(100)) == 50
    now[0] = 901.0
    assert guesses.begin("address 0")


def test_a_password_is_long_enough() -> None:
    with pytest.raises(UserError, match="10 or more"):
        Password("short")


def test_where_there_is_no_password_none_lets_in(app: Desk) -> None:
    app.client.cookies.clear()
    assert app.post("/sign-in", {"password": ""}).status_code == 403


def test_a_key_opens_one_result_only_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys()
    key = keys.key("a" * 32)
    assert keys.opens("a" * 32, key)
    assert not keys.opens("b" * 32, key)
    assert not Keys().opens("a" * 32, key)
    until, _, sign = key.partition("-")
    longer = f"{int(until, 16) + 1:x}-{sign}"
    assert not any(keys.opens("a" * 32, wrong) for wrong in (longer, "", "-", until, f"-{sign}", f"{until}-ä"))
    monkeypatch.setattr("time.time", lambda: int(until, 16))
    assert not keys.opens("a" * 32, key)
