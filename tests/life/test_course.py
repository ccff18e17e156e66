"""The weeks after the visit."""

from functools import cache

import numpy as np
import pytest

from hamstrung import life
from hamstrung.cohort import sample as samples
from hamstrung.errors import InputError
from hamstrung.life import nodes, priors, sources, treating, weeks, worlds
from life import surrogate, walkers

PEOPLE = 2500
P = priors.lived(priors.record())[0]


@cache
def course(weeks_after: int = 52, absent: int = 0, **treatment: float) -> life.Course:
    """A plain sample of the population, followed on."""
    return life.follow(
        surrogate.uniforms(PEOPLE, 4),
        weeks_after=weeks_after,
        mechanics=surrogate.mechanics(),
        beliefs=life.beliefs(),
        treatment=life.Treatment(**treatment),
        absent=absent,
    )


def people() -> samples.Sample:
    """The same people as columns."""
    return walkers.sample(PEOPLE, seed=4)


def test_week_zero_is_the_visit() -> None:
    """The course begins with the pain of the visit, bit for bit, whatever treatment follows."""
    assert np.array_equal(course().pain_nprs[:, 0], people()["pain__factual"])
    assert np.array_equal(course(6, released=1.0).pain_nprs[:, 0], people()["pain__factual"])


def test_weekly_luck_is_uniform_and_new_every_week() -> None:
    """Weekly luck is flat over (0, 1) and unrelated between weeks, streams and people, as far as chance allows."""
    u = surrogate.uniforms(4000, 1)
    drawn = np.array([[weeks.luck(row, week, stream) for week, stream in ((1, 0), (2, 0), (1, 1))] for row in u])
    assert drawn.min() > 0
    assert drawn.max() < 1
    counts = np.array([np.histogram(drawn[:, k], 20, (0, 1))[0] for k in range(3)])
    # chi-square of 19 degrees of freedom: beyond 43.8 once in a thousand
    assert np.all(((counts - 200) ** 2 / 200).sum(axis=1) < 43.8)
    assert np.all(np.abs(np.corrcoef(drawn.T)[np.triu_indices(3, 1)]) < 3.3 / np.sqrt(4000))


def test_the_population_stays_as_it_is() -> None:
    """What passes is stationary: a year on as many hurt, and as much, as at the visit."""
    pain = course().pain_nprs
    for week in (1, 13, 52):
        change = pain[:, week] - pain[:, 0]
        assert abs(change.mean()) < 3.3 * change.std() / np.sqrt(PEOPLE)


def test_who_seeks_care_improves_and_lasting_pain_improves_less() -> None:
    """People come when it is bad; recent pain falls further within half a year than pain that has lasted."""
    who = people()
    seeking = who["seeks_care"] > 0.5
    recent, lasting = (seeking & (who["pain_duration_weeks"] < 6), seeking & (who["pain_duration_weeks"] > 26))
    fall = course().pain_nprs[:, 0] - course().pain_nprs[:, 26]
    assert fall[recent].mean() > 1.0
    assert fall[recent].mean() > fall[lasting].mean()


def test_the_younger_pain_is_the_sooner_it_falls() -> None:
    """Of those who hurt, pain of less than three weeks falls most in a month, pain of half a year and more least."""
    pain, weeks_so_far = course().pain_nprs, people()["pain_duration_weeks"]
    falls = []
    for low, high in ((0.0, 3.0), (3.0, 26.0), (26.0, np.inf)):
        among = (pain[:, 0] >= 1.0) & (weeks_so_far >= low) & (weeks_so_far < high)
        assert among.sum() > 20
        falls.append(1.0 - pain[among, 4].mean() / pain[among, 0].mean())
    assert falls[0] > falls[1] > falls[2]
    assert falls[0] > 0.3


def test_a_sprain_heals_week_by_week() -> None:
    """Without new bad luck a sprain or strain is a week older each week, and gone at the end of its window."""
    u = surrogate.uniforms(1, 3)[0]
    u[nodes.INDEX["back_injury"]] = 0.9999
    now, age = u.copy(), sources.injury_weeks(u, P)
    assert 0 <= age < 1
    for _ in range(11):
        now[nodes.INDEX["back_injury"]] = weeks.heal(
            sources.injury_weeks(now, P), 0.9, P["pain_injury_share"], sources.INJURY_WEEKS
        )
        assert sources.injury_weeks(now, P) == pytest.approx(age + 1)
        age += 1
    gone = weeks.heal(age, 0.9, P["pain_injury_share"], sources.INJURY_WEEKS)
    now[nodes.INDEX["back_injury"]] = gone
    assert sources.injury_weeks(now, P) == -1


