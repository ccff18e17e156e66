"""The ordinary cohort: built on first use, kept in a cache, named by the model that made it."""

from pathlib import Path

from hamstrung.cohort import builder as building
from hamstrung.cohort import store
from hamstrung.cohort.builder import DEFAULT_SEED, DEFAULT_SIZE, Progress
from hamstrung.cohort.store import Cohort
from hamstrung.errors import CohortError
from hamstrung.life import Beliefs, Mechanics, beliefs
from hamstrung.life import mechanics as load_mechanics


def default(
    cache: Path | str,
    *,
    held: Beliefs | None = None,
    size: int = DEFAULT_SIZE,
    seed: int | None = None,
    workers: int = 2,
    progress: Progress | None = None,
    mechanics: Mechanics | None = None,
) -> Cohort:
    """The cohort of this model and these beliefs, built if the cache lacks it or holds it damaged.

    Args:
        cache: directory of cohorts; the cohort's own name follows from its plan.
        held: beliefs, `literature` unless given.
        size: people.
        seed: of the random numbers; the ordinary one unless given.
        workers: threads of a build.
        progress: called while building with (people done, people in all).
        mechanics: of this version unless given.

    Raises:
        CohortError: where the cache cannot be written.
    """
    held = held or beliefs()
    mechanics = mechanics or load_mechanics()
    seed = DEFAULT_SEED if seed is None else seed
    plan = building.plan_of(size, seed, held=held, mechanics=mechanics)
    directory = Path(cache) / f"{held.preset}-{size}-{plan.hash[:16]}"
    try:
        return store.open_directory(directory)
    except CohortError:
        built = building.build(
            directory, size=size, seed=seed, held=held, workers=workers, progress=progress, mechanics=mechanics
        )
        return built.cohort
