"""Where 'good' ends and where 'bad' begins, with source and grade.

Grades as in `findings/rules.toml`: A published for this, B published for a neighbouring question, C convention. What
is called measured stands in the tables of `python -m benchmarks.filming` on rendered clips: no real patient, grade C.
"""

from __future__ import annotations

from typing import Final

# An analysis refuses less (`pipeline.SHORTEST_S`).
SHORTEST_S: Final = 2.0
# 7 strides a leg (Dingenen 2018) and 25 (Oliveira & Pirscoveanu 2021) at the 164 steps a minute of recreational
# runners (doi 10.1177/23259671231204629) are 5.1 and 18.3 s; a stride is lost at either end.
STEPS_A_MINUTE: Final = 164.0
SHORT_S, SHORTISH_S = 6.0, 20.0
LENGTH: Final = "7 strides a leg: Dingenen 2018; 25: Oliveira & Pirscoveanu 2021; grade A"

# Of the announced length, as in `findings/quality.py`.
MOST_MISSING: Final = 0.02

# At 30 frames a second initial contact was 30 ms off (Int SportMed J 10(3)); 60 and 120 are conventions on it. 'Bad' is
# measured: with frames taken out of two rendered clips, kneevision's contacts are 10-16 ms off at 30 and 20 frames a
# second, 11-31 at 15, and the peaks of FPPA and femoral adduction lose 1 deg at 12 and 2 at 10.
FPS_BAD, FPS_GOOD = 19.5, 59.0
FPS: Final = "contacts 30 ms off at 30 a second: Int SportMed J 10(3), grade B; lower limit by rendered clips, C"

# Where the landmarks' error begins to grow ('good' ends), and where it has grown by half or people are no longer found
# ('bad'). FPPA in single pictures scatters by 3.4 deg in the clips as they are; by
# - 3.7 at a brightness of 13 %, 4.6 at 9 %, 5.8 at 7 %, 7.3 at 5 %; at 4 % every third picture shows nobody;
BRIGHT_BAD, BRIGHT_GOOD = 0.08, 0.13
# - 3.4 with outlines smeared over 1 % of the person's height, 3.7 at 1.2 %, 4.0 at 1.6 %, 4.7-5.5 at 1.7-1.8 %;
SMEAR_GOOD, SMEAR_BAD = 0.013, 0.017
# - 3.3 with a person of 152 px, 3.9 at 109 px, 5.1 at 73 px;
HEIGHT_PX_BAD, HEIGHT_PX_GOOD = 75.0, 150.0
# - 3.9 with a person of 44 % of the picture's longer side, 4.9 at 32 %; at 24 % every fifth picture shows nobody.
SHARE_BAD, SHARE_GOOD = 0.25, 0.4
MEASURED: Final = "measured on rendered clips, grade C"
# Nothing was measured on glare.
GLARE_GOOD: Final = 0.9

# Of the pictures: in so many something may be missing without a word (as in `findings/quality.py`).
FEW: Final = 0.1
PERSON_BAD: Final = 0.5
# Of the picture's height or width. Feet that are cut off come to lie at or beyond its edge: 0.97 and more on the
# rendered clips. Once the eyes are cut off nobody is found.
EDGE: Final = 0.03
CONVENTION: Final = "convention, grade C"

# One degree of yaw makes 1.4 deg of false FPPA side difference in running, 4.5 in a deep squat, where the analysis
# takes it out again (`python -m benchmarks.yaw`). Beyond 25 deg it is no front, back or side view (a convention).
YAW_GOOD_DEG, YAW_BAD_DEG = 12.0, 25.0
# What the hips' line can be off by, 95 % half width (`camera/`): 5 deg from front and back; from the side it was
# 10 deg off on the rendered clip.
YAW_UNSURE_DEG, YAW_UNSURE_SIDE_DEG = 5.0, 10.0
LEAST_LOOKS: Final = 5
YAW: Final = "1 deg makes 1.4 deg of false side difference in FPPA: rendered clips, grade C"

# A degree of roll adds a degree to one leg's femoral adduction and takes it from the other's; the analysis takes it out
# again where the room tells it. A convention.
ROLL_GOOD_DEG: Final = 2.0

# Of the picture's middle above the ankles, in heights of the hips: a little below the knees to a little above the hips.
MIDDLE_LOW, MIDDLE_HIGH = 0.4, 1.2
