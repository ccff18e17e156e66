"""What this process runs on: its settings, and where compiled kernels are kept."""

import hashlib
import os
from pathlib import Path
from typing import Final

from hamstrung import settings

KERNELS: Final = "NUMBA_CACHE_DIR"
ALGEBRA: Final = "OPENBLAS_NUM_THREADS"
COMPILED: Final = ("mechanics", "life")
"""Rooms that hold compiled kernels."""
HOUSE: Final = Path(settings.__file__).parent
"""Where the rooms are."""


def surroundings() -> settings.Settings:
    """The settings of this process."""
    return settings.load(os.environ, processors=os.cpu_count() or 1)


def keep_kernels() -> None:
    """Keep compiled kernels in a folder of their own for every state of the sources.

    Numba notices a change in a kernel's own file and not in those that it calls; a folder named by the digest of
    all of them never serves old machine code. Threads of the linear algebra wait for each other longer than products
    of this size take, and people are shared among threads already: it gets one. Must be called before NumPy and Numba
    are imported; `NUMBA_CACHE_DIR` and `OPENBLAS_NUM_THREADS` win.
    """
    os.environ.setdefault(ALGEBRA, "1")
    if KERNELS not in os.environ:
        os.environ[KERNELS] = str(surroundings().cache_dir / f"kernels-{_kernel_digest()}")


def has_kernels() -> bool:
    """Whether anything was compiled yet for this state of the sources."""
    folder = Path(os.environ.get(KERNELS, ""))
    return folder.is_dir() and any(folder.rglob("*.nbi"))


def _kernel_digest() -> str:
    total = hashlib.sha256()
    for file in sorted(path for room in COMPILED for path in (HOUSE / room).rglob("*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()[:16]
