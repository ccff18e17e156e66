"""Write the validation pages that are made from published data, the mechanics and a cohort.

python docs/validate.py mechanics      solved postures and tests beside published numbers
python docs/validate.py lives          the simulated population beside published statistics
python docs/validate.py beliefs        roles as claims go from one preset of belief to the other
python docs/validate.py bedside        bedside pairs and chosen tests on simulated patients
python docs/validate.py care           published trials done again in simulated people
python docs/validate.py cases FILE     our roles beside the reference of published cases
python docs/validate.py psfmi FILE     a hidden score predicted, beside a regression
python docs/validate.py follow_up      roles after one, two and three visits of simulated patients
python docs/validate.py diagnosis [FILE]   answers for simulated patients, judged; FILE: the published cases

Each page `validation/NAME.md` has a twin `NAME.json` with its figures, the command and the seed. Options of the others:
`--cohort DIR` uses a cohort in place of the default one, `--seed N` divides the people into folds, or draws those of
`lives`, a cohort of `--size N`, or those of `follow_up`, `--patients N` followed over three visits (400 unless given),
or those of `diagnosis`: `--patients N` answered with `--effort`, `--fully N` of them with full effort too, `--first
N` by a first answer alone, `--others N` of each kind that is not as assumed, out of 20 x `--size` lives; what was
answered is kept, so that a longer run goes on. `mechanics --topic NAME` prints one topic and writes nothing.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from hamstrung import wiring

wiring.keep_kernels()

from hamstrung import __version__, diagnosis, evidence, patient  # noqa: E402
from hamstrung.cli import progress  # noqa: E402
from hamstrung.cohort import DEFAULT_SIZE, TIMES_A_COHORT, builder  # noqa: E402
from hamstrung.diagnosis import Assessment, Population  # noqa: E402
from hamstrung.exchange import cases as published  # noqa: E402
from hamstrung.exchange import tables  # noqa: E402
from hamstrung.patient import ImportReport, Patient  # noqa: E402
from hamstrung.workflows import validate_cases, validate_psfmi  # noqa: E402
from hamstrung.workflows.assess import Lives  # noqa: E402

if TYPE_CHECKING:
    from hamstrung.workflows import prove_diagnosis, prove_follow_up

HERE = Path(__file__).parent / "validation"
sys.path.insert(0, str(HERE.parents[1]))
TARGETS = {"rmdq": "Function", "tampa": "Tampascale"}
"""Hidden score -> its column of the table."""

Assess = Callable[[Patient], Assessment]
Tell = Callable[[str, int, int], None]


def cases(path: Path, *, lives: Lives, assess: Assess, seed: int) -> tuple[str, dict[str, Any]]:
    """The page of the published cases, and its figures."""
    report = published.read(path)
    people = patients(report)
    chosen = [_case(who, report.references[who.id]) for who in people]
    made = validate_cases.figures(chosen, assess=assess, prior=partial(prior, assess))
    made |= provenance("cases", path, lives=lives, seed=seed)
    return validate_cases.page(made), made


def psfmi(path: Path, *, lives: Lives, assess: Assess, seed: int) -> tuple[str, dict[str, Any]]:
    """The page of the hidden scores, and its figures."""
    people = patients(tables.read_psfmi_lbp(path))
    rows = columns(path)
    population = Population.of(lives.cohort)
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
    answers = [assess(who) for who in people]
    made = {
        "people": len(people),
        "findings": sorted({code for answer in answers for code in answer.diagnostics.findings_used}),
        "correlation_of_pain_and_function": validate_psfmi.correlation(people, "pain_nprs", "rmdq"),
        "comparisons": [diagnosis.to_mapping(each) for each in comparisons],
        "verdicts": validate_psfmi.near_the_prior(answers, [prior(assess, who) for who in people]),
    } | provenance("psfmi", path, lives=lives, seed=seed)
    return validate_psfmi.page(made), made


def mechanics() -> tuple[str, dict[str, Any]]:
    """The page of the mechanics, its figures, and its pictures beside it."""
    from hamstrung.workflows import mechanics_page, mechanics_targets

    told = mechanics_targets.gather(progress=lambda name: print(name, file=sys.stderr))
    made = mechanics_page.figures(told) | {"command": "python docs/validate.py mechanics"}
    drawn = mechanics_page.pictures(told, made)
    HERE.mkdir(exist_ok=True)
    for old in HERE.glob("mechanics*.svg"):
        old.unlink()
    for name, picture in drawn.items():
        (HERE / f"mechanics-{name}.svg").write_text(picture + "\n", "utf-8")
    return mechanics_page.page(made), made


def topic(name: str) -> int:
    """Print one topic of the mechanics' page."""
    from hamstrung.workflows import mechanics_page, mechanics_targets

    made = mechanics_page.figures(mechanics_targets.gather([name]))
    print(mechanics_page.page(made | {"command": f"python docs/validate.py mechanics --topic {name}"}))
    return 0


