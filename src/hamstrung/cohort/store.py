"""A cohort on disk.

Parquet parts written whole or not at all, a manifest that says what they are, columns read when asked for.
"""

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hamstrung.errors import CohortError

MANIFEST = "manifest.json"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cohort is made of; equal plans make equal cohorts, whatever the engine, the machine or the hour.

    Args:
        size: people.
        part: people per part.
        seed: of the random numbers.
        beliefs: claim -> strength.
        parameters_hash: of the life model with its numbers.
        ensemble_hash: of the sets of parameters that its people were drawn from.
        mechanics_hash: of the fitted mechanics.
        version: of the package.
    """

    size: int
    part: int
    seed: int
    beliefs: Mapping[str, float]
    parameters_hash: str
    ensemble_hash: str
    mechanics_hash: str
    version: str

    @property
    def parts(self) -> int:
        """How many parts."""
        return -(-self.size // self.part)

    def part_size(self, index: int) -> int:
        """People of one part."""
        return min(self.part, self.size - index * self.part)

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "format": FORMAT,
            "size": self.size,
            "part": self.part,
            "seed": self.seed,
            "beliefs": dict(self.beliefs),
            "parameters_hash": self.parameters_hash,
            "ensemble_hash": self.ensemble_hash,
            "mechanics_hash": self.mechanics_hash,
            "version": self.version,
        }

    @property
    def hash(self) -> str:
        """Of everything above."""
        return digest(self.as_dict())


def digest(content: object) -> str:
    """SHA-256 of a value as canonical JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def part_path(directory: Path, index: int) -> Path:
    """File of one part."""
    return directory / f"part-{index:05d}.parquet"


def write_part(directory: Path, index: int, columns: Mapping[str, NDArray[np.floating]], *, plan: Plan) -> str:
    """Write one part under a temporary name, then rename it.

    Returns:
        The part's digest, over names and values.
    """
    names = list(columns)
    arrays = [np.ascontiguousarray(columns[name], dtype=np.float32) for name in names]
    mark = content_digest(names, arrays)
    schema = pa.schema([(name, pa.float32()) for name in names], metadata={"plan": plan.hash, "digest": mark})
    table = pa.Table.from_arrays([pa.array(array) for array in arrays], schema=schema)
    path = part_path(directory, index)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        pq.write_table(
            table, temporary, compression="zstd", compression_level=1, use_dictionary=False, write_page_checksum=True
        )
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return mark


def content_digest(names: list[str], arrays: list[NDArray[np.float32]]) -> str:
    """SHA-256 over the names and the values, whatever the file looks like."""
    total = hashlib.sha256("\n".join(names).encode())
    for array in arrays:
        total.update(array.tobytes())
    return total.hexdigest()


def finished_part(directory: Path, index: int, *, plan: Plan) -> str | None:
    """Digest of a part that is there and whole, else None."""
    path = part_path(directory, index)
    if not path.exists():
        return None
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        return None
    marks = file.schema_arrow.metadata or {}
    mine = marks.get(b"plan", b"").decode() == plan.hash and file.metadata.num_rows == plan.part_size(index)
    return marks.get(b"digest", b"").decode() if mine else None


def part_columns(directory: Path, index: int) -> tuple[str, ...]:
    """Names of the columns of a part that is whole."""
    return tuple(pq.ParquetFile(part_path(directory, index)).schema_arrow.names)


def write_manifest(directory: Path, *, plan: Plan, digests: list[str], columns: list[str]) -> str:
    """Write the manifest last; a directory without one is no cohort.

    Returns:
        SHA-256 of the plan and the parts: the same for any engine, time and path.
    """
    sha256 = digest({"plan": plan.as_dict(), "parts": digests})
    content = plan.as_dict() | {"parts": digests, "columns": columns, "manifest_sha256": sha256}
    temporary = directory / f"{MANIFEST}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, directory / MANIFEST)
    return sha256


