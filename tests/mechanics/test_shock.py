"""Small vertical vibrations: closed forms, limits, and a body's own mass."""

import numpy as np
import pytest

from hamstrung.mechanics import shock, stability, tasks
from hamstrung.mechanics.hamstrings import Deficit
from mechanics.people import AVERAGE, own_tissue, solver


def shaken(task, deficit=None):
    """A solved posture's equations."""
    s = solver(task)
    own, q = own_tissue(s, deficit), tasks.start(tasks.TASKS[task])
    s.run(q, own)
    return s, q, shock.system(s, q, own)


def test_one_mass_on_one_spring_has_the_textbook_transmissibility():
    """|T|^2 = (1 + (2 zeta r)^2) / ((1 - r^2)^2 + (2 zeta r)^2) when damping acts to the base."""
    mass, stiffness = 50.0, 6e4
    one = shock.System(np.array([[mass]]), np.array([[stiffness]]), np.array([mass]), np.ones((3, 1)))
    hz = np.array([1.0, 4.0, 5.5, 9.0, 20.0])
    answer, natural = shock.response(one, hz, 0.3)
    r = hz / (np.sqrt(stiffness / mass) / (2 * np.pi))
    exact = (1 + (0.6 * r) ** 2) / ((1 - r**2) ** 2 + (0.6 * r) ** 2)
    assert natural[0] == pytest.approx(np.sqrt(stiffness / mass) / (2 * np.pi))
    assert np.allclose(np.abs(answer[0]) ** 2, exact)


@pytest.mark.parametrize("task", ["standing", "sitting_slouched"])
def test_the_mass_matrix_is_that_of_the_body(task):
    """It is symmetric and definite; lifting the base lifts the whole mass that it carries, discs what is above them."""
    s, _, found = shaken(task)
    assert np.allclose(found.mass, found.mass.T)
    assert np.linalg.eigvalsh(found.mass)[0] > 0.0
    assert found.lift[-1] == pytest.approx(s.weights.total)
    assert found.mass[-1, -1] == pytest.approx(s.weights.total)
    assert np.all(np.diff(np.diag(found.mass)[-7:-1]) < 0.0)
    assert np.allclose(found.up[:, -1], 1.0)


def test_slow_shaking_moves_the_whole_body_and_a_rigid_one_moves_with_its_base():
    """|T| goes to 1 as the frequency goes to nothing, and is 1 everywhere when everything is stiff."""
    _, _, found = shaken("sitting_slouched")
    slow, _ = shock.response(found, np.array([1e-3]))
    assert np.allclose(slow, 1.0, atol=1e-3)
    stiff = shock.System(found.mass, found.stiffness + 1e12 * np.eye(len(found.lift)), found.lift, found.up)
    assert np.allclose(shock.response(stiff)[0], 1.0, atol=1e-3)


def test_velocities_are_the_slopes_of_places():
    """T12/L1 rises over the base as the free directions say, by central differences of the solved posture."""
    s, q, found = shaken("sitting_slouched")
    w, parts = s.anatomy.scratch, stability.stiffness(s, q, own_tissue(s))

    def height(at):
        s.anatomy.lengths(at)
        base = np.mean([w.origin[0] + w.rotation[0] @ s.weights.place[m] for m in (14, 15)], axis=0)
        return w.origin[6][1] - base[1]

    for i in range(0, parts.directions.shape[1], 4):
        step = 1e-6 * parts.directions[:, i]
        assert found.up[1, i] == pytest.approx((height(q + step) - height(q - step)) / 2e-6, abs=1e-7)


def test_softer_flesh_shakes_slower_and_more_damping_less():
    """The first resonance falls with the seat's stiffness, the peak with damping."""
    _, _, found = shaken("sitting_erect")
    soft = found.stiffness.copy()
    soft[-1, -1] *= 0.5
    softer = shock.System(found.mass, soft, found.lift, found.up)
    tops = [np.abs(shock.response(one)[0][2]) for one in (found, softer)]
    assert np.argmax(tops[1]) < np.argmax(tops[0])
    peaks = [np.abs(shock.response(found, damping=ratio)[0][2]).max() for ratio in (0.2, 0.3, 0.45)]
    assert peaks == sorted(peaks, reverse=True)


def test_a_mirrored_deficit_shakes_alike():
    """Left and right are names."""
    one = shock.of("standing", anthropometry=AVERAGE, deficit=Deficit.degrees(left=30.0))
    other = shock.of("standing", anthropometry=AVERAGE, deficit=Deficit.degrees(right=30.0))
    assert np.allclose(one.transmissibility, other.transmissibility, rtol=1e-3)
