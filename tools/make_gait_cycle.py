"""Make the reference cycle of walking, `mechanics/data/cycle.csv`, from two recordings of OpenSim's tests.

    python tools/make_gait_cycle.py FOLDER

FOLDER holds, from github.com/opensim-org/opensim-core (Apache-2.0), `walk_free_01.trc` and `subject01_static.trc` (one
person on a treadmill, with a standing trial) and `walking2.c3d` (another person, over ground, joint centres included).
Of each about one stride is recorded. Angles are those of the model: hinges forward (z), sideways (x), about the long
axis (y), in this order, zero in standing. Both people and both sides are averaged at equal phases after the own foot's
contact, so that the cycle is symmetric: left is right half a cycle later.

Joint angles of the first person come from the turn of each segment's markers since standing. Of the second nobody
recorded standing: thigh, shank and foot are taken against the vertical and the flat foot, in the frame of the model's
own neutral legs, and what stays unknown, the mean side and turn of the hips, from the first. The first stood with
raised arms, so the pelvis' mean tilt is taken as in standing, assumed (-4 to 4 degrees), the thighs kept where they
were, and the trunk's mean as upright, assumed (-3 to 3 degrees).
"""

import csv
import struct
import sys
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[1] / "src" / "hamstrung" / "mechanics" / "data"
PHASES = 50
HARMONICS = 8
THIGH_LEAN, SHANK_LEAN = 1.1, 3.4
"""Lean of the model's neutral thigh and shank, forward [deg]: knee_forward, ankle_forward of body/data/lengths.csv."""
CONTACT_AFTER = 0.047
"""Share of a stride from the foremost heel to contact: 45 ms in the one step that landed whole on a force plate (the
second person's right foot, loaded from 0.985 s on), taken for all."""
NAMES = (
    "pelvis_backward_tilt", "pelvis_right_lean", "pelvis_left_turn", "lumbar_extension", "lumbar_right_lean",
    "lumbar_left_turn", "hip_flexion", "hip_adduction", "hip_inward_turn", "knee_flexion", "ankle_dorsiflexion",
)  # fmt: skip
COLUMNS = (*(f"{name}_deg" for name in NAMES), "pelvis_advance_mm", "pelvis_rise_mm")
"""Beside the angles: how far the pelvis is ahead of a steady walk and above its mean height."""
MIRRORED = np.array([1, -1, -1, 1, -1, -1, 1, 1, 1, 1, 1, 1, 1])
"""Sign of each column seen in a mirror; the legs' are already named by anatomy."""


def read_trc(path):
    """Times [s] and markers by name, (frame, xyz) [m]."""
    lines = [line.rstrip("\n").split("\t") for line in path.read_text().splitlines()]
    names = [name for name in lines[3][2:] if name]
    rows = [[float(x) if x.strip() else np.nan for x in line] for line in lines[5:] if len(line) > 9]
    rows = np.array([row[: 2 + 3 * len(names)] for row in rows])
    return rows[:, 1], {name: 1e-3 * rows[:, 2 + 3 * i : 5 + 3 * i] for i, name in enumerate(names)}


def read_c3d(path):
    """Times [s] and markers by name, (frame, xyz) [m], x forward, y up; only frames that hold all joint centres."""
    raw = path.read_bytes()
    points, analog = struct.unpack("<HH", raw[2:6])
    first, last = struct.unpack("<HH", raw[6:10])
    start, _ = struct.unpack("<HH", raw[16:20])
    (rate,) = struct.unpack("<f", raw[20:24])
    frames = last - first + 1
    per = points * 4 + analog
    data = np.frombuffer(raw, "<f4", count=frames * per, offset=(start - 1) * 512).reshape(frames, per)
    data = data[:, : 4 * points].reshape(frames, points, 4)
    names = _labels(raw, points)
    whole = [names.index(name) for name in ("RHJC", "LHJC", "RKJC", "LKJC", "RAJC", "LAJC")]
    kept = data[(data[:, whole, 3] >= 0).all(axis=1)].astype(float)
    turned = 1e-3 * np.stack([kept[..., 0], kept[..., 2], -kept[..., 1]], axis=-1)
    return np.arange(len(kept)) / rate, {name: turned[:, i] for i, name in enumerate(names)}


def _labels(raw, points):
    """The labels of the points: the parameter LABELS of the group POINT, the first of that name with so many."""
    at = 0
    while True:
        at = raw.index(b"LABELS", at) + len(b"LABELS")
        kind, dimensions, width, count = struct.unpack("<bBBB", raw[at + 2 : at + 6])
        if kind == -1 and dimensions == 2 and count == points:
            text = raw[at + 6 : at + 6 + width * count].decode("ascii")
            return [text[width * i : width * (i + 1)].strip() for i in range(count)]


