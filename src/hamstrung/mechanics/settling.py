"""What `solver.Solver` calls: whole solves as one kernel each, since every call from Python costs."""

import numpy as np

from hamstrung.mechanics import bounded, contact, effort, recruitment, reduced, relaxed
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import N_ANGLES, N_LEG_BLOCK, N_SPINE


@compiled
def hold(q, body, tree, span, tissue, weights, contacts, wishes, w, most, near):
    """`effort.hold` and what it leaves out of balance.

    Returns:
        (largest moment out of balance [Nm], infinite where nothing was found, KKT residual of recruitment [Nm],
        iterations)
    """
    _, size, iterations, kkt = effort.hold(q, body, tree, span, tissue, weights, contacts, wishes, w, most, near)
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
    """`bounded.share` for the moments of the posture that was just solved, from its multipliers and `w.bound_off`.

    Returns:
        as `bounded.share`; w.spare is what it leaves out of balance over all angles [Nm]
    """
    held = contact.count(contacts)
    n = N_LEG_BLOCK - held + N_SPINE
    for i in range(n):
        w.bound[i] = w.multiplier[i] + w.bound_off[i]
    kkt, lacking, steps = bounded.share(w.g, n, exponent, span, w)
    for i in range(n):
        w.bound_off[i] = w.bound[i] - w.multiplier[i]
    for k in range(N_ANGLES):
        w.spare[k] = 0.0
    reduced.expand(w.residual, w.basis, held, 1.0, w.spare)
    return kkt, lacking, steps
