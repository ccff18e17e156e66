"""A second, plain way to a body's points and muscle lengths, for tests only: rotation matrices, one by one."""

import numpy as np

from hamstrung.body import paths


def rotation(axis, angle):
    """Rotation matrix about a coordinate axis."""
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.eye(3)
    matrix[first, first] = matrix[second, second] = np.cos(angle)
    matrix[first, second], matrix[second, first] = -np.sin(angle), np.sin(angle)
    return matrix


def joint_rotations(spine=None, hip=None, knee=None, ankle=None):
    """Rotation of every segment on its parent (13, 3, 3); spine (6, 3), hip (2, 3), knee (2,), ankle (2, 2)."""
    turn = np.tile(np.eye(3), (13, 1, 1))
    for joint, angles in enumerate(spine if spine is not None else []):
        turn[joint + 1] = ordered(angles)
    for side, first in enumerate((7, 10)):
        if hip is not None:
            turn[first] = ordered(hip[side])
        if knee is not None:
            turn[first + 1] = rotation("z", -knee[side])
        if ankle is not None:
            turn[first + 2] = rotation("z", ankle[side][0]) @ rotation("x", ankle[side][1])
    return turn


def ordered(angles):
    """Rotations about z, then the turned x, then the turned y."""
    return rotation("z", angles[0]) @ rotation("x", angles[1]) @ rotation("y", angles[2])


def segments(body, turn):
    """Orientation and origin of all segments with the pelvis fixed."""
    matrix, origin = np.tile(np.eye(3), (13, 1, 1)), np.zeros((13, 3))
    for segment in range(1, 13):
        parent = body.seg_parent[segment]
        matrix[segment] = matrix[parent] @ turn[segment]
        origin[segment] = origin[parent] + matrix[parent] @ body.seg_offset[segment]
    return matrix, origin


def lengths(body, **angles):
    """Lengths of all muscles at joint angles."""
    matrix, origin = segments(body, joint_rotations(**angles))
    point = np.einsum("pij,pj->pi", matrix[body.pt_seg], body.pt_pos) + origin[body.pt_seg]
    wrapped = np.flatnonzero(body.wrap_seg >= 0)
    on = body.wrap_seg[wrapped]
    centre = np.einsum("pij,pj->pi", matrix[on], body.wrap_pos[wrapped]) + origin[on]
    return paths.lengths(
        point,
        body.mus_first,
        centre=centre,
        radius=body.wrap_radius[wrapped],
        wrapped=wrapped,
        span=body.wrap_span[wrapped],
    )


def leg(body, hip_deg, knee_deg):
    """Lengths with both legs at the same hip and knee flexion [degrees]."""
    hip = np.zeros((2, 3))
    hip[:, 0] = np.radians(hip_deg)
    return lengths(body, hip=hip, knee=np.radians([knee_deg, knee_deg]))


def hip_arm(body, hip_deg, knee_deg=0.0, step=0.05):
    """dL/d(hip flexion) [m/rad] of all muscles, both hips together."""
    return (leg(body, hip_deg + step, knee_deg) - leg(body, hip_deg - step, knee_deg)) / np.radians(2 * step)


def knee_arm(body, hip_deg, knee_deg, step=0.05):
    """-dL/d(knee flexion) [m/rad] of all muscles."""
    return -(leg(body, hip_deg, knee_deg + step) - leg(body, hip_deg, knee_deg - step)) / np.radians(2 * step)
