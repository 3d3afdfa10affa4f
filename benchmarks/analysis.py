"""CPU time of the analysis: everything that the notebook computes for one municipality, and how it grows.

    uv run python benchmarks/analysis.py [ROUNDS]

The first table runs the notebook's own analysis cells on a municipality of the invented world with figures of its own
of every kind; the baseline is reading the same facts from the file that a run reads. The second shows the functions
that take many municipalities, at 10, 100 and 290 of them with 15 years each.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pandas as pd

import ifo_analysis as ifo
from ifo_analysis.analysis import placement_mix
from ifo_analysis.facts import build_facts, read_facts, write_facts
from ifo_analysis.report.plan import Request, planned
from ifo_analysis.sources.demo import DemoWorld
from ifo_analysis.sources.demo.local import local_tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from ifo_analysis.facts import Facts

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "genomlysning.ipynb"
SIZES = (10, 100, 290)


def cpu_ms(work: Callable[[], Any], rounds: int) -> float:
    """Return the median CPU time of some work in milliseconds, after it has been run once."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(1_000 * (time.process_time() - start))
    return statistics.median(times)


def facts_of(world: DemoWorld) -> Facts:
    """Return the facts of the world's first municipality, with figures of its own of every kind."""
    parameters = planned(Request(world.municipalities[0][0]), world)
    own = local_tables(world, parameters.municipality, parameters.report_year)
    return build_facts(parameters, world, own)


def cells_of(facts: Facts) -> dict[str, Callable[[], None]]:
    """Return the notebook's analysis cells as work to be timed, in order, over one set of names."""
    names: dict[str, Any] = {"ifo": ifo, "facts": facts, **facts.parameters.model_dump()}
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    found = [cell for cell in notebook.cells if cell.id.endswith("-analysis")]
    return {cell.id: partial(exec, compile(cell.source, cell.id, "exec"), names) for cell in found}


def one_municipality(rounds: int) -> None:
    """Print the CPU time of each analysis cell, and of reading the facts."""
    facts = facts_of(DemoWorld(1, 40))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.json"
        write_facts(facts, path)
        reading = cpu_ms(lambda: read_facts(path), rounds)
    total = 0.0
    print("| analysis of one municipality | CPU ms |\n|---|---|")
    for name, work in cells_of(facts).items():
        took = cpu_ms(work, rounds)
        total += took
        print(f"| {name.removesuffix('-analysis')} | {took:.1f} |")
    print(
        f"| **all** (at most 50) | {total:.1f} |\n| baseline: reading the same facts from their file | {reading:.1f} |"
    )


def growth(rounds: int) -> None:
    """Print how the time of the functions over many municipalities grows with their number."""
    print(
        "\n| municipalities × 15 years | "
        + " | ".join(map(str, SIZES))
        + " | ms each at 10 | at 290 |\n|---|"
        + "---|" * 5
    )
    frames = {size: panels(size) for size in SIZES}
    works: dict[str, Callable[[dict[str, pd.DataFrame]], Any]] = {
        "deviation panel": lambda given: ifo.deviation_panel(given["values"]),
        "normal variation": lambda given: ifo.estimate_volatility(
            given["panel"], given["population"], first_year=2019, population_year=2019
        ),
        "placement mix": lambda given: placement_mix.mix(given["placements"], given["population"]),
    }
    for name, work in works.items():
        took = [cpu_ms(partial(work, frames[size]), rounds) for size in SIZES]
        each = f"{took[0] / SIZES[0]:.2f} | {took[-1] / SIZES[-1]:.2f}"
        print(f"| {name} | " + " | ".join(f"{ms:.1f}" for ms in took) + f" | {each} |")


def panels(size: int) -> dict[str, pd.DataFrame]:
    """Return the invented frames of many municipalities."""
    world = DemoWorld(1, size)
    values, population = world.frame("indicator_values"), world.frame("population")
    forms = pd.DataFrame({"placement_type": [f"form_{letter}" for letter in "abcdefghij"], "share": 0.1})
    placements = population[["municipality", "year", "residents"]].merge(forms, how="cross")
    placements = placements.assign(
        basis="outcome",
        target_group="children",
        age_group="",
        provider="own",
        care_days=placements["residents"] * placements["share"],
        cost_sek=placements["residents"] * placements["share"] * 3_000,
        persons=9,
        placements=10,
    )
    return {
        "values": values,
        "panel": ifo.deviation_panel(values),
        "population": population,
        "placements": placements,
    }


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    one_municipality(asked)
    growth(asked)
