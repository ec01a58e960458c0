"""Pictures that show the pose model nobody but the subject."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kneevision.pose.paint import mean_colour
from kneevision.pose.subject import Subject
from kneevision.video import Frame

# What is kept of the picture beside the chosen person when others are near, in heights of the person.
_MARGIN = 0.15


def subject_alone(frame: Frame, subject: Subject) -> NDArray[np.uint8]:
    """The picture; when others are about, with all but the subject's surroundings painted in its mean colour."""
    if subject.alone:
        return frame.image
    left, top, right, bottom = subject.box_at(frame.time_s)
    margin = _MARGIN * (bottom - top)
    rows = slice(max(int(top - margin), 0), int(bottom + margin))
    columns = slice(max(int(left - margin), 0), int(right + margin))
    hidden = np.empty_like(frame.image)
    hidden[:] = mean_colour(frame.image)
    hidden[rows, columns] = frame.image[rows, columns]
    return hidden
