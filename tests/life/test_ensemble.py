"""The ensemble: which set of parameters rules a person, and that it rules all of that person's life."""

import numpy as np
import pytest

from hamstrung import life
from hamstrung.errors import InputError
from hamstrung.life import nodes, parameter_sets, priors
from life import surrogate

NODE = nodes.INDEX["parameters"]
TWO = np.concatenate([priors.record({"pain_sharpness": 4.5}), priors.record({"person_stiffness_per_decade": 0.1})])


def people(n, *, parameters=None, seed=2):
    """Stored numbers of people, one set for all of them where it is told."""
    u = surrogate.uniforms(n, seed=seed)
    if parameters is not None:
        u[:, NODE] = parameters
    return u


def lived(u, record):
    """Their lives in three worlds, and the columns of those."""
    lives = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), masks=(0, 1, 62), record=record)
    return lives, life.columns_of(lives, mechanics=surrogate.mechanics())


def test_members_share_people_by_their_weights():
    """Of people drawn at random each set rules its weight, within the sampling error."""
    sets = parameter_sets.of_records(np.concatenate([TWO, priors.record()]), np.array([5.0, 3.0, 2.0]))
    member = sets.members(people(20_000))
    assert np.bincount(member) / 20_000 == pytest.approx([0.5, 0.3, 0.2], abs=4 * 0.5 / 20_000**0.5)
    assert sets.effective == pytest.approx(1 / (0.25 + 0.09 + 0.04))


def test_people_live_under_their_own_set_and_no_other():
    """Lives under two sets are, person by person and bit for bit, the lives under that person's set alone."""
    u = people(200)
    first = u[:, NODE] < 0.5
    _, both = lived(u, TWO)
    alone = [lived(u, TWO[k : k + 1])[1] for k in (0, 1)]
    assert any(not np.array_equal(alone[0][name], alone[1][name], equal_nan=True) for name in both)
    for name, column in both.items():
        expected = np.where(first, alone[0][name], alone[1][name])
        assert np.array_equal(column, expected, equal_nan=True), name


def test_the_weeks_after_go_on_under_the_same_set():
    """A course under two sets is that under the person's set alone."""

    def course(record):
        held = surrogate.mechanics()
        return life.follow(u, weeks_after=8, mechanics=held, beliefs=life.beliefs(), record=record).pain_nprs

    u = people(60, seed=5)
    expected = np.where(u[:, NODE, None] < 0.5, course(TWO[:1]), course(TWO[1:]))
    assert np.array_equal(course(TWO), expected)


def test_a_member_is_no_luck():
    """Two people with the same luck and sets of the same values live the same life."""
    same = np.concatenate([priors.record(), priors.record()])
    one, other = (lived(people(40, parameters=at), same)[0].pain_nprs for at in (0.2, 0.8))
    assert np.array_equal(one, other)


def test_the_packaged_ensemble_is_one_that_the_model_accepts():
    """Every set lies inside the priors, the weights sum to one, and it says how it was made."""
    found = life.ensemble()
    assert found.weight.sum() == pytest.approx(1.0)
    for name, known in life.parameters().items():
        assert np.all((found.sets[name] >= known.low) & (found.sets[name] <= known.high)), name
    assert parameter_sets.origin()["kept"] == len(found)


def test_a_table_is_read_as_it_was_written():
    """Weights and values survive the table; what it does not name keeps its best value."""
    sets = [
        {"pain_sharpness": 4.5, "disc_tolerance_log_sd": 0.8},
        {"pain_sharpness": 5.0, "disc_tolerance_log_sd": 1.0},
    ]
    found = parameter_sets.read(parameter_sets.table(np.array([0.25, 0.75]), sets, digits=7))
    assert found.weight == pytest.approx([0.25, 0.75])
    assert [{name: float(row[name]) for name in sets[0]} for row in found.sets] == sets
    assert np.all(found.sets["pain_tissue_amplitude"] == life.parameters()["pain_tissue_amplitude"].value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("weight\n", "no set of parameters"),
        ("pain_sharpness\n4.5\n", "no set of parameters"),
        ("weight,pain_sharpness\n0,4.5\n", "not positive"),
        ("weight,pain_sharpnes\n1,4.5\n", "pain_sharpness"),
        ("weight,pain_sharpness\n1,45\n", "outside"),
    ],
)
def test_a_damaged_table_is_refused(text, told):
    """An empty table, a weight of nothing, an unknown parameter or one outside its range is an error."""
    with pytest.raises(InputError, match=told):
        parameter_sets.read(text)
