"""A snapshot (*ögonblicksbild*): what a source said on one day, as typed frames that never change.

A snapshot is a folder named by its date and by the checksum of its manifest; the manifest holds the checksum of every
other file. So a flipped byte anywhere is found when the file is read.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.definitions import COUNTRY
from ifo_analysis.errors import SourceError
from ifo_analysis.frames import CONTRACTS, DTYPES
from ifo_analysis.sources import InputFile, Origin
from ifo_analysis.sources.archive import REFETCH, Archive, sha256
from ifo_analysis.sources.kolada import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    import pyarrow as pa

    Table: TypeAlias = pd.DataFrame | pa.Table
    Filters: TypeAlias = list[list[tuple[str, str, list[str]]]]

MANIFEST = "manifest.json"
SCHEMA = 1
ID_LENGTH = 8
FOLDER_NAME = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}-[0-9a-f]{{{ID_LENGTH}}}")
ROWS_PER_GROUP = 10_000  # a few municipalities each: one municipality and its peers are read without the others
TABLES = {
    "values": "Nyckeltalens värden, med det som saknas",
    "municipalities": "Kommuner",
    "peer_groups": "Liknande kommuner IFO",
    "population": "Folkmängd",
    "catalogue": "Nyckeltalskatalogen",
    "completeness": "Hämtningens fullständighet",
}
TOTALS = ("indicator_values", "missing_values")


@dataclass(frozen=True)
class Snapshot:
    """A stored snapshot, which is a source of facts.

    Every file is verified against its checksum when it is read.

    Parameters
    ----------
    folder : Path
        The snapshot's folder.
    about : tuple of str
        The codes of the municipalities whose values and peers to give; none: all that there are.
    panel : tuple of str
        The indicators whose values to give for every municipality nevertheless.
    """

    folder: Path
    about: tuple[str, ...] = ()
    panel: tuple[str, ...] = ()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Return what the snapshot says of itself: origin, time, answers, files.

        Raises
        ------
        SourceError
            If the manifest is missing or damaged, or belongs to another version of the program.
        """
        path = self.folder / MANIFEST
        content = _content(path)
        if sha256(content)[:ID_LENGTH] != self.folder.name[-ID_LENGTH:]:
            raise _damaged(path)
        manifest: dict[str, Any] = json.loads(content)
        if manifest["schema"] != SCHEMA:
            raise SourceError(f"{path}: ögonblicksbilden är gjord av en annan version av programmet. {REFETCH}")
        return manifest

    @property
    def origin(self) -> Origin:
        """Return `published` only if the snapshot was fetched from Kolada's own address."""
        return origin_of(self.manifest["url"])

    @property
    def date(self) -> str:
        """Return the day of the fetch as ISO text, in UTC."""
        return str(self.manifest["fetched_at"])[:10]

    @property
    def covered(self) -> tuple[str, ...]:
        """Return the codes of the municipalities that were asked for: each has its values, its peers and theirs."""
        return tuple(self.manifest["plan"]["municipalities"])

    @property
    def completeness(self) -> pd.DataFrame:
        """Return how whole the answers are (*fullständighet*), one row per indicator and the sum first."""
        return self.frame("completeness")

    def for_municipalities(self, codes: Iterable[str], panel: Iterable[str] = ()) -> Snapshot:
        """Return the same snapshot with only the values of some municipalities, their peers and the country.

        Parameters
        ----------
        codes : iterable of str
            The municipalities.
        panel : iterable of str
            Indicators to give for every municipality that the snapshot holds; their population comes along.

        Raises
        ------
        SourceError
            If the fetch wasn't for one of them.
        """
        codes = tuple(codes)
        if missing := sorted(set(codes) - set(self.covered)):
            told = ", ".join(missing)
            raise SourceError(
                f"Ögonblicksbilden {self.folder.name} gäller inte {told}. Hämta med ifo fetch {missing[0]}."
            )
        return replace(self, about=codes, panel=tuple(panel))

    def frame(self, name: str) -> pd.DataFrame:
        """Return one frame; what Kolada doesn't have is empty.

        Parameters
        ----------
        name : str
            A contract's name, or one of the snapshot's own: `values` (every row, with gender and status, of which
            `indicator_values` and `missing_values` are the totals with and without a value), `catalogue` and
            `completeness`.

        Raises
        ------
        SourceError
            If the file is missing or damaged.
        """
        if name in TOTALS:
            return self._totals(name)
        if name not in TABLES:
            columns = CONTRACTS[name].columns.items()
            return pd.DataFrame({column: pd.Series(dtype=DTYPES[item.kind]) for column, item in columns})
        return _pandas(self._table(name, self._filters(name)))

    def inputs(self) -> tuple[InputFile, ...]:
        """Return the files with sha256, title and source."""
        published = f"Kolada (RKA), API v3, hämtat {self.date}"
        sources = (published if self.origin == "published" else "Syntetiska data – inte Kolada",)
        return tuple(InputFile(item["name"], item["sha256"], item["title"], sources) for item in self.manifest["files"])

    def faults(self) -> list[str]:
        """Return everything that is damaged or missing in the snapshot, raw answers included."""
        try:
            manifest = self.manifest
        except SourceError as error:
            return [str(error)]
        archive, told = Archive(self.folder.parent / "raw"), []
        checks: list[tuple[Callable[[str], bytes], str]] = [
            (self._verified, item["name"]) for item in manifest["files"]
        ]
        checks += [(archive.body, item["sha256"]) for item in manifest["answers"]]
        for check, name in checks:
            try:
                check(name)
            except SourceError as error:
                told.append(str(error))
        return told

    def _totals(self, name: str) -> pd.DataFrame:
        """Return the rows for both genders together (T), those with a value or those without."""
        import pyarrow.compute as pc  # noqa: PLC0415 - heavy, and only needed where a snapshot is read

        has_value = self._values.column("value").is_valid()
        is_chosen = has_value if name == "indicator_values" else pc.invert(has_value)
        table = self._values.filter(pc.and_(pc.equal(self._values.column("gender"), "T"), is_chosen))
        return _pandas(table.select(list(CONTRACTS[name].columns)))

    def _filters(self, name: str) -> Filters | None:
        """Return which rows of a table are about the chosen municipalities."""
        if not self.about or name not in {"values", "peer_groups", "population"}:
            return None
        if name == "peer_groups":
            return [[("municipality", "in", sorted(self.about))]]
        if name == "population" and self.panel:
            return None
        near = [("municipality", "in", sorted({*self.about, *self._peers, COUNTRY}))]
        return [near, [("indicator", "in", list(self.panel))]] if self.panel else [near]

    @cached_property
    def _values(self) -> pa.Table:
        return self._table("values", self._filters("values"))

    @cached_property
    def _peers(self) -> set[str]:
        return set(self._table("peer_groups", self._filters("peer_groups")).column("peer").to_pylist())

    def _table(self, name: str, filters: Filters | None) -> pa.Table:
        import pyarrow.parquet as pq  # noqa: PLC0415

        return pq.read_table(io.BytesIO(self._verified(f"{name}.parquet")), filters=filters)

    def _verified(self, name: str) -> bytes:
        path = self.folder / name
        content = _content(path)
        if sha256(content) != next(item["sha256"] for item in self.manifest["files"] if item["name"] == name):
            raise _damaged(path)
        return content


def parquet(table: Table) -> bytes:
    """Return a table as a Parquet file, in the order that it has; the same table gives the same bytes.

    Values are ordered by municipality, so that a few are read without the others.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table, preserve_index=False)
    out = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(),
        out,
        compression="zstd",
        row_group_size=ROWS_PER_GROUP,
        store_schema=False,  # what a column is called in memory is no part of the file
    )
    return out.getvalue()


def _pandas(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.replace_schema_metadata().to_pandas()
    return frame


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise SourceError(f"{path}: filen saknas eller går inte att läsa. {REFETCH}") from None


def _damaged(path: Path) -> SourceError:
    return SourceError(f"{path}: filen är skadad, den har inte den kontrollsumma som sattes vid hämtningen. {REFETCH}")
