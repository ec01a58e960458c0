"""The version, in one place. Free of imports, so that `kneevision --version` is fast."""

__version__ = "0.1.0.dev1"
