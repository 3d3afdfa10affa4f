"""`ifo fetch`: everything about some municipalities into a snapshot, and the snapshots that there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from ifo_analysis.cli.terminal import (
    SNAPSHOTS_UNTOUCHED,
    DebugOption,
    QuietOption,
    StoreOption,
    plain_errors,
    print_table,
    shown_questions,
)
from ifo_analysis.errors import ParameterError

if TYPE_CHECKING:
    from ifo_analysis.sources.snapshot import Snapshot
    from ifo_analysis.sources.store import SnapshotStore

COUNTS = {
    "asked": "frågade värden",
    "answered": "besvarade",
    "empty": "utan rad",
    "null_value": "rad utan värde",
    "missing": "Missing",
    "other_status": "annan status",
    "deleted": "borttagna",
}


def fetch(  # noqa: PLR0913 - one argument for each option
    municipalities: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KOMMUN...",
            help="Kommuner, med namn eller kod. Deras liknande kommuner och riket kommer med.",
            show_default=False,
        ),
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--alla", help="Hämta alla kommuner.")] = False,
    years: Annotated[
        str,
        typer.Option(
            "--år",
            "--ar",
            metavar="FRÅN:TILL",
            help="År, till exempel 2015:2025 eller 2024. Annars de femton senaste hela.",
            show_default=False,
        ),
    ] = "",
    by_gender: Annotated[bool, typer.Option("--kön", "--kon", help="Hämta också kvinnor och män var för sig.")] = False,
    store: StoreOption = None,
    listed: Annotated[bool, typer.Option("--list", help="Visa de ögonblicksbilder som finns.")] = False,
    kept: Annotated[
        int | None,
        typer.Option("--prune", metavar="ANTAL", help="Ta bort alla utom de nyaste.", show_default=False),
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Hämta kommunernas uppgifter från Kolada till en daterad ögonblicksbild: allt eller inget."""
    with plain_errors(SNAPSHOTS_UNTOUCHED, is_debugging=debug):
        from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415 - see the package

        folder, asked = SnapshotStore(store), tuple(municipalities or ())
        if sum((bool(asked), everything, listed, kept is not None)) != 1:
            raise ParameterError("Ange kommuner, --alla, --list eller --prune: ett av dem.")
        if listed:
            _list(folder)
        elif kept is not None:
            _prune(folder, kept)
        else:
            _told(_fetched(asked, _years(years), folder, is_by_gender=by_gender, is_quiet=quiet), is_quiet=quiet)


def _years(text: str) -> tuple[int, ...]:
    from ifo_analysis.sources.choice import FIRST_YEAR, usual_years  # noqa: PLC0415
    from ifo_analysis.sources.fetching import utc_now  # noqa: PLC0415

    this_year = utc_now().year
    if not text:
        return usual_years(this_year)
    found = re.fullmatch(r"(\d{4})(?::(\d{4}))?", text, re.ASCII)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not FIRST_YEAR <= first <= last <= this_year:
        raise ParameterError(
            f"Åren ”{text}” går inte att hämta. Skriv ett år eller två med kolon mellan, från {FIRST_YEAR} till "
            f"{this_year} och det tidigare först: 2015:2025."
        )
    return tuple(range(first, last + 1))


def _fetched(
    asked: tuple[str, ...], years: tuple[int, ...], store: SnapshotStore, *, is_by_gender: bool, is_quiet: bool
) -> Snapshot:
    from ifo_analysis.sources.fetching import PANEL, FetchPlan, fetch  # noqa: PLC0415
    from ifo_analysis.sources.kolada import KoladaClient  # noqa: PLC0415

    plan = FetchPlan(asked, years, genders=("T", "K", "M") if is_by_gender else ("T",), panel=PANEL)
    with KoladaClient() as client, shown_questions(is_quiet=is_quiet) as progress:
        return fetch(client, plan, store, progress=progress)


def _told(snapshot: Snapshot, *, is_quiet: bool) -> None:
    """Print how whole the snapshot is, and its name."""
    from ifo_analysis.language.numbers import number  # noqa: PLC0415

    if not is_quiet:
        table = snapshot.completeness
        for name, title in COUNTS.items():
            typer.echo(f"  {title:<20}{number(int(table[name].iloc[0])):>10}")
        withdrawn = table.loc[table["is_withdrawn"], "indicator"].tolist()
        named = f" ({', '.join(withdrawn)})" if withdrawn else ""
        typer.echo(f"  {'utgångna nyckeltal':<20}{len(withdrawn):>10}{named}")
    typer.echo(f"{_extent(snapshot)}: {snapshot.folder}" if not is_quiet else str(snapshot.folder))


def _extent(snapshot: Snapshot) -> str:
    count, years = len(snapshot.covered), snapshot.manifest["plan"]["years"]
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    return f"{_origin(snapshot)}, {count} {'kommun' if count == 1 else 'kommuner'}, {span}"


def _origin(snapshot: Snapshot) -> str:
    return "Kolada" if snapshot.origin == "published" else "Syntetiska data – inte Kolada"


def _list(store: SnapshotStore) -> None:
    snapshots = store.list()
    if not snapshots:
        typer.echo(f"Det finns inga ögonblicksbilder i {store.folder}.")
        return
    typer.echo(f"{store.folder}:")
    print_table(
        ("ögonblicksbild", "hämtad (UTC)", "innehåll"),
        [
            (each.folder.name, str(each.manifest["fetched_at"]).replace("T", " ").rstrip("Z"), _extent(each))
            for each in snapshots
        ],
    )


def _prune(store: SnapshotStore, kept: int) -> None:
    removed = store.prune(kept)
    for name in removed:
        typer.echo(f"Borttagen: {name}")
    if not removed:
        typer.echo("Inget att ta bort.")
