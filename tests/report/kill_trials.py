"""Publish version after version in children that are killed on the way, and say what each one left.

Run as ``kill_trials.py FOLDER exchange|two_steps every|random``. Prints one JSON line per trial: the versions found in
the report's files before and after the next start, and the names beside it after.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path

from ifo_analysis.report import publish

NAMES = ("genomlysning.pdf", "genomlysning.html", "genomlysning.ipynb", publish.MANIFEST)
FILE_EVENTS = {"open", "os", "shutil", "ctypes", "fcntl"}
RANDOM_TRIALS = 40
LAST_MOMENT = 0.006  # seconds; a whole publication takes about that


def files(version: int) -> dict[str, bytes]:
    return {name: f"{version} ".encode() * 5000 for name in NAMES}


def versions(folder: Path) -> list[int]:
    """Return the versions that the report's files belong to; -1 is a file that is missing or cut short."""
    if not folder.exists():
        return []
    found = set()
    for name in NAMES:
        words = (folder / name).read_text().split() if (folder / name).exists() else []
        found |= {int(word) for word in words} if len(words) == 5000 else {-1}
    return sorted(found)


def kill_at(event_number: int) -> None:
    """Let this process be killed just before its n:th operation on files."""
    events = count(1)

    def hook(event: str, _arguments: object) -> None:
        if event.split(".", 1)[0] in FILE_EVENTS and next(events) == event_number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def trial(folder: Path, version: int, moment: float | None, event_number: int) -> bool:
    """Publish a version in a child that is killed; return whether it was done before that."""
    child = os.fork()
    if child == 0:
        if moment is None:
            kill_at(event_number)
        publish.publish(folder, files(version))
        os._exit(0)
    if moment is not None:
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] == 0


def main() -> None:
    folder, how, when = Path(sys.argv[1]) / "2024/genomlysning", sys.argv[2], sys.argv[3]
    if how == "two_steps":
        publish._exchange = lambda _one, _other: False  # noqa: SLF001 - as on a system that can't exchange names
    publish.publish(folder, files(0))
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    for number in count(1):
        moment = chance.uniform(0, LAST_MOMENT) if when == "random" else None
        is_done = trial(folder, number, moment, number)
        before = versions(folder)
        publish.recover(folder)
        beside = sorted(path.name for path in folder.parent.iterdir())
        print(json.dumps({"version": number, "before": before, "after": versions(folder), "beside": beside}))  # noqa: T201
        if number == RANDOM_TRIALS if when == "random" else is_done:
            return


if __name__ == "__main__":
    main()
