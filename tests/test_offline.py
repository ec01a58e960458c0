"""MediaPipe's usage report does not leave the machine; a listener on it stands in for the way out."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

RUN = """
import time
from contextlib import nullcontext
import numpy as np
from mediapipe import Image, ImageFormat
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions
from kneevision.offline import offline
from kneevision.pose.models import verified_model

black = np.zeros((64, 64, 3), dtype=np.uint8)
options = PoseLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(verified_model("lite"))))
with {wrap}():
    with PoseLandmarker.create_from_options(options) as landmarker:
        landmarker.detect(Image(image_format=ImageFormat.SRGB, data=black))
    time.sleep(1)
"""


def _first_word_to_the_proxy(wrap: str) -> bytes:
    """What a run says to the HTTPS proxy that its environment names; nothing = it never called."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        settings = {"https_proxy": address, "no_proxy": "", "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", RUN.format(wrap=wrap)]
        with subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL) as run:
            word = _listen(proxy, run)
        assert run.returncode == 0
        return word


def _listen(proxy: socket.socket, run: subprocess.Popen[bytes]) -> bytes:
    """The first words of the first caller, or nothing when the run ends without one."""
    proxy.settimeout(0.2)
    while run.poll() is None:
        try:
            caller, _ = proxy.accept()
        except TimeoutError:
            continue
        with caller:
            return caller.recv(200)
    return b""


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is it known which way the report takes")
def test_the_report_is_stopped_and_would_have_been_sent_otherwise() -> None:
    assert _first_word_to_the_proxy("nullcontext").startswith(b"CONNECT ")
    assert _first_word_to_the_proxy("offline") == b""


# In a process of its own: all tests are inside `offline`, which holds until the last one is out.
WITHIN = """
import os
from kneevision.offline import offline

before = dict(os.environ)
first, second = offline(), offline()
first.__enter__()
assert os.environ["https_proxy"] != before["https_proxy"]
second.__enter__()
first.__exit__(None, None, None)
assert os.environ["https_proxy"] != before["https_proxy"]
second.__exit__(None, None, None)
assert dict(os.environ) == before
"""


def test_it_holds_until_the_last_thread_is_out_and_puts_the_environment_back() -> None:
    settings = {"https_proxy": "http://proxy.example:3128", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment = {name: value for name, value in os.environ.items() if name != "no_proxy"} | settings
    done = subprocess.run([sys.executable, "-c", WITHIN], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
