"""Exponential, sine and cosine as polynomials: written so that a loop over muscles takes several at a time."""

import numpy as np

from hamstrung.mechanics.compiled import compiled_into

LOWEST = -700.0
"""Where the exponential ends: below it the result is that of this number, 1e-304."""
BITS_PER_E = 1.4426950408889634
LN2, LN2_REST = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, the first with so few digits that whole multiples of it are exact."""
ONE, EXPONENT_BITS = 1023, 52
"""How a float keeps its power of two."""


@compiled_into
def exponential(x):
    """exp(x) for x < 700, to 3e-15 for |x| < 100: x = k ln 2 + r, Taylor's series of r, |r| < 0.35, times 2^k."""
    x = max(x, LOWEST)
    k = np.floor(x * BITS_PER_E + 0.5)
    r = (x - k * LN2) - k * LN2_REST
    p = 1.6059043836821613e-10
    p = p * r + 2.08767569878681e-09
    p = p * r + 2.505210838544172e-08
    p = p * r + 2.755731922398589e-07
    p = p * r + 2.7557319223985893e-06
    p = p * r + 2.48015873015873e-05
    p = p * r + 0.0001984126984126984
    p = p * r + 0.001388888888888889
    p = p * r + 0.008333333333333333
    p = p * r + 0.041666666666666664
    p = p * r + 0.16666666666666666
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return p * np.int64((np.int64(k) + ONE) << EXPONENT_BITS).view(np.float64)


@compiled_into
def cosine(x):
    """cos(x) for |x| < 1.6, to rounding."""
    s = x * x
    p = -8.896791392450574e-22
    p = p * s + 4.110317623312165e-19
    p = p * s + -1.5619206968586225e-16
    p = p * s + 4.779477332387385e-14
    p = p * s + -1.1470745597729725e-11
    p = p * s + 2.08767569878681e-09
    p = p * s + -2.755731922398589e-07
    p = p * s + 2.48015873015873e-05
    p = p * s + -0.001388888888888889
    p = p * s + 0.041666666666666664
    p = p * s + -0.5
    p = p * s + 1.0
    return p


@compiled_into
def sine(x):
    """sin(x) for |x| < 1.6, to rounding."""
    s = x * x
    p = -3.868170170630684e-23
    p = p * s + 1.9572941063391263e-20
    p = p * s + -8.22063524662433e-18
    p = p * s + 2.8114572543455206e-15
    p = p * s + -7.647163731819816e-13
    p = p * s + 1.6059043836821613e-10
    p = p * s + -2.505210838544172e-08
    p = p * s + 2.7557319223985893e-06
    p = p * s + -0.0001984126984126984
    p = p * s + 0.008333333333333333
    p = p * s + -0.16666666666666666
    p = p * s + 1.0
    return x * p
