"""Time the reading of an invented register of placements, in a process of its own, and its peak memory.

Bounds: a csv of a million rows takes at most 5 seconds and 2 GB, imports included.

    uv run python benchmarks/register.py [ROWS]
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

YEAR, CODE = 2024, "9901"
SECONDS, GIGABYTES = 5.0, 2.0
TYPES = ("Familjehem", "HVB-hem", "Jourhem", "Stödboende", "Konsulentstött familjehem")
ROWS_A_PERSON = 5
PARAMETERS = """\
municipality: "9901"
report_year: 2024
files:
  - kind: placement_register
    path: register.csv
    title: Placeringsregister
    publisher: Ekhults kommun
    retrieved: 2025-02-01
    unit: kr
"""


def invent(folder: Path, rows: int) -> Path:
    """Write a register of invented placements and a parameter file that names it; return the parameter file."""
    rng = random.Random(1)  # noqa: S311 - the figures are invented
    with (folder / "register.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            ["Personnyckel", "Födelseår", "Placeringsform", "Driftform", "Start", "Slut", "Dygnspris", "Lagrum"]
        )
        for row in range(rows):
            number, turn = divmod(row, ROWS_A_PERSON)
            month = 1 + 4 * turn
            year, month = YEAR - 1 + (month - 1) // 12, (month - 1) % 12 + 1
            end = (
                ""
                if turn == ROWS_A_PERSON - 1 and number % 7 == 0
                else f"{year}-{month + 3:02}-{rng.randint(1, 28):02}"
            )
            price = f"{rng.randint(8000, 99999) / 10:.2f}".replace(".", ",")
            born = YEAR - 1 - number % 20
            own = "Egen regi" if number % 2 else "Köpt"
            start = f"{year}-{month:02}-{rng.randint(1, 28):02}"
            writer.writerow([f"K{number:07}", born, rng.choice(TYPES), own, start, end, price, "SoL"])
    parameters = folder / f"{YEAR}.yml"
    parameters.write_text(PARAMETERS, encoding="utf-8")
    return parameters


def measure(parameters: Path) -> None:
    """Read the register here, and print what it took."""
    started = time.perf_counter()
    from ifo_analysis.sources.local import read_local  # noqa: PLC0415

    tables = read_local(parameters, CODE, YEAR)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - started,
                "cpu": time.process_time(),
                "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
                "care_days": float(tables.frames["placements"]["care_days"].sum()),
                "notes": [note.text for note in tables.notes],
            }
        )
    )


def main() -> int:
    """Invent a register, have it read, and print the figures; return 1 if a bound is missed."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        parameters = invent(Path(folder), rows)
        size = (Path(folder) / "register.csv").stat().st_size / 1e6
        command = [sys.executable, __file__, "--read", str(parameters)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{rows:,} rows, {size:.0f} MB: {told['seconds']:.2f} s, CPU {told['cpu']:.2f} s, {told['gigabytes']:.2f} GB")
    print(f"{told['care_days']:,.0f} days; {told['notes']}")
    is_kept = told["seconds"] <= SECONDS and told["gigabytes"] <= GIGABYTES
    print(f"at most {SECONDS:g} s and {GIGABYTES:g} GB: {'kept' if is_kept else 'MISSED'}")
    return 0 if is_kept else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        measure(Path(sys.argv[2]))
    else:
        sys.exit(main())