def test_new_lesions_come_as_often_as_old_ones_go() -> None:
    """The share of people with a recent sprain of the back stays what the visit's share implies."""
    share, window = float(P["pain_injury_share"]), sources.INJURY_WEEKS
    generator = np.random.default_rng(5)
    u = generator.random(4000)
    rows = np.full(len(nodes.NODES), 0.5)
    for _ in range(30):
        for k in range(len(u)):
            rows[nodes.INDEX["back_injury"]] = u[k]
            u[k] = weeks.heal(sources.injury_weeks(rows, P), generator.random(), share, window)
    hurt = np.mean(u > 1 - share)
    assert abs(hurt - share) < 4 * np.sqrt(share * (1 - share) / len(u))


def test_a_course_knows_nobody_else() -> None:
    """A person's course is the same alone, in any company and on any number of threads."""
    u = surrogate.uniforms(PEOPLE, 4)
    alone = life.follow(u[[17, 4]], weeks_after=10, mechanics=surrogate.mechanics(), beliefs=life.beliefs())
    assert np.array_equal(alone.pain_nprs, course().pain_nprs[[17, 4], :11])
    among = np.zeros(PEOPLE, bool)
    among[:50] = True
    live_on = samples.following(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), workers=3)
    assert np.array_equal(live_on(among, 10, life.Treatment(), 0).pain_nprs, course().pain_nprs[:50, :11])


def test_no_treatment_is_the_natural_course() -> None:
    """A treatment that changes nothing changes nothing, bit for bit."""
    idle = course(6, stretching_min_per_week=0.0)
    assert np.array_equal(idle.pain_nprs, course().pain_nprs[:, :7])


def test_stretching_gains_tolerance_first() -> None:
    """Six weeks of stretching give those who did none range, most of it tolerance, and load the back no more."""
    idle, keen = course(6), course(6, stretching_min_per_week=30.0)
    who = people()["stretching_min_per_week"] == 0
    tolerance = (idle.visits["tolerance_left_deg"] - keen.visits["tolerance_left_deg"])[who]
    structure = (idle.visits["structural_left_deg"] - keen.visits["structural_left_deg"])[who]
    assert tolerance.min() > 5.0
    assert 0 < structure.mean() < 0.2 * tolerance.mean()
    assert np.max(keen.pain_nprs[:, -1] - idle.pain_nprs[:, -1]) < 0.02


def test_less_sitting_spares_pain() -> None:
    """Less sitting (C20) spares pain on average and hurts nobody whose hamstrings are tight or ordinary.

    Supple hamstrings spare a back less when there is less sitting to spare it in.
    """
    spared = course(6).pain_nprs[:, -1] - course(6, sitting_h_per_day=-3.0).pain_nprs[:, -1]
    assert spared[people()["dose_lasting"] > -0.005].min() > -0.02
    assert spared.mean() > 0.01


def test_more_activity_spares_the_idle_and_loads_the_active() -> None:
    """An hour more of activity spares those far below the median (C19) and hurts some far above it."""
    quiet = np.all(
        [course(6, activity_h_per_week=1.0).visits[f"tissue_hamstring_{side}"] == 0 for side in ("left", "right")],
        axis=0,
    )
    spared = course(6).pain_nprs[:, -1] - course(6, activity_h_per_week=1.0).pain_nprs[:, -1]
    hours = people()["activity_h_per_week"]
    assert spared[quiet & (hours < 1.5)].min() > -0.02
    assert spared[hours < 1.5].mean() > 0.0
    assert spared[hours > 4.0].mean() < 0.0


def test_a_new_hip_frees_and_spares_only_the_worn() -> None:
    """A repaired hip takes away what the hip gave; a person with healthy hips feels nothing of it."""
    idle, new = course(6), course(6, hip_repaired=1.0)
    worn = people()["hip_severity"] > 0
    assert np.all(new.visits["source_hip"] == 0)
    assert np.array_equal(new.pain_nprs[~worn], idle.pain_nprs[~worn])
    assert np.mean(idle.pain_nprs[worn, -1] - new.pain_nprs[worn, -1]) > 0


