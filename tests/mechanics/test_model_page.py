"""The model in words says what the code does; the benchmark of postures runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hamstrung.mechanics import (
    TASKS,
    abdomen,
    exam,
    loads,
    passive,
    posture,
    potential,
    recruitment,
    stability,
    supine,
    tasks,
)
from hamstrung.mechanics.hamstrings import TOLERATED_HIP
from hamstrung.units import DEG

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "coded"),
    [
        (r"exponential force beyond a tolerated length, (\S+) N", potential.GUARD_FORCE),
        (r"rate (\d+)/m", potential.GUARD_RATE),
        (r"that at (\d+)° \(men\)", TOLERATED_HIP["male"] / DEG),
        (r"or (\d+)° \(women\) of hip flexion", TOLERATED_HIP["female"] / DEG),
        (r"shape (\S+) after Thelen", passive.ACTIVE_WIDTH),
        (r"δ = (\S+), assumed", recruitment.TONE),
        (r"ε = (\d)·10⁻⁴", recruitment.SLACK * 1e4),
        (r"with a slope of (\S+):", recruitment.OVERDRIVE),
        (r"Q of (\d+) Nm a hip", tasks.REACH_HIP),
        (r"and (\d+) Nm a spine joint", tasks.REACH_SPINE),
        (r"stays (\d+) mm before them", tasks.BALANCE_FORWARD * 1e3),
        (r"k = (\d+) kN/m", tasks.BACKREST / 1e3),
        (r"e = (\d+) mm, assumed", tasks.EDGE * 1e3),
        (r"sunk (\d+) mm forward", tasks.SLUMPED_AHEAD * 1e3),
        (r"backrest (\d+)° back", TASKS["driving_seat"].backrest_deg),
        (r"ischia (\d+) cm before it", tasks.BUTTOCK * 100),
        (r"(\d+)° of lumbar flexion \(M230\)", TASKS["lifting"].habit_flexion_deg),
        (r"weight of (\d+) per rad² lifting, assumed", TASKS["lifting"].habit),
        (r"in a stoop, (\d+) cm before the ankles", tasks.HANDLE_FORWARD * 100),
        (r"limbs' neutral angles (\S+) \(", tasks.LIMB_HABIT),
        (r"straight knees in standing (\d+) \(", tasks.STANDING_KNEES),
        (r"M_ligament / (\S+) m ", loads.LIGAMENT_LEVER),
        (r"Pressure is (\S+) times", posture.PRESSURE_FACTOR),
        (r"A = (\d+) cm² at 1.70 m", abdomen.AREA * 1e4),
        (r"posture of it: (\S+) kPa upright", abdomen.UPRIGHT),
        (r"trunk's angle to (\S+) kPa", abdomen.BENT),
        (r"and by (\S+) kPa a kilogram", abdomen.PER_KG),
        (r"\nq = (\d+), assumed", stability.RATIO),
        (r"tendon (\d+), assumed", stability.TENDON),
        (r"k_couch = (\d+) Nm/rad", supine.COUCH),
        (r"the hip itself gives (\d+) Nm", supine.HIP_STOP),
        (r"torque reaches (\S+) Nm \(men\)", exam.TOLERATED_TORQUE["male"]),
        (r"or (\S+) Nm \(women\), set", exam.TOLERATED_TORQUE["female"]),
    ],
)
def test_constants_on_the_page_are_those_of_the_code(said, coded):
    """A constant that the page names is the one that is computed with."""
    found = re.search(said, PAGE)
    assert found, said
    assert float(found.group(1)) == pytest.approx(coded, rel=1e-9)


def test_the_benchmark_runs():
    """It names versions, a warm and a cold time, and settles sooner from a neighbour."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "mechanics.py"), "--repeats", "3", "--tasks", "standing",
         "--without-parts"], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "numba" in done.stdout
    _, warm_ms, warm_steps, cold_ms, cold_steps, _ = re.search(r"^standing .*$", done.stdout, re.M).group().split()
    assert 0.0 < float(warm_ms) < float(cold_ms)
    assert int(warm_steps) < int(cold_steps)
