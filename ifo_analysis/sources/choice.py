"""Which figures a report stands on (*val av källa*): the newest snapshot that has them, a new one, or the bundled figures.

Published figures never mix with synthetic ones. Kolada knows nothing of plans, so goals, measures and a municipality's
own key figures are the bundled ones beside figures from Kolada.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Self

import pandas as pd

from ifo_analysis import definitions
from ifo_analysis.errors import ParameterError, SourceError
from ifo_analysis.parameters import find_municipality
from ifo_analysis.sources.bundled import TableFolder, bundled
from ifo_analysis.sources.fetching import PANEL as FETCHED_PANEL
from ifo_analysis.sources.fetching import FetchPlan, fetch, utc_now
from ifo_analysis.sources.kolada import KoladaClient, base_url, origin_of
from ifo_analysis.sources.transport import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ifo_analysis.sources import InputFile, Origin, Source
    from ifo_analysis.sources.snapshot import Snapshot
    from ifo_analysis.sources.store import SnapshotStore

    Progress = Callable[[int, int], None]

PLAN_FRAMES = ("goals", "measures", "key_figures")
NAMES = ["municipality", "name", "long_name"]
PANEL = ("N30001", "N30026")
FIRST_YEAR, SPAN = 1990, 15
CONTACT_SECONDS = 2.0
IN_PASSING = Limits(connect_timeout=CONTACT_SECONDS, attempts=3, total_limit=180)
INSTEAD = "rapporten bygger på de medföljande uppgifterna."


@dataclass(frozen=True)
class Combined:
    """Figures from one source and plans from another, both published."""

    figures: Source
    plans: Source

    @property
    def origin(self) -> Origin:
        """Return `published`: nothing else is combined."""
        return "published"

    def frame(self, name: str) -> pd.DataFrame:
        """Return one checked frame by the name of its contract."""
        return (self.plans if name in PLAN_FRAMES else self.figures).frame(name)

    def inputs(self) -> tuple[InputFile, ...]:
        """Return the files of both, as far as they are used."""
        used = {f"{name}.csv" for name in PLAN_FRAMES}
        return (*self.figures.inputs(), *(item for item in self.plans.inputs() if item.name in used))


class ReadOnce:
    """A source that keeps the frames that it has read; they are shared, so nobody may change them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def origin(self) -> Origin:
        """Return the origin of the source that is read."""
        return self._source.origin

    def frame(self, name: str) -> pd.DataFrame:
        """Return one checked frame by the name of its contract."""
        if name not in self._frames:
            self._frames[name] = self._source.frame(name)
        return self._frames[name]

    def inputs(self) -> tuple[InputFile, ...]:
        """Return the files of the source that is read."""
        return self._source.inputs()


@dataclass(frozen=True)
class Choice:
    """The source that was chosen, what to call it, and what to say if it isn't what one would expect."""

    source: Source
    label: str
    notice: str = ""

    @classmethod
    def of(cls, source: Source, label: str, notice: str = "") -> Self:
        """Choose a source, and read no frame of it twice."""
        return cls(ReadOnce(source), label, notice)


def own_tables(folder: Path) -> Choice:
    """Choose a folder of tables."""
    return Choice.of(TableFolder(folder), "egna tabeller")


def shipped(notice: str = "") -> Choice:
    """Choose the figures that ship with the package, and say why if they stand in for others."""
    return Choice.of(bundled(), "medföljande uppgifter", notice)


def named(store: SnapshotStore, name: str, municipality: str) -> Choice:
    """Choose the snapshot with a name, or the only one whose name begins so.

    Raises
    ------
    SourceError
        If there is no such snapshot, or several.
    """
    snapshot = snapshot_named(store, name)
    code = _code(municipality, snapshot.frame("municipalities"))
    return _chosen(snapshot.for_municipalities((code,), PANEL) if code else snapshot)


def snapshot_named(store: SnapshotStore, name: str) -> Snapshot:
    """Return the snapshot with a name, or the only one whose name begins so."""
    found = [snapshot for snapshot in store.list() if snapshot.folder.name.startswith(name)]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise SourceError(f"Flera ögonblicksbilder börjar med {name}: {_names(found)}.")
    there = f"Där finns {_names(store.list())}." if store.list() else "Där finns ingen. Hämta med ifo fetch."
    raise SourceError(f"Ögonblicksbilden {name} finns inte i {store.folder}. {there}")


