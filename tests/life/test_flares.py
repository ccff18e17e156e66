"""Flares of the back: one stationary process from before the visit to the weeks after it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import life
from hamstrung.life import flares, nodes, priors
from life import surrogate

FLARE, DURATION = nodes.INDEX["flare"], nodes.INDEX["duration"]
HEIGHT, SEVERITY = nodes.INDEX["flare_height"], nodes.INDEX["flare_severity"]
P = priors.lived(life.parameter_record())[0]


def moved_on(people: int, weeks: int, *, seed: int = 1) -> np.ndarray:
    """Uniforms of people after so many weeks of chance, (person, node)."""
    random = np.random.default_rng(seed)
    u = surrogate.uniforms(people, seed)
    for row in u:
        for _ in range(weeks):
            flares.move_on(row, P, *random.random(4))
    return u


def test_the_law_of_flares_stays() -> None:
    """A year on, time since the last flare and its slowness are spread as at the visit, and know nothing of another."""
    people = 3000
    u = moved_on(people, 52)
    for node in (FLARE, DURATION, HEIGHT, SEVERITY):
        distance = np.abs(np.sort(u[:, node]) - (np.arange(people) + 0.5) / people).max()
        assert distance < 1.95 / np.sqrt(people)
    assert abs(np.corrcoef(u[:, FLARE], u[:, DURATION])[0, 1]) < 4 / np.sqrt(people)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.01, 0.99), st.floats(0.0, 1 - 1e-9))
@settings(deadline=None)
def test_a_week_makes_a_flare_a_week_older_or_brings_a_new_one(flare: float, duration: float, luck: float) -> None:
    """Either the flare is a week older and fades, or another has begun within the week, with a slowness of its own."""
    now = np.full(len(nodes.NODES), 0.5)
    now[FLARE], now[DURATION] = flare, duration
    before, felt = flares.weeks_since(now, P), flares.liability_sd(now, P)
    flares.move_on(now, P, luck, 0.3, 0.4, 0.6)
    if now[DURATION] == 0.3 != duration:
        assert 0.0 <= flares.weeks_since(now, P) <= 1.0 + 1e-9
    else:
        assert now[DURATION] == duration
        assert flares.weeks_since(now, P) == pytest.approx(before + 1.0, abs=1e-6 * before + 1e-9)
        assert flares.liability_sd(now, P) < felt or felt < 1e-300  # long gone: nothing left to fade


def test_a_flare_is_at_its_height_when_it_begins() -> None:
    """A flare that begins now adds its whole size, and a slow one keeps more of it later."""
    now = np.full(len(nodes.NODES), 0.5)
    now[FLARE] = 1 - 1e-12
    assert flares.liability_sd(now, P) == pytest.approx(P["pain_flare_size"])
    high, low = now.copy(), now.copy()
    high[HEIGHT], low[HEIGHT] = 0.9, 0.1
    assert flares.liability_sd(high, P) > flares.liability_sd(now, P) > flares.liability_sd(low, P)
    now[FLARE] = 0.9
    quick, slow = now.copy(), now.copy()
    quick[DURATION], slow[DURATION] = 0.1, 0.9
    assert flares.liability_sd(quick, P) < flares.liability_sd(slow, P)


def test_a_mild_flare_hurts_less_and_who_is_prone_flares_more_often() -> None:
    """Severity goes from the least to 1; a prone back has flared more lately and flares again sooner."""
    now = np.full(len(nodes.NODES), 0.5)
    mild, severe = now.copy(), now.copy()
    mild[SEVERITY], severe[SEVERITY] = 1e-9, 1 - 1e-9
    assert flares.severity(mild, P) == pytest.approx(P["pain_flare_least"])
    assert flares.severity(severe, P) == pytest.approx(1.0)
    prone = now.copy()
    prone[nodes.INDEX["flare_proneness"]] = 0.9
    assert flares.per_week(prone, P) > flares.per_week(now, P)
    assert flares.weeks_since(prone, P) < flares.weeks_since(now, P)


def test_flares_are_the_same_beside_any_treatment() -> None:
    """Treatment changes what a flare finds, never when it comes: bit for bit the same flares in every arm and world."""
    arms = [
        life.follow(
            surrogate.uniforms(300, 6),
            weeks_after=20,
            mechanics=surrogate.mechanics(),
            beliefs=life.beliefs(),
            treatment=treatment,
            absent=absent,
        ).visits["flare_sd"]
        for treatment, absent in (
            (life.Treatment(), 0),
            (life.Treatment(stretching_min_per_week=30.0, irritability_sd=0.5), 0),
            (life.Treatment(), life.DISTRESS),
        )
    ]
    assert np.array_equal(arms[0], arms[1])
    assert np.array_equal(arms[0], arms[2])


def test_pain_by_a_flare_is_as_old_as_the_flare() -> None:
    """Pain that would hardly be there without the present flare has lasted since it began, and no longer."""
    u = surrogate.uniforms(4000, 12)
    record = life.parameter_record()
    lived = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), masks=[0], record=record)
    v = lived.visits
    sums = sum(v[name] for name in v.dtype.names if name.startswith("source_"))
    without = -10.0 * np.expm1(-v["gain"] * (sums - v["flaring"]))
    flared = (v["pain_nprs"] >= 1.0) & (without < P["care_lasting_nprs"])
    assert flared.sum() > 30
    since = np.array([flares.weeks_since(row, P) for row in u[flared]])
    assert np.all(lived.courses["pain_duration_weeks"][flared] <= since + 1e-9)


def test_more_flares_a_year_mean_more_relapses() -> None:
    """Of people who hurt and were free within 12 weeks, more hurt again within a year where flares are more common."""
    shares = []
    for rate in (1.5, 5.0):
        pain = life.follow(
            surrogate.uniforms(4000, 14),
            weeks_after=64,
            mechanics=surrogate.mechanics(),
            beliefs=life.beliefs(),
            overrides={"pain_flares_per_y": rate},
        ).pain_nprs
        free = pain[:, 12] < 1.0
        recovered = (pain[:, 0] >= 2.0) & free
        assert recovered.sum() > 50
        shares.append(np.mean((pain[recovered, 13:] >= 2.0).any(axis=1)))
    assert shares[1] > shares[0] + 0.1
