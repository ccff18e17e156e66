"""What an assessment says, as values: one frozen class for each key of the answer.

The names are those of the published JSON. Every estimate is a posterior mean with the 5 % and 95 % quantiles
of the posterior (`Estimate`); role probabilities are bare numbers that sum to one, and their interval says
how well the cohort pins those numbers down.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal

SCHEMA_VERSION = "1"
ROLES = ("absent", "cause", "contributor", "consequence", "bystander")
POSTURES = ("standing", "sitting", "bending")

Role = Literal["absent", "cause", "contributor", "consequence", "bystander"]
Urgency = Literal["none", "soon", "urgent", "emergency"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A posterior mean and its 90 % interval; `low <= mean <= high` always."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A 90 % interval alone."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """Who was assessed, and how much was known."""

    id: str
    visit: str | None = None
    sex: str | None = None
    age_y: float | None = None
    height_cm: float | None = None
    mass_kg: float | None = None
    findings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A red flag that was raised, and what follows from it."""

    code: str
    label: str
    action: str
    urgency: Urgency
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class FlagScreen:
    """Whether every red flag was asked; an open screen or an urgent flag withholds the plan, an emergency both."""

    complete: bool
    not_asked: tuple[str, ...] = ()
    plan_withheld: bool = False
    verdict_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Roles:
    """Probabilities of the five roles; they sum to one."""

    absent: float
    cause: float
    contributor: float
    consequence: float
    bystander: float

    def as_dict(self) -> dict[str, float]:
        """The probabilities by role name, in the fixed order."""
        return {role: getattr(self, role) for role in ROLES}

    @property
    def leading(self) -> str:
        """The likeliest role; the first in order where two are equal."""
        return max(ROLES, key=lambda role: getattr(self, role))

    @property
    def driver(self) -> float:
        """Probability that the hamstrings drive the pain: cause or contributor."""
        return self.cause + self.contributor


@dataclass(frozen=True, slots=True)
class HamstringSide:
    """The extensibility deficit of one side and its three parts [deg of hip flexion]."""

    deficit_deg: Estimate
    structural_deg: Estimate
    tonic_deg: Estimate
    tolerance_deg: Estimate


@dataclass(frozen=True, slots=True)
class SourceShare:
    """A source of the pain: relief if it alone were removed, and its Shapley share over all coalitions."""

    name: str
    share: Estimate
    shapley_share: Estimate
    claim_grade: str


@dataclass(frozen=True, slots=True)
class PostureSummary:
    """The pelvis and spine in one posture."""

    anterior_pelvic_tilt_deg: Estimate
    sacral_slope_deg: Estimate
    lumbar_lordosis_deg: Estimate
    lower_lordosis_deg: Estimate
    pelvic_obliquity_deg: Estimate
    cobb_deg: Estimate


@dataclass(frozen=True, slots=True)
class LevelLoad:
    """Load on one lumbar disc in one posture."""

    compression_n: Estimate
    shear_n: Estimate


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Why it began (`always_healthy`) and what treatment could gain (`normalised_now`), never mixed.

    `pain_if_always_healthy` is NPRS; the reliefs are shares of the present pain. `overdetermined` is the
    probability that several sources would each be enough, so that removing any one relieves little.
    """

    pain_if_always_healthy: Estimate
    relief_if_always_healthy: Estimate
    relief_if_normalised_now: Estimate
    overdetermined: Estimate


@dataclass(frozen=True, slots=True)
class PairedTest:
    """A bedside counterfactual: what each role predicts, before it is done, beside what was found.

    `predicted` holds the roles that have enough simulated people; `found` is None until both halves were
    done, and so are the roles before and after it.
    """

    manoeuvre: str
    unit: str
    predicted: Mapping[str, Estimate]
    found: float | None
    findings: tuple[str, ...]
    label: str = ""
    roles_before: Mapping[str, float] | None = None
    roles_after: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class NextTest:
    """A finding worth having next; `gain` is in NPRS points of better decision, net of cost.

    `gain` is `benefit` of the better decision, plus the worth of `bits` of doubt less, less `cost`.
    """

    finding: str
    gain: Estimate
    reason: str
    label: str = ""
    cost: float | None = None
    benefit: float | None = None
    bits: float | None = None


@dataclass(frozen=True, slots=True)
class Testing:
    """Whether to go on testing, and on which weights that stands.

    Args:
        stop: nothing left is worth its cost.
        reason: the stop rule in words.
        pair: two tests that together are worth more than the best one alone; else none.
        pair_gain: of that pair.
        present_decision: the treatment decision that is best now.
        worth: every weight in use by name.
    """

    stop: bool = True
    reason: str = ""
    pair: tuple[str, ...] = ()
    pair_gain: Estimate | None = None
    present_decision: str = ""
    worth: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Referral:
    """Where to send this person, how soon and why."""

    to: str
    urgency: Urgency
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one finding did: the change that it makes in the probability that the hamstrings drive the pain.

    `roles_without` are the roles had this finding been left out; `weight` is the evidence in bits (log2 of
    the change of the odds of cause or contributor), positive for.
    """

    finding: str
    label: str
    value: float | str
    change: float
    weight: float
    roles_without: Mapping[str, float]
    sentence: str


