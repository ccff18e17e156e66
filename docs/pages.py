"""The validation pages: each is made from published data, the mechanics or a cohort; `validate.py` writes them."""

import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from hamstrung import __version__, diagnosis, evidence, patient, wiring
from hamstrung.cohort import DEFAULT_SIZE, TIMES_A_COHORT, builder
from hamstrung.diagnosis import Assessment, Population
from hamstrung.exchange import cases as published
from hamstrung.exchange import tables
from hamstrung.patient import ImportReport, Patient
from hamstrung.workflows import (
    bedside_page,
    bent_knees,
    compare_beliefs,
    mechanics_page,
    mechanics_targets,
    prove_diagnosis,
    prove_follow_up,
    validate_bedside,
    validate_care,
    validate_cases,
    validate_lives,
    validate_psfmi,
)
from hamstrung.workflows.assess import Lives

TARGETS = {"rmdq": "Function", "tampa": "Tampascale"}
"""Hidden score -> its column of the table."""

Figures = dict[str, Any]
Assess = Callable[[Patient], Assessment]
Tell = Callable[[str, int, int], None]


class Page(NamedTuple):
    """A page, its figures, and its pictures by the name that follows the page's own, "" for none."""

    text: str
    figures: Figures
    pictures: Mapping[str, str] = {}


def mechanics() -> Page:
    """Solved postures and tests beside published numbers."""
    told = mechanics_targets.gather(progress=lambda name: print(name, file=sys.stderr))
    made = mechanics_page.figures(told) | {"command": "python docs/validate.py mechanics"}
    return Page(mechanics_page.page(made), made, mechanics_page.pictures(told, made))


def mechanics_of(topic: str) -> str:
    """One topic of that page."""
    made = mechanics_page.figures(mechanics_targets.gather([topic]))
    return mechanics_page.page(made | {"command": f"python docs/validate.py mechanics --topic {topic}"})


def lives(*, size: int, seed: int) -> Page:
    """The simulated population beside published statistics."""
    made = wiring.validate_cohort(None, size=size, seed=seed)
    made["command"] = f"python docs/validate.py lives --size {size} --seed {seed}"
    return Page(validate_lives.page(made), made, {"": validate_lives.picture(made)})


def beliefs(*, size: int, seed: int) -> Page:
    """Roles as claims go from one preset of belief to the other."""
    made = compare_beliefs.figures(size, seed=seed)
    made["command"] = f"python docs/validate.py beliefs --size {size} --seed {seed}"
    return Page(compare_beliefs.page(made), made, {"": compare_beliefs.picture(made)})


def care(*, tell: Callable[[int, int], None]) -> Page:
    """Published trials done again in simulated people."""
    from hamstrung import life
    from hamstrung.care import Ground

    made = validate_care.figures(ground=Ground(life.mechanics(), life.beliefs()), progress=tell)
    made |= {"command": "python docs/validate.py care", "seed": 1, "model": {"parameters_hash": builder.model_hash()}}
    return Page(validate_care.page(made), made, {"": validate_care.picture(made)})


