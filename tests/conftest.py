"""Compiled kernels are cached per state of the sources, so that no test runs yesterday's machine code."""

import hashlib
import os
import tempfile
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
SOURCES = sorted((Path(__file__).parents[1] / "src" / "hamstrung").rglob("*.py"))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
_digest = hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES if path.parent.name in ("mechanics", "life")))
os.environ.setdefault(
    "NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"hamstrung-kernels-{_digest.hexdigest()[:16]}")
)