def stored(municipality: str, year: int | None, store: SnapshotStore) -> Choice | None:
    """Choose the newest snapshot that was fetched for a municipality and a year, if there is one.

    Published figures go before synthetic ones, however old they are; and synthetic figures about one of Sweden's
    municipalities are only for those who ask another address than Kolada's.

    Parameters
    ----------
    municipality : str
        A code or a name, as a person writes it.
    year : int or None
        The year that the snapshot must have, if any.
    store : SnapshotStore
        Where to look.

    Raises
    ------
    SourceError
        If a snapshot that comes in question is damaged: it is never passed over for an older one.
    """
    known = _code(municipality, _sweden())
    is_invention_meant = not known or origin_of(base_url()) == "synthetic"
    synthetic: Snapshot | None = None
    for snapshot in store.list():
        code = known or _code(municipality, snapshot.frame("municipalities"))
        if code not in snapshot.covered or (year and year not in snapshot.manifest["plan"]["years"]):
            continue
        ready = snapshot.for_municipalities((code,), PANEL)
        if snapshot.origin == "published":
            return _chosen(ready)
        synthetic = synthetic or ready
    return _chosen(synthetic) if synthetic and is_invention_meant else None


def choose(
    municipality: str, year: int | None, store: SnapshotStore, progress: Progress = lambda _done, _total: None
) -> Choice:
    """Choose a snapshot; if there is none try to fetch one, and if that doesn't succeed choose the bundled figures.

    The choice says why it is the bundled figures.
    """
    if found := stored(municipality, year, store):
        return found
    url, years = base_url(), usual_years(utc_now().year, year)
    is_known = origin_of(url) == "synthetic" or bool(_code(municipality, _sweden()))
    if not is_known or not years:
        return shipped()  # which can tell what is wrong
    if not is_reachable(url):
        return shipped(f"Kolada kan inte nås; {INSTEAD}")
    try:
        with KoladaClient(url, IN_PASSING) as client:
            snapshot = fetch(client, FetchPlan((municipality,), years, panel=FETCHED_PANEL), store, progress=progress)
    except SourceError as error:
        return shipped(f"{error} {INSTEAD.capitalize()}")
    except ParameterError:
        return shipped()
    return _chosen(snapshot.for_municipalities(snapshot.covered, PANEL))


def usual_years(this_year: int, report_year: int | None = None) -> tuple[int, ...]:
    """Return the years to fetch: the last fifteen whole ones, and back to the report's; none if that can't exist.

    Examples
    --------
    >>> years = usual_years(2026)
    >>> years[0], years[-1], usual_years(2026, 2009)[0], usual_years(2026, 2062)
    (2011, 2025, 2009, ())
    """
    asked = report_year or this_year - 1
    if not FIRST_YEAR <= asked <= this_year:
        return ()
    return tuple(range(min(this_year - SPAN, asked), max(this_year - 1, asked) + 1))


def is_reachable(url: str, seconds: float = CONTACT_SECONDS) -> bool:
    """Return whether a server answers anything at all within a time, the look-up of its name included."""
    import httpx  # noqa: PLC0415 - slow to import

    has_answered = threading.Event()

    def ask() -> None:
        with suppress(httpx.HTTPError, OSError):
            httpx.head(url, timeout=seconds)
            has_answered.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return has_answered.is_set()


@cache
def _sweden() -> pd.DataFrame:
    return pd.DataFrame(
        [(item.code, item.name, item.long_name) for item in definitions.municipalities()], columns=NAMES
    )


def _code(municipality: str, table: pd.DataFrame) -> str:
    try:
        return find_municipality(municipality, table)
    except ParameterError:
        return ""


def _chosen(snapshot: Snapshot) -> Choice:
    label = f"ögonblicksbild {snapshot.folder.name}"
    if snapshot.origin == "published":
        return Choice.of(Combined(snapshot, bundled()), label)
    return Choice.of(snapshot, f"syntetiska data, {label}")


def _names(snapshots: tuple[Snapshot, ...] | list[Snapshot]) -> str:
    return ", ".join(snapshot.folder.name for snapshot in snapshots)
