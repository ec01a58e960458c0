"""What a filming check says."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["good", "better", "bad", "not checked"]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name : str
    state : 'good', 'better', 'bad' or 'not checked'
        'better': usable, could be better. 'bad': will spoil measures.
    seen : str
        One sentence: what was seen, with number and unit.
    advice : str
        One sentence: what to do; empty when there is nothing.
    source : str
        Where the limits come from, with their grade (A published for this, B for a neighbouring question, C
        convention); empty when there are none.
    """

    name: str
    state: State
    seen: str
    advice: str = ""
    source: str = ""


@dataclass(frozen=True)
class FilmingCheck:
    """All checks of a clip."""

    video: str
    checks: tuple[Check, ...]

    @property
    def spoilt(self) -> bool:
        """Whether anything is 'bad'."""
        return any(check.state == "bad" for check in self.checks)

    @property
    def summary(self) -> str:
        """One sentence."""
        bad, better = (_names(self.checks, state) for state in ("bad", "better"))
        if bad:
            return f"Film again: {bad} will spoil the measures."
        if better:
            return f"Can be analyzed; it could be better in: {better}."
        return "Can be analyzed: nothing to improve was seen."

    def lines(self) -> list[str]:
        """Aligned lines, one per check, and the summary."""
        name_width = max(len(check.name) for check in self.checks)
        rows = [f"{c.name:<{name_width}}  {c.state:<11}  {_sentences(c)}" for c in self.checks]
        return [*rows, self.summary]

    def to_json(self) -> str:
        """The same as JSON, with a line break at its end."""
        content = {"video": self.video, "summary": self.summary, "checks": [asdict(check) for check in self.checks]}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _names(checks: tuple[Check, ...], state: State) -> str:
    names = [check.name for check in checks if check.state == state]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _sentences(check: Check) -> str:
    source = f" [{check.source}]" if check.advice and check.source else ""
    return f"{check.seen} {check.advice}".rstrip() + source
