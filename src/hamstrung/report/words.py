"""The sentences of a report, made from an assessment, and the words that none of them may hold."""

import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from hamstrung.diagnosis import Assessment, Estimate, Evidence, NextTest, PairedTest

ROLE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cause": "the main cause of this pain",
        "contributor": "one contributor among others",
        "consequence": "tight because of something else",
        "bystander": "tight, but beside the point",
        "absent": "not tight, and not a source of pain",
    }
)
"""What each role says of the hamstrings, to end a sentence that starts "the hamstrings are"."""

ROLE_ORDER: Final = tuple(ROLE_WORDS)
"""Roles in the order in which people read them."""

SOURCE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hamstrings": "hamstrings, their tendon included",
        "structure": "lumbar tissue, sacroiliac joint, hip or knee",
        "nerve": "nerve root or nerve",
        "systemic": "disease of the whole body",
        "injury": "recent injury elsewhere",
        "distress": "distress and sensitisation",
    }
)

GRADE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "A: trials or prospective cohorts",
        "B": "B: cross-sectional or laboratory studies",
        "C": "C: expert claim only",
        "X": "X: contradicted by the evidence",
    }
)

HARMFUL: Final = (
    "out of alignment",
    "misaligned",
    "worn out",
    "wear and tear",
    "degenerat",
    "crumbl",
    "slipped",
    "unstable spine",
    "your spine is",
    "damage to your",
    "damaged",
    "bone on bone",
    "weak core",
    "fragile",
    "wrong posture",
    "bad posture",
    "abnormal",
    "all in your head",
    "nothing wrong with you",
    "never bend",
    "avoid bending",
)
"""Words that make a back feel fragile or a person disbelieved; none may stand in words for the patient."""


def verdict(assessment: Assessment) -> str:
    """The answer in one sentence, no surer than the numbers.

    An emergency replaces it by the referral; a person without findings is told the prior and that it is one.
    """
    if assessment.red_flag_screen.verdict_withheld:
        return "First things first: this person needs to be seen before any word about hamstrings."
    lead = assessment.roles.leading
    count = of_hundred(assessment.roles.as_dict())[lead]
    chance = getattr(assessment.roles, lead)
    among = f"so it is in {count} of 100 simulated people {_like(assessment)}"
    if chance < 0.4:
        return f"No role stands out. The likeliest is that the hamstrings are {ROLE_WORDS[lead]}: {among}."
    return f"The hamstrings are {_sureness(chance)} {ROLE_WORDS[lead]}: {among}."


def driver(assessment: Assessment) -> str:
    """How often the hamstrings drive the pain, as cause or contributor, in one sentence."""
    counts = of_hundred(assessment.roles.as_dict())
    drive = counts["cause"] + counts["contributor"]
    return (
        f"Of 100 people {_like(assessment)}, the hamstrings drive the pain in {drive} "
        f"({counts['cause']} as the main cause, {counts['contributor']} as one of several) "
        f"and do not in {100 - drive}."
    )


def circle(assessment: Assessment) -> str:
    """The vicious circle in one sentence, or an empty string where it hardly occurs."""
    chance = assessment.vicious_circle
    if chance < 0.02:
        return ""
    return (
        f"In {round(100 * chance)} of 100 it is a vicious circle: "
        "tightness adds to the pain, and the pain keeps them tight."
    )


def of_hundred(chances: Mapping[str, float]) -> dict[str, int]:
    """Whole people out of a hundred, by largest remainder, so that they sum to a hundred.

    >>> of_hundred({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    {'a': 34, 'b': 33, 'c': 33}
    """
    total = sum(chances.values())
    exact = {name: 100.0 * chance / total for name, chance in chances.items()}
    counts = {name: math.floor(value) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: (counts[name] - exact[name], list(exact).index(name)))
    for name in order[: 100 - sum(counts.values())]:
        counts[name] += 1
    return counts


def estimate(value: Estimate | None, *, digits: int = 0, scale: float = 1.0) -> str:
    """A mean with its interval, such as `12 (8 to 15)`; what is not finite is `not known`."""
    if value is None or not all(map(math.isfinite, (value.mean, value.low, value.high))):
        return "not known"
    mean, low, high = (plain(scale * part, digits=digits) for part in (value.mean, value.low, value.high))
    return f"{mean} ({low} to {high})"


