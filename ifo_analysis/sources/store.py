"""The store of snapshots: several, dated, side by side; each is there whole or not at all."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import secrets
import shutil
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifo_analysis.disk import sync, write
from ifo_analysis.errors import SourceError
from ifo_analysis.sources.archive import Archive, Bodies, locked, sha256
from ifo_analysis.sources.snapshot import FOLDER_NAME, ID_LENGTH, MANIFEST, SCHEMA, TABLES, Snapshot, parquet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.sources.snapshot import Table

FOLDER_VARIABLE = "IFO_SNAPSHOTS"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
DATE_LENGTH = len("2026-11-21")
STAGING = ".ny-"


@dataclass(frozen=True)
class Draft:
    """A finished fetch that isn't stored yet.

    Parameters
    ----------
    url : str
        The address that was asked.
    fetched_at : str
        When, in UTC to the second: ``2026-11-21T12:00:00Z``.
    plan : mapping
        What was asked for.
    bodies : Bodies
        The raw answers.
    tables : mapping
        The tables by name.
    """

    url: str
    fetched_at: str
    plan: Mapping[str, Any]
    bodies: Bodies
    tables: Mapping[str, Table]


def snapshot_folder() -> Path:
    """Return where snapshots are: `IFO_SNAPSHOTS` if it is set, otherwise the user's own folder for data."""
    if named := os.environ.get(FOLDER_VARIABLE, "").strip():
        return Path(named)
    import platformdirs  # noqa: PLC0415 - only needed here

    return platformdirs.user_data_path("ifo-genomlysning", appauthor=False) / "snapshots"


class SnapshotStore:
    """A folder of snapshots: ``2026-11-21-1a2b3c4d/`` each, and ``raw/`` for the raw answers of all.

    Parameters
    ----------
    folder : Path, optional
        The folder; without one, `snapshot_folder`. It is made when something is added.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or snapshot_folder()

    def list(self) -> tuple[Snapshot, ...]:
        """Return the snapshots, newest first; a damaged one says so when it is used."""
        if not self.folder.is_dir():
            return ()
        names = [entry.name for entry in os.scandir(self.folder) if FOLDER_NAME.fullmatch(entry.name)]
        days = Counter(name[:DATE_LENGTH] for name in names)
        order = sorted(
            names,
            key=lambda name: (name[:DATE_LENGTH], self._time(name) if days[name[:DATE_LENGTH]] > 1 else "", name),
            reverse=True,
        )
        return tuple(Snapshot(self.folder / name) for name in order)

    def latest(self, municipality: str = "") -> Snapshot | None:
        """Return the newest snapshot, or the newest that was fetched for a municipality; none if there is none.

        A snapshot that is damaged is told, never passed over for an older one.
        """
        for snapshot in self.list():
            if not municipality or municipality in snapshot.covered:
                return snapshot
        return None

    def add(self, draft: Draft) -> Snapshot:
        """Store a fetch, and return it as a snapshot. It is there when its folder gets its name, which is last.

        Raises
        ------
        SourceError
            If the disk or the permissions stop it. What was there is still there.
        """
        files = {f"{name}.parquet": parquet(draft.tables[name]) for name in TABLES}
        manifest = _manifest(draft, files)
        name = f"{draft.fetched_at[:DATE_LENGTH]}-{sha256(manifest)[:ID_LENGTH]}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with locked(self.folder):
                self._sweep()
                Archive(self.folder / "raw").add(draft.bodies)
                self._place(name, {**files, MANIFEST: manifest})
        except OSError as error:
            raise SourceError(
                f"Uppgifterna kan inte sparas i {self.folder}: {_told(error)}, eller välj en annan mapp med "
                f"{FOLDER_VARIABLE}. Tidigare uppgifter är orörda."
            ) from error
        return Snapshot(self.folder / name)

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all snapshots but the newest, and the raw answers that no snapshot refers to.

        Parameters
        ----------
        keep : int
            How many to keep, at least one.

        Returns
        -------
        tuple of str
            The names of those that were removed.
        """
        if keep < 1:
            raise SourceError("Minst en ögonblicksbild ska vara kvar: ange ett tal från 1.")
        if not self.folder.is_dir():
            return ()
        with locked(self.folder):
            snapshots = self.list()
            used = {answer["sha256"] for snapshot in snapshots[:keep] for answer in snapshot.manifest["answers"]}
            for snapshot in snapshots[keep:]:
                snapshot.folder.rename(self.folder / f"{STAGING}{snapshot.folder.name}")
            self._sweep()
            Archive(self.folder / "raw").prune(used)
        return tuple(snapshot.folder.name for snapshot in snapshots[keep:])

    def _time(self, name: str) -> str:
        """Return when a snapshot was fetched; of a damaged one, when it was stored."""
        try:
            return str(Snapshot(self.folder / name).manifest["fetched_at"])
        except SourceError:
            stored = (self.folder / name).stat().st_mtime
            return dt.datetime.fromtimestamp(stored, dt.UTC).strftime(TIME_FORMAT)

    def _place(self, name: str, files: Mapping[str, bytes]) -> None:
        if (self.folder / name).exists():
            if not Snapshot(self.folder / name).faults():
                return  # the very same snapshot
            (self.folder / name).rename(self.folder / f"{STAGING}{secrets.token_hex(4)}")
        staging = self.folder / f"{STAGING}{secrets.token_hex(4)}"
        staging.mkdir()
        try:
            for file, content in files.items():
                write(staging / file, content)
            sync(staging)
            staging.rename(self.folder / name)
            sync(self.folder)
        finally:
            self._sweep()

    def _sweep(self) -> None:
        """Remove what a dead or interrupted process left."""
        for leftover in self.folder.glob(f"{STAGING}*"):
            shutil.rmtree(leftover, ignore_errors=True)


def _told(error: OSError) -> str:
    """Return what stopped us, and what to do."""
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return "mappen går inte att skriva i. Ändra behörigheten"
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "disken är full. Frigör utrymme"
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return "det finns en fil där en mapp ska ligga. Flytta filen"
    return f"systemet svarar {errno.errorcode.get(error.errno or 0, 'okänt fel')}. Försök igen"


def _manifest(draft: Draft, files: Mapping[str, bytes]) -> bytes:
    manifest = {
        "schema": SCHEMA,
        "url": draft.url,
        "fetched_at": draft.fetched_at,
        "plan": draft.plan,
        "files": [
            {
                "name": name,
                "title": TABLES[name.removesuffix(".parquet")],
                "sha256": sha256(content),
                "rows": len(draft.tables[name.removesuffix(".parquet")]),
            }
            for name, content in files.items()
        ],
        "answers": [asdict(answer) for answer in draft.bodies.answers],
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
