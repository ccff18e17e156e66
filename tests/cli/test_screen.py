"""An assessment on the terminal."""

from dataclasses import replace

import pytest
from rich.console import Console

from hamstrung import diagnosis
from hamstrung.cli import screen
from hamstrung.report import words
from report import examples


def _shown(assessment: diagnosis.Assessment, *, width: int = 80) -> str:
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    screen.show(assessment, console=console)
    return console.export_text()


def _plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_red_flags_then_verdict_then_reasons(width):
    """At any width the order is the same, and the verdict's words are those of the report."""
    whole = examples.assessment()
    text = _plain(_shown(whole, width=width))
    verdict = text.index(words.verdict(whole))
    assert text.index("Red flags") < verdict < text.index("Where the pain comes from") < text.index("For ")
    for count in words.of_hundred(whole.roles.as_dict()).values():
        assert str(count) in text


def test_the_role_table_fits_eighty_columns():
    """No role needs a second line on an ordinary terminal."""
    lines = _shown(examples.assessment()).splitlines()
    for role, said in words.ROLE_WORDS.items():
        assert any(f"{role}: {said}" in line for line in lines)


def test_an_emergency_leaves_only_the_referral():
    """In an emergency neither roles nor reasons are printed."""
    flag = diagnosis.RaisedFlag("rf_x", "Possible cauda equina", "go", "emergency", "why", "E1")
    text = _shown(
        examples.assessment(
            red_flags=(flag,),
            red_flag_screen=diagnosis.FlagScreen(complete=True, plan_withheld=True, verdict_withheld=True),
            referral=(diagnosis.Referral("Emergency department", "emergency", "why"),),
        )
    )
    assert "Emergency department" in text
    assert "Where the pain comes from" not in text
    assert "contributor" not in text


def test_only_tests_that_were_done_are_compared():
    """A paired test that was not done is left to the list of next tests."""
    whole = examples.assessment()
    assert "−1.8" in _shown(whole)
    undone = replace(whole, paired_tests=(replace(whole.paired_tests[0], found=None),))
    assert "Bedside" not in _shown(undone)


def test_markup_in_a_name_is_text():
    """Square brackets that came from a file are printed, not obeyed."""
    whole = examples.assessment()
    odd = replace(whole.next_tests[0], label="[bold]slump[/bold]", reason="[red]x")
    text = _shown(replace(whole, next_tests=(odd,)))
    assert "[bold]slump[/bold]: [red]x" in text
