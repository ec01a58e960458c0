"""Native chatter is hidden, Python's own messages are not, and nothing is lost when things go wrong.

Each case runs in a process of its own, with its real descriptor 2 on a pipe.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

NATIVE = """
import ctypes, os, sys, threading
from kneevision.errors import UserError
from kneevision.quiet import quiet_stderr

def native(text):
    if sys.platform == "win32":
        os.write(2, text.encode() + b"\\n")
        return
    line = text.encode() + b"\\n"
    ctypes.CDLL(None).write(2, line, len(line))

def say(text):
    print(text, file=sys.stderr)
"""


def _stderr_of(body: str, expected_code: int = 0) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", NATIVE + textwrap.dedent(body)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == expected_code, done.stderr
    return done.stderr.splitlines()


def test_native_lines_are_hidden_and_pythons_are_seen_in_their_order() -> None:
    seen = _stderr_of("""
        say("before")
        with quiet_stderr():
            native("hidden 1")
            say("within")
            os.write(2, b"hidden 2\\n")
        native("after")
    """)
    assert seen == ["before", "within", "after"]


def test_another_thread_and_a_child_process_are_quiet_too() -> None:
    seen = _stderr_of("""
        import subprocess
        with quiet_stderr():
            thread = threading.Thread(target=native, args=("hidden",))
            thread.start(); thread.join()
            subprocess.run([sys.executable, "-c", "import os; os.write(2, b'hidden too')"], check=True)
            say("seen")
    """)
    assert seen == ["seen"]


def test_not_enabled_changes_nothing() -> None:
    seen = _stderr_of("""
        stream = sys.stderr
        with quiet_stderr(enabled=False):
            assert sys.stderr is stream
            native("seen")
    """)
    assert seen == ["seen"]


def test_an_unexpected_error_brings_the_hidden_lines_back_before_its_traceback() -> None:
    seen = _stderr_of(
        """
        with quiet_stderr():
            native("the cause")
            raise RuntimeError("it broke")
        """,
        expected_code=1,
    )
    assert seen[0] == "the cause"
    assert seen[1].startswith("Traceback")
    assert seen[-1] == "RuntimeError: it broke"


def test_a_users_error_and_ctrl_c_stay_quiet_and_put_everything_back() -> None:
    seen = _stderr_of("""
        stream = sys.stderr
        for error in (UserError("no such file"), KeyboardInterrupt()):
            try:
                with quiet_stderr():
                    native("hidden")
                    raise error
            except (UserError, KeyboardInterrupt) as caught:
                say(type(caught).__name__)
        assert sys.stderr is stream
        native("native again")
    """)
    assert seen == ["UserError", "KeyboardInterrupt", "native again"]


def test_nested_use_hides_until_the_outer_one_ends() -> None:
    seen = _stderr_of("""
        with quiet_stderr():
            native("hidden 1")
            with quiet_stderr():
                native("hidden 2")
                say("within both")
            native("hidden 3")
            say("within one")
        native("after")
    """)
    assert seen == ["within both", "within one", "after"]


def test_nested_use_loses_nothing_on_failure() -> None:
    seen = _stderr_of(
        """
        with quiet_stderr():
            native("outer")
            with quiet_stderr():
                native("inner")
                raise RuntimeError("it broke")
        """,
        expected_code=1,
    )
    assert seen[:2] == ["outer", "inner"]
    assert seen[-1] == "RuntimeError: it broke"


def test_it_leaks_no_descriptor() -> None:
    seen = _stderr_of("""
        with quiet_stderr():
            pass
        free = os.dup(0); os.close(free)
        for _ in range(50):
            with quiet_stderr():
                native("hidden")
        again = os.dup(0); os.close(again)
        assert again == free, (free, again)
    """)
    assert seen == []


def test_without_a_standard_error_it_does_nothing() -> None:
    assert (
        _stderr_of("""
        os.close(2)
        sys.stderr = None
        with quiet_stderr():
            pass
        """)
        == []
    )


def test_a_rich_progress_bar_still_reaches_the_screen() -> None:
    seen = _stderr_of("""
        from rich.console import Console
        from rich.progress import track
        with quiet_stderr():
            for _ in track(range(3), "seeing", console=Console(stderr=True)):
                native("hidden")
    """)
    assert "seeing" in "".join(seen)
    assert "hidden" not in "".join(seen)


def test_mediapipes_own_log_is_hidden() -> None:
    noisy = "from kneevision.doctor_process import main\nwith quiet_stderr(enabled=%s):\n    main()\n"
    assert _stderr_of(noisy % False)
    assert _stderr_of(noisy % True) == []


def test_the_last_thread_out_brings_the_screen_back() -> None:
    """Of two threads inside at once the first one in may be the first one out."""
    seen = _stderr_of("""
        stream = sys.stderr
        first, second = quiet_stderr(), quiet_stderr()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        native("hidden")
        say("within")
        second.__exit__(None, None, None)
        native("after")
        assert sys.stderr is stream
    """)
    assert seen == ["within", "after"]
