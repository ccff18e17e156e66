"""The life model's parameters: which matter, and fitting them."""

import hashlib
import json
from pathlib import Path
from typing import Any

from hamstrung.wiring.lives import Progress
from hamstrung.wiring.machine import surroundings


def calibrate(
    out: Path, *, members: int, steps: int, rounds: int, lives: int, seed: int, workers: int | None, progress: Progress
) -> dict[str, Any]:
    """Fit the life model's parameters, or go on with a fit; writes `ensemble.csv` and `ensemble.json` into a folder.

    Returns:
        How it was made, and how far it reaches.
    """
    from hamstrung import life
    from hamstrung.cohort.fitting import People
    from hamstrung.workflows import calibrate as verb

    found = verb.calibrate(
        out,
        people=People(lives, seed, life.mechanics(), life.beliefs()),
        members=members,
        steps=steps,
        rounds=rounds,
        workers=workers or surroundings().workers,
        progress=progress,
    )
    table = found.table()
    sizes = f"--members {members} --steps {steps} --rounds {rounds} --lives {lives} --seed {seed}"
    command = f"hamstrung calibrate {sizes} --out DIR"
    report = found.report | {"command": command, "sha256": hashlib.sha256(table.encode()).hexdigest()}
    (out / "ensemble.csv").write_text(table, "utf-8")
    (out / "ensemble.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return report


def screen(out: Path, *, keep: int, lives: int, seed: int, workers: int | None, progress: Progress) -> dict[str, Any]:
    """Which parameters move the published statistics; writes `fitted.toml` into a folder.

    Returns:
        The parameters' influence, the largest first, and the file.
    """
    from hamstrung import life
    from hamstrung.cohort.fitting import People
    from hamstrung.workflows import screen as verb

    people = People(lives, seed, life.mechanics(), life.beliefs())
    found = verb.screen(people, workers=workers or surroundings().workers, progress=progress)
    out.mkdir(parents=True, exist_ok=True)
    table = out / "fitted.toml"
    table.write_text(found.table(keep), "utf-8")
    return {"influence": dict(zip(found.names, found.influence.tolist(), strict=True)), "out": str(table)}
