"""Publish on a disk that is full and on one that can't be written to. Run within ``unshare -rm``, on a tmpfs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ifo_analysis.errors import ReportError
from ifo_analysis.report.publish import MANIFEST, publish


def told(folder: Path, size: int) -> str:
    try:
        publish(folder, {"genomlysning.pdf": b"new" * size, MANIFEST: b"new"})
    except ReportError as error:
        return str(error)
    return ""


def main() -> None:
    disk = Path(sys.argv[1])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=True)  # noqa: S607
    folder = disk / "2024/genomlysning"
    publish(folder, {"genomlysning.pdf": b"old", MANIFEST: b"old"})
    full = told(folder, 1_000_000)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)  # noqa: S607
    read_only = told(folder, 1), told(disk / "2025/genomlysning", 1)
    left = {str(path.relative_to(disk)): path.read_text() for path in disk.rglob("*") if path.is_file()}
    print(json.dumps({"full": full, "read_only": read_only, "left": left}))  # noqa: T201


if __name__ == "__main__":
    main()
