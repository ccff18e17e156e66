"""What a held posture costs: muscular effort, strain beyond the comfortable range, habit, and the task's own wishes.

    J(q) = phi(q) + w_strain sum U_stop + sum w_habit (q - q_habit)^2 / 2 + |face|^2 w / 2 + balance + hands

phi is the least effort of `recruitment`; by the envelope theorem its gradient is -K lambda with K the stiffness of the
whole (potential, pulling muscles, contacts' reactions), and K S^-1 K its Gauss-Newton Hessian.
"""

import numpy as np
from numpy.typing import NDArray

from hamstrung.body.packed import Packed
from hamstrung.mechanics import contact, kinematics, passive, potential, recruitment, reduced
from hamstrung.mechanics.compiled import compiled, compiled_fused
from hamstrung.mechanics.dense import add_squares, cholesky, cholesky_solve, lower_solve
from hamstrung.mechanics.layout import (
    ANCHOR_LEFT,
    ANCHOR_RIGHT,
    ARMS,
    LEG_BLOCK,
    N_ANGLES,
    N_LEG_BLOCK,
    N_SPINE,
    SPINE,
    THORAX,
)
from hamstrung.mechanics.recruitment import SLACK, recruit_within

SOFT_SLACK = 0.5
"""Slack of the first descent."""
FLAT = 1e-7
"""Gradient of J [1/rad] below which a posture is settled."""
GAIN, SOFT_GAIN = 1e-9, 1e-3
"""Gain expected of a step, relative to 1 + J, from which it is the last; the soft descent only has to come near."""
NEARLY_FLAT = 1e-4
"""Gradient below which a step that gains nothing ends the descent: rounding of J is reached."""
PATIENCE, AGAIN = 3, 8
"""Steps from a start near by before the exact Hessian is made anew, and where the start came with what its own descent
had learned, steps from there that learn on before it is made again."""
ALONG = 1e-4
"""Largest change of an angle in the difference that gives the Hessian's change along the multipliers [rad]."""
ROUGH = 1e-2
"""Residual of recruitment [Nm] from which one more Newton step is enough on the way."""
LONGEST_STEP = 0.35
"""Largest change of an angle in one step [rad]."""


class Wishes(Packed):
    """What a person tries to do in a task.

    Attributes:
        strain: weight of strain energy beyond the comfortable range [1/J]
        habit_weight, habit: habitual posture [1/rad^2, rad], (angle,)
        face_weight: weight on the thorax' orientation about the world axes [1/rad^2], (xyz,)
        face: the orientation wished for, (3, 3)
        balance_weight: weight on the centre of mass, forward and right [1/m^2], (2,)
        balance: its place against the anchors [m], (2,)
        hand_weight: weight on the shoulders' place, forward and up [1/m^2], (2,)
        shoulder: the place wished for over the anchors, forward and up [m], (2,)
        tone: `recruitment.TONE`
    """

    strain: float
    habit_weight: NDArray[np.float64]
    habit: NDArray[np.float64]
    face_weight: NDArray[np.float64]
    face: NDArray[np.float64]
    balance_weight: NDArray[np.float64]
    balance: NDArray[np.float64]
    hand_weight: NDArray[np.float64]
    shoulder: NDArray[np.float64]
    tone: float


@compiled
def soft(q, body, tree, span, tissue, weights, wishes, w):
    """Everything of J but phi; fills w.soft_gradient and w.soft_hessian (upper). Needs `potential.slopes`."""
    value = 0.0
    for i in range(N_ANGLES):
        off = q[i] - wishes.habit[i]
        value += 0.5 * wishes.habit_weight[i] * off * off
        w.soft_gradient[i] = wishes.habit_weight[i] * off
        for j in range(N_ANGLES):
            w.soft_hessian[i, j] = 0.0
        w.soft_hessian[i, i] = wishes.habit_weight[i]
    for s in range(6):
        for x in range(3):
            at = SPINE + 3 * s + x
            _, _, _, energy, slope, stiffness = passive.joint(
                q[at], body.spine_k1[s, x], body.spine_a[s, x], body.spine_b[s, x], body.spine_lim[s, x]
            )
            value += wishes.strain * energy
            w.soft_gradient[at] += wishes.strain * slope
            w.soft_hessian[at, at] += wishes.strain * stiffness
    value += _stretch(span, tissue, wishes, w)
    value += _face(tree, wishes, w)
    value += _balance(tree, weights, wishes, w)
    for axis in range(2):
        if wishes.hand_weight[axis] > 0.0:
            value += _hands(axis, tree, weights, wishes, w)
    return value


