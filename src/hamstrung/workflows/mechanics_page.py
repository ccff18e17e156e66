"""The mechanics' validation as a page and a picture, from the figures of `validate_mechanics`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from hamstrung.report import palette, svg

NOTES: Final[Mapping[str, str]] = {
    "pelvic tilt, change with 40° deficit": "The trial's bodies turned back by more, the more strain within the "
    "comfortable range cost them; here only strain beyond it costs. Nobody has measured it.",
    "hip moment, knee 90° to 0°, hip 0°": "One curve for three hip angles; the smallest torque is met worst.",
    "resistance of the knee": "The vasti's passive curve is too stiff by far. Tasks that hold the knees and the tests "
    "of the hamstrings do not feel it; nothing may be concluded from a knee that is free to bend deeply.",
    "biceps femoris long head at the hip": "In deep flexion only: beyond 90° a sphere keeps an arm that the published "
    "straight path loses. To 90° the difference is under 2 mm.",
    "semimembranosus at the hip": "As the long head of biceps, in deep flexion only.",
    "gluteus maximus middle at the hip": "Placed by anatomy, not fitted; its arm is too long in flexion.",
    "lumbar flexion, upright": "The task names a habitual flexion; effort and gravity move the spine off it.",
    "lumbar flexion, slouched": "The task names a habitual flexion; effort and gravity move the spine off it.",
    "bent forward, relaxed at the limit": "Most of it is passive back muscle, and ligaments whose lever is assumed; "
    "the measured man's angle was not printed.",
    "sitting slouched with support (driver's seat)": "Half of our compression is abdominal muscle that holds the trunk "
    "at its angle; a man who leans back has the backrest do that. The task should let him.",
    "standing, 20 kg close to the body": "Our load hangs under the shoulders and asks for little moment; arms that "
    "hold something in front are not modelled.",
}
"""What is known of a miss, by the target's name or its beginning."""


def page(made: Mapping[str, Any]) -> str:
    """The page in Markdown, from its figures."""
    lines = [
        "# Mechanics beside published numbers",
        "",
        f"**{made['inside']} of {made['count']}** targets lie inside their interval; of the {made['free_count']} that "
        f"nothing was set to, **{made['free_inside']}**. *Set* marks a number that the model was fitted to, or an "
        "input: it shows that the fit holds, and validates nothing. Intervals are as printed; where none was, the "
        "column says what was taken instead, which is our choice. All postures are solved exactly, for an average "
        "man (1.75 m, 78 kg) unless a row says otherwise. The equations and every assumed constant are in "
        "[model.md](../model.md).",
        "",
        "| target | evidence | published | counts as inside | interval | ours | |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *_rows(made["targets"]),
        "",
        "## The misses",
        "",
        *_misses(made["targets"]),
        "",
        "## A deficit on both sides, 0 to 60 degrees",
        "",
        "![Deficit against standing tilt and toe-touch pelvis](mechanics.svg)",
        "",
        _told(made["sweep"])
        + " That a degree of deficit costs the bent pelvis about a degree follows in part from what "
        "a deficit is: lost hip flexion, with the person's own stop moved by as much. That the lumbar spine hardly "
        "takes it up, and that the standing pelvis hardly feels it, does not.",
        "",
        *_sweep(made["sweep"]),
        "",
        "## The standing pelvis over what is assumed",
        "",
        "Whether short hamstrings tilt a standing pelvis must not hang on a weight that nobody measured. Change of the "
        "tilt (forward positive) with 20 and 40 degrees of deficit, one thing changed at a time:",
        "",
        "| changed | 20° | 40° |",
        "| --- | --- | --- |",
        *(
            f"| {each['case']} | {each['change_20_deg']:+.1f}° | {each['change_40_deg']:+.1f}° |"
            for each in made["assumed"]
        ),
        "",
        f"Made by `{made['command']}`; the same numbers with all their digits are in `mechanics.json`.",
        "",
    ]
    return "\n".join(lines)


