"""Length of a muscle path: straight spans, one of which may go round a sphere.

A span from P to Q round a sphere of radius r at C is a great circle between two tangents:

    length = sqrt(p^2 - r^2) + sqrt(q^2 - r^2) + r (angle(P C Q) - acos(r/p) - acos(r/q))

with p, q the distances of P and Q from C; it holds where the bracket is positive, else the span is straight.
Valid while both ends lie outside the sphere.
"""

import numpy as np

from hamstrung.body.arrays import Floats, Ints


def lengths(point: Floats, first: Ints, *, centre: Floats, radius: Floats, wrapped: Ints, span: Ints) -> Floats:
    """Lengths of all muscles.

    Args:
        point: path points in one common frame [m], (point, xyz).
        first: index of each muscle's first point, and the number of points at the end, (muscle + 1).
        centre: centres of the wrapped muscles' spheres in the common frame, (wrapped, xyz).
        radius: their radii, (wrapped,).
        wrapped: indices of the wrapped muscles, (wrapped,).
        span: which span of each wrapped muscle may wrap, (wrapped,).

    Returns:
        Lengths [m], (muscle,).
    """
    step = np.zeros(len(point))
    step[:-1] = np.sqrt(((point[1:] - point[:-1]) ** 2).sum(axis=1))
    start = first[wrapped] + span
    step[start] = around(point[start], point[start + 1], centre, radius)
    step[first[1:] - 1] = 0.0
    return np.add.reduceat(step, first[:-1])


def around(start: Floats, end: Floats, centre: Floats, radius: Floats) -> Floats:
    """Lengths of spans that go round spheres where they must, (span,)."""
    u, v = start - centre, end - centre
    p, q = np.sqrt((u * u).sum(axis=1)), np.sqrt((v * v).sum(axis=1))
    angle = np.arccos(np.clip((u * v).sum(axis=1) / (p * q), -1.0, 1.0))
    arc = angle - np.arccos(np.minimum(radius / p, 1.0)) - np.arccos(np.minimum(radius / q, 1.0))
    tangents = np.sqrt(np.maximum(p * p - radius**2, 0.0)) + np.sqrt(np.maximum(q * q - radius**2, 0.0))
    straight = np.sqrt(((end - start) ** 2).sum(axis=1))
    return np.where(arc > 0.0, tangents + radius * arc, straight)
