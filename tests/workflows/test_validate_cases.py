"""Our roles beside the reference judgement."""

import pytest

from diagnosis.synthetic import cohort, vocabulary
from hamstrung import diagnosis
from hamstrung.diagnosis import ModelIdentity, Population
from hamstrung.patient import Finding, Patient, Visit
from hamstrung.workflows import validate_cases
from hamstrung.workflows.validate_cases import Case


@pytest.fixture(scope="module")
def made():
    """Two cases judged: a supple person, rightly and wrongly referenced."""
    population = Population.of(cohort(size=4000))
    words = vocabulary()
    found = {code: Finding(code, 88.0) for code in ("slr_left_deg", "slr_right_deg")}
    supple = Patient(id="supple", visits=(Visit(None, findings=found),))

    def assess(patient):
        return diagnosis.assess(
            patient,
            population,
            vocabulary=words,
            model=ModelIdentity("test", "0"),
            grades={f"C{number}": "B" for number in range(1, 29)},
        )

    def prior(patient):
        return assess(Patient(person=patient.person)).roles.as_dict()

    cases = [
        Case("right", "supple", supple, ("absent",), ("disc",), "none", False, "none"),
        Case("wrong", "called a cause", supple, ("cause",), ("hamstrings",), "none", None, "none"),
    ]
    return validate_cases.figures(cases, assess=assess, prior=prior)


def test_right_and_wrong_are_told_as_they_are(made):
    """A case is right where the likeliest role is an accepted one, and wrong where it is not."""
    assert [row["agrees"] for row in made["cases"]] == [True, False]
    assert made["agree"] == 1
    assert made["red_flags_count"] == 1


def test_the_page_names_every_case_and_both_scores(made):
    """The page holds each case with its verdict, and the log scores beside those of the prior."""
    page = validate_cases.page({**made, "command": "here", "seed": 1, "cohort_size": 4000})
    assert "| right supple | absent | absent" in page
    assert "**wrong**" in page
    assert f"{made['log_score']:.3f}" in page
    assert f"{made['log_score_of_prior']:.3f}" in page


def test_the_best_constant_answer_is_the_frequency_of_single_references(made):
    """With one accepted role each, the best constant is the share of each role: here a half, log 0.5."""
    assert made["log_score_of_constant"] == pytest.approx(-0.6931, abs=1e-3)