def _rows(targets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in targets:
        unit = _unit(each)
        printed = "" if each["published"] is None else f"{each['published']:g}{unit}"
        verdict = "inside" if each["inside"] else "**outside**"
        yield (
            f"| {each['group']}: {each['quantity']} | {each['evidence']} | {printed} "
            f"| {each['low']:.4g} to {each['high']:.4g}{unit} | {each['interval']} "
            f"| {each['ours']:.3g}{unit} | {verdict}{', set' if each['set_to'] else ''} |"
        )


def _unit(target: Mapping[str, Any]) -> str:
    return "°" if target["unit"] == "°" else f" {target['unit']}"


def _misses(targets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in targets:
        if not each["inside"]:
            said = [note for name, note in NOTES.items() if each["quantity"].startswith(name)]
            off = each["low"] - each["ours"] if each["ours"] < each["low"] else each["ours"] - each["high"]
            yield f"- {each['group']}, {each['quantity']}: {off:.3g}{_unit(each)} outside. {' '.join(said)}".rstrip()


def _told(found: Mapping[str, Sequence[float]]) -> str:
    at = {deficit: place for place, deficit in enumerate(found["deficit_deg"])}
    tilt, pelvis = found["standing_pelvis_deg"], found["toe_touch_pelvis_on_thigh_deg"]
    last = max(at)
    return (
        f"With {last:g} degrees the standing pelvis turns {abs(tilt[at[last]]):.1f} degrees "
        f"{'back' if tilt[at[last]] < 0 else 'forward'}; the pelvis of a toe-touch loses "
        f"{pelvis[0] - pelvis[at[last]]:.0f}."
    )


def _sweep(found: Mapping[str, Sequence[float]]) -> Iterator[str]:
    names = list(found)
    yield "| deficit | standing tilt, change | toe-touch: pelvis on thigh | lumbar flexion | fingertips to floor |"
    yield "| --- |" + " --- |" * (len(names) - 1)
    for values in zip(*(found[name] for name in names), strict=True):
        deficit, tilt, pelvis, lumbar, gap = values
        yield f"| {deficit:.0f}° | {tilt:+.1f}° | {pelvis:.1f}° | {lumbar:.1f}° | {gap:.1f} cm |"


WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640.0, 360.0, 62.0, 150.0, 34.0, 52.0


def picture(found: Mapping[str, Sequence[float]]) -> str:
    """The sweep as a picture: both pelves, in degrees lost from their own start, against the deficit."""
    deficit = np.array(found["deficit_deg"])
    lines = {
        "pelvis at toe-touch": (palette.FOUND, np.array(found["toe_touch_pelvis_on_thigh_deg"])),
        "standing pelvic tilt": (palette.HEALTHY, np.array(found["standing_pelvis_deg"])),
    }
    lost = {name: (colour, values - values[0]) for name, (colour, values) in lines.items()}
    low = 10.0 * np.floor(min(values.min() for _, values in lost.values()) / 10.0)

    def across(value: float) -> float:
        return float(LEFT + (WIDTH - LEFT - RIGHT) * value / deficit.max())

    def down(value: float) -> float:
        return float(TOP + (HEIGHT - TOP - BOTTOM) * value / low)

    drawn = [svg.element("rect", width=WIDTH, height=HEIGHT, fill=palette.PAPER)]
    for level in np.arange(0.0, low - 1.0, -10.0):
        drawn += _level(f"{level:.0f}°", down(level))
    for tick in np.arange(0.0, deficit.max() + 1.0, 10.0):
        drawn.append(_label(f"{tick:.0f}°", across(tick), HEIGHT - BOTTOM + 20.0, "middle"))
    drawn.append(_label("pelvis, change from no deficit", LEFT, 14.0, "start"))
    drawn.append(_label("deficit of both sides", across(deficit.max() / 2.0), HEIGHT - 10.0, "middle"))
    for name, (colour, values) in lost.items():
        path = svg.line_path((across(x), down(y)) for x, y in zip(deficit, values, strict=True))
        drawn.append(svg.element("path", d=path, fill="none", stroke=colour, stroke_width=2.5))
        drawn.append(
            _label(name, across(deficit[-1]) + 8.0, min(down(values[-1]) + 4.0, HEIGHT - BOTTOM), "start", colour)
        )
    return svg.figure(
        *drawn,
        width=WIDTH,
        height=HEIGHT,
        name="mechanics-deficit",
        title="What a deficit of both hamstrings costs the pelvis",
        description=_told(found),
    ).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _level(name: str, y: float) -> list[str]:
    rule = svg.element("path", d=svg.line_path(((LEFT, y), (WIDTH - RIGHT, y))), stroke=palette.LINE)
    return [rule, _label(name, LEFT - 8.0, y + 4.0, "end")]


def _label(name: str, x: float, y: float, anchor: str, colour: str = palette.QUIET_INK) -> str:
    return svg.text(name, x=x, y=y, text_anchor=anchor, fill=colour, font_size=13, font_family="sans-serif")
