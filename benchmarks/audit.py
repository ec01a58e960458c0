"""`make audit`: hold the pinned packages against the published lists of known faults, by pip-audit.

Exit 0: none is known; 1: some are, and are named; 2: the lists could not be reached, or pip-audit is not installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

_PINS = Path(__file__).resolve().parent.parent / "constraints.txt"


def main() -> int:
    """Ask, and print what was found in a line for each package that is not well."""
    if find_spec("pip_audit") is None:
        print("pip-audit is not installed: pip install pip-audit", file=sys.stderr)
        return 2
    asked = [sys.executable, "-m", "pip_audit", "--requirement", str(_PINS), "--no-deps", "--disable-pip"]
    told = subprocess.run(
        [*asked, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(told.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(
            f"The lists of known faults could not be asked: {(told.stderr.splitlines() or ['?'])[-1]}", file=sys.stderr
        )
        return 2
    held = [package for package in packages if "vulns" in package]
    faulty = [package for package in held if package["vulns"]]
    if not held:
        print("The lists of known faults cannot be reached from here: nothing was audited.", file=sys.stderr)
        return 2
    for package in faulty:
        print(f"{package['name']} {package['version']}: {', '.join(fault['id'] for fault in package['vulns'])}")
    print(f"{len(held)} of {len(packages)} packages were held against the lists, {len(faulty)} have known faults.")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
