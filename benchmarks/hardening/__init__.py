"""Bad and odd inputs made by a script, and how each ends: `python -m benchmarks.hardening`."""
