"""How much the answer hangs on what is believed: roles of the hamstrings as claims go from one preset to the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung import diagnosis, life
from hamstrung.cohort import sampling, weighted
from hamstrung.diagnosis import roles
from hamstrung.diagnosis.assessment import ROLES
from hamstrung.life import worlds
from hamstrung.report import palette, svg

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

FROM, TO = "literature", "essay"
PEOPLE_OF_A_SET = 5000
"""People who live under each single set of parameters, at most."""
MASKS = (0, worlds.HAMSTRINGS, worlds.OTHERS_ABSENT)


def figures(
    size: int, *, seed: int, mechanics: life.Mechanics | None = None, progress: Progress = lambda done, parts: None
) -> dict[str, Any]:
    """Frequencies of the roles among adults who seek care for non-specific pain.

    The same people with the same luck live under every set of beliefs, so that steps differ by beliefs alone.

    Args:
        size: people, drawn as a cohort draws them.
        seed: of their stored random numbers.
        mechanics: of this version unless given.
        progress: called with (sets of beliefs done, sets in all).

    Returns:
        `people`, `seed` and `steps`: claim, its strength before and after, and the roles with this claim and all
        before it changed (`together`) and with this claim alone changed (`alone`); `cause_by_set`, the share of causes
        under the first preset in single sets of parameters: their number, weighted mean, and 5 and 95 per cent.
    """
    uniforms, log_weight = sampling.draw(size, generator=np.random.default_rng(seed))
    held, weight = mechanics or life.mechanics(), np.exp(log_weight)
    changes = list(_changes())
    sets = life.ensemble()
    total = 2 * len(changes) + 1 + len(sets)
    done = iter(range(1, total + 1))

    def frequencies(
        overrides: Mapping[str, float], record: NDArray[np.void] | None = None, people: int = size
    ) -> dict[str, float]:
        believed = life.beliefs(FROM, overrides=overrides)
        lives = life.simulate(uniforms[:people], mechanics=held, beliefs=believed, masks=MASKS, record=record)
        columns = life.columns_of(lives, mechanics=held)
        progress(next(done), total)
        return _frequencies(columns, weight[:people])

    start = frequencies({})
    steps, together = [], {}
    for claim, title, before, after in changes:
        together[claim] = after
        found = {"together": frequencies(together), "alone": frequencies({claim: after})}
        steps.append({"claim": claim, "title": title, "before": before, "after": after} | found)
    each = [frequencies({}, sets.sets[k : k + 1], people=PEOPLE_OF_A_SET) for k in range(len(sets))]
    causes = np.array([found["cause"] for found in each])
    made = {"people": size, "seed": seed, "from": FROM, "to": TO, "start": start, "steps": steps}
    return made | {"cause_by_set": _by_set(causes, sets.weight)}


def _by_set(causes: Array, weight: Array) -> dict[str, float]:
    """Weighted mean and 90 % interval of a share over sets of parameters."""
    everyone = np.ones(len(causes), bool)
    low, high = (weighted.quantile(causes, weight, everyone, share) for share in (0.05, 0.95))
    return {"sets": len(causes), "mean": float(weight @ causes), "low": low, "high": high}


def _changes() -> Iterator[tuple[str, str, float, float]]:
    """Claims whose strength differs between the presets: id, title, before, after."""
    from hamstrung import evidence

    titles = {claim.id: claim.title for claim in evidence.claims()}
    before, after = life.beliefs(FROM).strength, life.beliefs(TO).strength
    for claim in before:
        if before[claim] != after[claim]:
            yield claim, titles[claim], before[claim], after[claim]


def _frequencies(columns: Mapping[str, Array], weight: Array) -> dict[str, float]:
    """Weighted frequencies of the roles, by the rules of the diagnosis."""
    thresholds = diagnosis.Thresholds()
    root = np.maximum(columns["root_left"], columns["root_right"])
    plain = (columns["source_serious"] == 0) & (columns["source_inflammatory"] == 0) & (root <= 0.2)
    chosen = (columns["seeks_care"] > 0.5) & (columns["age_y"] >= 18.0) & plain
    relief = roles.relief_share(columns["pain__factual"], columns["pain__hamstrings_healthy"], thresholds=thresholds)
    tight = roles.is_tight(columns, thresholds=thresholds)  # type: ignore[arg-type]
    secondary = roles.secondary_share(columns)  # type: ignore[arg-type]
    role = roles.classify(relief, secondary, tight=tight, thresholds=thresholds)[chosen]
    total = weight[chosen].sum()
    return {name: float(weight[chosen][role == k].sum() / total) for k, name in enumerate(ROLES)}


def page(made: Mapping[str, Any]) -> str:
    """The figures as a page."""
    first, last = made["start"], made["steps"][-1]["together"]
    lines = [
        "# What the answer owes to beliefs",
        "",
        "Roles of the hamstrings among adults who seek care for non-specific pain, as the claims go one by one from "
        f"the strength that studies bear out (*{made['from']}*) to face value (*{made['to']}*). {made['people']} lives "
        "with the same luck under every set of beliefs; claims are told in [model.md](../model.md), their grades in "
        "[life.md](../life.md).",
        "",
        f"**The hamstrings cause the pain of {_percent(first['cause'])} under *{made['from']}* and of "
        f"{_percent(last['cause'])} under *{made['to']}*.**",
        "",
        _told_by_set(made["cause_by_set"], made["from"]),
        "",
        "![Roles, claim by claim](beliefs.svg)",
        "",
        f"| claim | strength | {' | '.join(ROLES)} | cause if this claim alone |",
        f"| --- | --- |{' --- |' * len(ROLES)} --- |",
        f"| *{made['from']}* | | {_cells(first)} | |",
    ]
    lines += [
        f"| {s['claim']} {s['title']} | {s['before']:g} to {s['after']:g} | {_cells(s['together'])} "
        f"| {_percent(s['alone']['cause'])} |"
        for s in made["steps"]
    ]
    command = f"\nMade by `{made['command']}`." if "command" in made else ""
    return "\n".join(lines) + "\n" + command + "\n"


def picture(made: Mapping[str, Any]) -> str:
    """Stacked bars, one a step, from the first preset to the other."""
    labels = [made["from"], *(f"{s['claim']} {s['title']}" for s in made["steps"])]
    shares = [made["start"], *(s["together"] for s in made["steps"])]
    left, wide, tall, top = 190.0, 520.0, 24.0, 60.0
    height = top + tall * len(labels) + 14.0
    rows = [
        _bar(label, share, left, wide, top + tall * k)
        for k, (label, share) in enumerate(zip(labels, shares, strict=True))
    ]
    first, last = shares[0], shares[-1]
    drawn = svg.figure(
        svg.element("rect", x=0, y=0, width=left + wide + 20, height=height, fill=palette.PAPER),
        *_legend(left),
        *rows,
        width=left + wide + 20,
        height=height,
        name="beliefs",
        title="Roles of the hamstrings as claims are believed one by one",
        description=f"Cause {_percent(first['cause'])} at first, {_percent(last['cause'])} at the end.",
    )
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" ', 1)


def _bar(label: str, share: Mapping[str, float], left: float, wide: float, y: float) -> str:
    parts = [svg.text(label, x=left - 8, y=y + 13, font_size=12, text_anchor="end", fill=palette.INK)]
    x = left
    for role in ROLES:
        width = wide * share[role]
        parts.append(svg.element("rect", x=x, y=y, width=width, height=18.0, fill=palette.ROLES[role]))
        if width > 30:
            told = _percent(share[role])
            parts.append(svg.text(told, x=x + width / 2, y=y + 13, font_size=11, text_anchor="middle", fill="#ffffff"))
        x += width
    return "".join(parts)


def _legend(left: float) -> Sequence[str]:
    parts, x = [], left
    for role in ROLES:
        parts.append(svg.element("rect", x=x, y=30, width=12, height=12, fill=palette.ROLES[role]))
        parts.append(svg.text(role, x=x + 17, y=40, font_size=12, fill=palette.INK))
        x += 34.0 + 6.6 * len(role)
    return parts


def _told_by_set(found: Mapping[str, float], preset: str) -> str:
    """What the calibration says of the share of causes."""
    if found["sets"] == 1:
        return "Everybody lives under one set of parameters, the best values; nothing is calibrated yet."
    return (
        f"The calibration left {found['sets']} sets of parameters. Under *{preset}* the share of causes is "
        f"{_percent(found['mean'])} in their weighted mean and {_percent(found['low'])} to {_percent(found['high'])} "
        "in nine of ten of them; the shares below are of people who live under all sets by their weights."
    )


def _cells(share: Mapping[str, float]) -> str:
    return " | ".join(_percent(share[role]) for role in ROLES)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