def found(test: PairedTest) -> str:
    """What a paired test found: yes or no where that is its answer, else a number."""
    if test.found is None:
        return "not done yet"
    if _answers(test):
        return "yes" if test.found > 0.5 else "no"
    return plain(test.found, digits=1)


def predicted(test: PairedTest, role: str) -> str:
    """What a role predicts for a paired test, with its interval."""
    value = test.predicted[role]
    return estimate(value, scale=100) if _answers(test) else estimate(value, digits=1)


def paired(test: PairedTest, value: float) -> str:
    """A value of a paired test in the terms that `paired_unit` names."""
    return plain(100 * value) if _answers(test) else plain(value, digits=1)


def paired_unit(test: PairedTest) -> str:
    """In which terms a paired test is told."""
    return "yes in so many of 100" if _answers(test) else test.unit


def done(tests: Sequence[PairedTest]) -> tuple[PairedTest, ...]:
    """The paired tests that were done."""
    return tuple(test for test in tests if test.found is not None)


def waiting(tests: Sequence[PairedTest], *, most: int = 8) -> tuple[PairedTest, ...]:
    """The paired tests not done, one side of each; first those whose predictions lie farthest apart."""
    apart = sorted((test for test in tests if test.found is None and test.predicted), key=lambda test: -_apart(test))
    one_side: dict[str, PairedTest] = {}
    for test in apart:
        one_side.setdefault(test.manoeuvre.removesuffix("_left").removesuffix("_right"), test)
    return tuple(one_side.values())[:most]


def scatter(test: PairedTest) -> str:
    """Half of the interval of one person, mean over the roles; empty for a sign."""
    return "" if _answers(test) else plain(_half(test), digits=1)


def _half(test: PairedTest) -> float:
    return sum(0.5 * (each.high - each.low) for each in test.predicted.values()) / len(test.predicted)


def _apart(test: PairedTest) -> float:
    means = [each.mean for each in test.predicted.values()]
    return (max(means) - min(means)) / (0.8 if _answers(test) else max(_half(test), 1e-9))


def moved(test: PairedTest) -> str:
    """What a paired test that was done did to the two roles that it moved most; empty where it was not used."""
    if test.roles_before is None or test.roles_after is None:
        return ""
    before, after = of_hundred(test.roles_before), of_hundred(test.roles_after)
    most = sorted(before, key=lambda role: -abs(after[role] - before[role]))[:2]
    told = [f"{role} {before[role]} to {after[role]}" for role in most if after[role] != before[role]]
    return f"It moved {' and '.join(told)} of 100." if told else "It moved no role by one in 100."


def _answers(test: PairedTest) -> bool:
    return test.unit.startswith("probability")


def telling(reasons: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The findings that move the probability by at least half a point of a hundred."""
    return tuple(each for each in reasons if abs(each.change) >= 0.005)


def silent(reasons: Sequence[Evidence]) -> str:
    """How many findings move it by less, in words; empty where none does."""
    count = len(reasons) - len(telling(reasons))
    if not count:
        return ""
    return f"{count} {'finding moves' if count == 1 else 'findings move'} it by less than half a point."


def reason(test: NextTest) -> str:
    """Why a test is worth having, without repeating its name."""
    return test.reason.removeprefix(f"{test.label}: ")


def plain(value: float, *, digits: int = 0) -> str:
    """A number with a real minus sign and without minus zero.

    >>> plain(-0.2), plain(-1.25, digits=1)
    ('0', '−1.2')
    """
    written = f"{value:.{digits}f}"
    if float(written) == 0.0:
        written = written.lstrip("-")
    return written.replace("-", "−")


def harmful(words: str) -> tuple[str, ...]:
    """Which of the words that harm stand in a text."""
    lower = re.sub(r"\s+", " ", words.lower())
    return tuple(phrase for phrase in HARMFUL if phrase in lower)


def _sureness(chance: float) -> str:
    if chance >= 0.9:
        return "almost certainly"
    if chance >= 0.75:
        return "very likely"
    return "likely" if chance >= 0.6 else "perhaps"


def _like(assessment: Assessment) -> str:
    return "found like this one" if assessment.diagnostics.findings_used else "of whom no more is known than here"
