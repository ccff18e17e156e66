"""Laws of single elements: joints' passive resistance, muscles' passive and active force.

Joint (disc, ligaments, capsule), per axis, with a stop on either side:

    U = k1 th^2 / 2 + a+/b+ exp(b+ (th - lim+)) + a-/b- exp(-b- (th + lim-))

Muscle with a rigid tendon: fibre length from the muscle-tendon length at constant thickness,

    l_fibre = sqrt((l - l_slack)^2 + (l_opt sin pennation)^2)

passive along the tendon, smooth everywhere and negligible when short,

    F = F0 exp(k ((s - 1)/e0 - 1)),      s = (l - l_slack + shift) / (l_opt cos pennation)

Flesh and cushion, a contact that only pushes, x how deep,

    F = k (x + sqrt(x^2 + e^2)) / 2

active strength F0 f(l_fibre/l_opt) cos(pennation), f a Gaussian of width 0.45 in variance (Thelen 2003, shape factor).
"""

import numpy as np

from hamstrung.mechanics.compiled import compiled, compiled_fused, compiled_into
from hamstrung.mechanics.elementary import cosine, exponential, sine

ACTIVE_WIDTH = 0.45
"""Shape factor of the active force-length Gaussian: exp(-(l - 1)^2 / 0.45). Source: Thelen 2003 (assumed 0.35-0.6)."""

LONGEST_EXPONENT = 30.0
"""Beyond it an exponential goes on as its own tangent: starts far outside the range stay finite."""


@compiled_into
def stop(a, b, beyond):
    """Energy, moment and stiffness of one exponential stop, `beyond` its limit [rad].

    Returns:
        (a/b exp(b x), a exp(b x), a b exp(b x)), continued by a parabola beyond b x = 30.
    """
    e = a * exponential(min(b * beyond, LONGEST_EXPONENT))
    d = max(beyond - LONGEST_EXPONENT / b, 0.0)
    return e / b + e * d + 0.5 * e * b * d * d, e + e * b * d, e * b


@compiled
def cushion(stiffness, edge, deep):
    """Energy [J], force [N] and stiffness [N/m] of a contact pressed in by `deep`, setting in over `edge` [m]."""
    root = np.sqrt(deep * deep + edge * edge)
    energy = 0.25 * stiffness * (deep * (deep + root) + edge * edge * np.arcsinh(deep / edge))
    return energy, 0.5 * stiffness * (deep + root), 0.5 * stiffness * (1.0 + deep / root)


@compiled_fused
def joint(theta, k1, a, b, limit):
    """Energy [J], slope dU/dtheta [Nm], stiffness [Nm/rad], and energy of the stops alone, of one passive axis."""
    up_u, up_m, up_k = stop(a[0], b[0], theta - limit[0])
    down_u, down_m, down_k = stop(a[1], b[1], -theta - limit[1])
    energy = 0.5 * k1 * theta * theta + up_u + down_u
    return energy, k1 * theta + up_m - down_m, k1 + up_k + down_k, up_u + down_u, up_m - down_m, up_k + down_k


@compiled_into
def tissue(length, f0, l_opt, l_slack, pennation, e0, k, shift):
    """Energy [J], force [N] and stiffness [N/m] of passive muscle tissue along the tendon."""
    reach = l_opt * cosine(pennation)
    rate = k / (e0 * reach)
    stretch = (length - l_slack + shift) / reach
    return stop(f0, rate, (stretch - 1.0 - e0) * reach)


@compiled_into
def strength(length, f0, l_opt, l_slack, pennation):
    """Active force at full activation along the tendon [N] and its slope over length [N/m]."""
    beyond_slack, shortest = length - l_slack, 0.05 * l_opt
    along = max(beyond_slack, shortest)
    width = l_opt * sine(pennation)
    fibre = np.sqrt(along * along + width * width)
    inclined = along / fibre
    off = fibre / l_opt - 1.0
    force = f0 * exponential(-off * off / ACTIVE_WIDTH) * inclined
    slope = force * (-2.0 * off / ACTIVE_WIDTH / l_opt * inclined + (1.0 - inclined * inclined) / along)
    return force, slope if beyond_slack >= shortest else 0.0
