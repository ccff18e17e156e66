"""What a finding is: its code, range, side, error and cost.

A number is read as `truth + bias + rater + repeat`, with one standard deviation for what a rater's own
repetitions differ by (`sd_within`) and one for what raters differ by on top of it (`sd_between`). A yes or no
has the probability of "yes" where its target is present (`sensitivity`) and of "no" where it is absent
(`specificity`). Validity: errors are taken as Gaussian and as the same over the whole range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import hypot
from typing import Literal

Side = Literal["left", "right"]
Kind = Literal["number", "yes_no", "choice", "red_flag"]
Value = float | bool | str

RED_FLAG_ANSWERS = ("yes", "no", "not_asked")


@dataclass(frozen=True)
class Cost:
    """What it costs to find out: euros, minutes of the visit, passing pain from 0 to 10, radiation in mSv."""

    money: float
    minutes: float
    pain: float
    radiation_msv: float


@dataclass(frozen=True)
class ErrorModel:
    """How far a reading lies from the truth, in the finding's unit."""

    bias: float
    sd_within: float
    sd_between: float
    assumed: str = ""

    @property
    def sd_total(self) -> float:
        """Standard deviation of a reading by any rater: `sqrt(sd_within^2 + sd_between^2)`."""
        return hypot(self.sd_within, self.sd_between)


@dataclass(frozen=True)
class FindingType:
    """One word of the vocabulary.

    Attributes:
        code: the key in a patient file, such as `slr_left_deg`.
        stem: what both sides of a finding share, such as `slr_deg`; the code itself without a side.
        label, plain_label: the clinician's and the patient's words.
        unit: unit of a number; empty for an answer.
        low, high: what is possible; 0 and 1 for a yes or no, first and last index for a choice.
        usual_low, usual_high: what is usual; beyond it a value is kept with a warning.
        side: `left`, `right` or None.
        kind: `number`, `yes_no`, `choice` or `red_flag`.
        choices: the answers of a choice or a red flag.
        integer: whether only whole numbers are possible.
        method: how it is measured.
        group: the page section that it belongs to.
        history: whether it is told once for the person and not at every visit.
        sd_within, sd_between: error of a number, in its unit; zero for answers.
        sensitivity, specificity: error of an answer about `target`; None for a plain number.
        cut: the number from which sensitivity and specificity count it as positive, if any.
        target: what a positive answer points to.
        cost: money, minutes, pain and radiation.
        evidence: ids of the rows of `hamstrung.evidence` that the error comes from.
        assumed: what was assumed and over which range; empty where evidence carries it all.
        methods: error models of other ways to measure it, by name.
    """

    code: str
    stem: str
    label: str
    plain_label: str
    unit: str
    low: float
    high: float
    usual_low: float
    usual_high: float
    side: Side | None
    kind: Kind
    choices: tuple[str, ...]
    integer: bool
    method: str
    group: str
    history: bool
    sd_within: float
    sd_between: float
    sensitivity: float | None
    specificity: float | None
    cut: float | None
    target: str
    cost: Cost
    evidence: tuple[str, ...]
    assumed: str
    methods: Mapping[str, ErrorModel] = field(default_factory=dict)

    @property
    def sd_total(self) -> float:
        """Standard deviation of a reading by any rater, by the usual method."""
        return self.error().sd_total

    def error(self, method: str | None = None) -> ErrorModel:
        """The error model of a method; of the usual one without a name."""
        if method is None:
            return ErrorModel(0.0, self.sd_within, self.sd_between, self.assumed)
        return self.methods[method]
