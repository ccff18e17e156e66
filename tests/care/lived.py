"""People in pain with their courses, on the analytic mechanics."""

from functools import cache

import numpy as np

from hamstrung import care, life
from life import surrogate

PEOPLE = 400


def ground() -> care.Ground:
    """The analytic mechanics under the literature's beliefs."""
    return care.Ground(surrogate.mechanics(), life.beliefs())


@cache
def people() -> care.People:
    """Those of the population who hurt by 2 or more, each as likely."""
    u = surrogate.uniforms(4000, 4)
    pain = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), masks=(0,)).pain_nprs[:, 0]
    chosen = np.flatnonzero(pain >= 2.0)[:PEOPLE]
    return care.People(u[chosen], np.full(len(chosen), 1.0 / len(chosen)), chosen)


@cache
def arm(*prescriptions: care.Prescription) -> care.Arm:
    """Their course beside these treatments."""
    return care.arm(people(), *prescriptions, ground=ground())


def benefit(*prescriptions: care.Prescription, week: int = 12) -> np.ndarray:
    """Pain alone less pain with these treatments, (person,)"""
    return arm().at(week) - arm(*prescriptions).at(week)
