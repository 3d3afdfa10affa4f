"""Time a report against the plain chain of papermill, nbconvert and webpdf on the same notebook.

Everything is measured in one run, as whole processes, with compiled bytecode on both sides. Bounds: one report takes at
most half of the chain, the default two at most a third of two chains, and `ifo --help` at most three times
``python -c "import typer"``. Without Chromium the chain has no PDF: the two bounds aren't judged then.

    uv run python benchmarks/single.py [RUNS]
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import ifo_analysis

HERE = Path(__file__).resolve().parent
NOTEBOOK = HERE.parent / "notebooks" / "genomlysning.ipynb"
BIN = Path(sys.executable).parent
CHROMIUM = Path("/usr/bin/chromium")
CASES = (("1267", "2024"), ("0138", "2019"))
LIBRARIES = (
    "typer",
    "rich",
    "pydantic",
    "yaml",
    "jinja2",
    "typst",
    "pypdf",
    "numpy",
    "pandas",
    "pandera.pandas",
    "matplotlib.figure",
    "papermill",
    "ipykernel",
    "nbconvert",
    "ifo_analysis.cli",
    "ifo_analysis.facts",
    "ifo_analysis.figures",
    "ifo_analysis.report.run",
)


@dataclass(frozen=True)
class Timing:
    """Median wall and CPU seconds of a step over all runs."""

    wall: float
    cpu: float


def timed(*commands: list[str], cwd: Path) -> tuple[float, float]:
    """Run commands one after the other; return wall and CPU seconds of their processes and all children."""
    before, start = os.times(), time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, cpu


def chain(folder: Path, code: str, year: str) -> list[list[str]]:
    """Return the plain chain's commands for one report."""
    out = str(folder / f"{code}.ipynb")
    steps = [
        [str(BIN / "papermill"), str(NOTEBOOK), out, "-r", "municipality", code, "-p", "report_year", year],
        [str(BIN / "jupyter"), "nbconvert", "--to", "html", out],
    ]
    return [*steps, [sys.executable, str(HERE / "webpdf.py"), out]] if CHROMIUM.exists() else steps


def medians(runs: list[tuple[float, float]]) -> Timing:
    """Return the medians of several runs."""
    return Timing(*(statistics.median(run[side] for run in runs) for side in (0, 1)))


def measure(runs: int) -> dict[str, Timing]:
    """Return the timings of each case; the cases take turns, so that a slow moment hits all of them."""
    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = [str(BIN / "ifo"), "report", "--quiet", "--offline", "--reports", str(folder / "reports")]
        cases = {
            "ifo report höör 2024": [[*ours[:2], "höör", "2024", *ours[2:]]],
            "plain chain, Höör 2024": chain(folder, *CASES[0]),
            "ifo report (two reports)": [ours],
            "two plain chains": [step for case in CASES for step in chain(folder, *case)],
            "ifo --help": [[str(BIN / "ifo"), "--help"]],
            'python -c "import typer"': [[sys.executable, "-c", "import typer"]],
        }
        for turn in range(runs + 1):
            for case, commands in cases.items():
                seconds = timed(*commands, cwd=folder)
                if turn:  # the first turn warms the caches
                    found.setdefault(case, []).append(seconds)
    return {case: medians(seconds) for case, seconds in found.items()}


def import_seconds(runs: int) -> dict[str, float]:
    """Return the median seconds of importing each library in a new process, beyond starting Python."""

    def once(code: str) -> float:
        return statistics.median(timed([sys.executable, "-c", code], cwd=HERE)[0] for _ in range(runs))

    bare = once("pass")
    return {library: max(0.0, once(f"import {library}") - bare) for library in LIBRARIES}


def main() -> int:
    """Print the tables; return 1 if a bound is missed."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for place in (sysconfig.get_path("purelib"), str(Path(ifo_analysis.__file__).parent)):
        compileall.compile_dir(place, quiet=2, workers=1)
    timings = measure(runs)
    print(f"{runs} runs, medians of whole processes\n\n| what | wall s | CPU s |\n|---|---|---|")
    for case, timing in timings.items():
        print(f"| {case} | {timing.wall:.2f} | {timing.cpu:.2f} |")
    has_chain = CHROMIUM.exists()
    bounds = (
        ("ifo report höör 2024", "plain chain, Höör 2024", 1 / 2, has_chain),
        ("ifo report (two reports)", "two plain chains", 1 / 3, has_chain),
        ("ifo --help", 'python -c "import typer"', 3.0, True),
    )
    missed = 0
    print("\n| ratio of wall seconds | measured | at most | |\n|---|---|---|---|")
    for own, other, bound, is_judged in bounds:
        ratio = timings[own].wall / timings[other].wall
        verdict = "not judged: no Chromium" if not is_judged else "kept" if ratio <= bound else "MISSED"
        missed += verdict == "MISSED"
        print(f"| {own} / {other} | {ratio:.2f} | {bound:.2f} | {verdict} |")
    print("\n| import | s |\n|---|---|")
    for library, seconds in sorted(import_seconds(runs).items(), key=lambda item: -item[1]):
        print(f"| {library} | {seconds:.2f} |")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
