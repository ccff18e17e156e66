"""The table of published trials."""

import math

import pytest

from hamstrung import cohort, evidence
from hamstrung.care.published_trials import PublishedTrial, published


@pytest.mark.parametrize("trial", published(), ids=lambda each: each.id)
def test_every_trial_names_its_source_and_holds_its_value_within_its_interval(trial: PublishedTrial) -> None:
    """Evidence ids are known, the interval is one, and a miss would have something to say."""
    assert trial.evidence
    assert set(trial.evidence) <= evidence.rows().keys()
    assert -math.inf < trial.low <= trial.published <= trial.high < math.inf
    assert trial.split in ("calibration", "validation")
    assert trial.remark
    assert not (trial.set_to and trial.split == "validation")


def test_no_study_is_in_both_splits() -> None:
    """A study that guided a number here or in the cohort's targets proves nothing, and the other way round."""
    splits: dict[str, set[str]] = {}
    for each in (*published(), *cohort.targets()):
        splits.setdefault(each.study, set()).add(each.split)
    ours = {trial.study for trial in published()}
    assert {study: found for study, found in splits.items() if study in ours and len(found) > 1} == {}
