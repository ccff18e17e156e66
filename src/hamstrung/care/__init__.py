"""Care: what would help a person, by how much more than time alone, and at what cost.

`treatments` holds every treatment as data; a `Prescription` is one of them at a dose; `rows` turns prescriptions into
what lives are changed by; `arm` lives the course beside them; `care_for` puts plan and course into an answer;
`run_trial` does a planned trial in simulated people.
"""

from hamstrung.care.answer import Care, Trajectory, care_for, withheld
from hamstrung.care.conditions import Observed
from hamstrung.care.course import SOLVED_WEEKS, WEEKS, Arm, Ground, arm, contact_share, examined
from hamstrung.care.doses import Prescription, rows, share_done
from hamstrung.care.follow_up import FollowUp, follow_up
from hamstrung.care.n_of_1 import Schedule
from hamstrung.care.n_of_1 import propose as propose_n_of_1
from hamstrung.care.numbers import numbers
from hamstrung.care.people import People, of_posterior
from hamstrung.care.plan import LeftOut, Option, choose
from hamstrung.care.programme import Exercise, Part, programme, scenes
from hamstrung.care.rivals import RIVALS, NonResponse, Rival
from hamstrung.care.timeline import Timeline
from hamstrung.care.timeline import of as timeline_of
from hamstrung.care.treatments import TreatmentKind, treatments
from hamstrung.care.trial import TrialResult
from hamstrung.care.trial import run as run_trial
from hamstrung.care.trial_design import Design

__all__ = [
    "RIVALS",
    "SOLVED_WEEKS",
    "WEEKS",
    "Arm",
    "Care",
    "Design",
    "Exercise",
    "FollowUp",
    "Ground",
    "LeftOut",
    "NonResponse",
    "Observed",
    "Option",
    "Part",
    "People",
    "Prescription",
    "Rival",
    "Schedule",
    "Timeline",
    "Trajectory",
    "TreatmentKind",
    "TrialResult",
    "arm",
    "care_for",
    "choose",
    "contact_share",
    "examined",
    "follow_up",
    "numbers",
    "of_posterior",
    "programme",
    "propose_n_of_1",
    "rows",
    "run_trial",
    "scenes",
    "share_done",
    "timeline_of",
    "treatments",
    "withheld",
]
