"""Holds `analysis.schema.json`, the JSON Schema of `analysis.json` (made by `python docs/generate.py`)."""