def turn(markers, since):
    """Rotation of a cluster since its standing place, (frame, 3, 3): least squares (Kabsch)."""
    now = markers - markers.mean(axis=1, keepdims=True)
    then = since - since.mean(axis=0)
    u, _, vt = np.linalg.svd(np.einsum("fma,mb->fab", now, then))
    u[..., -1] *= np.sign(np.linalg.det(u @ vt))[:, None]
    return u @ vt


def frame(forward, up, right):
    """Rotation matrices with columns x, y, z: `up` is kept, `forward` or `right` (the one not None) is made square."""
    y = up / np.linalg.norm(up, axis=-1, keepdims=True)
    if right is None:
        z = np.cross(forward, y)
        z /= np.linalg.norm(z, axis=-1, keepdims=True)
    else:
        z = right - (right * y).sum(-1, keepdims=True) * y
        z /= np.linalg.norm(z, axis=-1, keepdims=True)
    return np.stack([np.cross(y, z), y, z], axis=-1)


def hinges(rotation):
    """The three hinge angles z, x, y of a rotation [deg], (frame, 3)."""
    about_x = np.arcsin(np.clip(rotation[:, 2, 1], -1, 1))
    about_z = np.arctan2(-rotation[:, 0, 1], rotation[:, 1, 1])
    about_y = np.arctan2(-rotation[:, 2, 0], rotation[:, 2, 2])
    return np.degrees(np.unwrap(np.stack([about_z, about_x, about_y], axis=1), axis=0))


def between(parent, child):
    """Hinge angles of a child segment on its parent [deg], (frame, 3)."""
    return hinges(np.einsum("fba,fbc->fac", parent, child))


def swaying(time, place):
    """Forward and upward place of the pelvis without its steady course [mm], (frame, 2)."""
    return np.stack([1e3 * (place[:, i] - np.polyval(np.polyfit(time, place[:, i], 1), time)) for i in (0, 1)], axis=1)


def treadmill(folder):
    """The first person: times, angles by side (frame, angle), heels relative to the pelvis."""
    time, walk = read_trc(folder / "walk_free_01.trc")
    _, stand = read_trc(folder / "subject01_static.trc")

    def cluster(*names):
        standing = np.stack([np.nanmean(stand[name], axis=0) for name in names])
        return turn(np.stack([walk[name] for name in names], axis=1), standing)

    pelvis = cluster("R.ASIS", "L.ASIS", "V.Sacral")
    trunk = cluster("Sternum", "R.Acromium", "L.Acromium")
    middle = (walk["R.ASIS"] + walk["L.ASIS"]) / 2
    sides = {}
    for side, name in ((1.0, "R"), (-1.0, "L")):
        parts = {
            "thigh": ("Thigh.Upper", "Thigh.Front", "Thigh.Rear"),
            "shank": ("Shank.Upper", "Shank.Front", "Shank.Rear"),
        }
        thigh, shank = (cluster(*(f"{name}.{part}" for part in parts[each])) for each in parts)
        foot = cluster(*(f"{name}.{part}" for part in ("Heel", "Midfoot.Sup", "Midfoot.Lat", "Toe.Tip")))
        hip = between(pelvis, thigh) * [1.0, side, side]
        knee, ankle = -between(thigh, shank)[:, :1], between(shank, foot)[:, :1]
        sides[name] = np.concatenate(
            [hinges(pelvis), between(pelvis, trunk), hip, knee, ankle, swaying(time, middle)], 1
        )
    heels = {name: (walk[f"{name}.Heel"] - middle)[:, 0] for name in "RL"}
    belt = np.mean(
        [np.median(np.gradient(walk[f"{n}.Heel"][:, 0], time)[walk[f"{n}.Heel"][:, 1] < 0.08]) for n in "RL"]
    )
    return time - time[0], sides, heels, -float(belt)


def overground(folder, first):
    """The second person; `first` are the first person's mean angles, (angle,), for what only standing could tell."""
    time, walk = read_c3d(folder / "walking2.c3d")
    front, back = (walk["RASI"] + walk["LASI"]) / 2, (walk["RPSI"] + walk["LPSI"]) / 2
    right = walk["RASI"] - walk["LASI"]
    pelvis = frame(None, np.cross(right, front - back), right)
    trunk = frame((walk["CLAV"] + walk["STRN"]) / 2 - (walk["C7"] + walk["T10"]) / 2,
                  (walk["CLAV"] + walk["C7"]) / 2 - (walk["STRN"] + walk["T10"]) / 2, None)  # fmt: skip
    middle = (walk["RHJC"] + walk["LHJC"]) / 2
    sides = {}
    for side, name in ((1.0, "R"), (-1.0, "L")):
        hip, knee, ankle = (walk[f"{name}{joint}JC"] for joint in "HKA")
        across = walk[f"{name}LFC"] - walk[f"{name}MFC"]
        thigh, shank = frame(None, hip - knee, side * across), frame(None, knee - ankle, side * across)
        toe = (walk[f"{name}MT1"] + walk[f"{name}MT2"]) / 2 - walk[f"{name}CAL"]
        pitch = np.degrees(np.arctan2(toe[:, 1], np.hypot(toe[:, 0], toe[:, 2])))
        pitch -= np.median(pitch[np.abs(np.gradient(walk[f"{name}CAL"][:, 0], time)) < 0.15])
        lean = hinges(shank)[:, :1] + SHANK_LEAN
        hips = between(pelvis, thigh) * [1.0, side, side]
        hips[:, 0] += THIGH_LEAN
        knees = -between(thigh, shank)[:, :1] + THIGH_LEAN - SHANK_LEAN
        ankles = pitch[:, None] - lean
        sides[name] = np.concatenate(
            [hinges(pelvis), between(pelvis, trunk), hips, knees, ankles, swaying(time, middle)], 1
        )
    for angles in sides.values():
        angles[:, 7:9] += first[7:9] - angles[:, 7:9].mean(axis=0)
    heels = {name: (walk[f"{name}CAL"] - middle)[:, 0] for name in "RL"}
    return time, sides, heels, float((middle[-1, 0] - middle[0, 0]) / time[-1])


