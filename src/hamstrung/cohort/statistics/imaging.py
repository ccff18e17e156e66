"""What images show with and without pain, and what lesions do to the shape of the back."""

import numpy as np

from hamstrung.cohort import weighted
from hamstrung.cohort.sample import Sample
from hamstrung.cohort.statistics.groups import adults, aged, calm, hurting, seeking

BULGE, PROTRUSION, WORN = "truth_mri_disc_bulge", "truth_mri_disc_herniation", "truth_mri_disc_degeneration"
PARS, SLIP = "truth_imaging_pars_defect", "truth_imaging_listhesis"


def bulge_at_20(s: Sample) -> float:
    """Disc bulge without pain."""
    return weighted.mean(s[BULGE], s.weight, calm(s, 16, 24))


def bulge_at_80(s: Sample) -> float:
    """Disc bulge without pain."""
    return weighted.mean(s[BULGE], s.weight, calm(s, 76, 84))


def protrusion_at_20(s: Sample) -> float:
    """Disc protrusion without pain."""
    return weighted.mean(s[PROTRUSION], s.weight, calm(s, 16, 24))


def protrusion_at_80(s: Sample) -> float:
    """Disc protrusion without pain."""
    return weighted.mean(s[PROTRUSION], s.weight, calm(s, 76, 84))


def degeneration_at_20(s: Sample) -> float:
    """Disc degeneration without pain."""
    return weighted.mean(s[WORN], s.weight, calm(s, 16, 24))


def degeneration_at_80(s: Sample) -> float:
    """Disc degeneration without pain."""
    return weighted.mean(s[WORN], s.weight, calm(s, 76, 84))


def bulge_and_pain(s: Sample) -> float:
    """Odds ratio of pain, age adjusted."""
    return weighted.odds_ratio(hurting(s), s.weight, aged(s, 18, 50), s[BULGE], s["age_y"])


def protrusion_and_pain(s: Sample) -> float:
    """Odds ratio of pain, age adjusted."""
    return weighted.odds_ratio(hurting(s), s.weight, aged(s, 18, 50), s[PROTRUSION], s["age_y"])


def degeneration_and_pain(s: Sample) -> float:
    """Odds ratio of pain, age adjusted."""
    return weighted.odds_ratio(hurting(s), s.weight, aged(s, 18, 50), s[WORN], s["age_y"])


def pars_and_pain(s: Sample) -> float:
    """Odds ratio of pain."""
    return weighted.odds_ratio(hurting(s), s.weight, aged(s, 18, 50), s[PARS])


def pars_at_40_to_80(s: Sample) -> float:
    """Pars defect."""
    return weighted.mean(s[PARS], s.weight, aged(s, 40, 80))


def pars_without_slip(s: Sample) -> float:
    """Pars defects with less than 5 % of slip."""
    return 1.0 - weighted.mean(s[SLIP], s.weight, aged(s, 40, 80) & (s[PARS] > 0))


def pars_and_pain_later(s: Sample) -> float:
    """Odds ratio of pain at 40 to 80."""
    return weighted.odds_ratio(hurting(s), s.weight, aged(s, 40, 80), s[PARS])


def lordosis_lost_with_herniation(s: Sample) -> float:
    """Lordosis of the young with a root that a disc irritates, less that of those without."""
    young, struck = aged(s, 18, 35), s["root_from_disc"] > 0.2
    return weighted.difference(s["truth_lumbar_lordosis_deg"], s.weight, young & struck, young & ~struck)


def incidence_with_herniation(s: Sample) -> float:
    """Pelvic incidence of the young with a root that a disc irritates, less that of those without."""
    young, struck = aged(s, 18, 35), s["root_from_disc"] > 0.2
    return weighted.difference(s["pelvic_incidence_deg"], s.weight, young & struck, young & ~struck)


def tilt_with_slip(s: Sample) -> float:
    """Radiographic pelvic tilt of adults with a slip of 10 % or more, less that of those without."""
    slipped = s["slip_percent"] >= 10.0
    return weighted.difference(s["truth_pelvic_tilt_deg"], s.weight, adults(s) & slipped, adults(s) & ~slipped)


def lordosis_with_slip(s: Sample) -> float:
    """Lordosis of adults with a slip of 10 % or more, less that of those without."""
    slipped = s["slip_percent"] >= 10.0
    return weighted.difference(s["truth_lumbar_lordosis_deg"], s.weight, adults(s) & slipped, adults(s) & ~slipped)


def curve_with_herniation(s: Sample) -> float:
    """Lateral curve of 5 deg or more in those whose root a disc irritates, in care."""
    struck = adults(s) & seeking(s) & (s["root_from_disc"] > 0.2)
    return weighted.mean(np.abs(s["truth_cobb_deg"]) >= 5.0, s.weight, struck)
