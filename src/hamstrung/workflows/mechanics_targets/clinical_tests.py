"""Straight leg raise, knee extension and reaching in a population of men and women beside published ones.

People are drawn by sex with random size, age, pelvic shape and lumbar stiffness, and a random deficit:

    deficit = structural + tonic + tolerance part, each normal about zero,   SD^2 = printed SD^2 - SEM^2

The SD between healthy people of a sex is that of active knee extension (M161, M162) less the error of measuring
(M168); passive stiffness explains 0.58 of the variance of extensibility (M150), resting tone 0.04 (assumed,
0.01-0.1), tolerance the rest. What is read has the error of measuring added (M168, M169). So the spread of knee
extension is an input; means, the other tests' spread, correlations and what age does are results.

Who reaches differs further, as nobody on a couch does: arms and legs for a height, the lumbar spine's range beside its
stiffness, and how hard one tries. Nothing of it was measured together with the tests; each spread is assumed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.body import Anthropometry, Body
from hamstrung.mechanics import Deficit, Posture, Side, Task, exam, posture, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, tissue
from hamstrung.mechanics.solver import Solver
from hamstrung.mechanics.tasks import TASKS
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows import passive_moments
from hamstrung.workflows.mechanics_targets.passive_hamstrings import STIFFNESS_DEG
from hamstrung.workflows.mechanics_targets.target import MAN, NEAR, WOMAN, Section, Target

Floats = NDArray[np.float64]
SexName = Literal["male", "female"]

SEED: Final = 20261123
PEOPLE, REACHING = 250, 80
"""Of either sex on the couch; so many of them reach as well, which takes longer to solve."""
STRUCTURAL, TONIC = 0.58, 0.04
"""Shares of the deficit's variance: stiffness (M150), resting tone (assumed, 0.01-0.1)."""
SEM_DEG: Final = {"ake": 2.75, "slr": 2.4}
"""Error of measuring by one examiner (M168: 2.6-2.9, M169: 2.2-2.6)."""
HEIGHT_SD_M, BMI_LOG_SD, STIFFNESS_LOG_SD = 0.068, 0.16, 0.25
"""Assumed (0.06-0.075, 0.13-0.2, 0.15-0.35)."""
INCIDENCE_SD_DEG, LORDOSIS_SD_DEG = 11.4, 8.0
"""E170; assumed (6-10)."""
RANGE_LOG_SD, WILL_LOG_SD = 0.18, 0.37
"""Lumbar range of flexion (0.12-0.25: M230's SD is a third of its mean, by region); effort of reaching (0.2-0.5: 19 of
20 people within what `tasks.REACH_HIP` assumes)."""
ARM_SD_CM, LEG_SHARE_SD = 2.5, 0.012
"""Arms beside height [cm] (2-3.5); legs over height (0.009-0.015). Assumed."""
AGES_Y: Final = (20.0, 79.0)
"""Of the people behind M165 and M166."""
SHORT_AKE_DEG: Final = 20.0
"""Knee extension from which hamstrings are taken for short, as in M170's people; assumed (15-30)."""
AVERAGE: Final = {"male": MAN, "female": WOMAN}
WORDS: Final = {"male": "men", "female": "women"}

MISSES: Final[Mapping[str, str]] = {
    "straight leg raise, SD": (
        "The two studies disagree which sex differs more between people: men in knee extension (M161, M162), women in "
        "the raise (M166, grade C). The deficit follows the former, so that both cannot be met."
    ),
    "popliteal angle": (
        "Another protocol: two norms of knee extension differ by 25 degrees with strap, pressure and who pulls. Ours "
        "follows M161 and M162."
    ),
    "sit-and-reach and straight leg raise": (
        "Ours differ in reach by arms, legs, lumbar range and will as assumed, and in the raise by what knee extension "
        "of women says (SD 6): the less a group differs in its hamstrings, the more the rest counts."
    ),
    "sit-and-reach and lumbar flexion": (
        "Lumbar flexion of our people spreads by 5 degrees in a toe-touch, less than published (M230), and a stiff "
        "spine sits against longer hamstrings."
    ),
    "variance of straight leg raise": (
        "Tolerated torque and passive stiffness both grow with a person's size, which leaves the raise alone and blurs "
        "what stiffness tells; the share that is structural went in as 0.58."
    ),
}


