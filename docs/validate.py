"""Write the validation pages that are made from published data and a cohort.

python docs/validate.py cases FILE     our roles beside the reference of published cases
python docs/validate.py psfmi FILE     a hidden score predicted, beside a regression

Each page `validation/NAME.md` has a twin `NAME.json` with its figures, the command and the seed. Options:
`--cohort DIR` uses a cohort in place of the default one, `--seed N` divides the people into folds.
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from hamstrung import diagnosis, evidence, patient, wiring
from hamstrung.diagnosis import Assessment, Population
from hamstrung.exchange import cases as published
from hamstrung.exchange import tables
from hamstrung.patient import ImportReport, Patient
from hamstrung.workflows import validate_cases, validate_psfmi
from hamstrung.workflows.assess import Lives

HERE = Path(__file__).parent / "validation"
TARGETS = {"rmdq": "Function", "tampa": "Tampascale"}
"""Hidden score -> its column of the table."""

Assess = Callable[[Patient], Assessment]


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
    comparisons = [
        validate_psfmi.compare(
            target,
            people,
            population,
            vocabulary=patient.vocabulary(),
            seed=seed,
            table=[{name: value for name, value in row.items() if name != column} for row in rows],
        )
        for target, column in TARGETS.items()
    ]
    answers = [assess(who) for who in people]
    made = {
        "people": len(people),
        "findings": sorted({code for answer in answers for code in answer.diagnostics.findings_used}),
        "comparisons": [diagnosis.to_mapping(each) for each in comparisons],
        "verdicts": validate_psfmi.near_the_prior(answers, [prior(assess, who) for who in people]),
    } | provenance("psfmi", path, lives=lives, seed=seed)
    return validate_psfmi.page(made), made


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
    command = f"python docs/validate.py {name} {path.name}"
    return {"command": command, "seed": seed, "model": diagnosis.to_mapping(lives.model)}


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
    parser.add_argument("page", choices=("cases", "psfmi"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--cohort", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    wiring.keep_kernels()
    lives = wiring.open_lives(chosen.cohort, beliefs="literature", seed=chosen.seed, progress=lambda done, parts: None)
    make = {"cases": cases, "psfmi": psfmi}[chosen.page]
    answer = _assess(lives, refined=chosen.page == "cases")
    text, made = make(chosen.file, lives=lives, assess=answer, seed=chosen.seed)
    HERE.mkdir(exist_ok=True)
    (HERE / f"{chosen.page}.md").write_text(text, "utf-8")
    (HERE / f"{chosen.page}.json").write_text(json.dumps(made, indent=2, allow_nan=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
