"""How long a fetch takes, against a server on this machine: `uv run python benchmarks/fetch.py`.

The full set is every indicator of `definitions/catalogue.csv` for 290 municipalities and the country, over 15 years.
Each part runs in a process of its own. The yardstick is a bare loop with httpx that asks the same addresses and does
`json.loads`, nothing more: no checks, no columns, nothing kept.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
YEARS = tuple(range(2011, 2026))
PACED_MUNICIPALITIES = 60  # enough for the pace to show, few enough to wait for
ROUNDS = 3
STORE_SIZES = (1, 10, 100)


def fetch_whole(url: str, folder: str) -> dict[str, Any]:
    """Fetch the full set and store it."""
    from ifo_analysis.sources.fetching import FetchPlan, fetch  # noqa: PLC0415 - imported in the measured process
    from ifo_analysis.sources.kolada import KoladaClient  # noqa: PLC0415
    from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415
    from ifo_analysis.sources.transport import Limits  # noqa: PLC0415

    with KoladaClient(url, Limits(per_second=0)) as client:
        snapshot = fetch(client, FetchPlan((), YEARS), SnapshotStore(Path(folder)))
        values = next(item["rows"] for item in snapshot.manifest["files"] if item["name"] == "values.parquet")
        return {"requests": client.request_count, "values": values, "folder": str(snapshot.folder)}


def ask_all(url: str, snapshot: str) -> dict[str, Any]:
    """Ask what the fetch asked, with all checks and as columns, but store nothing."""
    import httpx  # noqa: F401, PLC0415 - like the yardstick, so that no import is timed
    import pyarrow.compute  # noqa: F401, PLC0415
    import stamina  # noqa: F401, PLC0415

    from ifo_analysis.sources.chunking import boxes  # noqa: PLC0415
    from ifo_analysis.sources.kolada import KoladaClient  # noqa: PLC0415
    from ifo_analysis.sources.transport import Limits  # noqa: PLC0415

    manifest = json.loads((Path(snapshot) / "manifest.json").read_text("utf-8"))
    with KoladaClient(url, Limits(per_second=0)) as client:
        started, cpu = time.perf_counter(), time.process_time()
        codes = sorted(item["id"] for item in client.municipalities() if item["type"] == "K")
        client.groups()
        client.indicators()
        tables = [client.values(box) for box in boxes(manifest["plan"]["indicators"], ["0000", *codes], YEARS)]
        return {
            "seconds": time.perf_counter() - started,
            "cpu_after_import": time.process_time() - cpu,
            "requests": client.request_count,
            "rows": sum(table.num_rows for table in tables),
        }


def ask_bare(url: str, snapshot: str) -> dict[str, Any]:
    """Ask what the fetch asked in a bare loop."""
    import httpx  # noqa: PLC0415

    manifest = json.loads((Path(snapshot) / "manifest.json").read_text("utf-8"))
    rows = 0
    with httpx.Client(timeout=60) as http:
        started, cpu = time.perf_counter(), time.process_time()
        for answer in manifest["answers"]:
            rows += len(json.loads(http.get(url + answer["url"].removeprefix(manifest["url"])).content)["values"])
        return {
            "seconds": time.perf_counter() - started,
            "cpu_after_import": time.process_time() - cpu,
            "requests": len(manifest["answers"]),
            "rows": rows,
        }


def ask_paced(url: str, snapshot: str) -> dict[str, Any]:
    """Ask about some municipalities at the polite pace."""
    from ifo_analysis.sources.chunking import boxes  # noqa: PLC0415
    from ifo_analysis.sources.kolada import KoladaClient  # noqa: PLC0415

    manifest = json.loads((Path(snapshot) / "manifest.json").read_text("utf-8"))
    codes = ["0000", *manifest["plan"]["municipalities"][:PACED_MUNICIPALITIES]]
    with KoladaClient(url) as client:
        started = time.perf_counter()
        for box in boxes(manifest["plan"]["indicators"], codes, YEARS):
            client.values(box)
        return {"seconds": time.perf_counter() - started, "requests": client.request_count}


def read_one(store: str, municipality: str) -> dict[str, Any]:
    """Read one municipality with its peers from the newest snapshot, once the imports are done."""
    import pandas as pd  # noqa: F401, PLC0415
    import pyarrow.parquet  # noqa: F401, PLC0415

    from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415

    took = []
    for panel in ((), ("N30001", "N30026")):
        started = time.process_time()
        snapshot = SnapshotStore(Path(store)).latest(municipality)
        assert snapshot is not None  # noqa: S101
        own = snapshot.for_municipalities([municipality], panel)
        for name in ("indicator_values", "missing_values", "population", "peer_groups", "municipalities"):
            own.frame(name)
        took.append(time.process_time() - started)
    return {"near": took[0], "with_panel": took[1]}


PARTS: dict[str, Callable[[str, str], dict[str, Any]]] = {
    part.__name__: part for part in (fetch_whole, ask_all, ask_bare, ask_paced, read_one)
}


def run(part: Callable[[str, str], dict[str, Any]], *arguments: str) -> dict[str, Any]:
    """Run a part in a process of its own, and return what it says of itself."""
    command = [sys.executable, __file__, "--part", part.__name__, *arguments]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer


@contextmanager
def served(municipalities: int) -> Iterator[str]:
    """Serve a world from a process of its own, and yield its address."""
    command = [sys.executable, "-m", "tests.kolada_server", "--port", "0", "--municipalities", str(municipalities)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101
        yield server.stdout.readline().strip().partition("=")[2]
        server.terminate()


def grow(store: Path, snapshot: Path, size: int) -> None:
    """Fill a store with copies of a snapshot, each of an earlier day."""
    from ifo_analysis.sources.archive import sha256  # noqa: PLC0415
    from ifo_analysis.sources.snapshot import ID_LENGTH, MANIFEST  # noqa: PLC0415

    manifest = json.loads((snapshot / MANIFEST).read_text("utf-8"))
    for number in range(len(list(store.glob("20*"))), size):
        day = f"2020-{1 + number // 28:02}-{1 + number % 28:02}"
        content = json.dumps({**manifest, "fetched_at": f"{day}T12:00:00Z"}).encode()
        copy = store / f"{day}-{sha256(content)[:ID_LENGTH]}"
        copy.mkdir()
        (copy / MANIFEST).write_bytes(content)
        for file in snapshot.glob("*.parquet"):
            (copy / file.name).hardlink_to(file)


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder, served(290) as url:
        whole = run(fetch_whole, url, folder)
        snapshot = Path(whole["folder"])
        asked, bare = [], []
        for _ in range(ROUNDS):
            asked.append(run(ask_all, url, whole["folder"]))
            bare.append(run(ask_bare, url, whole["folder"]))
        paced = run(ask_paced, url, whole["folder"])
        manifest = json.loads((snapshot / "manifest.json").read_text("utf-8"))
        municipality = manifest["plan"]["municipalities"][100]
        reading = {}
        for size in STORE_SIZES:
            grow(snapshot.parent, snapshot, size)
            read = [run(read_one, folder, municipality) for _ in range(ROUNDS)]
            reading[size] = _median(read, "near"), _median(read, "with_panel")
    report(whole, asked, bare, paced, reading, len(manifest["plan"]["indicators"]))


def report(
    whole: dict[str, Any],
    asked: list[dict[str, Any]],
    bare: list[dict[str, Any]],
    paced: dict[str, Any],
    reading: dict[int, tuple[float, float]],
    indicators: int,
) -> None:
    """Print what was measured beside what is wanted."""
    cells = indicators * 291 * len(YEARS)
    print(
        f"{indicators} indicators × 291 × {len(YEARS)} years = {cells} values asked for, {whole['values']} rows answered."
    )
    print(
        f"Requests: {whole['requests']}, of which 3 for metadata. No way of asking needs fewer than {math.ceil(cells / 5000)}"
    )
    print("for the values (5 000 rows a page), and pieces of 25 × 25 × 15 would need 108.\n")
    wall = [own["seconds"] / yardstick["seconds"] for own, yardstick in zip(asked, bare, strict=True)]
    cpu = [own["cpu_after_import"] / yardstick["cpu_after_import"] for own, yardstick in zip(asked, bare, strict=True)]
    ideal = paced["requests"] / 5
    rows = [
        ("client, all checks, s", _median(asked, "seconds"), ""),
        ("bare httpx + json.loads, s", _median(bare, "seconds"), ""),
        ("client / bare, wall clock", statistics.median(wall), "≤ 1.5"),
        ("client / bare, own CPU after import", statistics.median(cpu), "≤ 1.5"),
        ("whole fetch with storing, s", whole["wall"], ""),
        ("whole fetch, peak memory, MB", whole["memory_mb"], "< 400"),
        (f"5 requests/s, {paced['requests']} requests, s", paced["seconds"], f"{ideal:.1f} ± 5 %"),
        *((f"read one municipality of {size}, CPU s", near, "< 0.2") for size, (near, _) in reading.items()),
        *((f"the same and a panel of {size}, CPU s", panel, "") for size, (_, panel) in reading.items()),
    ]
    for what, measured, wanted in rows:
        print(f"{what:<42}{measured:>10.3f}   {wanted}")


def _median(runs: list[dict[str, Any]], name: str) -> float:
    return float(statistics.median(run[name] for run in runs))


def measure(part: str, arguments: list[str]) -> None:
    """Run one part here, and print what it took."""
    started = time.perf_counter()
    answer = PARTS[part](*arguments)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    took = {"wall": time.perf_counter() - started, "cpu": usage.ru_utime + usage.ru_stime}
    print(json.dumps({**answer, **took, "memory_mb": usage.ru_maxrss / 1024}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("arguments", nargs="*")
    given = parser.parse_args()
    if given.part:
        measure(given.part, given.arguments)
    else:
        main()
