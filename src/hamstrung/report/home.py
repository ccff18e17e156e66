"""The words that the patient takes home: short, plain, and from the same numbers as the clinician's."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hamstrung.diagnosis import Assessment
from hamstrung.report import labels, trace, words

MEANING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cause": (
            "So your hamstrings may well be the main reason for your pain. Your clinician can check this with you."
        ),
        "contributor": "So your hamstrings may be one reason for your pain, and not the only one.",
        "consequence": (
            "So your hamstrings may feel tight because something else is sore, and your body guards it. "
            "Then the sore place is what needs care first."
        ),
        "bystander": "So your hamstrings are tight, and still they are probably not why you hurt.",
        "absent": "So your hamstrings do not seem to be tight, and your pain has another reason.",
    }
)

QUESTION: Final = (
    "You hurt, and you want to know why. We asked one question: do your hamstrings, the muscles at the "
    "back of your thighs, play a part?"
)
METHOD: Final = (
    "A computer worked this out from people it made up, using what is known about bodies like yours. "
    "It is a guide, and it can be wrong."
)
PLAN: Final = (
    "Below is what we suggest you do. You and your clinician decide on it together. What you feel and notice counts."
)
NO_PLAN: Final = (
    "This page holds no treatment plan. You and your clinician make that together. What you feel and notice counts."
)


def paragraphs(assessment: Assessment) -> tuple[str, ...]:
    """What the page to take home says, a paragraph each.

    Args:
        assessment: the answer.

    Returns:
        The question, the numbers as natural frequencies, what they mean, what told most, how sure they are,
        and what is missing.
    """
    own = (
        _numbers(assessment),
        _meaning(assessment),
        _since(assessment),
        _why(assessment),
        METHOD,
        _next(assessment),
        _screen(assessment),
    )
    planned = assessment.care is not None and bool(assessment.care.programme)
    said = (QUESTION, *own, PLAN if planned else NO_PLAN)
    return tuple(paragraph for paragraph in said if paragraph)


def _numbers(assessment: Assessment) -> str:
    counts = words.of_hundred(assessment.roles.as_dict())
    rest = 100 - counts["cause"] - counts["contributor"]
    who = "people like you" if assessment.diagnostics.findings_used else "people in pain"
    return (
        f"Think of 100 {who}. In about {counts['cause']} of them the hamstrings are the main reason "
        f"for the pain. In about {counts['contributor']} they are one reason among others. "
        f"In about {rest} they are not the reason."
    )


def _meaning(assessment: Assessment) -> str:
    if not assessment.diagnostics.findings_used:
        return "Nobody has examined you for this yet. So these numbers say little about you."
    if max(assessment.roles.as_dict().values()) < 0.4:
        return "So it is not clear yet what part your hamstrings play."
    return MEANING[assessment.roles.leading]


def _since(assessment: Assessment) -> str:
    return " ".join(assessment.follow_up.plain) if assessment.follow_up else ""


def _why(assessment: Assessment) -> str:
    return trace.paragraph(assessment) if assessment.diagnostics.findings_used else ""


def _next(assessment: Assessment) -> str:
    if not assessment.next_tests:
        return ""
    first = assessment.next_tests[0]
    return f"Next, it would help to know about this: {labels.plain(first.finding)}. Ask your clinician."


def _screen(assessment: Assessment) -> str:
    if assessment.red_flags:
        return "One of your answers needs a check first. Your clinician will talk with you about it."
    if not assessment.red_flag_screen.complete:
        return "Some safety questions have not been asked yet. Please go through them with your clinician."
    return ""
