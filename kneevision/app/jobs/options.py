"""What can be asked of an analysis in the app, as a job keeps it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kneevision.analysis import Activity
from kneevision.edits import Edits
from kneevision.pipeline import Options
from kneevision.pose.models import ModelName
from kneevision.report.drawing import Drawing

# 'unknown' is a finding, not a wish
Told = Literal["running", "walking", "squat", "single_leg_squat"]


class Wishes(BaseModel):
    """The user's choices; whatever else `analyze` can be told stays as it is by default.

    `person`: 'x,y', px of the upright picture, on the person to follow; `edits`: the clip is not analyzed, its result
    is written anew with these.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: ModelName = "full"
    activity: Told | None = None
    capture_fps: Annotated[float, Field(ge=1, le=10_000)] | None = None
    blur_face: bool = False
    person: Annotated[str, Field(pattern=r"^\d{1,5}(\.\d{1,3})?,\d{1,5}(\.\d{1,3})?$")] | None = None
    edits: Edits | None = None

    def options(self) -> Options:
        """The same for `pipeline.analyze`."""
        activity: Activity | None = self.activity
        x, _, y = (self.person or "").partition(",")
        return Options(
            model=self.model,
            person=(float(x), float(y)) if x else None,
            activity=activity,
            capture_fps=self.capture_fps,
            drawing=Drawing(blur_face=self.blur_face),
        )

    def kept(self) -> dict[str, Any]:
        """What of it differs from the default, as a job keeps it."""
        return self.model_dump(mode="json", exclude_defaults=True)
