"""A plain sample of the population on the surrogate mechanics, whose people can be followed on."""

from functools import cache

from hamstrung import life
from hamstrung.cohort import sample as samples
from hamstrung.life import worlds
from life import surrogate

MASKS = (0, worlds.HAMSTRINGS, worlds.OTHERS_ABSENT)


@cache
def sample(n: int, *, seed: int) -> samples.Sample:
    """People who all count alike."""
    uniforms, held, mechanics = surrogate.uniforms(n, seed), life.beliefs(), surrogate.mechanics()
    lived = life.simulate(uniforms, mechanics=mechanics, beliefs=held, masks=MASKS)
    columns = life.columns_of(lived, mechanics=mechanics)
    live_on = samples.following(uniforms, mechanics=mechanics, beliefs=held, workers=1)
    return samples.of_columns(columns, live_on=live_on)
