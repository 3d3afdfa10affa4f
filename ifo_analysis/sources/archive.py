"""Raw answers on disk (*råsvar*), each under the sha256 of its body; and how to write so that nothing is ever half.

The same body is stored once, however many snapshots refer to it.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
import secrets
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ifo_analysis.disk import sync, write
from ifo_analysis.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

COMPRESSION = 1  # bodies are repetitive: more effort takes twice the time and saves a tenth
REFETCH = "Hämta uppgifterna på nytt med ifo fetch."


def sha256(content: bytes) -> str:
    """Return the checksum of a content as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Answer:
    """One answer: its address, and the checksum and size of its body."""

    url: str
    sha256: str
    size: int


@dataclass
class Bodies:
    """The answers of a fetch that isn't finished yet, packed in memory."""

    answers: list[Answer] = field(default_factory=list)
    packed: dict[str, bytes] = field(default_factory=dict)

    def keep(self, url: str, body: bytes) -> None:
        """Take care of an answer."""
        answer = Answer(url, sha256(body), len(body))
        self.answers.append(answer)
        if answer.sha256 not in self.packed:
            self.packed[answer.sha256] = gzip.compress(body, COMPRESSION, mtime=0)


@dataclass(frozen=True)
class Archive:
    """A folder of raw answers by checksum: ``ab/ab12….json.gz``."""

    folder: Path

    def add(self, bodies: Bodies) -> None:
        """Write the bodies that aren't there, or are there but damaged."""
        for checksum, packed in bodies.packed.items():
            path = self._path(checksum)
            if _unpacked(path, checksum) is None:
                path.parent.mkdir(parents=True, exist_ok=True)
                staged = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
                write(staged, packed)
                staged.replace(path)
                sync(path.parent)

    def body(self, checksum: str) -> bytes:
        """Return a body.

        Raises
        ------
        SourceError
            If it is missing, or isn't what was stored.
        """
        path = self._path(checksum)
        if (body := _unpacked(path, checksum)) is None:
            raise SourceError(f"{path}: råsvaret saknas eller är skadat. {REFETCH}")
        return body

    def prune(self, used: Iterable[str]) -> int:
        """Remove every file that no snapshot refers to, and return how many there were."""
        wanted = {self._path(checksum) for checksum in used}
        unused = [path for path in self.folder.glob("*/*") if path.is_file() and path not in wanted]
        for path in unused:
            path.unlink()
        return len(unused)

    def _path(self, checksum: str) -> Path:
        return self.folder / checksum[:2] / f"{checksum}.json.gz"


def _unpacked(path: Path, checksum: str) -> bytes | None:
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None
    return body if sha256(body) == checksum else None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one who changes a folder. The lock is the system's, so it dies with its process."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
