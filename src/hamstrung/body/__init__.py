"""Bones, joints and muscles, scaled to a person, as arrays.

>>> from hamstrung import body
>>> person = body.Anthropometry(sex="female", age_y=38, height_m=1.68, mass_kg=66)
>>> shape = body.build(person)
"""

from hamstrung.body.arrays import Body, equal
from hamstrung.body.assemble import build, reference_lengths
from hamstrung.body.layout import AXES, PARENTS, SEGMENTS, SPINE_JOINTS
from hamstrung.body.muscles import HAMSTRINGS_LEFT, HAMSTRINGS_RIGHT, MUSCLE_GROUP, MUSCLES
from hamstrung.body.person import LIMITS, Anthropometry, Sex

__all__ = [
    "AXES",
    "HAMSTRINGS_LEFT",
    "HAMSTRINGS_RIGHT",
    "LIMITS",
    "MUSCLES",
    "MUSCLE_GROUP",
    "PARENTS",
    "SEGMENTS",
    "SPINE_JOINTS",
    "Anthropometry",
    "Body",
    "Sex",
    "build",
    "equal",
    "reference_lengths",
]
