"""Write the validation page of the simulated population, `validation/lives.md`, and its twin `lives.json`.

python docs/validate_lives.py [--size 60000] [--seed 1]
"""

import argparse
import json
from pathlib import Path

from hamstrung import wiring

HERE = Path(__file__).parent / "validation"


def main() -> None:
    """Simulate, compare, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--size", type=int, default=60_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    wiring.keep_kernels()
    from hamstrung.workflows import validate_lives

    made = validate_lives.figures(chosen.size, seed=chosen.seed)
    made["command"] = f"python docs/validate_lives.py --size {chosen.size} --seed {chosen.seed}"
    HERE.mkdir(exist_ok=True)
    (HERE / "lives.md").write_text(validate_lives.page(made) + "\n", "utf-8")
    (HERE / "lives.json").write_text(json.dumps(made, indent=2, allow_nan=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
