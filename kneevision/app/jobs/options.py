"""What can be asked of an analysis in the app, as a job keeps it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kneevision.analysis import Activity
from kneevision.pipeline import Options
from kneevision.pose.models import ModelName
from kneevision.report.drawing import Drawing

# 'unknown' is a finding, not a wish
Told = Literal["running", "walking", "squat", "single_leg_squat"]


class Wishes(BaseModel):
    """The user's choices; whatever else `analyze` can be told stays as it is by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: ModelName = "full"
    activity: Told | None = None
    capture_fps: Annotated[float, Field(ge=1, le=10_000)] | None = None
    blur_face: bool = False

    def options(self) -> Options:
        """The same for `pipeline.analyze`."""
        activity: Activity | None = self.activity
        return Options(
            model=self.model,
            activity=activity,
            capture_fps=self.capture_fps,
            drawing=Drawing(blur_face=self.blur_face),
        )

    def kept(self) -> dict[str, Any]:
        """What of it differs from the default, as a job keeps it."""
        return self.model_dump(exclude_defaults=True)
