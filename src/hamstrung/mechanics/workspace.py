"""Scratch memory of one solver: made once, passed in, never grown."""

import numpy as np
from numpy.typing import NDArray

from hamstrung.body.packed import Packed
from hamstrung.mechanics.layout import N_ANGLES, N_LEG_BLOCK, N_SPINE

MOST_ROWS = 15
MOST_REDUCED = N_LEG_BLOCK + N_SPINE
N_MASSES = 17
"""13 segments, the arms (at the shoulders), two anchors, and what is held in front of the shoulders."""

Vector = NDArray[np.float64]


class Workspace(Packed):
    """Arrays that kernels write; shapes in brackets, names as in the kernels' equations."""

    # placement
    rotation: Vector  # (segment, 3, 3)
    origin: Vector  # (segment, xyz)
    axis: Vector  # (angle, xyz)
    # muscles
    points: Vector  # (point, xyz)
    centres: Vector  # (muscle, xyz)
    length: Vector  # (muscle,)
    arms: Vector  # dl/dq, (muscle, angle)
    touch: NDArray[np.int64]  # (span,)
    line: Vector  # unit vector from start to end, its moment about the origin, length, (7, span)
    slopes: Vector  # (9, xyz)
    screw: Vector  # of every hinge, (6, angle)
    form: Vector  # bilinear forms of the muscles' curvature, (place, 27)
    va: Vector  # (angle, xyz)
    vb: Vector
    vc: Vector
    passive: Vector  # tissue and guard force [N], (muscle,)
    passive_stiffness: Vector  # [N/m], (muscle,)
    root: Vector  # its square root, (muscle,)
    tissue_force: Vector  # tissue force alone [N], (muscle,)
    strength: Vector  # [N], (muscle,)
    strength_slope: Vector  # [N/m], (muscle,)
    activation: Vector  # (muscle,)
    yielding: Vector  # da/du, (muscle,)
    stiffness: Vector  # over strength^2, in `Spans.column`'s order, (muscle,)
    pull: Vector  # passive + active [N], (muscle,)
    # weights
    mass_point: Vector  # (mass, xyz)
    moment: Vector  # (angle, xyz)
    mass: Vector  # (angle,)
    moment_arm: Vector  # (angle, xyz)
    # potential and its slopes over all angles
    gradient: Vector  # (angle,)
    hessian: Vector  # (angle, angle), upper
    soft_gradient: Vector  # (angle,)
    soft_hessian: Vector  # (angle, angle), upper
    spare: Vector  # (angle,)
    law: Vector  # the joints' passive laws, (7, angle)
    stop_energy: Vector  # of the joints' stops [J], (angle,)
    stop_slope: Vector  # [Nm], (angle,)
    stop_stiffness: Vector  # [Nm/rad], (angle,)
    # contacts
    row_off: Vector  # (row,)
    row_slope: Vector  # (row, 15)
    row_step: Vector  # (row,)
    mu: Vector  # (row,)
    basis: Vector  # (15, 15)
    triangle: Vector  # (row, row)
    triangle_here: Vector  # where a step begins, (row, row)
    reflector: Vector  # (row, 15)
    block_step: Vector  # (15,)
    face: Vector  # (xyz,)
    face_slope: Vector  # (xyz, angle)
    # reduced coordinates
    lever: Vector  # strength x arm of every muscle in `Spans.column`'s order, (reduced, muscle)
    scaled: Vector  # the same, scaled, (reduced, muscle)
    worth: Vector  # lever' lambda, (muscle,) in that order
    turned_on: Vector  # activation, (muscle,) in that order
    turning: Vector  # its slope, (muscle,) in that order
    g: Vector  # (reduced,)
    total: Vector  # (reduced,)
    k: Vector  # (reduced, reduced)
    s: Vector  # (reduced, reduced)
    factor: Vector  # (reduced, reduced)
    h: Vector  # (reduced, reduced)
    step: Vector  # (reduced,)
    residual: Vector  # (reduced,)
    multiplier: Vector  # lambda, (reduced,)
    multiplier_here: Vector  # where a step begins, (reduced,)
    factor_here: Vector  # (reduced, reduced)
    trial_multiplier: Vector  # (reduced,)
    half: Vector  # (reduced, reduced)
    learned: Vector  # (reduced, reduced)
    bound: Vector  # multipliers of the bounded recruitment, (reduced,)
    bound_off: Vector  # how far they are from those of recruitment, (reduced,)
    centre: Vector  # of its proximal step, (reduced,)
    reachable: Vector  # strength about every free direction [Nm], (reduced,)
    lack: Vector  # direction of moments that cannot be carried, (reduced,)
    inner: Vector  # Cholesky factor, (reduced, reduced)
    bounded: Vector  # activations within hard bounds, (muscle,)
    bend: Vector  # change of the levers along the multipliers, (reduced, muscle)
    there: Vector  # K a little along the multipliers, (reduced, reduced)
    basis_here: Vector  # (15, 15)
    projected: Vector  # (15, 15)
    newton: Vector  # Cholesky factor of the Hessian of J, (reduced, reduced)
    move: Vector  # (reduced,)
    refused: Vector  # the last step that was refused, (reduced,)
    before: Vector  # (reduced,)
    q_trial: Vector  # (angle,)


