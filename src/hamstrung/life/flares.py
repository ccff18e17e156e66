"""Flares of the back: they begin by chance and fade, some within days and some not.

A flare adds to the liability of every lumbar source. It is at its height when it begins and fades from there:

    liability = size x exp(-a / weeks)      [SD]

with a the weeks since it began. The time constant differs between flares (lognormal), so that most are over within
weeks and a few last very long. A new flare takes the place of the one before. Flares begin at a steady rate, so that
the time since the last one is exponential:

    a = -ln(u) / rate

u is the stored uniform `flare`, near 1 for a back that has just flared up; `duration` settles how slowly it fades.
A week later a is a week more, or a new flare has begun and both are drawn anew. The law of a stays the same, so that
the visit and the weeks after it are one process. Whether a flare hurts, and how soon it ceases to, depends on the
rest of the liability: most flares of a healthy back are not felt.

Source: courses and relapses of E020-E025 and E031-E035; rate, size and time constants assumed. Valid for years in
which habits and structure stay what they are.
"""

import math

from numba import njit

from hamstrung.life import nodes
from hamstrung.life.quantiles import lognormal

WEEKS_PER_Y = 52.0
LEAST = 1e-12
"""How near a uniform may come to 0 or 1."""

_FLARE = nodes.INDEX["flare"]
_DURATION = nodes.INDEX["duration"]


@njit(cache=True)
def weeks_since(u, p):  # type: ignore[no-untyped-def]
    """Weeks since the last flare began."""
    return -math.log(u[_FLARE]) * WEEKS_PER_Y / p.pain_flares_per_y


@njit(cache=True)
def liability_sd(u, p):  # type: ignore[no-untyped-def]
    """What is left of the last flare, in SD of the liability of lumbar sources."""
    weeks = lognormal(u[_DURATION], p.course_flare_weeks, p.course_flare_log_sd)
    return p.pain_flare_size * math.exp(-weeks_since(u, p) / weeks)


@njit(cache=True)
def move_on(now, p, begins, fades):  # type: ignore[no-untyped-def]
    """One week later: the flare a week older, or a new one; in place.

    Args:
        now: uniforms, (node,)
        p: parameters.
        begins: uniform of the week, low where a flare begins in it.
        fades: uniform of the week that settles how slowly that flare fades.
    """
    kept = math.exp(-p.pain_flares_per_y / WEEKS_PER_Y)
    if begins < 1.0 - kept:
        now[_FLARE] = min(1.0 - begins, 1.0 - LEAST)
        now[_DURATION] = fades
    else:
        now[_FLARE] = max(now[_FLARE] * kept, LEAST)
