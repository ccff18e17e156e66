"""Entries that contradict each other: impossible pairs are errors, unlikely ones are warnings.

Each law is one function of the patient's values at one visit, with what is possible written beside it. A law
that needs a missing value says nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from hamstrung.errors import InputError
from hamstrung.patient.finding_type import Value
from hamstrung.patient.record import Finding, Patient, Person, Visit
from hamstrung.patient.vocabulary_table import SIDES

WEEKS_PER_YEAR = 52.18
PI_TOLERANCE_DEG = 3.0
PI_IMPOSSIBLE_DEG = 25.0
HIP_PER_KNEE = 0.8  # 20 deg of knee flexion at hip 90 slackens the long biceps as about 16 deg of hip does
SLR_SPREAD_DEG = 32.0  # assumed, 25 to 40: AKE and SLR correlate 0.67 to 0.71 (E213)
CHANGE_NPRS = 2.0  # assumed, 1 to 3: the minimal important change of 2 (E330)
PASSIVE_BEYOND_ACTIVE_DEG = 15.0  # assumed, 10 to 20: twice the repeat error of the pair


@dataclass(frozen=True)
class Contradiction:
    """Two entries that do not fit: the code to blame, a sentence, and whether it is impossible."""

    code: str
    problem: str
    impossible: bool = False
    hint: str = ""


Values = Mapping[str, Value]
Law = Callable[[Person, Values], Iterator[Contradiction]]


def checked(patient: Patient, *, source: str) -> Patient:
    """The same patient with a warning at every contradiction.

    Args:
        patient: a patient whose single values are possible.
        source: the file, for messages.

    Returns:
        The patient; findings and remarks carry the warnings.

    Raises:
        InputError: where two entries cannot both be true.
    """
    remarks = list(patient.remarks)
    for found in _contradictions(HISTORY_LAWS, patient.person, patient.history):
        _refuse(found, "history" if found.code in patient.history else "person", source)
        remarks.append(f"{found.code} {found.problem}")
    visits = tuple(
        _checked_visit(visit, patient, f"visits[{index}].findings", source)
        for index, visit in enumerate(patient.visits)
    )
    return replace(patient, visits=visits, remarks=tuple(remarks))


def _checked_visit(visit: Visit, patient: Patient, field: str, source: str) -> Visit:
    findings: dict[str, Finding] = dict(visit.findings)
    values = {**patient.history, **{code: each.value for code, each in findings.items()}}
    for found in _contradictions(VISIT_LAWS, patient.person, values):
        _refuse(found, field, source)
        finding = findings[found.code]
        findings[found.code] = replace(finding, warnings=(*finding.warnings, found.problem))
    return replace(visit, findings=findings)


def _contradictions(laws: tuple[Law, ...], person: Person, values: Values) -> Iterator[Contradiction]:
    for law in laws:
        yield from law(person, values)


def _refuse(found: Contradiction, field: str, source: str) -> None:
    if found.impossible:
        raise InputError(f"{field}.{found.code}", found.problem, source=source, hint=found.hint)


def _numbers(values: Values, *codes: str) -> list[float] | None:
    """The values of all codes, or None where one is missing."""
    if any(code not in values for code in codes):
        return None
    return [float(values[code]) for code in codes]


def _build(person: Person, values: Values) -> Iterator[Contradiction]:
    """Height, mass and body mass index agree: bmi = mass / height^2."""
    if person.height_cm is None or person.mass_kg is None:
        return
    bmi = person.mass_kg / (person.height_cm / 100) ** 2
    if not 9 <= bmi <= 90:
        problem = f"is {person.mass_kg:g} at height_cm {person.height_cm:g}: body mass index {bmi:.0f}, outside 9 to 90"
        yield Contradiction("mass_kg", problem, True, "was another unit typed?")
    elif not 15 <= bmi <= 50:
        problem = (
            f"with height_cm {person.height_cm:g} gives a body mass index of {bmi:.1f}, unusual: most lie in 15 to 50"
        )
        yield Contradiction("mass_kg", problem)
    if person.bmi_kg_m2 is not None and abs(person.bmi_kg_m2 - bmi) > 1:
        problem = f"is {person.bmi_kg_m2:g}, but height_cm and mass_kg give {bmi:.1f}"
        yield Contradiction("bmi_kg_m2", problem)


def _time(person: Person, values: Values) -> Iterator[Contradiction]:
    """Nothing is older than the person; a day has 24 hours."""
    for code in ("pain_duration_weeks", "hamstring_injury_weeks_ago"):
        pair = _numbers(values, code)
        if pair and person.age_y is not None and pair[0] > (person.age_y + 1) * WEEKS_PER_YEAR:
            problem = f"is {pair[0]:g} weeks, longer than a life: age_y is {person.age_y:g}"
            yield Contradiction(code, problem, True, "was it typed in days or months?")
    hours = _numbers(values, "sitting_h_per_day", "driving_h_per_day")
    if hours and hours[1] > hours[0]:
        yield Contradiction("driving_h_per_day", f"is {hours[1]:g}, more than sitting_h_per_day of {hours[0]:g}")
    day = _numbers(values, "sitting_h_per_day", "activity_h_per_week")
    if day and day[0] + day[1] / 7 > 24:
        problem = f"is {day[0]:g}, which with activity_h_per_week of {day[1]:g} is more than a day"
        yield Contradiction("sitting_h_per_day", problem, True, "were hours a week typed?")


def _injury(person: Person, values: Values) -> Iterator[Contradiction]:
    """An injury that never was has neither side nor date."""
    if values.get("hamstring_injury_history") is not False:
        return
    for code in ("hamstring_injury_weeks_ago", "hamstring_injury_side"):
        if code in values:
            problem = f"is {values[code]}, but hamstring_injury_history is false"
            yield Contradiction(code, problem, True, "correct one of the two")


def _incidence(person: Person, values: Values) -> Iterator[Contradiction]:
    """PI = PT + SS exactly; three readings may differ by their error."""
    found = _numbers(values, "pelvic_incidence_deg", "pelvic_tilt_deg", "sacral_slope_deg")
    if found is None:
        return
    incidence, tilt, slope = found
    gap = incidence - tilt - slope
    said = f"is {incidence:g}, but pelvic_tilt_deg and sacral_slope_deg add up to {tilt + slope:g}"
    if abs(gap) > PI_IMPOSSIBLE_DEG:
        hint = "PI = PT + SS; were labels swapped, or is the tilt that of ASIS and PSIS?"
        yield Contradiction("pelvic_incidence_deg", said, True, hint)
    elif abs(gap) > PI_TOLERANCE_DEG:
        yield Contradiction("pelvic_incidence_deg", f"{said}; PI = PT + SS within {PI_TOLERANCE_DEG:g} deg")


def _lordosis(person: Person, values: Values) -> Iterator[Contradiction]:
    """The lowest two levels are a part of the lordosis."""
    found = _numbers(values, "lower_lordosis_deg", "lumbar_lordosis_deg")
    if found and found[0] > found[1] + 10:
        problem = f"is {found[0]:g}, more than the whole lumbar_lordosis_deg of {found[1]:g} by over 10 deg"
        yield Contradiction("lower_lordosis_deg", problem)


def _raise_and_extension(person: Person, values: Values) -> Iterator[Contradiction]:
    """A hamstring that stops the knee at hip 90 also stops the straight leg, near 90 - 0.8 AKE degrees."""
    for side in SIDES:
        for test in ("ake", "pke"):
            found = _numbers(values, f"slr_{side}_deg", f"{test}_{side}_deg")
            if found is None:
                continue
            expected = 90 - HIP_PER_KNEE * found[1]
            said = f"is {found[0]:g}, but {test}_{side}_deg of {found[1]:g} lets expect about {expected:.0f}"
            if found[0] > expected + SLR_SPREAD_DEG:
                hint = "was the knee angle read from the other end (180 = straight), or a side swapped?"
                yield Contradiction(f"slr_{side}_deg", f"{said}; {hint}")
            elif found[0] < expected - SLR_SPREAD_DEG:
                yield Contradiction(f"slr_{side}_deg", f"{said}; pain, nerve or hip may have stopped the leg")


def _active_and_passive(person: Person, values: Values) -> Iterator[Contradiction]:
    """A knee that is straightened for the person goes at least as far as by their own strength."""
    for side in SIDES:
        found = _numbers(values, f"pke_{side}_deg", f"ake_{side}_deg")
        if found and found[0] > found[1] + PASSIVE_BEYOND_ACTIVE_DEG:
            problem = f"is {found[0]:g}, farther from straight than the active ake_{side}_deg of {found[1]:g}"
            yield Contradiction(f"pke_{side}_deg", problem)


def _reach(person: Person, values: Values) -> Iterator[Contradiction]:
    """Hands do not reach the floor over legs that rise only halfway."""
    found = _numbers(values, "toe_touch_cm", "slr_left_deg", "slr_right_deg")
    if found and found[0] <= 0 and max(found[1:]) < 45:
        problem = (
            f"is {found[0]:g}, at the floor, though slr_left_deg and slr_right_deg reach {max(found[1:]):g} at most"
        )
        yield Contradiction("toe_touch_cm", problem)


def _scores(person: Person, values: Values) -> Iterator[Contradiction]:
    """A part is not more than its whole, the least not more than the worst."""
    pairs = (
        ("pain_least_nprs", "pain_worst_nprs", True),
        ("start_back_distress", "start_back_total", True),
        ("pain_nprs", "pain_worst_nprs", False),
    )
    for part, whole, impossible in pairs:
        found = _numbers(values, part, whole)
        if found and found[0] > found[1]:
            problem = f"is {found[0]:g}, more than {whole} of {found[1]:g}"
            yield Contradiction(part, problem, impossible, "correct one of the two" if impossible else "")


def _sides(person: Person, values: Values) -> Iterator[Contradiction]:
    """The side of the pain is a side where pain is."""
    said = values.get("pain_side")
    if said not in SIDES:
        return
    other = SIDES[1 - SIDES.index(said)]
    places = [code for code, value in values.items() if code.startswith("pain_place_") and value is True]
    if any(code.endswith(f"_{other}") for code in places) and not any(code.endswith(f"_{said}") for code in places):
        problem = f"is {said}, but every sided place of pain is {other}, as {places[0]}; were left and right swapped?"
        yield Contradiction("pain_side", problem)


def _raise_sign(person: Person, values: Values) -> Iterator[Contradiction]:
    """A straight leg raise that is positive for the nerve stops before the leg is high."""
    for side in SIDES:
        found = _numbers(values, f"slr_{side}_deg")
        if found and found[0] > 80 and values.get(f"slr_{side}_positive") is True:
            problem = f"is positive, though slr_{side}_deg is {found[0]:g}; nerve pain comes at 30 to 70"
            yield Contradiction(f"slr_{side}_positive", problem)


def _changes(person: Person, values: Values) -> Iterator[Contradiction]:
    """A sign of the nerve and the change of pain behind it say the same."""
    for side in SIDES:
        pairs = (
            (f"slr_dorsiflexion_worsens_{side}", f"slr_dorsiflexion_change_{side}_nprs", 1.0),
            (f"slump_{side}_positive", f"slump_neck_lift_change_{side}_nprs", -1.0),
        )
        for sign, change, way in pairs:
            found = _numbers(values, change)
            if found is None or sign not in values:
                continue
            grown = way * found[0]
            if (values[sign] is True and grown <= -CHANGE_NPRS) or (values[sign] is False and grown >= CHANGE_NPRS):
                said = "yes" if values[sign] is True else "no"
                yield Contradiction(sign, f"is {said}, but {change} is {found[0]:g}; the change counts")


def _slip(person: Person, values: Values) -> Iterator[Contradiction]:
    """A vertebra that has not slipped has no slip."""
    found = _numbers(values, "imaging_listhesis_slip_percent")
    if found and found[0] > 5 and values.get("imaging_listhesis") is False:
        problem = f"is {found[0]:g} %, but imaging_listhesis is false"
        yield Contradiction("imaging_listhesis_slip_percent", problem)


def _inflammation(person: Person, values: Values) -> Iterator[Contradiction]:
    """Long morning stiffness belongs to the inflammatory pattern."""
    if values.get("morning_stiffness_over_30min") is True and values.get("rf_inflammatory_pattern") == "no":
        yield Contradiction("rf_inflammatory_pattern", 'is "no", but morning_stiffness_over_30min is true; ask again')


HISTORY_LAWS: tuple[Law, ...] = (_build, _time, _injury)
VISIT_LAWS: tuple[Law, ...] = (
    _incidence,
    _lordosis,
    _raise_and_extension,
    _active_and_passive,
    _reach,
    _scores,
    _sides,
    _raise_sign,
    _changes,
    _slip,
    _inflammation,
)
