"""The person's own goals in a patient file."""

from datetime import date

import pytest

from hamstrung.errors import InputError
from hamstrung.patient import Goal, reading

TODAY = date(2026, 1, 1)


def read(*goals: object) -> tuple[Goal, ...]:
    """The goals of a file with one visit."""
    return reading.from_mapping({"visits": [{"goals": list(goals)}]}, today=TODAY).visits[0].goals


def test_goals_are_read_and_written_back() -> None:
    """An activity with and without its ability comes back from the mapping as it was read."""
    data = {"visits": [{"goals": [{"activity": "tie my shoes", "ability": 4}, {"activity": "run"}]}]}
    patient = reading.from_mapping(data, today=TODAY)
    assert patient.visits[0].goals == (Goal("tie my shoes", 4), Goal("run"))
    assert reading.from_mapping(reading.to_mapping(patient), today=TODAY) == patient


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ({"ability": 3}, "activity"),
        ({"activity": "run", "ability": 11}, "ability"),
        ({"activity": "run", "abilty": 3}, "ability"),
        ("run", "table"),
    ],
)
def test_a_goal_that_cannot_be_is_refused(goal: object, said: str) -> None:
    """No activity, an ability outside 0 to 10, an unknown field or no table is an error that names it."""
    with pytest.raises(InputError, match=said):
        read(goal)
