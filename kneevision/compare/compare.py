"""The one public function of this stage that takes no files."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from kneevision.analysis import Analysis
from kneevision.compare.change import Pair, changes
from kneevision.compare.comparable import differences, refuse_if_unlike, unchecked
from kneevision.compare.filmed import filmed
from kneevision.compare.first import first_measures
from kneevision.compare.history import history
from kneevision.compare.texts import findings
from kneevision.compare.types import Comparison, Difference
from kneevision.errors import UserError
from kneevision.version import __version__

Speeds = tuple[float, float]


def compare(analyses: Sequence[Analysis], speeds: Speeds | None = None) -> Comparison:
    """Compare filmings of one person.

    Parameters
    ----------
    analyses : sequence of Analysis
        Two, or more in the order of their dates: then the last is held against the first, and `history` has them all.
    speeds : (before, after), optional
        Of the belt, of two filmings, in any unit.

    Returns
    -------
    Comparison

    Raises
    ------
    UserError
        They cannot be compared: the activity or the view differs, or nothing was measured.
    """
    if len(analyses) < 2:
        raise UserError("It takes two clips to compare, or more in order of their dates.")
    check_speeds(speeds, len(analyses))
    told = speeds or (None,) * len(analyses)
    films = [filmed(one, speed) for one, speed in zip(analyses, told, strict=True)]
    for film in films[1:]:
        refuse_if_unlike(films[0], film)
    apart = differences(films[0], films[-1])
    first = first_measures(films[0].activity, films[0].view)
    pair = Pair(analyses[0], analyses[-1], spoilt(apart), first, alike=not any(d.widens for d in apart))
    found = changes(pair)
    return Comparison(
        before=films[0],
        after=films[-1],
        same_video=pair.same_video,
        differences=() if pair.same_video else apart,
        unchecked=() if pair.same_video else unchecked(films[0], films[-1]),
        changes=found,
        findings=findings(films[0], films[-1], apart, found, pair.same_video),
        history=history(analyses, films, first) if len(analyses) > 2 else (),
        provenance={
            "kneevision": __version__,
            "compared_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        },
    )


def spoilt(apart: Sequence[Difference]) -> dict[str, str]:
    """Measures that differences take away, name to the reason in words."""
    reasons: dict[str, list[str]] = {}
    for difference in apart:
        for name in difference.spoils:
            reasons.setdefault(name, []).append(difference.text)
    return {name: " ".join(texts) for name, texts in reasons.items()}


def check_speeds(speeds: Speeds | None, count: int) -> None:
    """Whether speeds can be used for so many clips.

    Raises
    ------
    UserError
        They are no speeds, or there are not two clips.
    """
    if speeds is None:
        return
    if count != 2:
        raise UserError("--speed-before and --speed-after are for two clips, not for a history.")
    if not all(0 < speed < float("inf") for speed in speeds):
        raise UserError("--speed-before and --speed-after: a speed is a number above 0, e.g. 10.")
