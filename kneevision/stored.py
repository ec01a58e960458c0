"""Reading back what was written, whatever has become of it since."""

from __future__ import annotations

import errno
import json
from pathlib import Path


def stored_json(file: Path) -> object:
    """What a JSON file holds.

    Raises
    ------
    OSError
        There is no such file, or it cannot be read.
    ValueError
        It holds no JSON, or such that cannot be written again.
    """
    if file.exists() and not file.is_file():  # reading a pipe waits for its writer
        raise OSError(errno.EINVAL, "not a file")
    try:
        plain: object = json.loads(file.read_text(encoding="utf-8"))
        json.dumps(plain, ensure_ascii=False).encode()  # "\ud800" is half a character: it reads, but has no bytes
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return plain