@compiled
def _stretch(span, tissue, wishes, w):
    """Strain of hamstrings beyond what is tolerated, at the same weight; their paths' curvature is left out of it."""
    value = 0.0
    for m in range(w.length.shape[0]):
        if tissue.guard_at[m] == np.inf:
            continue
        energy, force, stiffness = passive.stop(
            potential.GUARD_FORCE, potential.GUARD_RATE, w.length[m] - tissue.guard_at[m]
        )
        value += wishes.strain * energy
        for i in range(span.leg[m, 0], span.leg[m, 1]):
            arm = wishes.strain * w.arms[m, i]
            w.soft_gradient[i] += force * arm
            for j in range(i, span.leg[m, 1]):
                w.soft_hessian[i, j] += stiffness * arm * w.arms[m, j]
    return value


@compiled
def _add_square(weight, off, slope, w):
    """Adds weight off^2 / 2 whose slope over the angles is given."""
    for i in range(N_ANGLES):
        if slope[i] != 0.0:
            share, row = weight * slope[i], w.soft_hessian[i]
            w.soft_gradient[i] += share * off
            for j in range(i, N_ANGLES):
                row[j] += share * slope[j]
    return 0.5 * weight * off * off


@compiled
def _face(tree, wishes, w):
    """The thorax' orientation against the one wished for, E = R R_t'.

    Lean and turn count as sines, vee(E - E') / 2 with de = (tr(E) I - E) omega / 2; flexion as the whole angle of the
    forward axis f = E x in the sagittal plane, dtheta = omega_z - f_z (f_x omega_x + f_y omega_y) / (f_x^2 + f_y^2).
    """
    value = 0.0
    contact.orientation_error(w.rotation[THORAX], wishes.face, w.face)
    e = w.slopes
    trace = 0.0
    for i in range(3):
        for j in range(3):
            e[i, j] = 0.0
            for k in range(3):
                e[i, j] += w.rotation[THORAX, i, k] * wishes.face[j, k]
        trace += e[i, i]
    flat = e[0, 0] * e[0, 0] + e[1, 0] * e[1, 0]
    w.face[2] = np.arctan2(e[1, 0], e[0, 0])
    for i in range(3):
        if wishes.face_weight[i] == 0.0:
            continue
        slope = w.face_slope[i]
        for k in range(N_ANGLES):
            slope[k] = 0.0
            if tree.carries[THORAX, k]:
                a = w.axis[k]
                if i == 2:
                    slope[k] = a[2] - e[2, 0] * (e[0, 0] * a[0] + e[1, 0] * a[1]) / flat
                else:
                    for j in range(3):
                        slope[k] += 0.5 * ((trace if i == j else 0.0) - e[i, j]) * a[j]
        value += _add_square(wishes.face_weight[i], w.face[i], slope, w)
    return value


@compiled
def _balance(tree, weights, wishes, w):
    """The centre of mass over the anchors, forward (x) and right (z)."""
    value = 0.0
    for side in range(2):
        weight = wishes.balance_weight[side]
        if weight == 0.0:
            continue
        axis = 0 if side == 0 else 2
        place = 0.0
        for m in range(weights.mass.shape[0]):
            place += weights.mass[m] * w.mass_point[m, axis] / weights.total
        direction, slope = w.face, w.spare
        direction[0], direction[1], direction[2] = 0.0, 0.0, 0.0
        direction[axis] = 1.0
        off = place - wishes.balance[side]
        for k in range(N_ANGLES):
            slope[k] = 0.0
        kinematics.moment_gradient(
            direction, 1.0 / weights.total, w.moment, w.mass, tree, w.origin, w.axis, w.moment_arm, slope
        )
        value += _add_square(weight, off, slope, w)
    return value