@dataclass(frozen=True)
class Population:
    """What was read of one sex, an array per quantity, (person,).

    Attributes:
        age_y: age
        slr_deg, ake_deg: straight leg raise, and what knee extension leaves to straight, with error of measuring
        stiffness_nm_per_deg: passive, between 20 and 50 degrees of hip flexion
        fingertip_cm: of the toe-touch, over the floor
        beyond_toes_cm: of sit-and-reach
        lumbar_deg: lumbar flexion in the toe-touch
        pelvis_share: how far the pelvis turned in the straight leg raise, over the hip's flexion
    """

    age_y: Floats
    slr_deg: Floats
    ake_deg: Floats
    stiffness_nm_per_deg: Floats
    fingertip_cm: Floats
    beyond_toes_cm: Floats
    lumbar_deg: Floats
    pelvis_share: Floats


@cache
def population(sex: SexName, people: int = PEOPLE) -> Population:
    """Random people of a sex in all tests; the same every time."""
    random = np.random.default_rng((SEED, sex == "female"))
    rows = [_examined(random, sex, reaches=i < REACHING) for i in range(people)]
    return Population(*np.array(rows).T)


def _examined(random: np.random.Generator, sex: SexName, *, reaches: bool) -> tuple[float, ...]:
    """One person in all tests, in the order of `Population`; NaN where a test was not done or did not converge."""
    person, deficit = _person(random, sex), _deficit(random, sex)
    errors = {test: random.normal(0.0, sem) for test, sem in SEM_DEG.items()}
    build, supple, will, arms = random.normal(size=4)
    anatomy = Anatomy(_limber(bodies.build(_legs(person, build)), float(np.exp(RANGE_LOG_SD * supple))))
    raised, extended = (exam.run_in(anatomy, test, deficit, side="right", sex=sex) for test in ("slr", "ake"))
    reached: tuple[float, ...] = (np.nan,) * 3
    if reaches:
        reached = _reached(anatomy, deficit, sex, float(np.exp(WILL_LOG_SD * will)), ARM_SD_CM * arms)
    return (
        person.age_y,
        raised.value + errors["slr"],
        max(extended.value + errors["ake"], 0.0),
        stiffness(anatomy, deficit.right.passive / DEG),
        *reached,
        -raised.pelvis_deg / (raised.value + raised.pelvis_deg),
    )


def _legs(person: Anthropometry, longer: float) -> Anthropometry:
    """The person with legs so many spreads longer than their height says."""
    body = bodies.build(person)
    leg = float(-body.seg_offset[8, 1] - body.seg_offset[9, 1] - body.heel_toe[0, :, 1].min())
    leg += LEG_SHARE_SD * longer * person.height_m
    return replace(person, leg_length_left_m=leg, leg_length_right_m=leg)


def _limber(body: Body, factor: float) -> Body:
    """The body with so many times the range of lumbar flexion before its stops."""
    limits = body.spine_lim.copy()
    limits[:, 0, 1] *= factor
    return body._replace(spine_lim=limits)


def _reached(anatomy: Anatomy, deficit: Deficit, sex: SexName, will: float, arms_cm: float) -> tuple[float, ...]:
    """Fingertips over the floor in the toe-touch, beyond the toes in sit-and-reach [cm], lumbar flexion [deg]."""
    sitting = TASKS["sit_and_reach"]
    down, along = (
        _settled(anatomy, task, deficit, sex, effort)
        for task, effort in ((TASKS["toe_touch"], will), (replace(sitting, face=sitting.face * will), 1.0))
    )
    return (
        down.fingertip_floor_cm - arms_cm if down.converged else np.nan,
        -along.fingertip_floor_cm + arms_cm if along.converged else np.nan,
        down.lumbar_flexion_deg if down.converged else np.nan,
    )


def _settled(anatomy: Anatomy, task: Task, deficit: Deficit, sex: SexName, effort: float) -> Posture:
    """The posture of a person who reaches with so many times the usual effort."""
    solver = Solver(anatomy, task)
    solver.reach = effort * solver.reach
    q = tasks.start(task)
    solver.run(q, tissue(anatomy, deficit, tolerated_hip=TOLERATED_HIP[sex]))
    return posture.describe(solver, q)


def _person(random: np.random.Generator, sex: SexName) -> Anthropometry:
    average = AVERAGE[sex]
    height = random.normal(average.height_m, HEIGHT_SD_M)
    bmi = average.mass_kg / average.height_m**2 * np.exp(random.normal(0.0, BMI_LOG_SD))
    incidence = bodies.build(average).pelvic_incidence + random.normal(0.0, INCIDENCE_SD_DEG) * DEG
    return Anthropometry(
        sex=sex,
        age_y=float(random.uniform(*AGES_Y)),
        height_m=float(height),
        mass_kg=float(bmi * height**2),
        pelvic_incidence_rad=float(np.clip(incidence, 20.0 * DEG, 90.0 * DEG)),
        lordosis_offset_rad=float(random.normal(0.0, LORDOSIS_SD_DEG) * DEG),
        lumbar_stiffness=float(np.exp(random.normal(0.0, STIFFNESS_LOG_SD))),
    )


