"""Refinement against a closed form where weighting a cohort fails."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from diagnosis.synthetic import additive_worlds, finding
from hamstrung.diagnosis import ErrorModel, Population, refinement, weights
from hamstrung.diagnosis.moving import Target
from hamstrung.diagnosis.people import Table
from hamstrung.diagnosis.posterior import condition
from hamstrung.diagnosis.refinement import Effort
from hamstrung.patient import Person

EXACT = ErrorModel(discrepancy=0.0, gross_error=0.0)
NODES = ("deficit", "pain", "sex", *(f"spare_{k}" for k in range(9)))
WORDS = {
    "slr_left_deg": finding("slr_left_deg", sd_within=0.5, sd_between=0.0),
    "sum_deg": finding("sum_deg", sd_within=0.5, sd_between=0.0),
}


class GaussianLives:
    """Lives whose two findings are linear in two normal scores; every other score tells nothing."""

    nodes = NODES

    threads = 1

    sources = ({0: (0.1, 0.8), 1: (0.3, 0.6)}, {4: (0.02, 0.9)})

    def log_proposal(self, uniforms):
        """The cohort is drawn from the prior."""
        return np.zeros(len(uniforms))

    lots = (4,)

    def factual(self, uniforms, *, codes):
        """Columns without the other worlds."""
        return {name: values for name, values in self.worlds(uniforms).items() if name in self._factual}

    def told(self, uniforms, *, codes):
        """What a likelihood needs."""
        return self.factual(uniforms, codes=codes)

    _factual = (
        "seeks_care",
        "sex_female",
        "age_y",
        "height_cm",
        "mass_kg",
        "truth_slr_left_deg",
        "truth_sum_deg",
    )

    def worlds(self, uniforms):
        """Every column."""
        z = ndtri(uniforms)
        n = len(z)
        nothing, pain = np.zeros(n), np.exp(0.3 * z[:, 1])
        columns = {
            "log_weight": nothing,
            "seeks_care": np.ones(n),
            "sex_female": (uniforms[:, 2] < 0.5).astype(float),
            "age_y": nothing + 40.0,
            "height_cm": nothing + 170.0,
            "mass_kg": nothing + 70.0,
            "tissue_hamstring": nothing,
            "truth_slr_left_deg": 70.0 - 10.0 * z[:, 0],
            "truth_sum_deg": 10.0 * z[:, 0] + 10.0 * z[:, 1],
        }
        for side in ("left", "right"):
            columns[f"deficit_{side}_deg"] = 10.0 * z[:, 0]
            columns[f"deficit_{side}_deg__others_absent"] = 10.0 * z[:, 0]
        sources = np.tile(pain / 6.0, (6, 1))
        stored = {f"u_{node}": uniforms[:, k] for k, node in enumerate(NODES)}
        return {**columns, **additive_worlds(sources), **stored}


def start(observed, *, sex=None, size=4000):
    """A cohort of the lives, weighted by the findings."""
    uniforms = np.random.default_rng(5).uniform(1e-6, 1.0 - 1e-6, (size, len(NODES)))
    population = Population.of(Table(GaussianLives().worlds(uniforms)))
    return condition(population, person=Person(sex=sex), observed=observed, vocabulary=WORDS, errors=EXACT)


def refined(first, observed, *, seed=1, sex=None, people=600):
    """The refined people."""
    target = Target(Person(sex=sex), observed, WORDS)
    effort = Effort(people=people, last_moves=15)
    return refinement.refine(first, target, replay=GaussianLives(), effort=effort, seed=seed)


OBSERVED = {"slr_left_deg": 48.0, "sum_deg": 8.0}


@pytest.fixture(scope="module")
def first():
    """Weighted people, too few: the findings are exact to a twentieth of their spread."""
    return start(OBSERVED)


def test_refined_people_have_the_conjugate_posterior(first):
    """Mean and spread of deficit and of the second score are those of the bivariate normal formula."""
    assert not first.sharp
    found = refined(first, OBSERVED)
    design = np.array([[-10.0, 0.0], [10.0, 10.0]])
    seen = np.array([48.0 - 70.0, 8.0])
    covariance = np.linalg.inv(np.eye(2) + design.T @ design / 0.25)
    mean = covariance @ design.T @ seen / 0.25
    scores = np.stack([ndtri(found.people["u_deficit"]), ndtri(found.people["u_pain"])])
    error = 4.0 / np.sqrt(found.reliability.effective_sample_size)
    for row in range(2):
        sd = np.sqrt(covariance[row, row])
        assert scores[row].mean() == pytest.approx(mean[row], abs=error * sd)
        assert scores[row].std() == pytest.approx(sd, rel=error)


def test_what_the_findings_do_not_touch_keeps_its_prior(first):
    """A score that no finding depends on stays standard normal."""
    found = refined(first, OBSERVED)
    spare = ndtri(np.stack([found.people[f"u_spare_{k}"] for k in range(9)]))
    assert spare.mean() == pytest.approx(0.0, abs=0.1)
    assert spare.std() == pytest.approx(1.0, abs=0.1)


def test_refinement_brings_more_people_than_weighting(first):
    """The effective sample grows, and the full weight of the findings is used."""
    found = refined(first, OBSERVED)
    assert found.tempering == 1.0
    assert first.tempering < 1.0
    assert found.reliability.effective_sample_size > 10.0 * first.reliability.effective_sample_size


def test_same_seed_same_people(first):
    """A refinement is settled by its seed."""
    one, two, other = (refined(first, OBSERVED, seed=seed, people=100) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.people["pain__factual"], two.people["pain__factual"])
    assert not np.array_equal(one.people["pain__factual"], other.people["pain__factual"])


def test_threads_change_nobody(first):
    """The people of a walk do not depend on how many threads move them."""

    class Side(GaussianLives):
        threads = 2

    target, effort = Target(Person(), OBSERVED, WORDS), Effort(people=100, last_moves=5, most_last_moves=10)
    one, two = (
        refinement.refine(first, target, replay=lives, effort=effort, seed=1) for lives in (GaussianLives(), Side())
    )
    np.testing.assert_array_equal(one.people["pain__factual"], two.people["pain__factual"])


def test_a_walk_ends_with_enough(first):
    """A walk that may end at 200 draws takes fewer moves than one that may not, and both have 200."""

    class Counted(GaussianLives):
        lived = 0

        def told(self, uniforms, *, codes):
            """What a likelihood needs; counted."""
            self.lived += len(uniforms)
            return super().told(uniforms, codes=codes)

    lived = []
    for enough in (200.0, 1e9):
        lives = Counted()
        effort = Effort(people=600, memory=0.0, enough=enough)
        found = refinement.refine(first, Target(Person(), OBSERVED, WORDS), replay=lives, effort=effort, seed=1)
        assert found.draws >= 200.0
        lived.append(lives.lived)
    assert lived[0] < 0.5 * lived[1]


def test_everyone_keeps_the_patients_sex():
    """Moves never leave the patient's sex."""
    found = refined(start(OBSERVED, sex="female"), OBSERVED, sex="female", people=200)
    assert (found.people["sex_female"] == 1.0).all()


