"""How a module of this package is started in a process of its own."""

from __future__ import annotations

import sys

# The child looks for modules where this process does; -P keeps the current folder out of it.
_START = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"


def command(module: str, *arguments: str) -> list[str]:
    """The command line that calls `main` of a module, which finds the arguments in `sys.argv[1:]`."""
    path = [entry for entry in sys.path if isinstance(entry, str)]  # Python passes over what is no text
    return [sys.executable, "-P", "-c", _START.format(path=path, module=module), *arguments]
