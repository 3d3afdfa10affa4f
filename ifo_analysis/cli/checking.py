"""`ifo check`: what has changed at the source since our definitions were written and the figures were fetched.

With a parameter file it is instead whether the municipality's own files can be read, and everything that is wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ifo_analysis.cli.terminal import (
    FAILED,
    SNAPSHOTS_UNTOUCHED,
    DebugOption,
    StoreOption,
    plain_errors,
    print_table,
)
from ifo_analysis.errors import ParameterError, SourceError

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.sources.snapshot import Snapshot
    from ifo_analysis.sources.store import SnapshotStore

LONGEST = 40


def check(
    params: Annotated[
        Path | None,
        typer.Argument(
            metavar="PARAMS",
            help="Fil med parametrar. Då läses bara kommunens egna filer i den, och allt som är fel visas.",
            show_default=False,
        ),
    ] = None,
    *,
    name: Annotated[
        str,
        typer.Option(
            "--snapshot",
            metavar="NAMN",
            help="Ögonblicksbild, eller början av dess namn. Annars den nyaste.",
            show_default=False,
        ),
    ] = "",
    other: Annotated[
        str,
        typer.Option(
            "--mot",
            metavar="NAMN",
            help="Tidigare ögonblicksbild att jämföra värdena med: vad har reviderats?",
            show_default=False,
        ),
    ] = "",
    live: Annotated[bool, typer.Option("--live", help="Jämför med källan som den är nu.")] = False,
    everything: Annotated[bool, typer.Option("--alla", help="Visa alla ändringar, inte bara de första.")] = False,
    store: StoreOption = None,
    debug: DebugOption = False,
) -> None:
    """Jämför definitionerna med katalogen, och två ögonblicksbilder med varandra. 1: någon behöver se på det."""
    with plain_errors(SNAPSHOTS_UNTOUCHED, is_debugging=debug):
        if params:
            if name or other or live:
                raise ParameterError("PARAMS kontrolleras för sig. Ange den utan --snapshot, --mot och --live.")
            _check_files(params)
            return
        from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415 - see the package

        folder = SnapshotStore(store)
        if live and other:
            raise ParameterError("Ange --live eller --mot, inte båda.")
        if live:
            drift, against = _live(folder, name)
        else:
            drift, against = _stored(folder, name, other)
        _print(drift, against, is_all=everything)
    raise typer.Exit(FAILED if drift["needs_person"].any() else 0)


def _check_files(params: Path) -> None:
    """Read the municipality's own files, print what was noticed, and raise what is wrong."""
    from ifo_analysis.parameters import read_parameters  # noqa: PLC0415
    from ifo_analysis.report.plan import place_of  # noqa: PLC0415
    from ifo_analysis.sources.local import reading_of  # noqa: PLC0415
    from ifo_analysis.sources.local.remarks import counted  # noqa: PLC0415

    asked = {**place_of(params), **read_parameters(params)}
    municipality, year = asked.get("municipality"), asked.get("report_year")
    if not isinstance(municipality, str) or not isinstance(year, int):
        raise ParameterError(f"{params}: ska ange municipality och report_year.")
    if not asked.get("local_files"):
        raise ParameterError(f"{params}: ska ha en lista files med kommunens egna filer.")
    reading = reading_of(params, municipality, year)
    for note in reading.tables.notes:
        typer.echo(note.words)
    if reading.error:
        raise reading.error
    for frame_name, frame in reading.tables.frames.items():
        typer.echo(f"{frame_name}: {counted(len(frame), 'rad', 'rader')}")
    use = "Rapporten blir intern." if reading.tables.is_internal else "Alla filer är publicerade."
    typer.echo(f"Filerna kan användas. {use}")


def _live(store: SnapshotStore, name: str) -> tuple[pd.DataFrame, str]:
    from ifo_analysis.sources.choice import snapshot_named  # noqa: PLC0415
    from ifo_analysis.sources.kolada import KoladaClient  # noqa: PLC0415
    from ifo_analysis.sources.review import live_drift  # noqa: PLC0415

    with KoladaClient() as client:
        same = (each for each in store.list() if each.manifest["url"] == client.url)
        known = snapshot_named(store, name) if name else next(same, None)
        return live_drift(client, known), f"{client.url} mot {known.folder.name if known else 'definitionerna'}"


def _stored(store: SnapshotStore, name: str, other: str) -> tuple[pd.DataFrame, str]:
    from ifo_analysis.sources.choice import snapshot_named  # noqa: PLC0415
    from ifo_analysis.sources.review import definition_drift, joined, revisions  # noqa: PLC0415

    snapshot = snapshot_named(store, name) if name else store.latest()
    if snapshot is None:
        raise SourceError(f"Det finns inga ögonblicksbilder i {store.folder}. Hämta med ifo fetch, eller ange --live.")
    drift = joined(definition_drift(snapshot.frame("catalogue")))
    if not other:
        return drift, f"{snapshot.folder.name} mot definitionerna"
    older = snapshot_named(store, other)
    _demand_the_same_source(snapshot, older)
    return joined(drift, revisions(older, snapshot)), f"{snapshot.folder.name} mot {older.folder.name}"


def _demand_the_same_source(newer: Snapshot, older: Snapshot) -> None:
    if newer.origin != older.origin:
        raise ParameterError(
            "Den ena ögonblicksbilden är från Kolada och den andra syntetisk. De går inte att jämföra."
        )


def _print(drift: pd.DataFrame, against: str, *, is_all: bool) -> None:
    """Print the changes, those that need a person first and marked."""
    if drift.empty:
        typer.echo(f"{against}: inget har ändrats.")
        return
    typer.echo(f"{against}:")
    shown = drift if is_all else drift.head(LONGEST)
    rows = [
        ("!" if row["needs_person"] else "", row["kind"], row["subject"], row["was"] or "–", row["now"] or "–")
        for row in shown.to_dict("records")
    ]
    print_table(("", "ändring", "vad", "var", "nu"), [tuple(map(str, row)) for row in rows])
    if len(drift) > len(shown):
        typer.echo(f"… och {len(drift) - len(shown)} till; --alla visar dem.")
    needed = int(drift["needs_person"].sum())
    typer.echo(f"{len(drift)} ändringar, {needed} att ta ställning till (!).")
