"""Legs, pelvis and lumbar spine under load: postures, what the muscles do, what the discs carry, clinical tests.

- `posture.solve(task, anthropometry=..., deficit=...)`: the exact posture, with forces and loads
- `exam.run(test, ...)`: what an examiner reads
- `gait.walk(anthropometry=..., deficit=...)`: a whole cycle of walking
- `origin.pull(...)`, `origin.sprint(...)`: what the hamstrings' origin carries
- `interpolant.load(...)`: the same for many people at once, within a stated error
"""

from hamstrung.mechanics import exam, gait, interpolant, origin, posture
from hamstrung.mechanics.hamstrings import Deficit, Side
from hamstrung.mechanics.posture import Posture
from hamstrung.mechanics.tasks import TASKS, Task

__all__ = ["TASKS", "Deficit", "Posture", "Side", "Task", "exam", "gait", "interpolant", "origin", "posture"]
