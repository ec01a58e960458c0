"""When a video was recorded, by its own tags."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

# Apple's tag is the camera's local time; the container's own is UTC, and cameras without a clock leave its epoch in it.
_TAGS = ("com.apple.quicktime.creationdate", "creation_time")
_FIRST_PHONE_VIDEO = 2000


def filmed_at(tags: Mapping[str, str]) -> str | None:
    """ISO 8601, or None when no tag holds a date that a phone's video can have."""
    for tag in _TAGS:
        try:
            moment = datetime.datetime.fromisoformat(tags.get(tag, ""))
        except ValueError:
            continue
        if moment.year >= _FIRST_PHONE_VIDEO:
            return moment.isoformat(timespec="seconds")
    return None
