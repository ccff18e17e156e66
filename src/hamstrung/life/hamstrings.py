"""What the hamstrings bring themselves: length, tolerance and tone of their own, strains and their scars, the
tendon's origin.

A healthy world clips every one of these at the norm (`healthy`): what is shorter, tighter or sore becomes normal,
what is supple stays as it is. A person who has none of it lives the same life in that world, bit for bit.
"""

import math

import numpy as np

from hamstrung.life import nodes
from hamstrung.life.compiled import compiled
from hamstrung.life.quantiles import tail

_LENGTH = nodes.INDEX["hamstring_length"]
_SIDE = nodes.INDEX["hamstring_side"]
_TOLERANCE = nodes.INDEX["stretch_tolerance"]
_TONE = nodes.INDEX["resting_tone"]
_OLD = nodes.INDEX["hamstring_injury_old"]
_INJURED_SIDE = nodes.INDEX["hamstring_injury_side"]
_SCAR = nodes.INDEX["hamstring_scar"]
_RECENT = nodes.INDEX["hamstring_injury_recent"]
_TENDON = nodes.INDEX["tendon"]
_TENDON_SIDE = nodes.INDEX["tendon_side"]

GIVEN = np.dtype(
    [
        (name, "f8")
        for name in (
            "constitution_left_deg",
            "constitution_right_deg",
            "habits_deg",
            "scarred_at_y",
            "scar_left_deg",
            "scar_right_deg",
        )
    ]
)
"""What the length of the hamstrings is given for a life: constitution, where habits pull it to, the scar of a strain
and the age at it."""


@compiled
def spread_deg(w, p):  # type: ignore[no-untyped-def]
    """SD of the extensibility deficit of healthy people of this sex (M161, M162)."""
    return p.deficit_sd_women_deg if w.sex_female > 0.5 else p.deficit_sd_men_deg


@compiled
def give(u, z, w, p, c, given):  # type: ignore[no-untyped-def]
    """What the length of the hamstrings is given for a life (`GIVEN`)."""
    given.constitution_left_deg = constitution_deg(z, w, p, 0)
    given.constitution_right_deg = constitution_deg(z, w, p, 1)
    given.habits_deg = habit_target_deg(w, p, c)
    given.scarred_at_y = old_injury_age_y(u, w, p)
    scar, on_left = scar_deg(u, p, c), is_injured_side(u, 0)
    given.scar_left_deg = scar if on_left else 0.0
    given.scar_right_deg = 0.0 if on_left else scar


@compiled
def constitution_deg(z, w, p, side):  # type: ignore[no-untyped-def]
    """Structural deficit that a person would have without habits, age or injury; side 0 left, 1 right."""
    own = p.deficit_constitution * spread_deg(w, p)
    shared = math.sqrt(p.deficit_structural_share) * own * z[_LENGTH]
    half = 0.5 * p.deficit_side_sd_deg * z[_SIDE]
    return shared + half if side == 0 else shared - half


@compiled
def stretching_dose(min_per_week, p):  # type: ignore[no-untyped-def]
    """Dose of stretching beyond that of the people behind the norm, saturating (E254)."""
    dose = 1.0 - math.exp(-min_per_week / p.deficit_stretching_dose_min)
    return dose - p.deficit_stretching_ordinary


@compiled
def habit_target_deg(w, p, c):  # type: ignore[no-untyped-def]
    """Where habits pull the length to: sitting and inactivity shorten (C10), stretching lengthens (C18)."""
    shorter = p.deficit_per_sd_sitting_deg * w.sitting_sd + p.deficit_per_sd_inactivity_deg * w.inactivity_sd
    longer = (
        p.deficit_stretching_gain_deg
        * p.deficit_stretching_structural_share
        * stretching_dose(w.stretching_min_per_week, p)
    )
    return c.C10 * shorter - c.C18 * longer


@compiled
def ageing_deg(p, age_y):  # type: ignore[no-untyped-def]
    """What age adds to that, counted from 20."""
    return p.deficit_ageing_per_decade_deg * (age_y - 20.0) / 10.0


@compiled
def strain_hazard_per_y(w, p):  # type: ignore[no-untyped-def]
    """Hamstring strains a year, more in the active."""
    activity = w.activity_h_per_week / p.habits_activity_h
    return p.strain_lifetime_hazard_per_y * activity**p.strain_activity_exponent


@compiled
def old_injury_age_y(u, w, p):  # type: ignore[no-untyped-def]
    """Age at the first strain, exponential in the hazard; may lie beyond the visit."""
    return p.strain_first_y - math.log(u[_OLD]) / strain_hazard_per_y(w, p)