def _deficit(random: np.random.Generator, sex: SexName) -> Deficit:
    """Both sides alike."""
    printed = evidence.number({"male": "M161", "female": "M162"}[sex]).sd or 0.0
    whole = np.sqrt(printed**2 - SEM_DEG["ake"] ** 2) * DEG
    shares = np.sqrt([STRUCTURAL, TONIC, 1.0 - STRUCTURAL - TONIC])
    side = Side(*(float(part) for part in whole * shares * random.normal(size=3)))
    return Deficit(left=side, right=side)


def stiffness(anatomy: Anatomy, passive_deg: float) -> float:
    """Slope of the passive hip resistance with a deficit that shifts it by so many degrees [Nm/deg]."""
    low, high = (passive_moments.hip_moment(anatomy, hip + passive_deg, 0) for hip in STIFFNESS_DEG)
    return (low - high) / (STIFFNESS_DEG[1] - STIFFNESS_DEG[0])


def targets() -> Iterator[Target]:
    """Means, spreads, differences of the sexes, correlations."""
    men, women = population("male"), population("female")
    yield from _means(men, women)
    yield from _differences(men, women)
    yield from _correlations(men, women)


def _means(men: Population, women: Population) -> Iterator[Target]:
    for test, id_men, id_women, n, set_to in (
        ("slr", "M166.men", "M166.women", 107, True),
        ("ake", "M161", "M162", 61, False),
    ):
        name = {"slr": "straight leg raise", "ake": "knee extension short of straight"}[test]
        for found, id, who in ((men, id_men, "men"), (women, id_women, "women")):
            ours: Floats = getattr(found, f"{test}_deg")
            printed = evidence.number(id)
            sd = printed.sd or 0.0
            yield _within(f"{name}, mean, {who}", id, printed.value, 1.96 * sd * np.sqrt(1 / n + 1 / len(ours)),
                          "95 % of the two means", float(ours.mean()), set_to)  # fmt: skip
            yield _within(f"{name}, SD, {who}", id, sd, 1.96 * sd * np.sqrt(0.5 / n + 0.5 / len(ours)),
                          "95 % of the two SDs", float(ours.std(ddof=1)), test == "ake")  # fmt: skip
    for found, id, who in ((men, "M164.men", "men"), (women, "M164.women", "women")):
        cut = evidence.number(id).value
        ours_cut = float(np.quantile(found.ake_deg, 0.95))
        yield _within(f"knee extension of short hamstrings, {who}", id, cut, NEAR * cut,
                      "a fifth; our 95th percentile, which the source does not name", ours_cut, False)  # fmt: skip
    for found, id, who in ((men, "M167.men", "men"), (women, "M167.women", "women")):
        printed = evidence.number(id)
        sd = printed.sd or 0.0
        yield _within(f"popliteal angle, mean, {who}", id, printed.value, sd, f"SD {sd:g} between people",
                      180.0 - float(found.ake_deg.mean()), False)  # fmt: skip


def _differences(men: Population, women: Population) -> Iterator[Target]:
    raise_deg = float(women.slr_deg.mean() - men.slr_deg.mean())
    knee_deg = float(men.ake_deg.mean() - women.ake_deg.mean())
    yield _within("straight leg raise, women minus men", "M165", 8.0, NEAR * 8.0, "a fifth", raise_deg, True)
    yield Target("clinical tests", "knee extension, women minus men", "M161, M162, M165", "°", None, 4.4, 11.0,
                 "two studies", knee_deg)  # fmt: skip
    age = np.concatenate([men.age_y, women.age_y])
    slr = np.concatenate([each.slr_deg - each.slr_deg.mean() for each in (men, women)])
    yield _r("straight leg raise and age, correlation within a sex", "M165", None, -0.134, 0.134,
             "none found in 214 people", age, slr)  # fmt: skip
    share = float(np.concatenate([men.pelvis_share, women.pelvis_share]).mean())
    yield Target("clinical tests", "straight leg raise, pelvis over hip", "M175", "1", None, 0.131, 0.355,
                 "its range; active, hanging", share)  # fmt: skip


