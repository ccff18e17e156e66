"""People of the cohort, solved exactly: the interpolant on which lives run keeps its stated error on them too."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from hamstrung import life
from hamstrung.life import stance
from hamstrung.mechanics import interpolant
from life import surrogate

ROOT = Path(__file__).parents[2]
PEOPLE = 10


def _tool():
    """The script that fitted the interpolant, which solves a row of features exactly."""
    spec = importlib.util.spec_from_file_location("fit_interpolant", ROOT / "tools" / "fit_interpolant.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_people_of_the_cohort_are_solved_as_the_interpolant_says() -> None:
    """Postures of simulated people at their own deficits, held ones solved exactly, lie within the stated error."""
    mechanics = life.mechanics()
    lived = life.simulate(surrogate.uniforms(4 * PEOPLE, 77), mechanics=mechanics, beliefs=life.beliefs(), masks=[0])
    columns = life.columns_of(lived, mechanics=mechanics)
    features = np.column_stack(
        [
            stance._features(columns, lived.parameters),
            *(columns[f"structural_{side}_deg"] + columns[f"tonic_{side}_deg"] for side in ("left", "right")),
        ]
    )
    fitted = mechanics.postures
    low, high = np.array([interpolant.BOX[name] for name in fitted.features]).T
    inside = features[((features >= low) & (features <= high)).all(axis=1)][:PEOPLE]
    assert len(inside) == PEOPLE
    exact = np.array([_tool().SOLVERS["postures"](row) for row in inside])
    whole = np.isfinite(exact).all(axis=1)
    assert whole.mean() > 0.8
    error = np.abs(fitted.evaluate(inside[whole]) - exact[whole])
    limit = np.array([fitted.max_error[name] for name in fitted.outputs])
    assert (error > 1.5 * limit).mean() < 0.02