def period(time, sides):
    """Stride time [s]: the delay after which hips, knees and ankles repeat themselves best."""
    course = np.concatenate([sides[name][:, [6, 9, 10]] for name in "RL"], axis=1)
    delays = np.arange(0.9, time[-1] + 0.04, 0.0025)
    return float(delays[int(np.argmin([_mismatch(time, course, delay) for delay in delays]))])


def _mismatch(time, course, delay):
    """How far a course is from itself so much later, root mean square [deg]; past the end along the first tangent."""
    both = int((time + delay <= time[-1]).sum())
    if both < 2:
        slope = (course[3] - course[0]) / (time[3] - time[0])
        return float(np.sqrt(((course[-1] - course[0] - slope * (time[-1] - delay)) ** 2).mean()))
    later = np.stack([np.interp(time[:both] + delay, time, one) for one in course.T], axis=1)
    return float(np.sqrt(((later - course[:both]) ** 2).mean()))


def fit(time, course, stride):
    """A Fourier series through a course, as a function of time."""

    def basis(at):
        turns = 2 * np.pi * np.asarray(at)[:, None] / stride * np.arange(1, HARMONICS + 1)
        return np.concatenate([np.ones((len(turns), 1)), np.cos(turns), np.sin(turns)], axis=1)

    coefficients = np.linalg.lstsq(basis(time), course, rcond=None)[0]
    return lambda at: basis(at) @ coefficients


def cycle(time, sides, heels):
    """One person's angles over the phases, both sides averaged, (phase, angle), and the stride time [s]."""
    stride = period(time, sides)
    phase = np.arange(PHASES) / PHASES * stride
    found = []
    for name, sign in (("R", np.ones(len(COLUMNS))), ("L", MIRRORED)):
        ahead = fit(time, heels[name][:, None], stride)
        fine = np.linspace(0.0, stride, 2000, endpoint=False)
        contact = fine[int(np.argmax(ahead(fine)[:, 0]))] + CONTACT_AFTER * stride
        found.append(sign * fit(time, sides[name], stride)(contact + phase))
    return np.mean(found, axis=0), stride


def symmetric(course):
    """Pelvis and spine made their own mirror image half a cycle later, pelvis and trunk upright on the mean."""
    later = np.roll(course, PHASES // 2, axis=0) * MIRRORED
    course = course.copy()
    whole = [*range(6), 11, 12]
    course[:, whole] = (course[:, whole] + later[:, whole]) / 2
    course[:, 6] += course[:, 0].mean()
    course[:, 0] -= course[:, 0].mean()
    course[:, [3, 11, 12]] -= course[:, [3, 11, 12]].mean(axis=0)
    return course


def main(folder):
    """Writes the cycle and says what it came from."""
    time, sides, heels, belt = treadmill(folder)
    one, stride_one = cycle(time, sides, heels)
    time, sides, heels, speed = overground(folder, one.mean(axis=0))
    two, stride_two = cycle(time, sides, heels)
    people = [symmetric(one), symmetric(two)]
    course = np.mean(people, axis=0)
    with (OUT / "cycle.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["percent", *COLUMNS])
        for i, row in enumerate(course):
            writer.writerow([f"{100 * i / PHASES:g}", *(f"{x:.2f}" for x in row)])
    print(f"speeds {belt:.3f} {speed:.3f} m/s, strides {stride_one:.3f} {stride_two:.3f} s")
    for name, a, b in zip(COLUMNS, *(p.T for p in people), strict=True):
        print(f"{name:22s}" + "".join(f"  {x[0]:6.1f} at contact, {x.min():6.1f} to {x.max():6.1f};" for x in (a, b)),
              f"apart {np.sqrt(((a - b) ** 2).mean()):.1f}")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
