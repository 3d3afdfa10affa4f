"""Where facts come from. Every source gives the same frames (`ifo_analysis.frames`), already checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Origin = Literal["published", "synthetic"]


@dataclass(frozen=True)
class InputFile:
    """A file that a source has read: name, sha256, title, and where its figures come from."""

    name: str
    sha256: str
    title: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class InputNote:
    """What was repaired or noticed when a file was read, in Swedish and without any value: where, and what."""

    file: str
    where: str
    kind: Literal["repaired", "warned"]
    text: str

    @property
    def words(self) -> str:
        """Return the note as a person reads it: file, kind, place and what."""
        kind = "rättat" if self.kind == "repaired" else "obs"
        return ": ".join(part for part in (self.file, kind, self.where, self.text) if part)


@dataclass(frozen=True)
class LocalTables:
    """What was read from a municipality's own files: checked frames by the name of their contract, and where from.

    `is_internal` says that a register of persons, or a file that isn't published, is behind a frame.
    """

    frames: Mapping[str, pd.DataFrame]
    inputs: tuple[InputFile, ...]
    notes: tuple[InputNote, ...]
    is_internal: bool


class Source(Protocol):
    """What every source of facts can give; each frame keeps the contract of the same name in `frames`."""

    @property
    def origin(self) -> Origin:
        """Return `published`, or `synthetic` for invented figures, which every page then says."""

    def frame(self, name: str) -> pd.DataFrame:
        """Return one checked frame by the name of its contract."""

    def inputs(self) -> tuple[InputFile, ...]:
        """Return the files that stand behind the frames."""
