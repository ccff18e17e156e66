"""Which reader, cohort and clock each verb is given: the only place that knows them all."""

from hamstrung.wiring.bodies import ENGINES, Built, body_text, build_body, export
from hamstrung.wiring.fitting import calibrate, screen
from hamstrung.wiring.lives import build_cohort, open_lives, summarise_cohort, validate_cohort
from hamstrung.wiring.machine import has_kernels, keep_kernels, surroundings
from hamstrung.wiring.people import assess, import_patients, n_of_1, read_patient
from hamstrung.wiring.trials import run_trial

__all__ = [
    "ENGINES",
    "Built",
    "assess",
    "body_text",
    "build_body",
    "build_cohort",
    "calibrate",
    "export",
    "has_kernels",
    "import_patients",
    "keep_kernels",
    "n_of_1",
    "open_lives",
    "read_patient",
    "run_trial",
    "screen",
    "summarise_cohort",
    "surroundings",
    "validate_cohort",
]
