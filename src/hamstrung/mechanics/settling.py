"""What `solver.Solver` calls: whole solves as one kernel each, since every call from Python costs."""

import numpy as np

from hamstrung.mechanics import bounded, contact, descent, effort, recruitment, reduced, relaxed
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import N_ANGLES, N_LEG_BLOCK, N_SPINE


@compiled
def hold(q, body, tree, span, tissue, weights, contacts, wishes, w, most, near):
    """`descent.hold` and what it leaves out of balance.

    Returns:
        (largest moment out of balance [Nm], infinite where nothing was found, KKT residual of recruitment [Nm],
        iterations)
    """
    _, size, iterations, kkt = descent.hold(q, body, tree, span, tissue, weights, contacts, wishes, w, most, near)
    n = N_LEG_BLOCK - contact.count(contacts) + N_SPINE
    return (effort.out_of_balance(n, span, w) if np.isfinite(size) else np.inf), kkt, iterations


@compiled
def relax(q, body, tree, span, tissue, weights, contacts, reach, balance, tone, w, most):
    """`relaxed.relax`, and recruitment for the posture that it found, from the multipliers in the workspace.

    Returns:
        (largest moment out of balance [Nm], KKT residual of recruitment [Nm], iterations)
    """
    worst, iterations = relaxed.relax(q, body, tree, span, tissue, weights, contacts, reach, balance, w, most)
    if not worst < np.inf:
        return worst, np.inf, iterations
    held = contact.count(contacts)
    effort.load(body, span, held, w)
    n = N_LEG_BLOCK - held + N_SPINE
    _, kkt, _ = recruitment.recruit(w.g, n, recruitment.SLACK, tone, 0.0, span, w)
    return worst, kkt, iterations


@compiled
def share(exponent, span, contacts, w):
    """`bounded.share` for the moments of the posture that was just solved, from its multipliers, with `w.bound_off` if
    that leaves less out of balance.

    Returns:
        as `bounded.share`, and the angle about which most is left out of balance; w.spare holds how much [Nm], (angle,)
    """
    held = contact.count(contacts)
    n = N_LEG_BLOCK - held + N_SPINE
    for i in range(n):
        w.trial_multiplier[i] = w.multiplier[i] + w.bound_off[i]
        w.bound[i] = w.multiplier[i]
    bounded.choose(w.g, n, exponent, span, w)
    kkt, lacking, steps = bounded.share(w.g, n, exponent, span, w)
    for i in range(n):
        w.bound_off[i] = w.bound[i] - w.multiplier[i]
    for k in range(N_ANGLES):
        w.spare[k] = 0.0
    reduced.expand(w.residual, w.basis, held, 1.0, w.spare)
    worst = 0
    for k in range(N_ANGLES):
        if abs(w.spare[k]) > abs(w.spare[worst]):
            worst = k
    return kkt, lacking, steps, worst
