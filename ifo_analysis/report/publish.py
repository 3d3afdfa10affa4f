"""A finished report in its place: whole or not at all, whatever happens on the way.

The folder is built beside the old one, with the manifest last, and the two change places in one step where the system
can do that. Elsewhere there are two steps, and the next run puts right what a dead run left between them. Locks are
the system's own, so they die with their process.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import secrets
import shutil
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ifo_analysis.disk import sync, write
from ifo_analysis.errors import ReportError
from ifo_analysis.report.assembly import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ifo_analysis.facts import Facts

MANIFEST = "manifest.json"
RENAME_EXCHANGE = 2  # from linux/fs.h
AT_FDCWD = -100  # from linux/fcntl.h
NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP}


def slug(name: str) -> str:
    """Return a name as it stands in a path.

    Examples
    --------
    >>> slug("Höör"), slug("Upplands Väsby"), slug("../Å")
    ('hoor', 'upplands-vasby', 'a')
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60]


def municipality_folder(code: str, name: str) -> str:
    """Return the name of a municipality's folder, among reports as among parameters.

    Examples
    --------
    >>> municipality_folder("0138", "Tyresö")
    '0138-tyreso'
    """
    return f"{code}-{slug(name)}".strip("-")


def report_folder(reports: Path, facts: Facts) -> Path:
    """Return the folder of a report: ``1267-hoor/2024/genomlysning``; an internal one has a folder of its own."""
    municipality = facts.municipality
    document = f"{DOCUMENT}-intern" if facts.local.is_internal else DOCUMENT
    place = municipality_folder(municipality.code, municipality.name)
    return reports / place / str(facts.parameters.report_year) / document


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files in a folder, in place of everything that was there.

    Parameters
    ----------
    folder : Path
        The report's folder.
    files : mapping
        Contents by file name, in the order in which they are written; the manifest is last.

    Raises
    ------
    ReportError
        If the disk or the permissions stop it; what was there is then still there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.is_file():
            raise NotADirectoryError(errno.ENOTDIR, "", str(folder))
        with _locked(folder.parent) as is_alone:
            if is_alone:
                _put_right(folder)
            _replace(folder, files)
    except OSError as error:
        raise ReportError(_told(folder, error)) from error


def recover(folder: Path) -> None:
    """Put right what a run left that died while it published here; a run that is alive is left in peace.

    Raises
    ------
    ReportError
        If the permissions stop it.
    """
    try:
        if folder.parent.is_dir():
            with _locked(folder.parent) as is_alone:
                if is_alone:
                    _put_right(folder)
    except OSError as error:
        raise ReportError(_told(folder, error)) from error


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    staging = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    staging.mkdir()
    try:
        for name, content in files.items():
            write(staging / name, content)
        sync(staging)
        _swap(staging, folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(_aside(folder), ignore_errors=True)


def _swap(staging: Path, folder: Path) -> None:
    """Let the new folder and the old one change places."""
    if not folder.exists():
        staging.rename(folder)
    elif not _exchange(staging, folder):
        folder.rename(_aside(folder))
        staging.rename(folder)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; return whether the system can."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    if (code := ctypes.get_errno()) in NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _put_right(folder: Path) -> None:
    """Finish or undo what a dead run left: its old folder goes back if there is no new one, and the rest goes away."""
    if (aside := _aside(folder)).exists() and not folder.exists():
        aside.rename(folder)
    for leftover in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-old")


@contextmanager
def _locked(parent: Path) -> Iterator[bool]:
    """Be alone in a folder, and say whether the system can promise it (some network disks can't)."""
    handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        is_alone = True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            is_alone = False
        yield is_alone
    finally:
        os.close(handle)


def _told(folder: Path, error: OSError) -> str:
    """Return what stopped us in plain words, and what to do."""
    where = error.filename or folder
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        why = f"mappen går inte att skriva i ({where}). Ändra behörigheten, eller välj en annan mapp med --reports."
    elif error.errno in {errno.ENOSPC, errno.EDQUOT}:
        why = "disken är full. Frigör utrymme, eller välj en annan mapp med --reports."
    elif error.errno in {errno.ENOTDIR, errno.EEXIST}:
        why = f"det finns en fil där en mapp ska ligga ({where}). Flytta filen, eller välj en annan mapp med --reports."
    else:
        why = f"systemet svarar {errno.errorcode.get(error.errno or 0, 'okänt fel')} ({where})."
    return f"Rapporten kan inte läggas i {folder}: {why} Tidigare rapporter är orörda."
