"""An assessment written by hand: plausible, complete, and nobody's."""

from dataclasses import replace
from types import SimpleNamespace

from hamstrung import diagnosis
from hamstrung.diagnosis import Estimate
from hamstrung.report import Pair
from report import hand_made


def estimate(mean: float, width: float) -> Estimate:
    """An estimate with a symmetric interval."""
    return Estimate(mean, mean - width, mean + width)


def assessment(**changed: object) -> diagnosis.Assessment:
    """A desk worker with tight hamstrings; keys of the assessment may be replaced."""
    roles = diagnosis.Roles(absent=0.08, cause=0.16, contributor=0.41, consequence=0.15, bystander=0.2)
    whole = diagnosis.Assessment(
        schema_version=diagnosis.SCHEMA_VERSION,
        patient=diagnosis.PatientSummary("desk_worker", "2026-03-02", "female", 38.0, 168.0, 66.0, {"pain_nprs": 6}),
        red_flags=(),
        red_flag_screen=diagnosis.FlagScreen(complete=True),
        referral=(),
        roles=roles,
        vicious_circle=0.11,
        roles_interval={name: diagnosis.Interval(max(p - 0.04, 0.0), p + 0.04) for name, p in roles.as_dict().items()},
        hamstrings={side: _side() for side in ("left", "right")},
        sources=_sources(),
        posture={name: _posture() for name in diagnosis.POSTURES},
        loads={name: {level: _load(at) for at, level in enumerate(LEVELS)} for name in diagnosis.POSTURES},
        counterfactual=diagnosis.Counterfactual(
            estimate(4.4, 1.2), estimate(0.27, 0.2), estimate(0.12, 0.11), estimate(0.24, 0.05)
        ),
        paired_tests=(_paired(),),
        next_tests=(
            diagnosis.NextTest(
                "slump_left_positive",
                estimate(0.31, 0.1),
                "It separates nerve from muscle.",
                "slump test, left",
            ),
        ),
        plan=(),
        course=(),
        explanation=_explanation(),
        conflicts=(
            diagnosis.Conflict(("slr_left_deg", "toe_touch_cm"), 0.02, "The leg raise and the reach disagree."),
        ),
        identifiability=(
            diagnosis.Unidentified(
                ("contributor", "bystander"),
                (0.41, 0.2),
                "bend_knees_bent_nprs",
                0.6,
                "Contributor and bystander look alike; bending with bent knees separates them.",
            ),
        ),
        diagnostics=diagnosis.Diagnostics(
            412.0,
            0.41,
            True,
            20000,
            0.4,
            findings_used=("pain_nprs", "slr_left_deg"),
            findings_unused={"sacral_slope_deg": "pelvic incidence and tilt were entered, and it follows from them"},
        ),
        model=diagnosis.ModelIdentity("0.1.0", "3f5a9c0d2b7e4f18"),
    )
    return replace(whole, **changed)


LEVELS = ("l1l2", "l2l3", "l3l4", "l4l5", "l5s1")


def pairs() -> tuple[Pair, ...]:
    """Standing, sitting and bending, as found and with healthy hamstrings, by hand."""
    return (
        Pair("standing", _held(hand_made.STANDING, force=18.0), _held(hand_made.STANDING, force=8.0), 1.68),
        Pair(
            "sitting",
            _held(hand_made.SITTING, hip=-14.0, force=150.0),
            _held(hand_made.SITTING, force=40.0),
            1.68,
        ),
        Pair(
            "bending",
            _held(hand_made.BENDING, hip=-20.0, force=390.0),
            _held(hand_made.BENDING, force=210.0),
            1.68,
        ),
    )


def _held(posture: dict[str, float], *, force: float, hip: float = 0.0) -> SimpleNamespace:
    angles = posture | {"hip_deg": posture["hip_deg"] + hip}
    loads = {
        level: SimpleNamespace(compression_n=400.0 + force + 40.0 * at, shear_n=60.0, moment_nm=5.0)
        for at, level in enumerate(LEVELS)
    }
    return SimpleNamespace(
        points=hand_made.polylines(**angles),
        anterior_pelvic_tilt_deg=11.0,
        lumbar_lordosis_deg=55.0 - angles["lumbar_deg"],
        lumbar_flexion_deg=angles["lumbar_deg"],
        pelvis_on_thigh_deg=angles["hip_deg"],
        hamstring_force_n={"left": force, "right": force + 20.0},
        loads=loads,
    )


def _side() -> diagnosis.HamstringSide:
    return diagnosis.HamstringSide(estimate(17, 6), estimate(9, 5), estimate(4, 3), estimate(4, 4))


def _sources() -> tuple[diagnosis.SourceShare, ...]:
    rows = (
        ("structure", 0.38, 0.36, "B"),
        ("hamstrings", 0.27, 0.25, "C"),
        ("distress", 0.2, 0.22, "B"),
        ("nerve", 0.05, 0.09, "A"),
        ("injury", 0.03, 0.05, "B"),
        ("systemic", 0.01, 0.03, "A"),
    )
    return tuple(
        diagnosis.SourceShare(name, Estimate(alone, alone / 2, min(1.0, alone * 1.8)), estimate(fair, 0.03), grade)
        for name, alone, fair, grade in rows
    )


def _posture() -> diagnosis.PostureSummary:
    return diagnosis.PostureSummary(
        estimate(11, 3),
        estimate(38, 4),
        estimate(55, 6),
        estimate(37, 4),
        estimate(0.2, 0.3),
        estimate(0.4, 0.5),
    )


def _load(at: int) -> diagnosis.LevelLoad:
    return diagnosis.LevelLoad(estimate(450 + 60 * at, 80), estimate(-20 + 30 * at, 20))


def _paired() -> diagnosis.PairedTest:
    predicted = {
        "cause": estimate(-2.6, 0.9),
        "contributor": estimate(-1.5, 0.8),
        "consequence": estimate(-0.4, 0.5),
        "bystander": estimate(-0.2, 0.4),
    }
    findings = ("bend_knees_straight_nprs", "bend_knees_bent_nprs")
    label = "Bending forward with knees straight, then bent"
    return diagnosis.PairedTest("bend_knees", "NPRS points", predicted, -1.8, findings, label)


def _explanation() -> diagnosis.Explanation:
    without = {"absent": 0.3, "cause": 0.1, "contributor": 0.3, "consequence": 0.1, "bystander": 0.2}
    return diagnosis.Explanation(
        for_=(
            diagnosis.Evidence(
                "slr_left_deg",
                "straight leg raise, left",
                52.0,
                0.17,
                1.1,
                without,
                "Straight leg raise, left, of 52 degrees: shorter than the norm.",
            ),
        ),
        against=(
            diagnosis.Evidence(
                "tampa",
                "fear of movement",
                44.0,
                -0.06,
                -0.4,
                without,
                "Fear of movement of 44: distress explains part of the pain.",
            ),
        ),
        would_change=(
            diagnosis.WouldChange(
                "bend_knees_bent_nprs",
                "bending, knees bent",
                "as painful as with straight knees",
                "bystander",
                0.52,
                0.3,
                "If bent knees hurt just as much, bystander would lead (52 of 100).",
            ),
        ),
    )