@compiled
def _hands(axis, tree, weights, wishes, w):
    """The shoulders over the anchors, forward (axis 0) or up (1)."""
    off = (
        w.mass_point[ARMS, axis]
        - 0.5 * (w.mass_point[ANCHOR_RIGHT, axis] + w.mass_point[ANCHOR_LEFT, axis])
        - wishes.shoulder[axis]
    )
    slope = w.spare
    for k in range(N_ANGLES):
        slope[k] = 0.0
    one, two = (1, 2) if axis == 0 else (2, 0)
    for part, factor in ((ARMS, 1.0), (ANCHOR_RIGHT, -0.5), (ANCHOR_LEFT, -0.5)):
        for k in range(N_ANGLES):
            if tree.carries[weights.segment[part], k]:
                c, a = w.origin[tree.angle_segment[k]], w.axis[k]
                slope[k] += factor * (
                    a[one] * (w.mass_point[part, two] - c[two]) - a[two] * (w.mass_point[part, one] - c[one])
                )
    return _add_square(wishes.hand_weight[axis], off, slope, w)


@compiled
def cost(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, enough):
    """J of a posture that stands on its contacts; the multipliers in the workspace are start and answer.

    Args:
        slack: softness of the balance of moments, `recruitment.SLACK` in the end
        enough: as `recruit` has it

    Returns:
        (J, phi, largest KKT residual [Nm])
    """
    return _cost_within(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, enough, np.inf)


@compiled
def _cost_within(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, enough, most):
    """As `cost`, but where J is sure to be more than `most` some value beyond it is good enough."""
    potential.lay(q, body, tree, span, weights, w)
    potential.slopes(q, body, tree, tissue, weights, w)
    held = contact.count(contacts)
    phi, worst, wished = _weigh(q, body, tree, span, tissue, weights, held, wishes, slack, w, enough, most)
    return phi + wished, phi, worst


@compiled
def _weigh(q, body, tree, span, tissue, weights, held, wishes, slack, w, enough, most):
    """phi, its largest residual and the rest of J, where the potential's slopes stand."""
    load(body, span, held, w)
    wished = soft(q, body, tree, span, tissue, weights, wishes, w)
    n = N_LEG_BLOCK - held + N_SPINE
    phi, worst, _ = recruit_within(w.g, n, slack, wishes.tone, enough, most - wished, span, w)
    return phi, worst, wished


@compiled
def load(body, span, held, w):
    """What muscles must balance and what they can, where the potential's slopes stand: `g`, `strength`, `lever`."""
    reduced.vector(w.gradient, w.basis, held, w.g)
    _strengthen(body, w)
    reduced.levers(w.arms, w.strength, span, w.basis, held, w.lever)


@compiled_fused
def _strengthen(body, w):
    """Strengths and their slopes at the present lengths."""
    for m in range(w.length.shape[0]):
        w.strength[m], w.strength_slope[m] = passive.strength(
            w.length[m], body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m]
        )


@compiled
def stiffen(body, tree, span, contacts, w):
    """Completes K after `cost`: pulling muscles and the contacts' reactions; reduced into w.k."""
    _stiffen(body, tree, span, contacts, w, w.k)


@compiled
def _stiffen(body, tree, span, contacts, w, out):
    held = contact.count(contacts)
    for m in range(w.length.shape[0]):
        w.pull[m] = w.passive[m] + w.activation[m] * w.strength[m]
        w.passive_stiffness[m] += w.activation[m] * w.strength_slope[m]
    potential.add_muscle_stiffness(body, tree, span, w.pull, w.passive_stiffness, w)
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


@compiled
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
def hold(q, body, tree, span, tissue, weights, contacts, wishes, w, most, near):
    """The posture of least cost, from a start; q is changed in place.

    Far from balance no muscles could carry the start, so moments are first balanced softly, unless the start is
    near (a neighbour's solution).

    Returns:
        (J, size of the last gradient, iterations, largest KKT residual [Nm])
    """
    value = size = kkt = np.inf
    total = 0
    for stage in range(1 if near else 0, 2):
        slack, gain = (SOFT_SLACK, SOFT_GAIN) if stage == 0 else (SLACK, GAIN)
        value, size, iterations, kkt = _descend(
            q, body, tree, span, tissue, weights, contacts, wishes, slack, w, most, gain, near
        )
        total += iterations
    return value, size, total, kkt


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


