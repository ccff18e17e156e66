"""The figures of the page as pictures: reliability of role probabilities, and ranks of every quantity."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hamstrung.report import charts, palette
from hamstrung.workflows.prove_diagnosis.figures import GRID
from hamstrung.workflows.prove_diagnosis.quantities import COLUMNS, SHAPLEY, SHARES

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Deficit and its parts": tuple(name for name in COLUMNS if name.endswith("_deg")),
    "Pain in worlds": tuple(name for name in COLUMNS if name.startswith("pain")),
    "Shares by single removal": (*SHARES, "secondary_share"),
    "Shapley shares": SHAPLEY,
}
"""Panels of the ranks' picture."""


def pictures(made: Mapping[str, Any]) -> dict[str, str]:
    """Name -> SVG document."""
    return {"reliability": reliability(made), "ranks": ranks(made)}


def reliability(made: Mapping[str, Any]) -> str:
    """How often a role was true, by the probability that it was given."""
    error = made["expected_calibration_error"]
    return charts.lines(
        against_the_diagonal(made["reliability"], label="roles"),
        x="probability that was given",
        y="how often it was true",
        title="Role probabilities of simulated patients",
        description=f"Points near the diagonal: expected calibration error {error:.3f} over {made['patients']} "
        "simulated "
        "patients. The band holds 90 % of perfectly calibrated answers of as many forecasts in each bin.",
        name="reliability",
        x_range=(0.0, 1.0),
        y_range=(0.0, 1.0),
    )


def against_the_diagonal(bins: list[dict[str, float]], *, label: str) -> list[charts.Line]:
    """How often what was given came true, by bin, and the diagonal with 90 % of what chance does to perfect answers."""
    given, came, count = (np.array([each[key] for each in bins]) for key in ("given", "came", "count"))
    chance = 1.645 * np.sqrt(np.maximum(given * (1.0 - given), 1e-9) / count)
    right = charts.Line(
        "as told",
        given,
        given,
        low=np.maximum(given - chance, 0.0),
        high=np.minimum(given + chance, 1.0),
        colour=palette.INK,
        dashed=True,
    )
    return [charts.Line(label, given, came, points=True), right]


def ranks(made: Mapping[str, Any]) -> str:
    """How far the ranks of the truth are from uniform, by quantity."""
    band = made["ecdf_band"]
    edge = np.full(GRID.size, band)
    zero = np.zeros(GRID.size)
    within = charts.Line("", GRID, zero, low=-edge, high=edge, colour=palette.INK, dashed=True)
    most = 1.15 * max(band, max(float(np.abs(line).max()) for line in made["ecdf"].values()))
    panels = [
        charts.Panel(
            heading,
            [*(charts.Line(_label(name), GRID, made["ecdf"][name]) for name in names), within],
            x="rank of the truth",
            y="distance from uniform",
            x_range=(0.0, 1.0),
            y_range=(-most, most),
        )
        for heading, names in GROUPS.items()
    ]
    outside = [name for name, line in made["ecdf"].items() if np.abs(line).max() > band]
    told = f"{len(made['ecdf']) - len(outside)} of {len(made['ecdf'])} quantities stay inside the 95 % band"
    return charts.panels(
        panels,
        title="Ranks of the truth among draws of the posterior",
        description=f"{told} around uniform ranks ({made['patients']} simulated patients).",
        name="ranks",
        columns=2,
    )


def _label(name: str) -> str:
    for start in ("share_", "shapley_", "pain_"):
        if name.startswith(start):
            return name.removeprefix(start).replace("_", " ")
    return name.removesuffix("_deg").replace("_", " ")
