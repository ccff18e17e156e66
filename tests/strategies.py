"""Plausible people as mappings of patient files; one growing strategy for all tests."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from hamstrung.patient import SIDES, TREATMENT_KINDS, FindingType, vocabulary

TODAY = date(2026, 6, 1)
"""The day on which tests read patient files."""

TOGETHER = frozenset(
    {
        "sitting_h_per_day",
        "driving_h_per_day",
        "activity_h_per_week",
        "pain_duration_weeks",
        "hamstring_injury_history",
        "hamstring_injury_weeks_ago",
        "hamstring_injury_side",
        "pelvic_incidence_deg",
        "pelvic_tilt_deg",
        "sacral_slope_deg",
        "pain_nprs",
        "pain_least_nprs",
        "pain_worst_nprs",
        "start_back_total",
        "start_back_distress",
        *(f"{stem}_{side}_deg" for stem in ("slr", "ake", "pke") for side in SIDES),
    }
)
"""Codes that are drawn together, because not every combination of them is possible."""


def values(kind: FindingType) -> st.SearchStrategy[Any]:
    """A usual value of one finding."""
    if kind.kind == "yes_no":
        return st.booleans()
    if kind.kind in ("choice", "red_flag"):
        return st.sampled_from(kind.choices)
    if kind.integer:
        return st.integers(int(kind.usual_low), int(kind.usual_high))
    return _tenths(kind.usual_low, kind.usual_high)


def persons() -> st.SearchStrategy[dict[str, Any]]:
    """Sex, age and build, each of which may be unknown."""
    return st.builds(
        lambda **fields: {name: value for name, value in fields.items() if value is not None},
        sex=st.none() | st.sampled_from(["female", "male"]),
        age_y=st.none() | _tenths(14, 90),
        height_cm=st.none() | _tenths(150, 195),
        mass_kg=st.none() | _tenths(48, 110),
    )


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """What a person told, possible together."""
    history = draw(_any_of([code for code, kind in vocabulary().items() if kind.history]))
    history |= draw(_some({"sitting_h_per_day": _tenths(0, 14), "activity_h_per_week": _tenths(0, 20)}))
    history |= draw(_some({"pain_duration_weeks": _tenths(0, 500)}))
    injured = draw(st.none() | st.booleans())
    if injured is not None:
        history["hamstring_injury_history"] = injured
    if injured:
        history |= draw(_some({"hamstring_injury_weeks_ago": _tenths(0, 500)}))
        history |= draw(_some({"hamstring_injury_side": st.sampled_from(["left", "right", "both"])}))
    return history


@st.composite
def findings(draw: st.DrawFn) -> dict[str, Any]:
    """Findings of one visit, possible together; the hamstring tests of a side agree with one deficit."""
    found = draw(_any_of([code for code, kind in vocabulary().items() if not kind.history], most=12))
    found |= draw(_pain())
    found |= draw(_spinopelvic())
    for side in SIDES:
        found |= draw(_hamstring_tests(side))
    total = draw(st.none() | st.integers(0, 9))
    if total is not None:
        found |= {"start_back_total": total, "start_back_distress": draw(st.integers(0, min(total, 5)))}
    return found


@st.composite
def visits(draw: st.DrawFn, *, most: int = 3) -> list[dict[str, Any]]:
    """Visits on different days up to today, in any order."""
    days = draw(st.lists(st.integers(0, 3000), max_size=most, unique=True))
    return [
        {
            "date": TODAY - timedelta(days=ago),
            "rater": draw(st.sampled_from(["", "AB", "physiotherapist"])),
            "findings": draw(findings()),
            "treatments": draw(st.lists(treatments(), max_size=2)),
        }
        for ago in days
    ]


def treatments() -> st.SearchStrategy[dict[str, Any]]:
    """A treatment with whatever is known of its dose."""
    doses = {
        "minutes_per_week": _tenths(0, 300),
        "sessions_per_week": st.integers(0, 14),
        "weeks": st.integers(0, 52),
        "adherence": _tenths(0, 1),
    }
    return st.tuples(st.sampled_from(TREATMENT_KINDS), _some(doses)).map(lambda pair: {"kind": pair[0], **pair[1]})


def people(*, most_visits: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    """Whole patient files that must be accepted."""
    return st.builds(
        lambda **parts: parts,
        id=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20),
        note=st.sampled_from(["", "Seen twice.", 'Says "it hurts"\nand more', "naïve \\ back\x7f"]),
        person=persons(),
        history=histories(),
        visits=visits(most=most_visits),
    )


def _tenths(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(low * 10), round(high * 10)).map(lambda tenths: tenths / 10)


def _some(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Each field or not."""
    return st.fixed_dictionaries({}, optional=fields)


def _any_of(codes: list[str], *, most: int = 6) -> st.SearchStrategy[dict[str, Any]]:
    """A few of these codes that may stand beside anything."""
    free = [code for code in codes if code not in TOGETHER]
    chosen = st.lists(st.sampled_from(free), max_size=most, unique=True)
    return chosen.flatmap(lambda some: st.fixed_dictionaries({code: values(vocabulary()[code]) for code in some}))


@st.composite
def _pain(draw: st.DrawFn) -> dict[str, Any]:
    least, now, worst = sorted(draw(st.tuples(*[st.integers(0, 10)] * 3)))
    known = {"pain_least_nprs": least, "pain_nprs": now, "pain_worst_nprs": worst}
    return {code: value for code, value in known.items() if draw(st.booleans())}


@st.composite
def _spinopelvic(draw: st.DrawFn) -> dict[str, Any]:
    tilt, slope = draw(_tenths(0, 30)), draw(_tenths(20, 55))
    known = {"pelvic_tilt_deg": tilt, "sacral_slope_deg": slope, "pelvic_incidence_deg": round(tilt + slope, 1)}
    return known if draw(st.booleans()) else {}


@st.composite
def _hamstring_tests(draw: st.DrawFn, side: str) -> dict[str, Any]:
    short = draw(_tenths(0, 60))
    slr = round(90 - 0.8 * short + draw(_tenths(-10, 10)), 1)
    known = {f"slr_{side}_deg": slr, f"ake_{side}_deg": short, f"pke_{side}_deg": round(0.8 * short, 1)}
    return {code: value for code, value in known.items() if draw(st.booleans())}
