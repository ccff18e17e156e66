"""What the discs and the ischial tuberosity carry in a posture.

A cut through a disc leaves the body above it: its weight, the arms with their load, the push of the abdominal pressure
and of a backrest, and every muscle span that crosses the cut. The disc carries their sum, resolved on its own middle
plane; ligaments that stop flexion add their moment over their short lever.

    compression = -F . n + M_stop / 0.04 m          shear = F . t (anterior positive)

Valid for held or slow postures; not for impact.
"""

import numpy as np

from hamstrung.mechanics import abdomen, passive, paths, support
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import SPINE, THORAX
from hamstrung.units import GRAVITY

LIGAMENT_LEVER = 0.04
"""Lever of the posterior ligaments behind the disc's centre [m]: assumed (0.03-0.05)."""


@compiled
def disc_loads(q, body, span, weights, pull, w, out):
    """Loads of the six spine joints from below; `potential.lay` must have placed the posture.

    Args:
        weights: the task's point masses; anchors (negative) never lie above a disc
        pull: the muscles' forces [N], (muscle,)
        out: compression [N], anterior shear [N], passive flexion moment [Nm], (joint, 3)
    """
    forward = w.va[0]
    _pulls_across(body, span, pull, w, w.vb)
    for s in range(6):
        force = w.vb[s]
        for m in range(weights.mass.shape[0]):
            if s < weights.segment[m] <= THORAX:
                force[1] -= GRAVITY * weights.mass[m]
        if weights.thrust != 0.0:
            abdomen.axis_of(weights, w, w.slopes[7], w.slopes[8], forward)
            for i in range(3):
                force[i] += weights.thrust * forward[i]
        for h in range(weights.supports.segment.shape[0]):
            if s < weights.supports.segment[h] <= THORAX:
                _, push, _ = support.press(weights.supports, h, w)
                for i in range(3):
                    force[i] += push * weights.supports.normal[h, i]
        n0 = n1 = n2 = 0.0
        for i in range(3):
            part = body.disc_normal[s, i]
            n0 += (w.rotation[s, 0, i] + w.rotation[s + 1, 0, i]) * part
            n1 += (w.rotation[s, 1, i] + w.rotation[s + 1, 1, i]) * part
            n2 += (w.rotation[s, 2, i] + w.rotation[s + 1, 2, i]) * part
        size = np.sqrt(n0 * n0 + n1 * n1 + n2 * n2)
        n0, n1, n2 = n0 / size, n1 / size, n2 / size
        # forward on the disc: across its normal and the segment's right-hand axis
        z0, z1, z2 = w.rotation[s, 0, 2], w.rotation[s, 1, 2], w.rotation[s, 2, 2]
        forward[0], forward[1], forward[2] = n1 * z2 - n2 * z1, n2 * z0 - n0 * z2, n0 * z1 - n1 * z0
        at = SPINE + 3 * s
        _, moment, _, _, _, _ = passive.joint(
            q[at], body.spine_k1[s, 0], body.spine_a[s, 0], body.spine_b[s, 0], body.spine_lim[s, 0]
        )
        _, ligament, _ = passive.stop(body.spine_a[s, 0, 1], body.spine_b[s, 0, 1], -q[at] - body.spine_lim[s, 0, 1])
        out[s, 0] = -(force[0] * n0 + force[1] * n1 + force[2] * n2) + ligament / LIGAMENT_LEVER
        out[s, 1] = force[0] * forward[0] + force[1] * forward[1] + force[2] * forward[2]
        out[s, 2] = -moment


@compiled
def _pulls_across(body, span, pull, w, out):
    """The muscles' pulls on all that lies above each of the six cuts, (joint, xyz): spans with an end above the cut."""
    for s in range(6):
        out[s, 0] = out[s, 1] = out[s, 2] = 0.0
    force = w.va[0]
    for j in range(span.muscle.shape[0]):
        a, b = span.start[j], span.end[j]
        at_a, at_b = body.pt_seg[a], body.pt_seg[b]
        at_a, at_b = at_a if at_a <= THORAX else 0, at_b if at_b <= THORAX else 0
        if at_a == at_b:
            continue
        m = span.muscle[j]
        force[0] = force[1] = force[2] = 0.0
        if w.touch[j]:
            radius = body.wrap_radius[m]
            _add_wrapped_pull(w.points[a], w.points[b], w.centres[m], radius, pull[m], at_a > at_b, w.slopes, force)
        elif at_a > at_b:
            _add_pull(w.points[a], w.points[b], pull[m], force)
        else:
            _add_pull(w.points[b], w.points[a], pull[m], force)
        for s in range(min(at_a, at_b), max(at_a, at_b)):
            for i in range(3):
                out[s, i] += force[i]


@compiled
def _add_pull(near, far, pull, force):
    """Adds the pull of a straight span on its near end."""
    size = 0.0
    for i in range(3):
        size += (far[i] - near[i]) ** 2
    size = np.sqrt(size)
    for i in range(3):
        force[i] += pull * (far[i] - near[i]) / size


@compiled
def _add_wrapped_pull(a, b, centre, radius, pull, from_start, slopes, force):
    """Adds the pull of a span that lies on its sphere, on its start or on its end."""
    paths.wrapped(a, b, centre, radius, slopes)
    toward = slopes[0] if from_start else slopes[1]
    for i in range(3):
        force[i] -= pull * toward[i]


@compiled
def origin_force(body, span, pull, side, w):
    """Pull of one side's long hamstrings on the ischial tuberosity: the size of the vector sum [N].

    Args:
        side: 1 right, 2 left, as in `is_two_joint_hamstring`
    """
    force = w.va[0]
    force[0] = force[1] = force[2] = 0.0
    for j in range(span.muscle.shape[0]):
        m = span.muscle[j]
        if body.is_two_joint_hamstring[m] == side and span.start[j] == body.mus_first[m]:
            a, b = span.start[j], span.end[j]
            if w.touch[j]:
                _add_wrapped_pull(
                    w.points[a], w.points[b], w.centres[m], body.wrap_radius[m], pull[m], True, w.slopes, force
                )
            else:
                _add_pull(w.points[a], w.points[b], pull[m], force)
    return np.sqrt(force[0] ** 2 + force[1] ** 2 + force[2] ** 2)