def lives(*, size: int, seed: int) -> tuple[str, dict[str, Any]]:
    """The page of the simulated population, its figures, and its picture beside it."""
    from hamstrung.workflows import validate_lives

    made = wiring.validate_cohort(None, size=size, seed=seed)
    made["command"] = f"python docs/validate.py lives --size {size} --seed {seed}"
    HERE.mkdir(exist_ok=True)
    (HERE / "lives.svg").write_text(validate_lives.picture(made) + "\n", "utf-8")
    return validate_lives.page(made), made


def beliefs(*, size: int, seed: int) -> tuple[str, dict[str, Any]]:
    """The page of beliefs, its figures, and its picture beside it."""
    from hamstrung.workflows import compare_beliefs

    made = compare_beliefs.figures(size, seed=seed)
    made["command"] = f"python docs/validate.py beliefs --size {size} --seed {seed}"
    HERE.mkdir(exist_ok=True)
    (HERE / "beliefs.svg").write_text(compare_beliefs.picture(made) + "\n", "utf-8")
    return compare_beliefs.page(made), made


def care() -> tuple[str, dict[str, Any]]:
    """The page of published trials, its figures, and its picture beside it."""
    from hamstrung import life
    from hamstrung.care import Ground
    from hamstrung.workflows import validate_care

    with progress.bar("Doing trials again") as tell:
        made = validate_care.figures(ground=Ground(life.mechanics(), life.beliefs()), progress=tell)
    made |= {"command": "python docs/validate.py care", "seed": 1, "model": {"parameters_hash": builder.model_hash()}}
    HERE.mkdir(exist_ok=True)
    (HERE / "care.svg").write_text(validate_care.picture(made) + "\n", "utf-8")
    return validate_care.page(made), made


def proof(path: Path | None, *, plan: "prove_diagnosis.Plan", size: int, tell: Tell) -> tuple[str, dict[str, Any]]:
    """The page of the proof, its figures, and its pictures beside it."""
    from hamstrung.workflows import prove_diagnosis

    found = prove_diagnosis.Proof(plan, cache=wiring.surroundings().cache_dir, tell=tell).whole()
    judged, told = _judged_cases(path, seed=plan.seed)
    found |= judged
    command = "python docs/validate.py diagnosis " + (f"{path.name} " if path else "")
    command += f"--patients {plan.patients} --first {plan.at_first} --fully {plan.worked_fully} "
    command += f"--others {plan.others} --effort {plan.effort}"
    command += "" if size == DEFAULT_SIZE else f" --size {size}"
    command += "".join(f" --without {name}" for name in plan.without)
    found |= {"seconds_told": told} | of_simulated(command, seed=plan.seed, lives=plan.lives)
    draw("diagnosis", prove_diagnosis.pictures(found))
    return prove_diagnosis.page(found), found


def follow_up(*, plan: "prove_follow_up.Plan", size: int, tell: Tell) -> tuple[str, dict[str, Any]]:
    """The page of three visits, its figures, and its pictures beside it."""
    from hamstrung.workflows import prove_follow_up

    found = prove_follow_up.proof(plan, cache=wiring.surroundings().cache_dir, tell=tell)
    command = f"python docs/validate.py follow_up --patients {plan.patients} --effort {plan.effort}"
    command += "" if size == DEFAULT_SIZE else f" --size {size}"
    found |= of_simulated(command, seed=plan.seed, lives=plan.lives)
    draw("follow_up", prove_follow_up.pictures(found))
    return prove_follow_up.page(found), found


def of_simulated(command: str, *, seed: int, lives: int) -> dict[str, Any]:
    """Where figures of simulated patients come from."""
    return {
        "simulated": True,
        "command": command,
        "seed": seed,
        "cohort_size": lives,
        "model": {"version": __version__, "parameters_hash": builder.model_hash(), "beliefs": "literature"},
    }