class Cohort:
    """Simulated people on disk, by columns.

    Args:
        directory: of the cohort.
        manifest: as read.
    """

    def __init__(self, directory: Path, manifest: Mapping[str, Any]) -> None:
        self.directory, self.manifest = directory, manifest
        self._columns: dict[str, NDArray[np.float32]] = {}

    def __len__(self) -> int:
        return int(self.manifest["size"])

    @property
    def size(self) -> int:
        """People."""
        return len(self)

    @property
    def columns(self) -> Collection[str]:
        """Names of the columns."""
        return self._names

    @property
    def _names(self) -> frozenset[str]:
        return frozenset(self.manifest["columns"])

    @property
    def sha256(self) -> str:
        """Of the plan and the parts."""
        return str(self.manifest["manifest_sha256"])

    def __contains__(self, column: str) -> bool:
        return column in self._names

    def __getitem__(self, column: str) -> NDArray[np.float32]:
        """One column, float32, (person,); read once and kept.

        Raises:
            KeyError: for a column that the cohort does not hold.
            CohortError: for a part that cannot be read.
        """
        if column not in self._columns:
            self.load((column,))
        return self._columns[column]

    def load(self, columns: Collection[str]) -> None:
        """Read several columns in one pass over the parts."""
        for column in columns:
            if column not in self._names:
                raise KeyError(column)
        wanted = [column for column in columns if column not in self._columns]
        parts = [self._read(index, wanted) for index in range(len(self.manifest["parts"]))] if wanted else []
        for column in wanted:
            self._columns[column] = np.concatenate([values(part.column(column)) for part in parts])

    def weights(self) -> NDArray[np.float64]:
        """Weights that make the cohort the general population, summing to 1, (person,)."""
        log_weight = self["log_weight"].astype(float)
        weight = np.exp(log_weight - log_weight.max())
        return np.asarray(weight / weight.sum())

    def _read(self, index: int, columns: list[str]) -> pa.Table:
        path = part_path(self.directory, index)
        try:
            return pq.read_table(path, columns=columns, use_threads=False, page_checksum_verification=True)
        except (pa.ArrowInvalid, OSError) as error:
            raise CohortError(f"{path} cannot be read; build the cohort again: {error}") from error


def values(column: pa.ChunkedArray) -> NDArray[np.float32]:
    """Numbers of a column without gaps, from its own memory where it is one piece, (person,).

    Arrow's own way to NumPy imports pandas, which takes longer than everything else that is read.
    """
    parts = [_numbers(chunk) for chunk in column.chunks if len(chunk)]
    return parts[0] if len(parts) == 1 else np.concatenate([*parts, np.empty(0, np.float32)])


def _numbers(chunk: pa.Array) -> NDArray[np.float32]:
    start = chunk.offset * np.dtype(np.float32).itemsize
    return np.frombuffer(chunk.buffers()[1], np.float32, count=len(chunk), offset=start)


def open_directory(directory: Path | str) -> Cohort:
    """A cohort that is whole.

    Raises:
        CohortError: for a directory without manifest, of another format, or with a part that is missing or cut short.
    """
    path = Path(directory)
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CohortError(f"{path} holds no finished cohort (no {MANIFEST}); build it again to resume") from error
    except (OSError, ValueError) as error:
        raise CohortError(f"{path / MANIFEST} cannot be read: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise CohortError(f"{path} is a cohort of another format; build it again")
    for index in range(len(manifest["parts"])):
        _check_part(path, index, manifest)
    return Cohort(path, manifest)


def _check_part(directory: Path, index: int, manifest: Mapping[str, Any]) -> None:
    """A part is there, closes properly, and is the one that the manifest names."""
    path = part_path(directory, index)
    try:
        file = pq.ParquetFile(path)
    except FileNotFoundError as error:
        raise CohortError(f"{path} is missing; build the cohort again to resume") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise CohortError(f"{path} is cut short or damaged; build the cohort again to resume") from error
    rows = min(manifest["part"], manifest["size"] - index * manifest["part"])
    mark = (file.schema_arrow.metadata or {}).get(b"digest", b"").decode()
    if file.metadata.num_rows != rows or mark != manifest["parts"][index]:
        raise CohortError(f"{path} is not the part that the manifest names; build the cohort again")