def bedside(opened: Lives, *, size: int, seed: int) -> Page:
    """Bedside pairs and chosen tests on simulated patients."""

    def say(done: int, parts: int) -> None:
        if done % 20 == 0 or done == parts:
            print(f"{done} of {parts}", file=sys.stderr)

    made = validate_bedside.figures(
        Population.of(opened.cohort),
        vocabulary=patient.vocabulary(),
        patients=size,
        followed=min(size, max(size // 10, 100)),
        seed=seed,
        progress=say,
    )
    made["bend"] = bent_knees.figures(20_000, seed=seed)
    made |= {"command": f"python docs/validate.py bedside --patients {size} --seed {seed}", "seed": seed}
    made |= {"cohort_size": opened.cohort.size, "model": diagnosis.to_mapping(opened.model)}
    return Page(bedside_page.page(made), made, {"": bedside_page.picture(made)})


def cases(path: Path, opened: Lives, *, seed: int) -> Page:
    """Our roles beside the reference of published cases."""
    report, assess = published.read(path), answers(opened, refined=True)
    chosen = [_case(who, report.references[who.id]) for who in people_of(report)]
    made = validate_cases.figures(chosen, assess=assess, prior=partial(prior, assess))
    made |= of_a_file("cases", path, opened, seed=seed)
    return Page(validate_cases.page(made), made)


def psfmi(path: Path, opened: Lives, *, seed: int) -> Page:
    """A hidden score predicted, beside a regression."""
    people, rows = people_of(tables.read_psfmi_lbp(path)), rows_of(path)
    population, assess = Population.of(opened.cohort), answers(opened, refined=False)
    readings = {
        "as imported": people,
        "Function turned round": validate_psfmi.turned_round(people, "rmdq", top=24.0),
    }
    comparisons = [
        validate_psfmi.compare(
            target,
            read,
            population,
            vocabulary=patient.vocabulary(),
            seed=seed,
            reading=reading,
            table=[{name: value for name, value in row.items() if name != column} for row in rows],
        )
        for target, column in TARGETS.items()
        for reading, read in readings.items()
    ]
    found = [assess(who) for who in people]
    made = {
        "people": len(people),
        "findings": sorted({code for answer in found for code in answer.diagnostics.findings_used}),
        "correlation_of_pain_and_function": validate_psfmi.correlation(people, "pain_nprs", "rmdq"),
        "comparisons": [diagnosis.to_mapping(each) for each in comparisons],
        "verdicts": validate_psfmi.near_the_prior(found, [prior(assess, who) for who in people]),
    } | of_a_file("psfmi", path, opened, seed=seed)
    return Page(validate_psfmi.page(made), made)


def follow_up(plan: prove_follow_up.Plan, *, size: int, tell: Tell) -> Page:
    """Roles after one, two and three visits of simulated patients."""
    found = prove_follow_up.proof(plan, cache=wiring.surroundings().cache_dir, tell=tell)
    command = f"python docs/validate.py follow_up --patients {plan.patients} --effort {plan.effort}"
    command += _of_size(size)
    found |= of_simulated(command, seed=plan.seed, lives=plan.lives)
    return Page(prove_follow_up.page(found), found, prove_follow_up.pictures(found))


def proof(plan: prove_diagnosis.Plan, *, size: int, path: Path | None, before: Path, tell: Tell) -> Page:
    """Answers for simulated patients, judged.

    Args:
        plan: how many patients, with what effort.
        size: of a cohort.
        path: of the published cases, judged and timed too; None: as the written pages have them.
        before: folder of the written pages.
        tell: progress.
    """
    found = prove_diagnosis.Proof(plan, cache=wiring.surroundings().cache_dir, tell=tell).whole()
    command = "python docs/validate.py diagnosis " + (f"{path.name} " if path else "")
    command += f"--patients {plan.patients} --first {plan.at_first} --fully {plan.worked_fully} "
    command += f"--others {plan.others} --effort {plan.effort}{_of_size(size)}"
    command += "".join(f" --without {name}" for name in plan.without)
    found |= _cases_written(before) if path is None else _cases_judged(path, seed=plan.seed)
    found |= of_simulated(command, seed=plan.seed, lives=plan.lives)
    return Page(prove_diagnosis.page(found), found, prove_diagnosis.pictures(found))


def seconds_again(path: Path, *, before: Path) -> Page:
    """The written page of the proof with seconds that are measured now."""
    made: Figures = json.loads((before / "diagnosis.json").read_text("utf-8"))
    made |= measured_seconds(path, lives_of())
    return Page(prove_diagnosis.page(made), made)


def measured_seconds(path: Path, opened: Lives) -> Figures:
    """Medians over published cases (`seconds`), and how they were measured (`seconds_told`).

    The whole first answer; the whole refined one, of those that are refined; one finding more taken in (`added`); a
    whole process of `assess`.
    """
    from benchmarks import assess as bench

    with tempfile.TemporaryDirectory() as folder:
        files = bench.patients(path, Path(folder))
        rows = bench.inside(files, opened)
        bench.run("assess", str(files[0]), "--json")
        process = [bench.timed(partial(bench.run, "assess", str(file), "--json"))[0] for file in files]
    refined = [row for row in rows if row["walked"]]
    told = (
        f"medians over {len(files)} published cases, {len(refined)} of them refined ({os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f} at the end; process: `hamstrung assess CASE --json`, {min(process):.1f} to "
        f"{max(process):.1f})"
    )
    seconds = {
        "first": median(row["first"] for row in rows),
        "refined": median(row["answer"] for row in refined) if refined else None,
        "added": median(row["update"] for row in refined) if refined else None,
        "process": median(process),
    }
    return {"seconds": seconds, "seconds_told": told}


def _cases_judged(path: Path, *, seed: int) -> Figures:
    """The published cases judged and timed now."""
    opened = lives_of()
    return _totals(cases(path, opened, seed=seed).figures) | measured_seconds(path, opened)


def _cases_written(before: Path) -> Figures:
    """Those of the written pages."""
    last = json.loads((before / "diagnosis.json").read_text("utf-8")) if (before / "diagnosis.json").exists() else {}
    timed = {
        "seconds": last.get("seconds", {}),
        "seconds_told": last.get("seconds_told", "not measured: no file of cases was given"),
    }
    return _totals(json.loads((before / "cases.json").read_text("utf-8"))) | timed


def _totals(judged: Figures) -> Figures:
    """What the proof's page tells of the published cases."""
    totals = ("agree", "log_score", "log_score_of_prior", "log_score_of_constant")
    return {"cases": judged["cases"]} | {f"cases_{name}": judged[name] for name in totals}


def lives_of(cohort: Path | None = None, *, seed: int | None = None) -> Lives:
    """A built cohort, or the usual one, of another seed if one is given."""
    return wiring.open_lives(cohort, beliefs="literature", seed=seed, progress=lambda done, parts: None)


def people_of(report: ImportReport) -> list[Patient]:
    """The people of an import, checked."""
    return [
        patient.from_mapping(data, source=place, today=date.today())
        for data, place in zip(report.patients, report.places, strict=True)
    ]


def rows_of(path: Path) -> list[dict[str, float | None]]:
    """Every column of a table of numbers; an empty cell is None."""
    with path.open(encoding="utf-8") as file:
        return [
            {name: float(cell) if cell not in ("", "NA") else None for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def answers(opened: Lives, *, refined: bool) -> Assess:
    """The answer for a patient of one cohort, whose roles are worked out once.

    Args:
        opened: the cohort and its model.
        refined: whether more people are made where the cohort holds too few; 159 people who say little go without.
    """
    return partial(
        diagnosis.assess,
        cohort=Population.of(opened.cohort),
        vocabulary=patient.vocabulary(),
        model=opened.model,
        grades={claim.id: claim.grade for claim in evidence.claims()},
        replay=opened.replay if refined else None,
        seed=opened.seed,
    )


def prior(assess: Assess, who: Patient) -> Mapping[str, float]:
    """Roles of a person of this sex, age and build before any finding."""
    return assess(Patient(person=who.person)).roles.as_dict()


def of_a_file(name: str, path: Path, opened: Lives, *, seed: int) -> Figures:
    """Where figures of published data come from."""
    size = opened.cohort.size
    command = f"python docs/validate.py {name} {path.name}"
    if size != TIMES_A_COHORT * DEFAULT_SIZE:
        build = f"hamstrung cohort build --size {size} --seed {opened.cohort.manifest['seed']} --out DIR"
        command = f"{build} && {command} --cohort DIR"
    return {"command": command, "seed": seed, "cohort_size": size, "model": diagnosis.to_mapping(opened.model)}


def of_simulated(command: str, *, seed: int, lives: int) -> Figures:
    """Where figures of simulated patients come from."""
    return {
        "simulated": True,
        "command": command,
        "seed": seed,
        "cohort_size": lives,
        "model": {"version": __version__, "parameters_hash": builder.model_hash(), "beliefs": "literature"},
    }


def _of_size(size: int) -> str:
    return "" if size == DEFAULT_SIZE else f" --size {size}"


def _case(who: Patient, reference: Mapping[str, Any]) -> validate_cases.Case:
    either = reference.get("red_flag_either_ok", False)
    return validate_cases.Case(
        id=who.id,
        title=str(reference["kind"]),
        patient=who,
        reference=tuple(reference["hamstring_role"]),
        main_sources=tuple(reference["main_sources"]),
        next_test=str(reference["next_test"]),
        red_flag=None if either else bool(reference["red_flag_expected"]),
        urgency=str(reference["red_flag_urgency"]),
    )


def write(folder: Path, name: str, page: Page) -> None:
    """Write a page, its twin of figures, and its pictures in place of those before it."""
    folder.mkdir(exist_ok=True)
    if page.pictures:
        for old in _pictures(folder, name):
            old.unlink()
    for part, picture in page.pictures.items():
        (folder / f"{name}{part and '-'}{part}.svg").write_text(picture + "\n", "utf-8")
    (folder / f"{name}.md").write_text(page.text, "utf-8")
    (folder / f"{name}.json").write_text(json.dumps(page.figures, indent=2, allow_nan=False) + "\n", "utf-8")


def _pictures(folder: Path, name: str) -> Iterable[Path]:
    yield from folder.glob(f"{name}.svg")
    yield from folder.glob(f"{name}-*.svg")