def _judged_cases(path: Path | None, *, seed: int) -> tuple[dict[str, Any], str]:
    """The published cases judged and timed; those of the last page of cases where no file of them is given."""
    totals = ("agree", "log_score", "log_score_of_prior", "log_score_of_constant")
    if path is None:
        kept = json.loads((HERE / "cases.json").read_text("utf-8"))
        before = json.loads((HERE / "diagnosis.json").read_text("utf-8")) if (HERE / "diagnosis.json").exists() else {}
        seconds: dict[str, float | None] = before.get("seconds", {})
        told = before.get("seconds_told", "not measured: no file of cases was given")
    else:
        lives = wiring.open_lives(None, beliefs="literature", seed=None, progress=lambda done, parts: None)
        _, kept = cases(path, lives=lives, assess=_assess(lives, refined=True), seed=seed)
        seconds, told = measured_seconds(path, lives)
    made = {"cases": kept["cases"], "seconds": seconds} | {f"cases_{name}": kept[name] for name in totals}
    return made, told


def measured_seconds(path: Path, lives: Lives) -> tuple[dict[str, float | None], str]:
    """Medians over published cases, and how they were measured.

    The whole first answer; the whole refined one, of those that are refined; one finding more taken in (`added`); a
    whole process of `assess`.
    """
    from benchmarks import assess as bench

    with tempfile.TemporaryDirectory() as folder:
        files = bench.patients(path, Path(folder))
        rows = bench.inside(files, lives)
        bench.run("assess", str(files[0]), "--json")
        process = [bench.timed(partial(bench.run, "assess", str(file), "--json"))[0] for file in files]
    refined = [row for row in rows if row["walked"]]
    seconds = {
        "first": median(row["first"] for row in rows),
        "refined": median(row["answer"] for row in refined) if refined else None,
        "added": median(row["update"] for row in refined) if refined else None,
        "process": median(process),
    }
    load = os.getloadavg()[0]
    told = (
        f"medians over {len(files)} published cases, {len(refined)} of them refined ({os.cpu_count()} processors, "
        f"load {load:.1f} at the end; process: `hamstrung assess CASE --json`, {min(process):.1f} to "
        f"{max(process):.1f})"
    )
    return seconds, told


def seconds_again(path: Path) -> tuple[str, dict[str, Any]]:
    """The written page of the proof with seconds that are measured now."""
    from hamstrung.workflows import prove_diagnosis

    made: dict[str, Any] = json.loads((HERE / "diagnosis.json").read_text("utf-8"))
    lives = wiring.open_lives(None, beliefs="literature", seed=None, progress=lambda done, parts: None)
    made["seconds"], made["seconds_told"] = measured_seconds(path, lives)
    return prove_diagnosis.page(made), made


def bedside(*, opened: Lives, size: int, seed: int) -> tuple[str, dict[str, Any]]:
    """The page of bedside pairs and chosen tests, its figures, and its picture beside it."""
    from hamstrung.workflows import bedside_page, bent_knees, validate_bedside

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
    HERE.mkdir(exist_ok=True)
    (HERE / "bedside.svg").write_text(bedside_page.picture(made) + "\n", "utf-8")
    return bedside_page.page(made), made


def patients(report: ImportReport) -> list[Patient]:
    """The people of an import, checked."""
    return [
        patient.from_mapping(data, source=place, today=date.today())
        for data, place in zip(report.patients, report.places, strict=True)
    ]


