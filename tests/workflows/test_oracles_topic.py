"""The topic of the other engines tells figures that are there, and a public model's numbers are that model's."""

import csv

import numpy as np

from exchange.shared import shared
from hamstrung.workflows.mechanics_targets import oracles


def test_every_figure_is_a_number():
    """Targets and both sections have finite figures, and the engines agreed when they were last asked."""
    found = list(oracles.targets())
    assert len(found) >= 15
    assert all(np.isfinite([each.ours, each.low, each.high]).all() for each in found)
    assert all(each.inside for each in found if each.group == "other engines, same body")
    engines, models = oracles.sections()
    assert len(engines.rows) >= 10
    assert models.picture.startswith("<svg")


def test_the_packaged_table_is_the_public_models():
    """Every packaged row is a row of the whole table, and the coarse grid's RMS is the whole one's within 0.7 mm."""
    with shared("reference/hamstrings_gait2392.csv").open(encoding="utf-8", newline="") as file:
        whole = list(csv.DictReader(file))
    key = ("hip_flexion_deg", "knee_flexion_deg", "muscle")
    known = {tuple(row[part] for part in key): row for row in whole}
    for row in oracles.gait2392():
        assert all(known[tuple(row[part] for part in key)][name] == value for name, value in row.items())
    coarse = oracles.grid_rms_mm()
    for muscle, (_, at, _, _) in oracles.HAMSTRINGS.items():
        off = []
        for row in (row for row in whole if row["muscle"] == muscle):
            _, hip, knee = oracles.ours(float(row["hip_flexion_deg"]), float(row["knee_flexion_deg"]))
            theirs = 1e3 * np.array([-float(row["ma_hip_flexion_m"]), float(row["ma_knee_flexion_m"])])
            off.append(np.array([hip[at], knee[at]]) - theirs)
        fine = np.sqrt(np.mean(np.square(off), axis=0))
        assert np.abs(fine - coarse[muscle][1:]).max() < 0.7
