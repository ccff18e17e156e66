"""Write the validation pages that are made from published data, the mechanics and a cohort.

Each page `validation/NAME.md` has a twin `NAME.json` with its figures, the command and the seed.
"""

import argparse
import sys
from pathlib import Path

from hamstrung import wiring

wiring.keep_kernels()

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import pages  # noqa: E402

from hamstrung.cli import progress  # noqa: E402
from hamstrung.cohort import DEFAULT_SIZE, TIMES_A_COHORT  # noqa: E402
from hamstrung.workflows import prove_diagnosis, prove_follow_up  # noqa: E402

FOLDER = HERE / "validation"


def main(arguments: list[str]) -> None:
    """Write one page and its twin, or print a part of one."""
    chosen = command_line().parse_args(arguments)
    page = chosen.make(chosen)
    if isinstance(page, str):
        print(page)
    else:
        pages.write(FOLDER, chosen.page, page)


def command_line() -> argparse.ArgumentParser:
    """One subcommand a page, each with its own options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    of = parser.add_subparsers(dest="page", required=True, metavar="PAGE")

    def page(name: str, make, told: str | None, *, size: bool = False, cohort: bool = False):
        command = of.add_parser(name, help=told, description=told)
        command.set_defaults(make=make)
        command.add_argument("--seed", type=int, default=1, help="of everything that is random")
        if size:
            command.add_argument("--size", type=int, default=DEFAULT_SIZE, help="lives of a cohort")
        if cohort:
            command.add_argument("--cohort", type=Path, metavar="DIR", help="a built cohort; else the usual one")
        return command

    page("mechanics", mechanics, pages.mechanics.__doc__).add_argument("--topic", help="print this topic alone")
    page("lives", lambda c: pages.lives(size=c.size, seed=c.seed), pages.lives.__doc__, size=True)
    page("beliefs", lambda c: pages.beliefs(size=c.size, seed=c.seed), pages.beliefs.__doc__, size=True)
    page("care", care, pages.care.__doc__)
    bedside = page(
        "bedside",
        lambda c: pages.bedside(pages.lives_of(c.cohort), size=c.patients, seed=c.seed),
        pages.bedside.__doc__,
        cohort=True,
    )
    bedside.add_argument("--patients", type=int, default=2000, help="simulated patients")
    for name, make in (("cases", pages.cases), ("psfmi", pages.psfmi)):
        command = page(
            name,
            lambda c, make=make: make(c.file, pages.lives_of(c.cohort, seed=c.seed), seed=c.seed),
            make.__doc__,
            cohort=True,
        )
        command.add_argument("file", type=Path, metavar="FILE", help="of published data")
    later = page("follow_up", follow_up, pages.follow_up.__doc__, size=True)
    later.add_argument("--patients", type=int, default=400, help="followed over three visits; kept, so that more go on")
    proof = page("diagnosis", diagnosis, "Answers for simulated patients, judged.", size=True)
    proof.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the published cases, judged and timed too")
    proof.add_argument("--patients", type=int, default=2000, help="answered; kept, so that more go on")
    proof.add_argument("--first", type=int, default=2000, help="answered by a first answer alone")
    proof.add_argument("--fully", type=int, default=150, help="answered with full effort too")
    proof.add_argument("--others", type=int, default=150, help="of each kind that is not as assumed")
    proof.add_argument("--without", action="append", default=[], metavar="NAME", help="a rival that is left out")
    proof.add_argument("--only-seconds", action="store_true", help="time the published cases anew, no more")
    for command in (later, proof):
        command.add_argument("--effort", choices=("light", "full", "none"), default="light", help="of every answer")
    return parser


def mechanics(chosen: argparse.Namespace) -> pages.Page | str:
    """The whole page, or one topic of it as text."""
    return pages.mechanics() if chosen.topic is None else pages.mechanics_of(chosen.topic)


def care(chosen: argparse.Namespace) -> pages.Page:
    """With a bar, for it takes minutes."""
    with progress.bar("Doing trials again") as tell:
        return pages.care(tell=tell)


def follow_up(chosen: argparse.Namespace) -> pages.Page:
    """As planned by the options."""
    plan = prove_follow_up.Plan(
        chosen.patients, lives=TIMES_A_COHORT * chosen.size, seed=chosen.seed, effort=chosen.effort
    )
    with progress.several() as tell:
        return pages.follow_up(plan, size=chosen.size, tell=tell)


def diagnosis(chosen: argparse.Namespace) -> pages.Page:
    """As planned by the options, or only its seconds."""
    if chosen.only_seconds:
        if chosen.file is None:
            sys.exit("--only-seconds needs a FILE of published cases")
        return pages.seconds_again(chosen.file, before=FOLDER)
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
        return pages.proof(plan, size=chosen.size, path=chosen.file, before=FOLDER, tell=tell)


if __name__ == "__main__":
    main(sys.argv[1:])
