"""Predict a hidden score of 159 people: the conditioned cohort against a regression that has seen the others.

The cohort has seen none of these people. The regression is fitted on nine tenths of them and predicts the
last tenth, ten times. Both see the same findings of a person; both are scored by the log of the chance that
they gave to the point that came (higher is better), so that a confident miss costs more than a wide guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from hamstrung.diagnosis import ROLES, Assessment, Population, observations
from hamstrung.diagnosis.prediction import Prediction, from_distribution, predict
from hamstrung.patient import FindingType, Patient

Array = NDArray[np.float64]
FOLDS = 10
LABELS = {
    "cohort": "conditioned cohort (has seen nobody)",
    "cohort_recalibrated": "cohort's mean, shifted and scaled on nine folds",
    "regression": "linear regression on the same findings (nine folds)",
    "regression_all": "linear regression on every column of the table (nine folds)",
    "constant": "mean and spread of nine folds",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """How each way of predicting did on one hidden score."""

    target: str
    reading: str
    people: int
    scores: Mapping[str, Mapping[str, float]]
    cohort_minus_regression: Mapping[str, float]


def compare(
    target: str,
    patients: Sequence[Patient],
    population: Population,
    *,
    vocabulary: Mapping[str, FindingType],
    seed: int,
    reading: str = "as imported",
    table: Sequence[Mapping[str, float | None]] = (),
) -> Comparison:
    """Predict one score for everyone who has it, in every way.

    Args:
        target: code of the score that is hidden.
        patients: the people; those without the score are left out.
        population: care seekers of the cohort.
        vocabulary: ranges and error models.
        seed: of the division into folds.
        reading: how the columns were read, for the page.
        table: every column of each person, the hidden score left out, for a second regression.
    """
    everyone = [(patient, observations(patient, vocabulary=vocabulary)) for patient in patients]
    has = [target in observed for _, observed in everyone]
    seen = [pair for pair, here in zip(everyone, has, strict=True) if here]
    truth = np.array([float(observed[target]) for _, observed in seen])
    cohort = [
        predict(target, population, person=patient.person, observed=observed, vocabulary=vocabulary)
        for patient, observed in seen
    ]
    folds = np.random.default_rng(seed).permutation(truth.size) % FOLDS
    own_mean = np.array([[each.mean] for each in cohort])
    points = cohort[0].points
    ways = {
        "cohort": cohort,
        "cohort_recalibrated": cross_validated(own_mean, truth, folds, points),
        "regression": cross_validated(design(known(seen, without=target)), truth, folds, points),
        "constant": cross_validated(np.empty((truth.size, 0)), truth, folds, points),
    }
    if table:
        rows = [row for row, here in zip(table, has, strict=True) if here]
        ways["regression_all"] = cross_validated(design(rows), truth, folds, points)
    logs = {name: log_scores(predictions, truth) for name, predictions in ways.items()}
    gap = logs["cohort"] - logs["regression"]
    return Comparison(
        target,
        reading,
        truth.size,
        {name: summary(predictions, truth) for name, predictions in ways.items()},
        {"mean": float(gap.mean()), "standard_error": float(gap.std(ddof=1) / np.sqrt(gap.size))},
    )


def known(seen: Sequence[tuple[Patient, Mapping[str, Any]]], *, without: str) -> list[dict[str, float | None]]:
    """What is known of each person as numbers, one score left out."""
    return [
        {
            "female": None if patient.person.sex is None else float(patient.person.sex == "female"),
            "age": patient.person.age_y,
            "bmi": patient.person.bmi,
            **{code: _number(value) for code, value in observed.items() if code != without},
        }
        for patient, observed in seen
    ]


def design(rows: Sequence[Mapping[str, float | None]]) -> Array:
    """Standardised predictors, (person, predictor).

    A missing value becomes the mean, with a column of its own that says so.
    """
    names = sorted({name for row in rows for name, value in row.items() if value is not None})
    table = np.array([[np.nan if row.get(n) is None else row[n] for n in names] for row in rows], dtype=float)
    missing = np.isnan(table)
    filled = np.where(missing, np.nanmean(table, axis=0), table)
    columns = np.hstack([filled, missing[:, missing.any(axis=0)].astype(float)])
    columns = columns[:, columns.std(axis=0) > 1e-9]
    return (columns - columns.mean(axis=0)) / columns.std(axis=0)


def cross_validated(predictors: Array, truth: Array, folds: NDArray[np.int_], points: Array) -> list[Prediction]:
    """Each person predicted by a least-squares regression on the other folds."""
    predictions: list[Prediction | None] = [None] * truth.size
    for fold in range(FOLDS):
        inside = folds == fold
        fit = _Fit.of(predictors[~inside], truth[~inside])
        for index in np.flatnonzero(inside):
            predictions[index] = fit.predict(predictors[index], points)
    return [prediction for prediction in predictions if prediction is not None]


@dataclass(frozen=True, slots=True)
class _Fit:
    """Least squares with its predictive Student law: centre x'b, scale s sqrt(1 + x'(X'X)^-1 x)."""

    coefficients: Array
    inverse: Array
    variance: float
    freedom: int

    @classmethod
    def of(cls, predictors: Array, truth: Array) -> "_Fit":
        x = np.hstack([np.ones((truth.size, 1)), predictors])
        inverse = np.linalg.pinv(x.T @ x)
        coefficients = inverse @ x.T @ truth
        freedom = truth.size - int(np.linalg.matrix_rank(x))
        residual = truth - x @ coefficients
        return cls(coefficients, inverse, float(residual @ residual) / freedom, freedom)

    def predict(self, predictors: Array, points: Array) -> Prediction:
        x = np.concatenate([[1.0], predictors])
        scale = np.sqrt(self.variance * (1.0 + x @ self.inverse @ x))
        edges = points[:-1] + 0.5
        return from_distribution(points, stdtr(self.freedom, (edges - x @ self.coefficients) / scale))


def log_scores(predictions: Sequence[Prediction], truth: Array) -> Array:
    """Log score of each person, (person,)."""
    return np.array([each.log_score(value) for each, value in zip(predictions, truth, strict=True)])


def summary(predictions: Sequence[Prediction], truth: Array) -> dict[str, float]:
    """Mean log score, root mean square error, correlation and coverage of one way of predicting."""
    means = np.array([each.mean for each in predictions])
    pairs = list(zip(predictions, truth, strict=True))
    spread = means.std() * truth.std()
    return {
        "log_score": float(log_scores(predictions, truth).mean()),
        "rmse": float(np.sqrt(np.mean((means - truth) ** 2))),
        "bias": float(np.mean(means - truth)),
        "correlation": float(np.mean((means - means.mean()) * (truth - truth.mean())) / spread)
        if spread > 1e-6
        else 0.0,
        "mean_sd": float(np.mean([each.sd for each in predictions])),
        "coverage_50": float(np.mean([each.covers(value, level=0.5) for each, value in pairs])),
        "coverage_90": float(np.mean([each.covers(value, level=0.9) for each, value in pairs])),
    }


def page(figures: Mapping[str, Any]) -> str:
    """The page in Markdown, from its figures."""
    lines = [
        "# A hidden score, predicted",
        "",
        f"{figures['people']} people with low back pain (psfmi, `lbp_orig.csv`), none of whom the model has "
        "seen and of whom no hamstring or spine finding is known. One score is hidden; the rest of what is "
        "known conditions the cohort, which predicts the score. A linear regression is fitted on nine tenths "
        "of the people and predicts the last tenth, ten times over. Log score: mean log chance of the point "
        "that came; higher is better.",
        "",
        f"Findings used: {', '.join(f'`{code}`' for code in figures['findings'])}.",
        "",
    ]
    lines += _direction(figures["correlation_of_pain_and_function"])
    for each in figures["comparisons"]:
        lines += _comparison(each)
    lines += _verdicts(figures["verdicts"])
    lines += ["", f"Made by `{figures['command']}`, {figures['cohort_size']} lives, seed {figures['seed']}.", ""]
    return "\n".join(lines)


def turned_round(patients: Sequence[Patient], code: str, *, top: float) -> list[Patient]:
    """The same people with a score read from its other end: top - score."""
    return [_turned(patient, code, top) for patient in patients]


def correlation(patients: Sequence[Patient], first: str, second: str) -> float:
    """Correlation of two scores among the people who have both."""
    found = [patient.findings_at_last_visit() for patient in patients]
    both = [(float(f[first].value), float(f[second].value)) for f in found if first in f and second in f]
    return float(np.corrcoef(np.array(both).T)[0, 1])


def _turned(patient: Patient, code: str, top: float) -> Patient:
    visits = [
        replace(
            visit,
            findings={
                key: replace(each, value=top - float(each.value)) if key == code else each
                for key, each in visit.findings.items()
            },
        )
        for visit in patient.visits
    ]
    return replace(patient, visits=tuple(visits))


def _direction(r: float) -> list[str]:
    """What the table itself says about the direction of its function score."""
    told = "falls" if r < 0 else "rises"
    return [
        f"The table's Function runs from 2 to 22 and was read as a Roland-Morris score, in which more is worse. In "
        f"the table it {told} with pain (r = {r:.2f}), while Roland-Morris rises with pain everywhere: it is more "
        "likely a score in which more is better, or one that was turned round. Each comparison is therefore made "
        "twice, as imported and turned round (24 - Function).",
        "",
    ]


def _comparison(each: Mapping[str, Any]) -> list[str]:
    gap = each["cohort_minus_regression"]
    rows = [
        f"| {LABELS[way]} | {score['log_score']:.3f} | {score['rmse']:.2f} | {score['bias']:+.2f} "
        f"| {score['correlation']:.2f} | {score['coverage_50']:.2f} | {score['coverage_90']:.2f} |"
        for way, score in each["scores"].items()
    ]
    ahead = "ahead of" if gap["mean"] > 0 else "behind"
    sure = "" if abs(gap["mean"]) > 2 * gap["standard_error"] else ", within two standard errors of none"
    return [
        f"## `{each['target']}` hidden, {each['reading']} ({each['people']} people)",
        "",
        "| | log score | RMSE | bias | r | 50 % covers | 90 % covers |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        f"The cohort is {ahead} the regression by {abs(gap['mean']):.3f} nats a person "
        f"(standard error {gap['standard_error']:.3f}{sure}).",
        "",
    ]


def near_the_prior(answers: Sequence[Assessment], priors: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """How far verdicts moved from the roles before any finding, as total variation distance."""
    roles = [answer.roles.as_dict() for answer in answers]
    distance = [
        0.5 * sum(abs(own[role] - prior[role]) for role in ROLES) for own, prior in zip(roles, priors, strict=True)
    ]
    people = [answer.diagnostics.effective_sample_size for answer in answers]
    return {
        "distance_mean": float(np.mean(distance)),
        "distance_largest": float(np.max(distance)),
        "roles": {role: float(np.mean([own[role] for own in roles])) for role in ROLES},
        "effective_sample_size_least": float(np.min(people)),
        "effective_sample_size_median": float(np.median(people)),
        "sharp": sum(answer.diagnostics.sharp for answer in answers),
    }


def _verdicts(verdicts: Mapping[str, Any]) -> list[str]:
    return [
        "## Verdicts",
        "",
        f"Assessed with everything known, the 159 verdicts stay near the prior, as they should: mean total "
        f"variation distance {verdicts['distance_mean']:.3f} (largest {verdicts['distance_largest']:.3f}) "
        "from the roles before any finding. Mean probability by role: "
        + ", ".join(f"{role} {value:.2f}" for role, value in verdicts["roles"].items())
        + f". Smallest effective sample {verdicts['effective_sample_size_least']:.0f}, median "
        f"{verdicts['effective_sample_size_median']:.0f}.",
    ]


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        return {"yes": 1.0, "no": 0.0}.get(value)
    return float(value)
