"""The benchmark beside other engines runs, and other solvers find the same muscle forces."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PEERS = Path(__file__).parents[2] / "benchmarks" / "peers.py"


def test_quadratic_programmes_find_our_muscle_forces():
    """DAQP and quadprog solve the redundancy of standing to our activations, up to the tone that only we have."""
    pytest.importorskip("daqp")
    pytest.importorskip("quadprog")
    command = [sys.executable, str(PEERS), "--repeats", "3", "--only", "evaluation,recruitment"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    differences = [float(each) for each in re.findall(r"activations differ by (\S+) at most", said)]
    assert len(differences) == 2
    assert max(differences) < 0.02


def test_static_optimisation_finds_our_muscle_forces():
    """OpenSim, given our posture, passive laws and floor, finds our activations without help from reserves."""
    if find_spec("opensim") is None:
        pytest.skip("opensim is not installed")
    command = [sys.executable, str(PEERS), "--repeats", "3", "--only", "static"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"differ by (\S+) RMS, (\S+) at most; OpenSim's largest reserve (\S+) Nm", said)
    assert found
    _, largest, reserve = (float(part) for part in found.groups())
    assert largest < 0.02
    assert reserve < 0.05
