"""`python docs/generate.py`: write what is made from the code (the JSON Schema, the page of measures)."""

from __future__ import annotations

import json
from pathlib import Path

from kneevision.analysis import Analysis
from kneevision.compare import Comparison
from kneevision.findings.rules import Rule, published
from kneevision.measures.catalogue import MeasureSpec, catalogue

REPOSITORY = Path(__file__).resolve().parents[1]
SCHEMA = REPOSITORY / "kneevision" / "schema" / "analysis.schema.json"
COMPARISON_SCHEMA = SCHEMA.with_name("comparison.schema.json")
_KIND = {"stride": "strides", "rep": "repetitions"}
MEASURES = REPOSITORY / "docs" / "measures.md"


def schema() -> str:
    """The JSON Schema of `analysis.json`."""
    return json.dumps(Analysis.json_schema(), indent=1, ensure_ascii=False) + "\n"


def comparison_schema() -> str:
    """The JSON Schema of `comparison.json`."""
    return json.dumps(Comparison.json_schema(), indent=1, ensure_ascii=False) + "\n"


def measures() -> str:
    """The page of all measures and rules."""
    parts = [
        "# Measures\n\nMade from `kneevision/measures/catalogue.toml` and `kneevision/findings/rules.toml` by "
        "`python docs/generate.py`.\n",
        *(_measure(entry) for entry in catalogue()),
        "## Rules\n\nGrades: A published for this task and view, B published for a neighbouring task, C convention.\n",
        *(
            f"Nothing is flagged below {count} valid {_KIND[kind]} a side ({published().least_source[kind]})."
            for kind, count in published().least.items()
        ),
        "",
        *(
            f"- **{rule.kind}** of `{rule.measure}` in {_activities(rule)}: {rule.line:g}, grade {rule.grade}. "
            f"{rule.source}."
            for rule in published("female").rules
        ),
    ]
    return "\n".join(parts) + "\n"


def _spoken(activities: tuple[str, ...]) -> list[str]:
    return [activity.replace("_", " ") for activity in activities]


def _activities(rule: Rule) -> str:
    names = ", ".join(_spoken(rule.activities))
    return names if rule.sex is None else f"{names} ({rule.sex}, asked for by --sex)"


def _measure(entry: MeasureSpec) -> str:
    change = "none published"
    if entry.detectable_change is not None:
        grades = ", ".join(f"{grade} in {_spoken((name,))[0]}" for name, grade in entry.detectable_grade.items())
        change = f"at least {entry.detectable_change:g} {entry.unit} ({entry.detectable_source}; grade {grades})"
    return (
        f"## {entry.title}\n\n`{entry.name}`, {entry.unit}; {', '.join(_spoken(entry.activities))}; "
        f"views: {', '.join(entry.views)}. "
        f"{entry.definition}\n\n"
        f"{entry.sign}\n\nDetectable change between two recordings: {change}.\n"
    )


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
    COMPARISON_SCHEMA.write_text(comparison_schema(), encoding="utf-8")
    MEASURES.write_text(measures(), encoding="utf-8")