def _correlations(men: Population, women: Population) -> Iterator[Target]:
    both = {name: np.concatenate([getattr(men, name), getattr(women, name)]) for name in Population.__annotations__}
    short = both["ake_deg"] >= SHORT_AKE_DEG
    spread = 1.96 * (1.0 - 0.69**2) * np.sqrt(1 / 102 + 1 / short.sum())
    yield _r("knee extension and straight leg raise, correlation in short hamstrings", "M170", 0.69, 0.69 - spread,
             0.69 + spread, "95 % of the two", both["ake_deg"][short], -both["slr_deg"][short])  # fmt: skip
    yield _r("toe-touch and straight leg raise, correlation", "M176", 0.66, 0.54, 0.79, "its interval",
             -both["fingertip_cm"], both["slr_deg"])  # fmt: skip
    yield _r("sit-and-reach and straight leg raise, correlation, men", "M177", None, 0.62, 0.79, "its studies",
             men.beyond_toes_cm, men.slr_deg)  # fmt: skip
    yield _r("sit-and-reach and straight leg raise, correlation, women", "M177", None, 0.64, 0.93, "its studies",
             women.beyond_toes_cm, women.slr_deg)  # fmt: skip
    yield _r("sit-and-reach and lumbar flexion, correlation", "M178", None, 0.23, 0.33, "its studies",
             both["beyond_toes_cm"], both["lumbar_deg"])  # fmt: skip
    explained = float(np.mean([_correlation(p.stiffness_nm_per_deg, p.slr_deg) ** 2 for p in (men, women)]))
    yield Target("clinical tests", "variance of straight leg raise that passive stiffness explains", "M150", "1", 0.58,
                 0.41, 0.79, "its least and most (M141: 0.41 is pain's; M158)", explained, set_to=True)  # fmt: skip


def _within(
    quantity: str, id: str, printed: float, margin: float, interval: str, ours: float, set_to: bool
) -> Target:  # fmt: skip
    row, low, high = id.split(".", maxsplit=1)[0], printed - margin, printed + margin
    return Target("clinical tests", quantity, row, "°", printed, low, high, interval, ours, set_to)


def _r(
    quantity: str, id: str, printed: float | None, low: float, high: float, interval: str, x: Floats, y: Floats
) -> Target:  # fmt: skip
    return Target("clinical tests", quantity, id, "1", printed, low, high, interval, _correlation(x, y))


def _correlation(x: Floats, y: Floats) -> float:
    known = np.isfinite(x) & np.isfinite(y)
    return float(np.corrcoef(x[known], y[known])[0, 1])


def sections() -> Iterator[Section]:
    """Every person a point: knee extension and reach over the straight leg raise."""
    panels = []
    for heading, name, axis in (
        ("Knee extension", "ake_deg", "short of straight, degrees"),
        ("Toe-touch", "fingertip_cm", "fingertips over the floor, cm"),
    ):
        series = [
            charts.Line(WORDS[sex], x=found.slr_deg, y=getattr(found, name), colour=colour, points=True, joined=False)
            for (sex, found), colour in zip(_both(), charts.COLOURS, strict=False)
        ]
        panels.append(charts.Panel(heading, series, x="straight leg raise, degrees", y=axis))
    described = f"{PEOPLE} men and {PEOPLE} women: knee extension and toe-touch fall as the straight leg raise rises."
    yield Section(
        name="clinical-tests",
        title="Men and women in the clinical tests",
        text=(
            f"{PEOPLE} random men and as many women (seed {SEED}), each with a body and a deficit of their own. The "
            "SD of the deficit is that of active knee extension (M161, M162) less the error of measuring (M168); its "
            "parts are structural 0.58 (M150), tonic 0.04 (assumed) and tolerance. Only the tolerated torque of each "
            "sex was set, to the mean straight leg raise. Who reaches differs in arms, legs, lumbar range and will "
            "besides, as assumed.",
        ),
        header=("", "straight leg raise", "knee extension", "fingertips to floor", "passive stiffness 20-50°"),
        rows=[_row(sex, found) for sex, found in _both()],
        picture=charts.panels(panels, title="Clinical tests of 500 people", description=described, name="tests",
                              columns=2),
        described=described,
        figures={sex: {name: _summary(getattr(found, name)) for name in Population.__annotations__}
                 for sex, found in _both()},
    )  # fmt: skip


def _both() -> tuple[tuple[str, Population], ...]:
    return ("male", population("male")), ("female", population("female"))


def _row(sex: str, found: Population) -> tuple[str, ...]:
    def said(values: Floats, unit: str, digits: int = 1) -> str:
        return f"{np.nanmean(values):.{digits}f}{unit} (SD {np.nanstd(values, ddof=1):.{digits}f})"

    return (
        WORDS[sex],
        said(found.slr_deg, "°"),
        said(found.ake_deg, "°"),
        said(found.fingertip_cm, " cm"),
        said(found.stiffness_nm_per_deg, " Nm/°", 2),
    )


def _summary(values: Floats) -> dict[str, float]:
    return {"mean": round(float(np.nanmean(values)), 3), "sd": round(float(np.nanstd(values, ddof=1)), 3)}