@dataclass(frozen=True, slots=True)
class WouldChange:
    """A result that would put another role in the lead."""

    finding: str
    label: str
    result: str
    role: str
    probability: float
    chance: float
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupShare:
    """What a group of findings added to the probability that the hamstrings drive the pain (Shapley).

    The shares of all groups sum to the whole change from before any finding.
    """

    group: str
    label: str
    findings: tuple[str, ...]
    change: float


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The smallest change of a finding that was made which puts another role in the lead.

    `chance` is that of reading so far from this value by error alone, were the finding made again.
    """

    finding: str
    label: str
    value: float | str
    needed: float | str
    role: str
    probability: float
    chance: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Findings for and against the hamstrings as a driver, and what would change the verdict.

    `would_change` are tests not yet made, `smallest_change` are findings that were.
    """

    for_: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    would_change: tuple[WouldChange, ...] = ()
    natural_frequency: str = ""
    groups: tuple[GroupShare, ...] = ()
    smallest_change: tuple[SmallestChange, ...] = ()
    missing_test: str | None = None


@dataclass(frozen=True, slots=True)
class UnderOther:
    """The verdict under another belief or another error.

    Args:
        what: that was changed: `literature`, `essay`, a claim's id, `rater_error`.
        label: in words.
        grade: of the claim; empty for what is no single claim.
        roles: probabilities.
        leading: the likeliest role.
        effective_people: that the numbers stand on.
        rough: they are too few to be relied on.
    """

    what: str
    label: str
    grade: str
    roles: Mapping[str, float]
    leading: str
    effective_people: float
    rough: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Findings that the simulated lives cannot bring together."""

    findings: tuple[str, ...]
    p_value: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Two roles that these findings leave open, and the test that separates them best."""

    roles: tuple[str, str]
    probabilities: tuple[float, float]
    test: str | None
    separation: float
    reason: str


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How far the numbers can be trusted.

    Args:
        effective_sample_size: of the full posterior weights (Kish).
        pareto_k: tail index of those weights (Vehtari et al. 2024); below 0.7 is reliable.
        sharp: whether both are good enough to answer sharply.
        cohort_size: simulated people in the cohort.
        seconds: wall-clock time; the core knows no clock, a workflow fills it in.
        tempering: power of the likelihood that the summaries use; below 1 only where not sharp.
        findings_used: codes that entered the likelihood.
        findings_unused: code -> why it did not.
        notes: sentences for the reader.
    """

    effective_sample_size: float
    pareto_k: float
    sharp: bool
    cohort_size: int
    seconds: float = 0.0
    tempering: float = 1.0
    findings_used: tuple[str, ...] = ()
    findings_unused: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model answered."""

    version: str
    parameters_hash: str
    beliefs: str = "literature"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer for one person, in the order in which it should be read.

    `plan`, `course` and `care` are empty until the room of care has filled them; `follow_up` is where there was only
    one visit and no diary.
    """

    schema_version: str
    patient: PatientSummary
    red_flags: tuple[RaisedFlag, ...]
    red_flag_screen: FlagScreen
    referral: tuple[Referral, ...]
    roles: Roles
    vicious_circle: float
    roles_interval: Mapping[str, Interval]
    hamstrings: Mapping[str, HamstringSide]
    sources: tuple[SourceShare, ...]
    posture: Mapping[str, PostureSummary]
    loads: Mapping[str, Mapping[str, LevelLoad]]
    counterfactual: Counterfactual
    paired_tests: tuple[PairedTest, ...]
    next_tests: tuple[NextTest, ...]
    plan: tuple[Any, ...]
    course: tuple[Any, ...]
    explanation: Explanation
    conflicts: tuple[Conflict, ...]
    identifiability: tuple[Unidentified, ...]
    diagnostics: Diagnostics
    model: ModelIdentity
    testing: Testing = field(default_factory=Testing)
    sensitivity: tuple[UnderOther, ...] = ()
    care: Any = None
    follow_up: Any = None


def to_mapping(value: Any) -> Any:
    """The same values as plain dicts, lists, strings and numbers, ready for JSON.

    A trailing underscore is dropped from a name (`for_` becomes `for`).
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): to_mapping(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_mapping(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_mapping(item) for item in value]
    return value
