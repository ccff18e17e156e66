"""Import people from a table or a collection of cases: patient files, and what became of every field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from hamstrung.errors import InputError
from hamstrung.patient import ImportReport, Patient, from_mapping

PATIENT_SUFFIXES: Final = (".toml", ".json")

Reader = Callable[[Path], ImportReport]
Writer = Callable[[Patient, Path], None]


@dataclass(frozen=True)
class Imported:
    """What an import made.

    Attributes:
        people: the patients, in the order of the file.
        paths: the patient file of each.
        report: what became of every field.
    """

    people: tuple[Patient, ...]
    paths: tuple[Path, ...]
    report: ImportReport

    def lines(self) -> tuple[str, ...]:
        """The account for a reader: files written, fields used, inferred and left, warnings."""
        places = f"{self.paths[0]}" if len(self.paths) == 1 else f"{len(self.paths)} files in {self.paths[0].parent}"
        used = [f"used: {name} -> {code}" + self._inference(name) for name, code in self.report.mapped.items()]
        left = [f"not used: {name} ({why})" for name, why in self.report.unused.items()]
        warned = [f"warning: {who.id}: {said}" for who in self.people for said in self._own_warnings(who)]
        return (f"wrote {places}", *used, *left, *warned)

    def _inference(self, name: str) -> str:
        return f" (inferred: {self.report.inferred[name]})" if name in self.report.inferred else ""

    @staticmethod
    def _own_warnings(who: Patient) -> list[str]:
        """Warnings but those that only repeat an inference."""
        remarks = {f"{each.code} {each.remark}" for visit in who.visits for each in visit.findings.values()}
        return [said for said in who.warnings if said not in remarks]


def run(path: Path, out: Path, *, readers: Mapping[str, Reader], write: Writer, today: date) -> Imported:
    """Read, check everybody, then write; nothing is written when anything is wrong.

    Args:
        path: the foreign file.
        out: a patient file for one person; a folder for several, made if it is not there.
        readers: the reader of each file ending, such as `.csv`.
        write: writes one patient file.
        today: for the check of dates.

    Returns:
        The patients, their files and the account.

    Raises:
        InputError: for a file that no reader knows or that holds what cannot be, and for an `out` that does
            not fit the number of people or cannot be made.
    """
    report = _reader(path, readers)(path)
    people = tuple(
        from_mapping(each, source=place, today=today)
        for each, place in zip(report.patients, report.places, strict=True)
    )
    targets = _targets(people, out)
    _make_folder(targets[0].parent)
    for who, target in zip(people, targets, strict=True):
        write(who, target)
    return Imported(people, targets, report)


def _reader(path: Path, readers: Mapping[str, Reader]) -> Reader:
    reader = readers.get(path.suffix.lower())
    if reader is None:
        hint = f"an import reads {' or '.join(readers)}"
        raise InputError("the file", f"ends in {path.suffix or 'nothing'}", source=str(path), hint=hint)
    return reader


def _targets(people: tuple[Patient, ...], out: Path) -> tuple[Path, ...]:
    """The file of each person."""
    if out.suffix.lower() in PATIENT_SUFFIXES and not out.is_dir():
        if len(people) > 1:
            hint = "name a folder with -o"
            raise InputError("the output", f"is one file for {len(people)} people", source=str(out), hint=hint)
        return (out,)
    if out.exists() and not out.is_dir():
        raise InputError("the output", "is a file that is no patient file", source=str(out), hint="name a folder")
    targets = tuple(out / f"{_file_name(who.id)}.toml" for who in people)
    if len(set(targets)) < len(targets):
        raise InputError("id", "is the same for two people, or differs only in letters no file name has")
    return targets


def _file_name(id: str) -> str:
    """An id as a file name: letters, digits, dot, dash and underscore."""
    name = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in id).strip(".")
    return name or "patient"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise InputError("the output", f"cannot be made: {reason}", source=str(folder)) from error