@compiled
def _descend(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, most, gain, known):
    """Damped Gauss-Newton at one slack, with what it leaves out learned from the steps (symmetric rank one)."""
    held = contact.count(contacts)
    n = N_LEG_BLOCK - held + N_SPINE
    if not known:
        for i in range(n):
            for j in range(n):
                w.learned[i, j] = 0.0
    contact.settle(contacts, body, tree, q, w)
    value, _, kkt = cost(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, ROUGH)
    stiffen(body, tree, span, contacts, w)
    slope_of_cost(contacts, w, n, w.total)
    remembered = known and w.learned[0, 0] != 0.0
    damping, size, use = 1e-6, np.inf, 1.0
    done, elsewhere = most, False
    for iteration in range(most):
        size = 0.0
        for i in range(n):
            size = max(size, abs(w.total[i]))
        told = iteration % AGAIN == PATIENCE if remembered else not known or iteration >= PATIENCE
        if slack == SLACK and told:
            curve(q, body, tree, span, tissue, weights, contacts, n, w)
        if size < FLAT:
            done, elsewhere = iteration, True
            break
        moved = False
        _keep(n, w)
        for _ in range(30):
            for i in range(n):
                for j in range(i, n):
                    w.s[i, j] = w.h[i, j] + use * w.learned[i, j]
                w.s[i, i] += damping
            if not cholesky(w.s, n, w.newton):
                use = 0.0
                damping = max(damping * 8.0, 1e-6)
                continue
            cholesky_solve(w.newton, n, w.total, w.move)
            longest = expected = 0.0
            for i in range(n):
                longest = max(longest, abs(w.move[i]))
                expected += 0.5 * w.total[i] * w.move[i]
            last = expected < gain * (1.0 + abs(value))
            scale = -min(1.0, LONGEST_STEP / longest)
            for i in range(n):
                w.move[i] *= scale
            for k in range(N_ANGLES):
                w.q_trial[k] = q[k]
            reduced.expand(w.move, w.basis, held, 1.0, w.q_trial)
            _foresee(n, w)
            contact.settle(contacts, body, tree, w.q_trial, w)
            rough = 0.0 if last else min(ROUGH, max(1e-6, 1e-2 * size))
            most_allowed = value + 1e-13 * (1.0 + abs(value))
            trial, _, kkt = _cost_within(
                w.q_trial, body, tree, span, tissue, weights, contacts, wishes, slack, w, rough, most_allowed
            )
            if trial <= most_allowed:
                moved = True
                break
            use = 0.0
            damping = max(damping * 8.0, 1e-5)
            _restore_basis(w)
        if not moved:
            w.multiplier[:] = w.multiplier_here
            done, elsewhere = iteration, True
            break
        damping = max(damping * 0.1, 1e-10)
        use = 1.0
        still = last or (value - trial <= 1e-14 * (1.0 + abs(value)) and size < NEARLY_FLAT)
        value = trial
        for k in range(N_ANGLES):
            q[k] = w.q_trial[k]
        if still:
            done = iteration + 1
            break
        for i in range(n):
            w.before[i] = w.total[i]
        stiffen(body, tree, span, contacts, w)
        slope_of_cost(contacts, w, n, w.total)
        _learn(n, w)
    if elsewhere:
        value, _, kkt = cost(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, 0.0)
    return value, size, done, kkt


@compiled
def _keep(n, w):
    """Keeps what a step begins from: free directions, multipliers and the factor of recruitment."""
    w.basis_here[:] = w.basis
    for i in range(n):
        w.multiplier_here[i] = w.multiplier[i]
        for j in range(i, n):
            w.factor_here[i, j] = w.factor[i, j]


@compiled
def _restore_basis(w):
    w.basis[:] = w.basis_here