def workspace(*, muscles: int, points: int, spans: int) -> Workspace:
    """Scratch for bodies with so many muscles, path points and spans."""
    n, r = N_ANGLES, MOST_REDUCED
    shapes: dict[str, tuple[int, ...]] = {
        "rotation": (13, 3, 3), "origin": (13, 3), "axis": (n, 3),
        "points": (points, 3), "centres": (muscles, 3), "arms": (muscles, n), "slopes": (9, 3),
        "screw": (6, n), "form": (54, 27),
        "va": (n, 3), "vb": (n, 3), "vc": (n, 3), "touch": (spans,), "line": (7, spans),
        "mass_point": (N_MASSES, 3), "moment": (n, 3), "mass": (n,), "moment_arm": (n, 3),
        "gradient": (n,), "hessian": (n, n), "soft_gradient": (n,), "soft_hessian": (n, n),
        "spare": (n,), "law": (7, n), "stop_energy": (n,), "stop_slope": (n,), "stop_stiffness": (n,),
        "row_off": (MOST_ROWS,), "row_slope": (MOST_ROWS, N_LEG_BLOCK), "row_step": (MOST_ROWS,), "mu": (MOST_ROWS,),
        "basis": (N_LEG_BLOCK, N_LEG_BLOCK),
        "triangle": (MOST_ROWS, MOST_ROWS), "triangle_here": (MOST_ROWS, MOST_ROWS),
        "reflector": (MOST_ROWS, N_LEG_BLOCK), "block_step": (N_LEG_BLOCK,),
        "face": (3,), "face_slope": (3, n), "lever": (r, muscles), "scaled": (r, muscles),
        "g": (r,), "total": (r,), "step": (r,), "residual": (r,), "multiplier": (r,),
        "multiplier_here": (r,), "factor_here": (r, r), "trial_multiplier": (r,),
        "k": (r, r), "s": (r, r), "factor": (r, r), "h": (r, r), "half": (r, r), "learned": (r, r),
        "newton": (r, r),
        "bound": (r,), "bound_off": (r,), "centre": (r,), "reachable": (r,), "lack": (r,), "inner": (r, r),
        "there": (r, r),
        "bend": (r, muscles), "basis_here": (N_LEG_BLOCK, N_LEG_BLOCK),
        "projected": (N_LEG_BLOCK, N_LEG_BLOCK),
        "move": (r,), "refused": (r,), "before": (r,), "q_trial": (n,),
    }  # fmt: skip
    arrays = {
        name: np.zeros(shapes.get(name, (muscles,)), dtype=np.int64 if name == "touch" else np.float64)
        for name in Workspace._fields
    }
    return Workspace(**arrays)