def test_leaving_a_finding_out_divides_by_its_likelihood(first):
    """With one of two findings left out the weights are those of the other alone."""
    mild = {code: replace(word, sd_within=6.0) for code, word in WORDS.items()}
    observed = {"slr_left_deg": 62.0, "sum_deg": 8.0}
    uniforms = np.random.default_rng(6).uniform(1e-6, 1.0 - 1e-6, (4000, len(NODES)))
    population = Population.of(Table(GaussianLives().worlds(uniforms)))
    first = condition(population, person=Person(), observed=observed, vocabulary=mild, errors=EXACT)
    target, effort = Target(Person(), observed, mild), Effort(last_moves=15)
    means = []
    for seed in range(1, 5):
        found = refinement.refine(first, target, replay=GaussianLives(), effort=effort, seed=seed)
        means.append(found.without("sum_deg") @ ndtri(found.people["u_deficit"]))
    slr_alone = 0.8 * 100.0 / 136.0
    assert np.mean(means) == pytest.approx(slr_alone, abs=0.2)


def test_copies_on_origins_do_not_count():
    """People who are copied within origins are worth as few as they were; people of their own are worth all."""
    random = np.random.default_rng(2)
    origins = np.repeat(np.arange(16), 50)
    equal = np.full(origins.size, 1.0 / origins.size)
    copied = np.repeat(random.standard_normal((16 * 5, 40)), 10, axis=0)
    own = random.standard_normal((origins.size, 40))
    assert weights.replicate_draws(copied, equal, origins) == pytest.approx(80.0, rel=0.25)
    assert weights.replicate_draws(own, equal, origins) == pytest.approx(800.0, rel=0.25)


def test_one_finding_more_is_one_finding_more(first):
    """Going on from people refined for one finding gives those refined for both, whatever the second says."""
    one = {"slr_left_deg": OBSERVED["slr_left_deg"]}
    begun = start(one)
    before = refined(begun, one)
    found = refinement.go_on(
        before,
        first,
        before=Target(Person(), one, WORDS),
        target=Target(Person(), OBSERVED, WORDS),
        replay=GaussianLives(),
        effort=Effort(),
        seed=4,
    )
    whole = refined(first, OBSERVED)
    for node in ("deficit", "pain"):
        here, there = (ndtri(each.people[f"u_{node}"]) for each in (found, whole))
        error = np.hypot(here.std() / found.draws**0.5, there.std() / whole.draws**0.5)
        assert here.mean() == pytest.approx(there.mean(), abs=4.0 * error)
    assert found.tempering == 1.0
