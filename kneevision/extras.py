"""Packages that only some of what it does takes; they come as extras of this one."""

from __future__ import annotations

from importlib.util import find_spec

from kneevision.errors import UserError


def require(package: str, extra: str, what: str) -> None:
    """See that a package is there before it is needed.

    Raises
    ------
    UserError
        It is not; how to get it.
    """
    if find_spec(package) is None:
        raise UserError(
            f"{what} needs {package}, which is not installed: pip install 'kneevision[{extra}]', or with pipx: "
            f"pipx inject kneevision {package}."
        )
