"""A cohort conditioned on one patient: who of the simulated people this could be, and with what weight.

    log weight = log (prior / proposal) of the life  +  kernel of the person  +  power x log likelihood

The power is 1 whenever enough effective people are left. Where they are not, the likelihood is tempered to
the largest power that keeps some: the answer then lies between the prior and the posterior, is not sharp, and
its intervals are widened (`Posterior.interval`, `Posterior.widened`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import likelihood, roles, weights
from hamstrung.diagnosis.assessment import ROLES, Estimate, Interval
from hamstrung.diagnosis.likelihood import ErrorModel, Likelihood
from hamstrung.diagnosis.people import Array, Cohort, People, care_seekers
from hamstrung.diagnosis.roles import RoleTable, Thresholds
from hamstrung.errors import ScienceError
from hamstrung.patient import FindingType, Person, Value

SHARP_EFFECTIVE_PEOPLE = 400.0
_LEAST_EFFECTIVE_PEOPLE = 100.0


@dataclass(frozen=True, slots=True)
class Population:
    """The care seekers of a cohort with their roles: computed once, conditioned many times.

    Args:
        people: simulated care seekers.
        log_weight: log of prior over proposal, (person,)
        roles: role and shares of each, one row a person.
        cohort_size: everyone in the cohort, care or no care.
        spreads: of true numbers among all care seekers, found when they are asked for.
        by_sex: those of one sex, once they were asked for.
    """

    people: People
    log_weight: Array
    roles: RoleTable
    cohort_size: int
    spreads: likelihood.Spreads
    by_sex: dict[str, "Population"] = field(default_factory=dict)

    @classmethod
    def of(cls, cohort: Cohort, *, thresholds: Thresholds | None = None) -> "Population":
        """The population of a cohort under these thresholds."""
        people = care_seekers(cohort)
        table = roles.of(people, thresholds=thresholds or Thresholds())
        log_weight = people["log_weight"]
        spreads = likelihood.Spreads(people, weights.normalise(log_weight))
        return cls(people, log_weight, table, cohort.size, spreads)

    def of_sex(self, sex: str | None) -> "Population":
        """Those of one sex; everyone where the sex is not known."""
        if sex is None:
            return self
        if sex not in self.by_sex:
            chosen = (self.people["sex_female"] > 0.5) == (sex == "female")
            self.by_sex[sex] = replace(
                self,
                people=self.people.where(chosen),
                log_weight=self.log_weight[chosen],
                roles=self.roles.where(chosen),
                by_sex={},
            )
        return self.by_sex[sex]


@dataclass(frozen=True)
class Posterior:
    """Weighted simulated people for one patient.

    Args:
        people, roles: as in `Population`, of the patient's sex.
        log_prior: before any finding, person kernels included, (person,)
        likelihood: the findings' terms.
        tempering: power of the likelihood.
        reliability: of the full weights, whatever the tempering.
        weights: that the answer uses; they sum to one, (person,)
        draws: independent draws that those weights are worth.
        errors: error models, with the spreads of the population that was conditioned.
        origins: share of the care seekers that each refined person descends from, (person,); None for a cohort.
        first: the weighted cohort that these people were refined from; None for that cohort itself.
    """

    people: People
    roles: RoleTable
    log_prior: Array
    likelihood: Likelihood
    tempering: float
    reliability: weights.Reliability
    weights: Array
    draws: float
    errors: ErrorModel
    origins: NDArray[np.intp] | None = None
    first: "Posterior | None" = None

    @property
    def sharp(self) -> bool:
        """Whether the effective sample and the tail of the weights allow a sharp answer."""
        enough = self.reliability.effective_sample_size >= SHARP_EFFECTIVE_PEOPLE
        return enough and self.reliability.pareto_k < weights.RELIABLE_PARETO_K

    @cached_property
    def prior_weights(self) -> Array:
        """Weights before any finding, (person,)."""
        return weights.normalise(self.log_prior)

    @cached_property
    def widened(self) -> Array | None:
        """Weights for intervals that are not sharp: some of the prior mixed in; None where refined or sharp."""
        if self.sharp or self.first is not None:
            return None
        share = weights.prior_share(self.draws)
        return (1.0 - share) * self.weights + share * self.prior_weights

    def without(self, *codes: str) -> Array:
        """Weights had these findings not been made, (person,)."""
        log_likelihood = self.likelihood.without(*codes)
        return weights.normalise(self.log_prior + self.tempering * log_likelihood)

    def left_out(self, *codes: str) -> "LeftOut":
        """The people had these findings not been made: refined ones reweighted, or the cohort's, whoever are more.

        Dividing an extreme finding out of refined people leaves few of them; the cohort, which that finding had
        thinned, then has many.
        """
        here = self.log_prior + self.tempering * self.likelihood.without(*codes)
        dependence = min(1.0, self.draws / weights.effective_sample_size(self.weights))
        left = weights.effective_sample_size(weights.smoothed(here) if self.first else weights.normalise(here))
        tail = weights.Reliability(left, weights.pareto_k(here))
        draws = max(1.0, dependence * tail.effective_draws)
        if self.first is None:
            return LeftOut(self, weights.normalise(here), draws)
        own = LeftOut(self, weights.smoothed(here), draws)
        there = self.first.log_prior + self.first.likelihood.without(*codes)
        other = LeftOut(self.first, weights.normalise(there), weights.reliability(there).effective_draws)
        return max(own, other, key=lambda option: option.draws)

    def estimate(self, values: Array) -> Estimate:
        """Mean and 90 % interval of a quantity of these people, (person,).

        The ends of an interval of refined people that is not sharp are moved out by their own error.
        """
        found = weights.estimate(values, self.weights, widened=self.widened)
        if self.sharp or self.first is None:
            return found
        spread = np.sqrt(self.weights @ (values - found.mean) ** 2)
        error = 1.645 * float(spread) / self.draws_of(values) ** 0.5
        low, high = max(found.low - error, values.min()), min(found.high + error, values.max())
        return Estimate(found.mean, min(float(low), found.mean), max(float(high), found.mean))

    def draws_of(self, values: Array) -> float:
        """Independent draws that these people are worth for the mean of one quantity, (person,).

        For refined people the mean of what their origins say of this quantity and of all together: one quantity alone
        has too few origins to be judged by, and may mix more slowly than the rest.
        """
        if self.origins is None:
            return self.draws
        own = weights.replicate_draws(values[:, None], self.weights, self.origins)
        return 2.0 / (1.0 / own + 1.0 / self.draws)

    def role_probabilities(self, of: Array | None = None) -> dict[str, float]:
        """Probability of each role, under other weights where they are given."""
        return role_probabilities(self.roles, self.weights if of is None else of)

    def interval(self, chosen: Array) -> Interval:
        """How well a probability is pinned down by so many effective people.

        The interval of the weights in use; where they are tempered it also covers that of the full weights.

        Args:
            chosen: 1 for the people whose probability it is, else 0, (person,)
        """
        inner = weights.probability_interval(_within_one(float(chosen @ self.weights)), self.draws_of(chosen))
        if self.tempering == 1.0:
            return inner
        full = weights.normalise(self.log_prior + self.likelihood.total())
        outer = weights.probability_interval(_within_one(float(chosen @ full)), self.reliability.effective_draws)
        return Interval(min(inner.low, outer.low), max(inner.high, outer.high))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """People had some findings not been made.

    Args:
        among: whose people they are.
        weights: that sum to one, (person,)
        draws: independent draws that the weights are worth.
    """

    among: Posterior
    weights: Array
    draws: float

    def role_probabilities(self) -> dict[str, float]:
        """Probability of each role."""
        return role_probabilities(self.among.roles, self.weights)


def condition(
    population: Population,
    *,
    person: Person,
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel | None = None,
) -> Posterior:
    """Weight the population by what is known of one patient.

    Args:
        population: of the cohort.
        person: sex, age and build, as far as known.
        observed: code -> value of history and findings.
        vocabulary: error models of the findings.
        errors: error models that the vocabulary does not hold.

    Raises:
        ScienceError: the cohort has nobody like this person.
    """
    errors = errors or ErrorModel()
    errors = replace(errors, spread=population.spreads)
    alike = population.of_sex(person.sex)
    log_prior = alike.log_weight + likelihood.person_log_kernel(person, alike.people, errors=errors)
    found = likelihood.of(observed, alike.people, vocabulary=vocabulary, errors=errors)
    log_likelihood = found.total()
    if not np.isfinite(np.max(log_prior + log_likelihood, initial=-np.inf)):
        raise ScienceError("roles", "the cohort holds nobody like this person", hint="build a larger cohort")
    power = weights.temper(log_prior, log_likelihood, minimum=_LEAST_EFFECTIVE_PEOPLE)
    return Posterior(
        alike.people,
        alike.roles,
        log_prior,
        found,
        power,
        weights.reliability(log_prior + log_likelihood),
        weights.normalise(log_prior + power * log_likelihood),
        weights.reliability(log_prior + power * log_likelihood).effective_draws,
        errors,
    )


def role_probabilities(table: RoleTable, of: Array) -> dict[str, float]:
    """Probability of each role under these weights; they sum to one."""
    sums = np.bincount(table.role, weights=of, minlength=len(ROLES))
    return dict(zip(ROLES, (sums / sums.sum()).tolist(), strict=True))


def _within_one(probability: float) -> float:
    return min(max(probability, 0.0), 1.0)
