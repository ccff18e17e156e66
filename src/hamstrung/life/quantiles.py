"""Quantile functions: how one stored uniform becomes one value of a person.

Every random quantity of a life is a strictly increasing function of its own uniform, so that the same uniform gives
the same luck in every world.
"""

import math

import numpy as np

from hamstrung.life.compiled import compiled

_A = np.array(
    [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ]
)
_B = np.array(
    [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ]
)
_C = np.array(
    [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ]
)
_D = np.array(
    [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ]
)
_E = np.array(
    [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ]
)
_F = np.array(
    [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ]
)


@compiled
def _polynomial(coefficients, x):  # type: ignore[no-untyped-def]
    """Horner's rule, lowest power first."""
    value = 0.0
    for k in range(coefficients.size - 1, -1, -1):
        value = value * x + coefficients[k]
    return value


@compiled
def normal(u):  # type: ignore[no-untyped-def]
    """Standard normal quantile of u in (0, 1).

    Source: Wichura 1988, algorithm AS 241 (PPND16); relative error about 1e-16.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _polynomial(_A, r) / _polynomial(_B, r)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        value = _polynomial(_C, r - 1.6) / _polynomial(_D, r - 1.6)
    else:
        value = _polynomial(_E, r - 5.0) / _polynomial(_F, r - 5.0)
    return -value if q < 0.0 else value


@compiled
def scores_into(u, which, z):  # type: ignore[no-untyped-def]
    """Standard scores of some uniforms, each in its place.

    Args:
        u: uniforms, (node,)
        which: places of those that are asked for.
        z: filled there, (node,)
    """
    for n in range(len(which)):
        z[which[n]] = normal(u[which[n]])


@compiled
def chance(z):  # type: ignore[no-untyped-def]
    """Standard normal distribution function, kept inside (0, 1): the uniform of a standard score."""
    return min(max(0.5 * math.erfc(-z / math.sqrt(2.0)), 1e-12), 1.0 - 1e-12)


@compiled
def lognormal(u, median, log_sd):  # type: ignore[no-untyped-def]
    """Lognormal quantile from its median and the SD of its logarithm."""
    return median * math.exp(log_sd * normal(u))


@compiled
def tail(u, share):  # type: ignore[no-untyped-def]
    """Position within the affected top `share` of people: 0 for everyone else, rising to 1 for the worst."""
    if share <= 0.0 or u <= 1.0 - share:
        return 0.0
    return (u - (1.0 - share)) / share


@compiled
def logistic(x):  # type: ignore[no-untyped-def]
    """1 / (1 + exp(-x)), safe at both ends."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)
