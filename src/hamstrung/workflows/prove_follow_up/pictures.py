"""The figures of the page as pictures: scores by visit, reliability after each, and the reasons of no relief."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hamstrung.report import charts
from hamstrung.workflows.prove_diagnosis.pictures import against_the_diagonal


def pictures(made: Mapping[str, Any]) -> dict[str, str]:
    """Name -> SVG document."""
    found = {"scores": scores(made), "reliability": reliability(made)}
    return found | ({"reasons": reasons(made)} if "by_reason" in made["reasons"] else {})


def scores(made: Mapping[str, Any]) -> str:
    """Log score of the roles before anything is known and after each visit, with 90 % intervals."""
    rows = [made["before"], *made["visits"]]
    means = np.array([row["log_score"]["mean"] for row in rows])
    errors = 1.645 * np.array([row["log_score"]["error"] for row in rows])
    visits = np.arange(len(rows), dtype=float)
    line = charts.Line("roles", visits, means, low=means - errors, high=means + errors, points=True)
    return charts.lines(
        [line],
        x="visits",
        y="mean log score",
        title="Log score of the roles of simulated patients by visit",
        description=f"{made['patients']} simulated patients over three visits; 0 visits: the share of each role among "
        "all who seek care. The band is the 90 % interval of each mean; visits share their patients, so that "
        "differences are surer than the bands.",
        name="follow-up-scores",
    )


def reliability(made: Mapping[str, Any]) -> str:
    """How often a role was true by the probability that it was given, a panel for each visit."""
    panels = [
        charts.Panel(
            f"After visit {k}",
            against_the_diagonal(row["reliability"], label="found"),
            x="probability that was given",
            y="how often it was true",
            x_range=(0.0, 1.0),
            y_range=(0.0, 1.0),
        )
        for k, row in enumerate(made["visits"], start=1)
    ]
    errors = ", ".join(f"{row['expected_calibration_error']:.3f}" for row in made["visits"])
    return charts.panels(
        panels,
        title="Role probabilities of simulated patients after each visit",
        description=f"Points near the diagonal: expected calibration error {errors}. The bands hold 90 % of perfectly "
        "calibrated answers of as many forecasts in each bin.",
        name="follow-up-reliability",
    )


def reasons(made: Mapping[str, Any]) -> str:
    """The same for the reasons why pain did not fall."""
    found = made["reasons"]
    return charts.lines(
        against_the_diagonal(found["reliability"], label="found"),
        x="probability that was given",
        y="how often it was true",
        title="Reasons why pain did not fall, in simulated patients",
        description=f"Points near the diagonal: expected calibration error "
        f"{found['expected_calibration_error']:.3f} over {found['patients']} simulated patients whose pain did not "
        "fall by what matters.",
        name="follow-up-reasons",
        x_range=(0.0, 1.0),
        y_range=(0.0, 1.0),
    )