@compiled
def recent_share(w, p):  # type: ignore[no-untyped-def]
    """Share of people like this one who strained a hamstring recently."""
    if w.age_y < p.strain_first_y:
        return 0.0
    return 1.0 - math.exp(-strain_hazard_per_y(w, p) * p.strain_recent_weeks / 52.0)


@compiled
def recent_weeks(u, w, p):  # type: ignore[no-untyped-def]
    """Weeks since a recent strain, or -1 without one; the worst luck is the freshest."""
    position = tail(u[_RECENT], recent_share(w, p))
    return p.strain_recent_weeks * (1.0 - position) if position > 0.0 else -1.0


@compiled
def is_injured_side(u, side):  # type: ignore[no-untyped-def]
    """Whether this is the side that strains hit: 0 left, 1 right."""
    return (u[_INJURED_SIDE] < 0.5) == (side == 0)


@compiled
def scar_deg(u, p, c):  # type: ignore[no-untyped-def]
    """Lasting deficit of an old strain: none in most, a scar in some (C11, long part)."""
    position = tail(u[_SCAR], p.strain_lasting_share)
    relative = p.strain_lasting_least + 2.0 * (1.0 - p.strain_lasting_least) * position
    return c.C11 * p.strain_lasting_deg * relative if position > 0.0 else 0.0


@compiled
def is_avulsion(u, p):  # type: ignore[no-untyped-def]
    """Whether a strain tore the origin off."""
    return tail(u[_SCAR], p.strain_avulsion_share) > 0.0


@compiled
def fresh_loss_deg(weeks, w, p, c):  # type: ignore[no-untyped-def]
    """Deficit of a recent strain, decaying with its age (C11, short part; E130)."""
    if weeks < 0.0:
        return 0.0
    return c.C11 * p.strain_early_loss_sd * spread_deg(w, p) * math.exp(-7.0 * weeks / p.strain_recovery_days)


@compiled
def tear_severity(weeks, u, p):  # type: ignore[no-untyped-def]
    """How sore a recent strain is, 1 on its first day (0.8 to 1 for ever worse luck); avulsions heal little."""
    if weeks < 0.0:
        return 0.0
    slowly = p.strain_avulsion_slowing if is_avulsion(u, p) else 1.0
    return math.exp(-7.0 * weeks / (slowly * p.strain_recovery_days))


@compiled
def own_tolerance_deg(z, w, p, c):  # type: ignore[no-untyped-def]
    """Stretch tolerance as a trait: the stop comes sooner (C2); regular stretching raises it (C18, E258-E262)."""
    share = 1.0 - p.deficit_structural_share - p.deficit_tone_share
    trait = p.deficit_constitution * math.sqrt(max(share, 0.0)) * spread_deg(w, p) * z[_TOLERANCE]
    gain = p.deficit_stretching_gain_deg * stretching_dose(w.stretching_min_per_week, p)
    return c.C2 * (trait - c.C18 * gain)


@compiled
def own_tone_deg(z, w, p, c):  # type: ignore[no-untyped-def]
    """Resting tone as a trait (C2)."""
    return c.C2 * math.sqrt(p.deficit_tone_share) * spread_deg(w, p) * z[_TONE]


@compiled
def tension_ratio(structural_deg, p):  # type: ignore[no-untyped-def]
    """Passive pull at the same range over that of normal hamstrings: exp(k x deficit) (two-joint term of M134)."""
    return math.exp(p.origin_tension_per_deg * structural_deg)


@compiled
def origin_severity(u, z, w, p, c, structural_deg, side):  # type: ignore[no-untyped-def]
    """How sore the tendon's origin is, 0 to 1: its load against its tolerance (C3).

    load = activity^a x passive pull at the range that sport and reaching ask for, over normal
    severity = 1 - exp(-1.5 x max(0, ln(load / tolerance) / spread))
    """
    weaker = (u[_TENDON_SIDE] < 0.5) == (side == 0)
    activity = (w.activity_h_per_week / p.habits_activity_h) ** p.origin_activity_power
    load = activity * tension_ratio(structural_deg, p) * (1.0 if weaker else p.origin_other_side)
    excess = math.log(load / p.origin_median_tolerance) / p.origin_tolerance_log_sd + z[_TENDON]
    if excess <= 0.0 or w.age_y <= p.origin_from_y:
        return 0.0
    return c.C3 * (1.0 - math.exp(-p.origin_steepness * excess))


@compiled
def healthy(value):  # type: ignore[no-untyped-def]
    """A part of the deficit as it is in a person with healthy hamstrings: never above the norm."""
    return min(value, 0.0)
