"""Calibration: it finds what it is asked for, survives an interruption, and refuses what is not its own."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from hamstrung import life
from hamstrung.cohort import fitting, targets
from hamstrung.errors import CohortError, InputError
from hamstrung.life import calibration, priors
from hamstrung.workflows.calibrate import calibrate

CHEAP = ("extensibility.leg_raise_of_men", "extensibility.leg_raise_of_women", "pain.pain_of_care_seekers")


@pytest.fixture(scope="module")
def chosen():
    """Statistics that need no course after the visit, one of them moved to where the prior seldom is."""
    found = [target for target in targets() if target.id in CHEAP]
    return [replace(each, low=5.2, high=6.0) if each.id == "pain.pain_of_care_seekers" else each for each in found]


@pytest.fixture(scope="module")
def people():
    """Few lives, the same for all members."""
    return fitting.People(300, 3, life.mechanics(), life.beliefs())


@pytest.fixture(scope="module")
def whole(people, chosen, tmp_path_factory):
    """A calibration that was never interrupted."""
    return calibrate(tmp_path_factory.mktemp("whole"), people=people, members=50, steps=1, rounds=1, chosen=chosen)


def test_members_end_nearer_to_the_statistics_than_they_began(people, chosen, whole):
    """The mean squared miss of the ensemble's members is below that of sets drawn from the prior."""
    wanted = fitting.observations(chosen, sampling_sd=fitting.sampling_sd(people.sample({}), chosen))

    def miss(sets):
        found = np.array([fitting.statistics(people.sample(each), chosen) for each in sets])
        return float(np.mean(((found - wanted.value) / wanted.sd) ** 2))

    random = np.random.default_rng(9)
    names = [each.name for each in calibration.fitted()]
    prior = [{name: float(priors.draw(random)[0][name]) for name in names} for _ in range(50)]
    assert miss(whole.parameters) < miss(prior)


def test_an_interrupted_calibration_ends_with_the_same_ensemble(people, chosen, whole, tmp_path):
    """Stopped after some runs and begun again, it runs the rest and finds the same, bit for bit."""

    class Stop(Exception):
        pass

    def stop(done, total):
        if done == 70:
            raise Stop

    with pytest.raises(Stop):
        calibrate(tmp_path, people=people, members=50, steps=1, rounds=1, chosen=chosen, progress=stop)
    told = []
    found = calibrate(
        tmp_path,
        people=people,
        members=50,
        steps=1,
        rounds=1,
        chosen=chosen,
        progress=lambda done, total: told.append(done),
    )
    assert found.table() == whole.table()
    assert told[-1] == 150
    assert 50 < len(told) < 150


def test_the_table_holds_every_uncertain_parameter_inside_its_range(whole):
    """Each row of the table is a weight and a set of parameters that the model accepts."""
    rows = list(csv.DictReader(io.StringIO(whole.table())))
    assert len(rows) >= 40
    assert sum(float(row.pop("weight")) for row in rows) == pytest.approx(1.0, abs=1e-5)
    for row in rows:
        priors.record({name: float(value) for name, value in row.items()})


def test_a_folder_of_another_plan_is_refused(people, chosen, tmp_path):
    """Runs of another size or seed are never mixed."""
    (tmp_path / "plan.json").write_text("{}")
    with pytest.raises(CohortError, match="another size, seed or model"):
        calibrate(tmp_path, people=people, members=50, steps=1, rounds=1, chosen=chosen)


def test_too_few_members_are_refused(people, chosen, tmp_path):
    """An ensemble of fewer than 50 sets is no ensemble."""
    with pytest.raises(InputError, match="members is 10"):
        calibrate(tmp_path, people=people, members=10, steps=1, rounds=1, chosen=chosen)
