"""The interpolant keeps the errors that it states, on people who were not fitted."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from hamstrung.mechanics import digest, interpolant

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool():
    """The script that fitted it."""
    spec = importlib.util.spec_from_file_location("fit_interpolant", ROOT / "tools" / "fit_interpolant.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("group", ["postures", "exams"])
def test_it_was_fitted_to_this_body_and_these_mechanics(group):
    """Whoever changes the model must fit again (tools/fit_interpolant.py)."""
    assert interpolant.load(group).digest == digest.of_model()


@pytest.mark.parametrize(("group", "people"), [("postures", 12), ("exams", 25)])
def test_new_people_lie_within_the_stated_error(tool, group, people):
    """Exact solutions of people drawn with another seed stay within half more than the largest error stated."""
    fitted = interpolant.load(group)
    x = tool.draw(fitted.features, people, seed=77)
    exact = np.array([tool.SOLVERS[group](row) for row in x])
    whole = np.isfinite(exact).all(axis=1)
    assert whole.mean() > 0.8
    error = np.abs(fitted.evaluate(x[whole]) - exact[whole])
    limit = np.array([fitted.max_error[name] for name in fitted.outputs])
    outside = (error > 1.5 * limit).mean(axis=0)
    assert outside.max() <= 0.1, [n for n, o in zip(fitted.outputs, outside, strict=True) if o > 0.1]
    typical = np.array([fitted.rms_error[name] for name in fitted.outputs])
    varies = typical > 1e-9
    assert np.median(np.sqrt((error**2).mean(axis=0))[varies] / typical[varies]) < 1.5


def test_compiled_and_vectorised_evaluation_agree():
    """The kernel for lives and the method for many people are the same polynomial."""
    fitted = interpolant.load("postures")
    low, high = np.array([interpolant.BOX[name] for name in fitted.features]).T
    x = np.random.default_rng(0).uniform(low - 5, high + 5, (8, len(low)))
    out, powers = np.zeros(len(fitted.outputs)), np.zeros((len(low), int(fitted.exponents.max()) + 1))
    for row, many in zip(x, fitted.evaluate(x), strict=True):
        interpolant.evaluate_into(row, fitted.exponents, fitted.coefficients, fitted.centre, fitted.scale, powers, out)
        assert np.allclose(out, many, rtol=1e-9, atol=1e-7)


def test_outside_the_box_the_edge_counts():
    """A deficit beyond the fitted range reads as the largest fitted one."""
    fitted = interpolant.load("exams")
    low, high = np.array([interpolant.BOX[name] for name in fitted.features]).T
    inside = (low + high) / 2
    beyond = inside.copy()
    inside[4], beyond[4] = high[4], high[4] + 40
    assert np.allclose(fitted.evaluate(inside[None]), fitted.evaluate(beyond[None]))


def test_the_fingerprint_ignores_words_and_sees_numbers():
    """Docstrings and comments may be mended without a new fit; a constant may not."""
    one = digest.meaning('"""A."""\nX = 1  # note\n"""B."""\n')
    assert one == digest.meaning('"""Other."""\nX = 1\n')
    assert one != digest.meaning('"""A."""\nX = 2\n')
