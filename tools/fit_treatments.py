"""How far exercise must calm lumbar tissue for the trials of the calibration split to come out.

Adults in care with pain of 12 weeks or longer and neither root nor disease, with exercise and without, the same people
with the same luck. Exercise in trials is compared with no treatment, usual care or placebo, and comes with contact:
what is matched is the specific effect and that of contact together, after 12 weeks:

    -1.3 points: half way between -1.5 (E296, Cochrane review) and -1.07 (E299, individual data)

Prints the factor by which the sizes on `irritability_sd` in care/treatments.toml are to be multiplied, and what the
trials' effect is with the present ones. Run it after every calibration of the life model:

    python tools/fit_treatments.py [PEOPLE]
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from hamstrung import care, cohort, life
from hamstrung.care import course, doses

TARGET_NPRS = -1.3
KIND = "general_strengthening"
FIELD = doses.FIELDS.index("irritability_sd")


def people_of_the_trials(size: int, *, ground: care.Ground) -> care.People:
    """People whom such a trial would take, drawn with their weights."""
    with tempfile.TemporaryDirectory() as folder:
        built = cohort.build(Path(folder), size=size, seed=11, held=ground.beliefs, workers=1).cohort
        columns = {name: np.asarray(built[name], dtype=float) for name in WANTED}
        uniforms = np.column_stack([np.asarray(built[f"u_{name}"], dtype=float) for name in life.NODES])
        weight = built.weights()
    who = (columns["seeks_care"] > 0.5) & (columns["age_y"] >= 18) & (columns["pain_duration_weeks"] >= 12)
    who &= (columns["root_left"] + columns["root_right"] < 0.05) & (columns["source_serious"] == 0)
    who &= (columns["source_inflammatory"] == 0) & (columns["pain__factual"] >= 3.0)
    chosen = np.flatnonzero(who)
    return care.People(uniforms[chosen], weight[chosen] / weight[chosen].sum(), chosen)


WANTED = (
    "seeks_care",
    "age_y",
    "pain_duration_weeks",
    "root_left",
    "root_right",
    "source_serious",
    "source_inflammatory",
    "pain__factual",
)


def effect_nprs(people: care.People, *, ground: care.Ground, factor: float) -> float:
    """Pain with exercise and contact less pain without, after 12 weeks, the sizes multiplied."""
    table = doses.rows([care.Prescription(KIND)], people)
    table[:, :, FIELD] *= factor
    pain = [
        life.follow(
            people.uniforms,
            weeks_after=12,
            mechanics=ground.mechanics,
            beliefs=ground.beliefs,
            treatment=each,
            only_weeks=(),
        ).pain_nprs[:, 12]
        for each in (table, doses.rows([], people))
    ]
    contact = course.contact_share(people, np.array([12]))[:, 0]
    return float(people.weight @ (pain[0] * (1.0 - contact) - pain[1]))


def main(size: int) -> None:
    """Measure, and solve for the factor by bisection."""
    ground = care.Ground(life.mechanics(), life.beliefs())
    people = people_of_the_trials(size, ground=ground)
    effective = 1.0 / np.sum(people.weight**2)
    none = effect_nprs(people, ground=ground, factor=0.0)
    now = effect_nprs(people, ground=ground, factor=1.0)
    print(f"{len(people)} people, worth {effective:.0f}; contact alone {none:.2f}; with the present sizes {now:.2f}")
    low, high = 0.0, 4.0
    for _ in range(12):
        middle = 0.5 * (low + high)
        if effect_nprs(people, ground=ground, factor=middle) > TARGET_NPRS:
            low = middle
        else:
            high = middle
    reached = effect_nprs(people, ground=ground, factor=high)
    print(f"factor {high:.2f} gives {reached:.2f}, wanted {TARGET_NPRS}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