def test_a_lift_levels_the_pelvis() -> None:
    """Correcting a leg-length difference lowers obliquity by the share corrected and touches no hamstring."""
    idle, lifted = course(6), course(6, leg_length_corrected=0.7)
    apart = np.abs(people()["leg_length_difference_mm"]) > 5
    before, after = (np.abs(each.visits["standing_obliquity_deg"][apart]) for each in (idle, lifted))
    assert np.mean(after) == pytest.approx(0.3 * np.mean(before), rel=0.1)
    assert np.array_equal(idle.visits["structural_left_deg"], lifted.visits["structural_left_deg"])


def test_a_release_lengthens_tilts_and_weakens() -> None:
    """Claim C21: a release gives length, tips the pelvis forwards, and leaves work to neighbours: gain and harm."""
    idle, cut = course(6), course(6, released=1.0)
    gained = idle.visits["structural_left_deg"] - cut.visits["structural_left_deg"]
    np.testing.assert_allclose(gained, P["release_gain_deg"], atol=1e-9)
    tilted = cut.visits["standing_pelvis_deg"] - idle.visits["standing_pelvis_deg"]
    assert tilted.min() > 0
    spent = P["pain_imbalance_amplitude"] * P["release_weakness"]
    at_ease = idle.visits["source_imbalance"] == 0
    np.testing.assert_allclose(cut.visits["source_imbalance"][at_ease], spent, atol=1e-12)
    assert np.array_equal(cut.visits["disc_years"], idle.visits["disc_years"])
    ordinary = np.abs(idle.visits["structural_left_deg"]) < 5
    assert np.mean(cut.pain_nprs[ordinary, -1]) > np.mean(idle.pain_nprs[ordinary, -1])


def test_what_is_absent_from_now_on_hurts_no_more() -> None:
    """With distress low from the visit on nobody hurts more and the distressed hurt less."""
    idle, calm = course(6), course(6, absent=worlds.DISTRESS)
    spared = idle.pain_nprs[:, -1] - calm.pain_nprs[:, -1]
    assert spared.min() > -0.02
    upset = (people()["sensitisation_sd"] > 1) & (idle.pain_nprs[:, -1] > 1)
    assert spared[upset].mean() > 0.3


def test_care_is_sought_again_when_it_hurts() -> None:
    """Nobody seeks care for pain below the least, and more weeks are brought to somebody as pain grows."""
    pain, care = course().pain_nprs[:, 1:], course().seeks_care[:, 1:]
    least = life.ensemble().of(surrogate.uniforms(PEOPLE, 4))["care_least_pain_nprs"]
    assert not care[pain < np.broadcast_to(np.reshape(least, (-1, 1)), pain.shape)].any()
    assert care[pain > 6].mean() > care[(pain > 2) & (pain < 4)].mean() > 0


def test_bad_questions_are_refused() -> None:
    """Too many weeks, or a mask that names no group, is an error."""
    u, mechanics, held = surrogate.uniforms(2, 1), surrogate.mechanics(), life.beliefs()
    with pytest.raises(InputError, match="weeks_after"):
        life.follow(u, weeks_after=-1, mechanics=mechanics, beliefs=held)
    with pytest.raises(InputError, match="absent"):
        life.follow(u, weeks_after=1, mechanics=mechanics, beliefs=held, absent=1000)


def treated(**treatment: float) -> life.Course:
    """The same people through half a year beside a treatment."""
    return course(26, **treatment)


@pytest.mark.parametrize("field", [*treating.MAGNITUDES])
def test_a_treatment_of_nothing_is_no_treatment(field: str) -> None:
    """At a dose of zero, or begun after the last week, whatever it acts on is no treatment, bit for bit."""
    later = course(6, **{field: 1.0, "from_week": 6.0})
    none = course(6, **{field: 0.0, "onset_weeks": 3.0, "loss_weeks": 2.0})
    for each in (later, none):
        assert np.array_equal(each.pain_nprs, course(6).pain_nprs)
        assert np.array_equal(each.visits, course(6).visits)


