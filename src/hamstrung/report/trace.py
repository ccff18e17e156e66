"""The trace of the reasons in the patient's words, with the numbers that the clinician reads (`labels.reason`)."""

from dataclasses import dataclass

from hamstrung import patient
from hamstrung.diagnosis import Assessment, Evidence
from hamstrung.report import labels, words


@dataclass(frozen=True)
class Step:
    """What one finding did.

    Args:
        finding: code.
        value: as it is read out.
        before, after: people of 100 in whom the hamstrings drive the pain, without this finding and with it.
    """

    finding: str
    value: str
    before: int
    after: int

    @property
    def way(self) -> int:
        """1 where the finding speaks for the hamstrings, -1 where against."""
        return 1 if self.after >= self.before else -1


def steps(assessment: Assessment) -> tuple[Step, ...]:
    """The findings that move at least one person of a hundred, the one that moves most first."""
    reasons = (*assessment.explanation.for_, *assessment.explanation.against)
    told = [step(assessment, each) for each in words.telling(reasons)]
    moving = [each for each in told if each.before != each.after]
    return tuple(sorted(moving, key=lambda each: -abs(each.after - each.before)))


def step(assessment: Assessment, reason: Evidence) -> Step:
    """One reason with its people of a hundred."""
    without = reason.roles_without
    before = round(100 * (without["cause"] + without["contributor"]))
    return Step(reason.finding, labels.said(reason.finding, reason.value), before, round(100 * assessment.roles.driver))


def plain(each: Step) -> str:
    """A step in the patient's words."""
    said = _one_or_both(each)
    verb = "makes it more likely" if each.way > 0 else "makes it less likely"
    return f"{said} ({each.value}): this {verb}, from {each.before} to {each.after} of 100."


def paragraph(assessment: Assessment) -> str:
    """What spoke most for and most against, in the patient's words; empty where nothing did."""
    found = steps(assessment)
    chosen = [next((each for each in found if each.way == way), None) for way in (1, -1)]
    said = [plain(each) for each in chosen if each is not None]
    if not said:
        return ""
    return "What told us most about whether your hamstrings add to the pain: " + " ".join(said)


def _one_or_both(each: Step) -> str:
    """The patient's name of a finding, without its side where both sides were told."""
    side = patient.vocabulary()[each.finding].side if each.finding in patient.vocabulary() else None
    name = labels.plain(each.finding)
    return name.replace(f" {side}", "") if side and " and " in each.value else name
