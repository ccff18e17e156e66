"""Shape of pelvis and lumbar spine in people without pain."""

from hamstrung.cohort import weighted
from hamstrung.cohort.sample import Sample
from hamstrung.cohort.statistics.groups import calm

LORDOSIS, TILT = "truth_lumbar_lordosis_deg", "truth_pelvic_tilt_deg"
FLEXION = "truth_lumbar_flexion_deg"


def lordosis_spread(s: Sample) -> float:
    """SD in the young."""
    return weighted.spread(s.read("lumbar_lordosis_deg"), s.weight, calm(s, 18, 35))


def tilt_spread(s: Sample) -> float:
    """SD in the young."""
    return weighted.spread(s.read("pelvic_tilt_deg"), s.weight, calm(s, 18, 35))


def slope_spread(s: Sample) -> float:
    """SD in the young."""
    return weighted.spread(s.read("sacral_slope_deg"), s.weight, calm(s, 18, 35))


def lordosis_lost_with_age(s: Sample) -> float:
    """Past 50 against the twenties, relative."""
    return _ageing(s, LORDOSIS)


def flexion_lost_with_age(s: Sample) -> float:
    """Past 50 against the twenties, relative."""
    return _ageing(s, FLEXION)


def lordosis_of_volunteers(s: Sample) -> float:
    """Mean."""
    return weighted.mean(s[LORDOSIS], s.weight, calm(s, 20, 80))


def lordosis_spread_of_volunteers(s: Sample) -> float:
    """SD."""
    return weighted.spread(s.read("lumbar_lordosis_deg"), s.weight, calm(s, 20, 80))


def tilt_at_small_incidence(s: Sample) -> float:
    """Mean at an incidence of 38 to 47."""
    return _tilt(s, 37.5, 47.5)


def tilt_at_middle_incidence(s: Sample) -> float:
    """Mean at an incidence of 48 to 57."""
    return _tilt(s, 47.5, 57.5)


def tilt_at_large_incidence(s: Sample) -> float:
    """Mean at an incidence of 58 to 67."""
    return _tilt(s, 57.5, 67.5)


def _ageing(s: Sample, column: str) -> float:
    lean = s["bmi"] < 26.0
    young = weighted.mean(s[column], s.weight, calm(s, 20, 30) & lean)
    return weighted.ratio(weighted.mean(s[column], s.weight, calm(s, 50, 75) & lean), young) - 1.0


def _tilt(s: Sample, low: float, high: float) -> float:
    incidence = s["pelvic_incidence_deg"]
    return weighted.mean(s[TILT], s.weight, calm(s, 18, 91) & (incidence >= low) & (incidence < high))