@pytest.mark.parametrize("field", ["irritability_sd", "distress_sd", "sensitisation_sd", "root_sd", "tendon_sd"])
def test_a_score_that_falls_spares_pain_and_hurts_nobody(field: str) -> None:
    """Each score that a treatment lowers drives pain: more of it spares more on average, and nobody hurts more."""
    some, more = treated(**{field: 0.5}).pain_nprs[:, -1], treated(**{field: 1.5}).pain_nprs[:, -1]
    none = treated().pain_nprs[:, -1]
    assert np.max(some - none) < 0.02
    assert np.max(more - some) < 0.02
    assert np.mean(none - more) > np.mean(none - some) > 0


def test_tone_that_is_eased_gives_range() -> None:
    """Resting tone eased by three degrees takes three from the tonic part of the supple, and what less pain guards.

    A facet hurts more the more the standing back is hollow: only whose facet wakes a little guards a little again.
    """
    idle, eased = course(6), course(6, tone_gain_deg=3.0, onset_weeks=0.01)
    gained = idle.visits["tonic_left_deg"] - eased.visits["tonic_left_deg"]
    soft = (idle.visits["tonic_left_deg"] < 0) & (idle.pain_nprs[:, -1] < 0.5)
    assert soft.sum() > 20
    woken = eased.visits["source_facet"] > idle.visits["source_facet"]
    assert gained[soft & ~woken].min() > 3.0 - 1e-6
    awake = (eased.visits["source_facet"] - idle.visits["source_facet"]) / P["pain_facet_amplitude"]
    sore = P["guarding_per_pain_deg"] * (eased.pain_nprs - idle.pain_nprs)[:, -1]
    guarded = P["guarding_most_trait"] * (sore + P["guarding_source_share"] * P["guarding_segment_deg"] * awake)
    assert np.all(gained[soft & woken] > 3.0 - np.maximum(guarded, 0.0)[soft & woken] - 1e-6)
    assert np.median(gained[soft]) == pytest.approx(3.0, abs=0.001)


def test_a_strain_in_rehabilitation_heals_ahead() -> None:
    """A strain that heals twice as fast is as sore after three weeks as another after six; others feel nothing."""
    u = surrogate.uniforms(1, 3)
    u[0, nodes.INDEX["hamstring_injury_recent"]] = 0.999999
    arms = [
        life.follow(
            u,
            weeks_after=7,
            keep_weeks=range(8),
            mechanics=surrogate.mechanics(),
            beliefs=life.beliefs(),
            treatment=life.Treatment(healing=rate),
        ).states["hamstring_tear"][0]
        for rate in (0.0, 1.0)
    ]
    assert arms[0][0] > 0.9
    assert arms[1][3] == pytest.approx(arms[0][6], rel=0.05)
    never = people()["hamstring_injury_weeks_ago"] < 0
    spared = course(1).pain_nprs[never, 1] - course(1, healing=1.0).pain_nprs[never, 1]
    assert np.count_nonzero(spared) <= 3  # a strain that came in the first week


def test_what_is_gained_is_lost_after_stopping() -> None:
    """Stopped after eight weeks, a gain falls back to nothing: at its pace, or at once where it has none."""
    times = {"irritability_sd": 1.0, "onset_weeks": 2.0, "to_week": 8.0}
    idle = course(52).pain_nprs
    lasting, brief = (course(52, **times, loss_weeks=loss).pain_nprs for loss in (4.0, 0.0))
    spared = (idle - lasting).mean(axis=0)
    assert spared[8] > spared[2] > 0
    assert spared[12] < spared[8]
    assert abs(spared[52]) < 0.01 * spared[8]
    assert np.array_equal(brief[:, :9], lasting[:, :9])
    np.testing.assert_allclose(brief[:, 9:], idle[:, 9:], atol=1e-8)


def test_two_of_a_kind_gain_more_than_one_and_less_than_their_sum() -> None:
    """Treatments of the same thing overlap; a second one that does nothing changes nothing, bit for bit."""
    one, none = life.Treatment(irritability_sd=0.8, onset_weeks=3.0), life.Treatment()
    arms = [[none], [one], [one, one], [one, none]]
    pain = [
        life.follow(
            surrogate.uniforms(PEOPLE, 4),
            weeks_after=12,
            mechanics=surrogate.mechanics(),
            beliefs=life.beliefs(),
            treatment=np.array([[each.row() for each in arm]]),
        ).pain_nprs
        for arm in arms
    ]
    single, double = (np.mean(pain[0][:, -1] - each[:, -1]) for each in pain[1:3])
    assert single < double < 2 * single
    assert np.array_equal(pain[3], pain[1])


