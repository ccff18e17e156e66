"""Flares of the back: they begin by chance and fade, some within days and some not.

A flare adds to the liability of every lumbar source. It is at its height when it begins and fades from there:

    liability = size x exp(-a / weeks)      [SD]

with a the weeks since it began. Height (`flare_height`) and time constant (`duration`) differ between flares, both
lognormal, so that most are over within weeks and a few last very long. What a flare wakes hurts by the flare's
severity, so that not every one that is felt limits:

    severity = least + (1 - least) x u

u here is the stored uniform `flare_severity`. A new flare takes the place of the one before. Flares begin at a rate
that is a person's own (lognormal, `flare_proneness`), so that the time since the last one is exponential:

    a = -ln(u) / rate

u here is the stored uniform `flare`, near 1 for a back that has just flared up. A week later a is a week more, or a
new flare has begun and its height, severity and time constant are drawn anew. The law of each stays the same, so that
the visit and the weeks after it are one process. Whether a flare is felt, and how soon it ceases to be, depends on the
rest of the liability: most flares of a healthy back are not felt.

Source: courses and relapses of E020-E025 and E031-E035; rate, heights and time constants assumed. Valid for years in
which habits and structure stay what they are.
"""

import math

from hamstrung.life import nodes
from hamstrung.life.compiled import compiled
from hamstrung.life.quantiles import lognormal

WEEKS_PER_Y = 52.0
LEAST = 1e-12
"""How near a uniform may come to 0 or 1."""

_FLARE = nodes.INDEX["flare"]
_DURATION = nodes.INDEX["duration"]
_HEIGHT = nodes.INDEX["flare_height"]
_SEVERITY = nodes.INDEX["flare_severity"]
_PRONE = nodes.INDEX["flare_proneness"]


@compiled
def per_week(u, p):  # type: ignore[no-untyped-def]
    """Flares that begin in a week in this person's back."""
    return lognormal(u[_PRONE], p.pain_flares_per_y, p.pain_flares_log_sd) / WEEKS_PER_Y


@compiled
def weeks_since(u, p):  # type: ignore[no-untyped-def]
    """Weeks since the last flare began."""
    return -math.log(u[_FLARE]) / per_week(u, p)


@compiled
def liability_sd(u, p):  # type: ignore[no-untyped-def]
    """What is left of the last flare, in SD of the liability of lumbar sources."""
    weeks = lognormal(u[_DURATION], p.course_flare_weeks, p.course_flare_log_sd)
    height = lognormal(u[_HEIGHT], p.pain_flare_size, p.pain_flare_log_sd)
    return height * math.exp(-weeks_since(u, p) / weeks)


@compiled
def severity(u, p):  # type: ignore[no-untyped-def]
    """How much what the last flare wakes hurts, over the most severe flare."""
    return p.pain_flare_least + (1.0 - p.pain_flare_least) * u[_SEVERITY]


@compiled
def move_on(now, p, begins, fades, height, hurts):  # type: ignore[no-untyped-def]
    """One week later: the flare a week older, or a new one; in place.

    Args:
        now: uniforms, (node,)
        p: parameters.
        begins: uniform of the week, low where a flare begins in it.
        fades, height, hurts: uniforms of the week that settle how slowly that flare fades, how high it rises and how
            severe it is.
    """
    kept = math.exp(-per_week(now, p))
    if begins < 1.0 - kept:
        now[_FLARE] = min(1.0 - begins, 1.0 - LEAST)
        now[_DURATION] = fades
        now[_HEIGHT] = height
        now[_SEVERITY] = hurts
    else:
        now[_FLARE] = max(now[_FLARE] * kept, LEAST)
