"""Files of planned trials."""

from pathlib import Path

import pytest

from hamstrung.errors import InputError
from hamstrung.exchange import trials

EXAMPLE = Path(__file__).parents[2] / "examples" / "stretching.trial"


def test_the_example_is_read_whole() -> None:
    """Arms, conditions and outcomes of the example arrive as they are written."""
    design = trials.read(EXAMPLE)
    assert [arm.name for arm in design.arms] == ["stretching", "leaflet"]
    assert design.arms[design.control].name == "leaflet"
    assert design.arms[0].prescriptions[0].given == 30.0
    assert design.include.between["slr_left_deg"] == (20.0, 65.0)
    assert design.include.answers == {"pain_radiates_into_leg": False}
    assert design.outcomes[0].name == "pain_nprs at week 12"


@pytest.mark.parametrize(
    ("text", "said"), [("", "is empty"), ("arms = [", "is not TOML"), ("people = 4", "arms holds fewer than 2")]
)
def test_a_file_that_is_no_trial_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    """The message names the file and what is wrong."""
    path = tmp_path / "plan.trial"
    path.write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        trials.read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