def test_two_stretches_share_one_dose() -> None:
    """Thirty minutes of stretching in two kinds gain the range of thirty minutes in one."""
    half = life.Treatment(stretching_min_per_week=15.0).row()
    twice = life.follow(
        surrogate.uniforms(PEOPLE, 4),
        weeks_after=6,
        mechanics=surrogate.mechanics(),
        beliefs=life.beliefs(),
        treatment=np.array([[half, half]]),
    )
    whole = course(6, stretching_min_per_week=30.0)
    np.testing.assert_allclose(twice.visits["tolerance_left_deg"], whole.visits["tolerance_left_deg"], atol=1e-9)


def test_everybody_may_have_their_own_treatment() -> None:
    """Treatments of each person's own give each what that treatment gives everybody, bit for bit."""
    doses = np.where(np.arange(40) % 2 == 0, 30.0, 0.0)
    rows = np.array([[life.Treatment(stretching_min_per_week=dose).row()] for dose in doses])
    mixed = life.follow(
        surrogate.uniforms(PEOPLE, 4)[:40],
        weeks_after=6,
        mechanics=surrogate.mechanics(),
        beliefs=life.beliefs(),
        treatment=rows,
    ).pain_nprs
    for dose in (0.0, 30.0):
        given = doses == dose
        assert np.array_equal(mixed[given], course(6, stretching_min_per_week=dose).pain_nprs[:40][given])


def test_weeks_that_are_skipped_change_no_other() -> None:
    """Pain worked out in some weeks is that of all weeks, and the states kept are those of their weeks."""
    some = life.follow(
        surrogate.uniforms(PEOPLE, 4),
        weeks_after=26,
        mechanics=surrogate.mechanics(),
        beliefs=life.beliefs(),
        keep_weeks=(0, 6),
        only_weeks=(3, 9),
    )
    lived = [0, 3, 6, 9, 26]
    np.testing.assert_allclose(some.pain_nprs[:, lived], course(26).pain_nprs[:, lived], atol=1e-8)
    assert np.isnan(np.delete(some.pain_nprs, lived, axis=1)).all()
    np.testing.assert_allclose(some.states["tonic_left_deg"][:, 1], course(6).visits["tonic_left_deg"], atol=1e-8)


def test_treatments_of_another_shape_are_refused() -> None:
    """Rows for other people, or of numbers that are none, are an error."""
    u, mechanics, held = surrogate.uniforms(2, 1), surrogate.mechanics(), life.beliefs()
    row = life.Treatment().row()
    for bad in (np.array([[row], [row], [row]]), np.array([row]), np.array([[row * np.nan]])):
        with pytest.raises(InputError, match="treatment"):
            life.follow(u, weeks_after=1, mechanics=mechanics, beliefs=held, treatment=bad)


def test_people_can_be_examined_in_any_week_that_is_kept() -> None:
    """What is kept of the visit is the visit: every column of its lives, bit for bit."""
    u = surrogate.uniforms(300, 4)
    later = life.follow(
        u, weeks_after=4, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), keep_weeks=(0,)
    ).lives(0, 4)
    now = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), masks=(0,))
    codes = ("slr_left_deg", "rmdq", "pain_place_lumbar")
    before = life.seen(now, mechanics=surrogate.mechanics(), codes=codes)
    after = life.seen(later, mechanics=surrogate.mechanics(), codes=codes)
    for name, column in before.items():
        np.testing.assert_array_equal(after[name][:300], column, err_msg=name)
    assert not np.array_equal(after["truth_rmdq"][300:], before["truth_rmdq"])


def test_luck_that_no_week_uses_is_uniform_and_repeats() -> None:
    """Luck at a place of its own is flat, unrelated to that of another place, and the same each time."""
    u = surrogate.uniforms(4000, 1)
    one, two = (life.luck_of(u, place=place) for place in (10_000, 10_001))
    counts = np.histogram(one, 20, (0, 1))[0]
    assert ((counts - 200) ** 2 / 200).sum() < 43.8  # once in a thousand
    assert abs(np.corrcoef(one, two)[0, 1]) < 3.3 / np.sqrt(4000)
    assert np.array_equal(one, life.luck_of(u, place=10_000))
    with pytest.raises(InputError, match="place"):
        life.luck_of(u, place=3)