def columns(path: Path) -> list[dict[str, float | None]]:
    """Every column of a table of numbers; an empty cell is None."""
    with path.open(encoding="utf-8") as file:
        return [
            {name: float(cell) if cell not in ("", "NA") else None for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def prior(assess: Assess, who: Patient) -> Mapping[str, float]:
    """Roles of a person of this sex, age and build before any finding."""
    return assess(Patient(person=who.person)).roles.as_dict()


def provenance(name: str, path: Path, *, lives: Lives, seed: int) -> dict[str, Any]:
    """What made a page."""
    size = lives.cohort.size
    command = f"python docs/validate.py {name} {path.name}"
    if size != DEFAULT_SIZE:
        build = f"hamstrung cohort build --size {size} --seed {lives.cohort.manifest['seed']} --out DIR"
        command = f"{build} && {command} --cohort DIR"
    return {"command": command, "seed": seed, "cohort_size": size, "model": diagnosis.to_mapping(lives.model)}


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


def _assess(lives: Lives, *, refined: bool) -> Assess:
    """The answer for a patient of one cohort, whose roles are worked out once.

    Args:
        lives: the cohort and its model.
        refined: whether more people are made where the cohort holds too few; 159 people who say little go without.
    """
    return partial(
        diagnosis.assess,
        cohort=Population.of(lives.cohort),
        vocabulary=patient.vocabulary(),
        model=lives.model,
        grades={claim.id: claim.grade for claim in evidence.claims()},
        replay=lives.replay if refined else None,
        seed=lives.seed,
    )


def main(arguments: list[str]) -> int:
    """Write one page and its twin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    pages = ("bedside", "beliefs", "care", "cases", "diagnosis", "follow_up", "lives", "mechanics", "psfmi")
    parser.add_argument("page", choices=pages)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--cohort", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=DEFAULT_SIZE)
    parser.add_argument("--topic")
    parser.add_argument("--patients", type=int)
    parser.add_argument("--others", type=int, default=150)
    parser.add_argument("--first", type=int, default=2000)
    parser.add_argument("--fully", type=int, default=150)
    parser.add_argument("--only-seconds", action="store_true")
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("--effort", choices=("light", "full", "none"), default="light")
    chosen = parser.parse_args(arguments)
    chosen.patients = chosen.patients or (400 if chosen.page == "follow_up" else 2000)
    wiring.keep_kernels()
    if chosen.topic is not None:
        return topic(chosen.topic)
    if chosen.page == "mechanics":
        return write("mechanics", *mechanics())
    if chosen.page == "beliefs":
        return write("beliefs", *beliefs(size=chosen.size, seed=chosen.seed))
    if chosen.page == "care":
        return write("care", *care())
    if chosen.page == "lives":
        return write("lives", *lives(size=chosen.size, seed=chosen.seed))
    if chosen.page == "diagnosis":
        if chosen.only_seconds and chosen.file is None:
            parser.error("--only-seconds needs a FILE of published cases")
        return write("diagnosis", *seconds_again(chosen.file)) if chosen.only_seconds else _prove(chosen)
    if chosen.page == "follow_up":
        return _follow(chosen)
    if chosen.page == "bedside":
        own = wiring.open_lives(chosen.cohort, beliefs="literature", seed=None, progress=lambda done, parts: None)
        return write("bedside", *bedside(opened=own, size=chosen.patients, seed=chosen.seed))
    if chosen.file is None:
        parser.error(f"{chosen.page} needs a FILE of published data")
    opened = wiring.open_lives(chosen.cohort, beliefs="literature", seed=chosen.seed, progress=lambda done, parts: None)
    make = {"cases": cases, "psfmi": psfmi}[chosen.page]
    answer = _assess(opened, refined=chosen.page == "cases")
    return write(chosen.page, *make(chosen.file, lives=opened, assess=answer, seed=chosen.seed))


def _prove(chosen: argparse.Namespace) -> int:
    from hamstrung.workflows import prove_diagnosis

    plan = prove_diagnosis.Plan(
        patients=chosen.patients,
        at_first=chosen.first,
        worked_fully=chosen.fully,
        others=chosen.others,
        lives=TIMES_A_COHORT * chosen.size,
        seed=chosen.seed,
        effort=chosen.effort,
        without=tuple(chosen.without),
    )
    with progress.several() as tell:
        return write("diagnosis", *proof(chosen.file, plan=plan, size=chosen.size, tell=tell))


def _follow(chosen: argparse.Namespace) -> int:
    from hamstrung.workflows import prove_follow_up

    plan = prove_follow_up.Plan(
        chosen.patients, lives=TIMES_A_COHORT * chosen.size, seed=chosen.seed, effort=chosen.effort
    )
    with progress.several() as tell:
        return write("follow_up", *follow_up(plan=plan, size=chosen.size, tell=tell))


def draw(name: str, pictures: Mapping[str, str]) -> None:
    """Write a page's pictures beside it."""
    HERE.mkdir(exist_ok=True)
    for part, picture in pictures.items():
        (HERE / f"{name}-{part}.svg").write_text(picture + "\n", "utf-8")


def write(name: str, text: str, made: Mapping[str, Any]) -> int:
    """Write a page and its twin."""
    HERE.mkdir(exist_ok=True)
    (HERE / f"{name}.md").write_text(text, "utf-8")
    (HERE / f"{name}.json").write_text(json.dumps(made, indent=2, allow_nan=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