@compiled
def curve(q, body, tree, span, tissue, weights, contacts, n, w):
    """What Gauss-Newton leaves out of phi's Hessian, into w.learned; after `slope_of_cost`, which q belongs to.

        H = L_qq + C'S^-1 C,    L_qq = -dK[lambda] - sum psi'' d d',    C = K + sum F psi'' A d',    d = d(F A)[lambda]

    The slopes along lambda are differences to one further evaluation; they steer the descent and enter no result.
    The free directions there are those here, projected.
    """
    held, legs = contact.count(contacts), n - N_SPINE
    largest = 0.0
    for i in range(n):
        largest = max(largest, abs(w.multiplier[i]))
    if largest == 0.0:
        return
    h = ALONG / largest
    for i in range(n):
        for j in range(i, n):
            w.learned[i, j] = w.k[i, j] / h
        for x in range(span.column.shape[0]):
            w.bend[i, x] = -w.lever[i, x]
    add_squares(w.half, n, -1.0, w.learned)
    _along(q, body, tree, span, tissue, weights, contacts, held, h, w)
    reduced.levers(w.arms, w.strength, span, w.basis, held, w.lever)
    for i in range(n):
        for x in range(span.column.shape[0]):
            w.bend[i, x] = (w.bend[i, x] + w.lever[i, x]) / h
    _stiffen(body, tree, span, contacts, w, w.there)
    recruitment.gram(w.turning, w.bend, legs, span, w.scaled, w.s)
    for i in range(n):
        for j in range(i, n):
            w.learned[i, j] -= w.there[i, j] / h + w.s[i, j]
    recruitment.gram_of(w.turning, w.lever, w.bend, legs, span, w.scaled, w.s)
    for i in range(n):
        for j in range(n):
            w.s[i, j] += w.k[i, j]
    lower_solve(w.factor, n, w.s, w.half)
    add_squares(w.half, n, 1.0, w.learned)
    for i in range(n):
        for j in range(i):
            w.learned[i, j] = w.learned[j, i]
    _restore_basis(w)


@compiled
def _along(q, body, tree, span, tissue, weights, contacts, held, h, w):
    """Lays out the posture a step h along the multipliers, with the free directions that stood before."""
    w.basis_here[:] = w.basis
    for k in range(N_ANGLES):
        w.q_trial[k] = q[k]
    reduced.expand(w.multiplier, w.basis, held, h, w.q_trial)
    contact.settle(contacts, body, tree, w.q_trial, w)
    _align(held, w)
    potential.lay(w.q_trial, body, tree, span, weights, w)
    potential.slopes(w.q_trial, body, tree, tissue, weights, w)
    _strengthen(body, w)


@compiled
def _align(held, w):
    """The free directions of the leg block: those that stood before, projected on the present ones."""
    for c in range(held, N_LEG_BLOCK):
        along = w.reflector[0]
        for d in range(held, N_LEG_BLOCK):
            along[d] = 0.0
        for b in range(N_LEG_BLOCK):
            share = w.basis_here[b, c]
            for d in range(held, N_LEG_BLOCK):
                along[d] += share * w.basis[b, d]
        for b in range(N_LEG_BLOCK):
            total = 0.0
            for d in range(held, N_LEG_BLOCK):
                total += along[d] * w.basis[b, d]
            w.projected[b, c] = total
    for c in range(held, N_LEG_BLOCK):
        for b in range(N_LEG_BLOCK):
            w.basis[b, c] = w.projected[b, c]


@compiled
def _foresee(n, w):
    """Multipliers that balance the step to first order: lambda - S^-1 K dz."""
    for i in range(n):
        w.step[i] = 0.0
    for j in range(n):
        share, row = w.move[j], w.k[j]
        for i in range(n):
            w.step[i] += share * row[i]
    cholesky_solve(w.factor_here, n, w.step, w.step)
    for i in range(n):
        w.multiplier[i] = w.multiplier_here[i] - w.step[i]


@compiled
def _learn(n, w):
    """Corrects the learned part so that Hessian x step is the change of the gradient."""
    along = squares = steps = 0.0
    for i in range(n):
        off = w.total[i] - w.before[i]
        for j in range(n):
            h = w.h[i, j] if i <= j else w.h[j, i]
            off -= (h + w.learned[i, j]) * w.move[j]
        w.residual[i] = off
        along += off * w.move[i]
        squares += off * off
        steps += w.move[i] * w.move[i]
    if abs(along) > 1e-6 * np.sqrt(squares * steps):
        for i in range(n):
            for j in range(n):
                w.learned[i, j] += w.residual[i] * w.residual[j] / along
