"""What a held posture costs: muscular effort, and what falls short of a person's wishes.

    J(q) = phi(q) + w_strain sum U_stop + sum w_habit (q - q_habit)^2 / 2 + |face|^2 w / 2 + balance + hands

phi is the least effort of `recruitment`; by the envelope theorem its gradient is -K lambda with K the stiffness of the
whole (potential, pulling muscles, contacts' reactions), and K S^-1 K its Gauss-Newton Hessian. The rest is `wishes`.
"""

import numpy as np

from hamstrung.mechanics import contact, curvature, kinematics, passive, potential, recruitment, reduced
from hamstrung.mechanics import wishes as wishing
from hamstrung.mechanics.compiled import compiled, compiled_fused
from hamstrung.mechanics.dense import add_squares, lower_solve
from hamstrung.mechanics.layout import LEG_BLOCK, N_LEG_BLOCK, N_SPINE

WEAKEST = 1e-200
"""Square of a strength [N^2] below which a muscle's stiffness is left out."""


@compiled
def cost(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, enough):
    """J of a posture that stands on its contacts; the multipliers in the workspace are start and answer.

    Args:
        slack: softness of the balance of moments, `recruitment.SLACK` in the end
        enough: as `recruit` has it

    Returns:
        (J, phi, largest KKT residual [Nm])
    """
    kinematics.place(q, body, tree, w.rotation, w.origin, w.axis)
    return cost_within(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, enough, np.inf)


@compiled
def cost_within(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, enough, most):
    """As `cost` of segments that are placed; where J is sure to be more than `most`, some value beyond it will do."""
    potential.measure(body, tree, span, weights, w)
    potential.slopes(q, body, tree, tissue, weights, w)
    held = contact.count(contacts)
    phi, worst, wished = _weigh(q, body, tree, span, tissue, weights, held, wishes, slack, w, enough, most)
    return phi + wished, phi, worst


@compiled
def _weigh(q, body, tree, span, tissue, weights, held, wishes, slack, w, enough, most):
    """phi, its largest residual and the rest of J, where the potential's slopes stand."""
    load(body, span, held, w)
    wished = wishing.soft(q, tree, span, tissue, weights, wishes, w)
    n = N_LEG_BLOCK - held + N_SPINE
    phi, worst, _ = recruitment.recruit_within(w.g, n, slack, wishes.tone, enough, most - wished, span, w)
    return phi, worst, wished


@compiled
def load(body, span, held, w):
    """What muscles must balance and what they can, where the potential's slopes stand: `g`, `strength`, `lever`."""
    reduced.vector(w.gradient, w.basis, held, w.g)
    strengthen(body, w)
    reduced.levers(w.arms, w.strength, span, w.basis, held, w.lever)


@compiled_fused
def strengthen(body, w):
    """Strengths and their slopes at the present lengths."""
    for m in range(w.length.shape[0]):
        w.strength[m], w.strength_slope[m] = passive.strength(
            w.length[m], body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m]
        )


@compiled
def stiffen(body, tree, span, contacts, w):
    """Completes K after `cost`: pulling muscles and the contacts' reactions; reduced into w.k."""
    stiffen_into(body, tree, span, contacts, w, w.k)


@compiled
def stiffen_into(body, tree, span, contacts, w, out):
    """As `stiffen`, reduced into another matrix."""
    held = contact.count(contacts)
    for x in range(span.column.shape[0]):
        m = span.column[x]
        w.pull[m] = w.passive[m] + w.activation[m] * w.strength[m]
        stiffness = w.passive_stiffness[m] + w.activation[m] * w.strength_slope[m]
        w.stiffness[x] = stiffness / max(w.strength[m] * w.strength[m], WEAKEST)
    curvature.add(body, tree, span, w.pull, w)
    for b in range(N_LEG_BLOCK):
        w.spare[LEG_BLOCK[b]] = w.gradient[LEG_BLOCK[b]]
    for x in range(span.of_leg.shape[0]):
        m = span.of_leg[x]
        for k in range(span.leg[m, 0], span.leg[m, 1]):
            w.spare[k] += w.activation[m] * w.strength[m] * w.arms[m, k]
    contact.multipliers(contacts, w.spare, w)
    contact.add_curvature(contacts, tree, w.origin, w.axis, w.mu, -1.0, w.hessian)
    reduced.mirror(w.hessian)
    reduced.matrix(w.hessian, w.basis, held, w.half, out)
    n = N_LEG_BLOCK - held + N_SPINE
    recruitment.gram(w.stiffness, w.lever, n - N_SPINE, span, w.scaled, w.s)
    reduced.add_upper(w.s, n, out)


@compiled_fused
def slope_of_cost(contacts, w, n, gradient):
    """The gradient of J over the free directions, after `stiffen`; the Gauss-Newton Hessian stands in w.h (upper)."""
    held = contact.count(contacts)
    reduced.mirror(w.soft_hessian)
    reduced.matrix(w.soft_hessian, w.basis, held, w.half, w.h)
    reduced.vector(w.soft_gradient, w.basis, held, gradient)
    for j in range(n):
        share, row = w.multiplier[j], w.k[j]
        for i in range(n):
            gradient[i] -= share * row[i]
    # K S^-1 K = Y'Y, U'Y = K with the Cholesky factor S = U'U
    lower_solve(w.factor, n, w.k, w.half)
    add_squares(w.half, n, 1.0, w.h)


@compiled
def out_of_balance(n, span, w):
    """Largest moment that present activations leave about a free direction, after recruitment [Nm]."""
    for x in range(span.column.shape[0]):
        w.turned_on[x] = w.activation[span.column[x]]
    recruitment.moments(w.turned_on, n - N_SPINE, span, w.lever, w.residual)
    worst = 0.0
    for i in range(n):
        worst = max(worst, abs(w.g[i] + w.residual[i]))
    return worst
