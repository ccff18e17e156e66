"""What is believed after a visit that few courses fit, and what small changes are for."""

import numpy as np
import pytest

from care.followed import WEEK, found, truth, visits
from care.lived import ground
from care.test_follow_up import later, tight
from hamstrung import care
from hamstrung.care import courses
from hamstrung.care.courses import Courses
from hamstrung.diagnosis import ErrorModel
from hamstrung.diagnosis.weights import prior_share


def made(*log_told: list[float]) -> Courses:
    """Courses of as many people, one each, with these log likelihoods after each occasion."""
    table = np.array(log_told).T
    n = len(table)
    people = care.People(np.zeros((n, 1)), np.full(n, 1.0 / n), np.arange(n))
    return Courses(people, np.full(n, -np.log(n)), table, table, 1.0, ErrorModel(), float(n))


def test_one_course_that_fits_does_not_decide() -> None:
    """Where a single person fits, those of the visit before keep ten parts of eleven."""
    one = made([0.0, *[-50.0] * 99])
    assert one.effective(1) == pytest.approx(1.0)
    assert one.believed(1, 100)[0] == pytest.approx(1.0 - prior_share(1.0) * 0.99, abs=1e-9)


def test_many_courses_that_fit_decide() -> None:
    """Where many fit, next to nothing of the visit before is left; weights sum to one at every occasion."""
    many = made([0.0] * 2000 + [-50.0] * 2000, [0.0] * 4000)
    assert many.believed(1, 4000)[2000:].sum() < 0.005
    assert [many.believed(k, 4000).sum() for k in range(3)] == pytest.approx([1.0] * 3)


def test_what_the_first_people_share_is_counted() -> None:
    """Courses are worth no more independent draws than the people that they begin with."""
    few = made([0.0] * 100)
    assert few.worth(1) == pytest.approx(100.0)
    shared = Courses(few.people, few.log_prior, few.log_likelihood, few.log_as_read, 1.0, ErrorModel(), 25.0)
    assert shared.worth(1) == pytest.approx(25.0)


def test_pain_now_follows_a_small_change_and_the_role_does_not() -> None:
    """Two small falls of pain give the same weights to roles, bit for bit, and different ones to the body."""
    first = {code: round(float(value), 1) for code, value in truth(tight()[0]).items()}
    first["pain_nprs"] = 6.0
    base = found(first)
    both = [
        courses.condition(
            base,
            visits(first, (WEEK, later(first, range_deg=0.0, pain=-fall))),
            ground=ground(),
            seed=1,
            persons=200,
            rounds=1,
        )
        for fall in (0.0, 2.0)
    ]
    assert np.array_equal(both[0].log_likelihood, both[1].log_likelihood)
    at = [
        courses.lived(each.drawn(200), care.rows((), each.people), weeks=(WEEK,), keep=(), ground=ground()).pain_nprs
        for each in both
    ]
    means = [each.drawn(200).weight @ pain[:, WEEK] for each, pain in zip(both, at, strict=True)]
    assert means[1] < means[0] - 0.5
