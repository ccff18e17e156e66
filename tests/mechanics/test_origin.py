"""Pull on the ischial tuberosity: laws and orders that were printed."""

import numpy as np
import pytest

from hamstrung import body as bodies
from hamstrung.errors import InputError
from hamstrung.mechanics import Deficit, origin, supine
from hamstrung.mechanics.exam import NO_WEIGHT, tolerated_torque
from hamstrung.mechanics.hamstrings import Anatomy, tissue
from mechanics.people import AVERAGE


def test_the_vector_sum_never_exceeds_the_plain_sum():
    """Three muscles of one origin pull in nearly one direction: the sum falls short by little, and never exceeds."""
    sprint = origin.sprint(anthropometry=AVERAGE)
    plain = sum(sprint.force_n.values())
    assert 0.95 * plain < sprint.origin_n <= plain * (1.0 + 1e-12)


def test_without_activation_only_tissue_pulls():
    """At rest the muscles' pull is the tissue's."""
    raised = origin.pull(anthropometry=AVERAGE, hip_deg=60.0, knee_deg=0.0)
    assert sum(raised.force_n.values()) == pytest.approx(raised.passive_n, rel=1e-12)


def test_the_raise_ends_at_the_tolerated_torque():
    """At the end of a straight leg raise the tissue's torque about the hip is the norm's, with a deficit or none."""
    anatomy = Anatomy(bodies.build(AVERAGE))
    for deficit_deg in (0.0, 25.0):
        deficit = Deficit.degrees(left=deficit_deg, right=deficit_deg)
        own = tissue(anatomy, deficit, tolerated_hip=np.inf)
        raised = origin.straight_leg_raise(anthropometry=AVERAGE, deficit=deficit)
        angle = _hip(anatomy, own, raised.passive_n)
        torque = supine.hamstring_torque(
            angle, 0.0, False, anatomy.body, anatomy.tree, anatomy.spans, own, NO_WEIGHT, np.zeros(33), anatomy.scratch
        )
        assert torque == pytest.approx(tolerated_torque(anatomy.body, "male"), rel=2e-3)


def _hip(anatomy, own, force):
    """The hip angle, knee straight, at which the right side's tissue pulls with a force [rad], by bisection."""
    low, high = -0.3, 2.5
    kind = anatomy.body.is_two_joint_hamstring == 1
    for _ in range(50):
        middle = 0.5 * (low + high)
        supine.hamstring_torque(
            middle, 0.0, False, anatomy.body, anatomy.tree, anatomy.spans, own, NO_WEIGHT, np.zeros(33), anatomy.scratch
        )
        low, high = (low, middle) if anatomy.scratch.tissue_force[kind].sum() > force else (middle, high)
    return middle


def test_a_deficit_adds_pull_at_the_same_angles():
    """The shorter the muscle, the harder its tissue pulls in late swing; the other side stays as it was."""
    pulls = [origin.sprint(anthropometry=AVERAGE, deficit=Deficit.degrees(right=d)).origin_n for d in (0, 20, 40)]
    assert pulls[0] < pulls[1] < pulls[2]
    other = origin.sprint(anthropometry=AVERAGE, deficit=Deficit.degrees(right=40), side="left")
    assert other.origin_n == pytest.approx(pulls[0], rel=1e-9)


def test_a_sprint_loads_the_origin_most():
    """Late swing of a sprint pulls harder than the end of a straight leg raise."""
    sprint, raised = (f(anthropometry=AVERAGE).body_weights for f in (origin.sprint, origin.straight_leg_raise))
    assert sprint > 3.0 * raised > 0.0


@pytest.mark.parametrize(
    ("field", "value"), [("hip_deg", 200.0), ("knee_deg", -40.0), ("activation", 1.5), ("activation", -0.1)]
)
def test_impossible_legs_are_refused(field, value):
    """An angle or an activation outside its range is named."""
    given = {"hip_deg": 60.0, "knee_deg": 0.0, "activation": 0.0} | {field: value}
    with pytest.raises(InputError, match=field):
        origin.pull(anthropometry=AVERAGE, **given)
