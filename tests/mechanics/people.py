"""Bodies and postures that the mechanics' tests share."""

import numpy as np
from hypothesis import strategies as st

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.mechanics import tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import N_ANGLES
from hamstrung.mechanics.solver import Solver
from hamstrung.units import DEG

AVERAGE = Anthropometry(sex="male", age_y=35.0, height_m=1.70, mass_kg=75.0)

anthropometries = st.builds(
    Anthropometry,
    sex=st.sampled_from(["female", "male"]),
    age_y=st.floats(12, 85),
    height_m=st.floats(1.45, 1.95),
    mass_kg=st.floats(48, 110),
    pelvic_incidence_rad=st.floats(35 * DEG, 70 * DEG),
)

deficits = st.builds(Deficit.degrees, left=st.floats(-10, 40), right=st.floats(-10, 40))


def limber(seed: int) -> np.ndarray:
    """A random physiological posture [rad], (angle,)."""
    r = np.random.default_rng(seed)
    q = r.normal(0.0, 0.12, N_ANGLES)
    q[[0, 1, 2]] = r.normal(0.0, 0.4, 3)
    q[[21, 27]] = r.uniform(-0.2, 1.6, 2)
    q[[24, 30]] = r.uniform(0.0, 1.6, 2)
    return q


def solver(task: str, anthropometry: Anthropometry = AVERAGE) -> Solver:
    """A body in a task."""
    return Solver(Anatomy(bodies.build(anthropometry)), tasks.TASKS[task])


def own_tissue(which: Solver, deficit: Deficit | None = None, sex: str = "male"):
    """The hamstrings of a body in a task."""
    return tissue(which.anatomy, deficit or Deficit(), tolerated_hip=TOLERATED_HIP[sex])
