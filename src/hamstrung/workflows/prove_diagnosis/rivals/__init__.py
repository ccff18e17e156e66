"""Other ways to answer the same patients: trained on the cohort that ours is conditioned on, judged in the same way.

Each learns roles from findings as associations, or fits a posterior to simulations; none knows a mechanism. They see
what a clinic sees: sex, age and build as far as known, and the findings that were looked for. What they lack of ours:
postures, loads, worlds, other sources' shares, reasons; a role and its probability is all that is compared.
"""

from hamstrung.workflows.prove_diagnosis.rivals.compare import Rival, compare, rivals
from hamstrung.workflows.prove_diagnosis.rivals.features import Features, Training, training

__all__ = ["Features", "Rival", "Training", "compare", "rivals", "training"]
