"""`ifo report`: from what a person typed to finished reports."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ifo_analysis.cli.terminal import (
    REPORTS_UNTOUCHED,
    DebugOption,
    QuietOption,
    ReportsOption,
    StoreOption,
    plain_errors,
    shown_steps,
)
from ifo_analysis.errors import DataError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ifo_analysis.facts import Facts
    from ifo_analysis.report.plan import Request
    from ifo_analysis.sources.choice import Choice

    Chooser = Callable[[Request], Choice]


def report(  # noqa: PLR0913 - one argument for each option
    municipality: Annotated[
        str,
        typer.Argument(
            metavar="KOMMUN",
            help="Kommunens namn eller fyrsiffriga kod. Utan kommun görs Höör 2024 och Tyresö 2019.",
            show_default=False,
        ),
    ] = "",
    year: Annotated[
        str,
        typer.Argument(
            metavar="ÅR", help="Räkenskapsår. Utan år det nyaste som inte är preliminärt.", show_default=False
        ),
    ] = "",
    *,
    year_option: Annotated[
        str, typer.Option("--år", "--ar", metavar="ÅR", help="Samma som ÅR.", show_default=False)
    ] = "",
    edition: Annotated[
        str,
        typer.Option("--utgåva", "--utgava", metavar="ÅR", help="Utgåva av liknande kommuner.", show_default=False),
    ] = "",
    committee: Annotated[
        str,
        typer.Option("--nämnd", "--namnd", metavar="NAMN", help="Nämnden som rapporten går till.", show_default=False),
    ] = "",
    params: Annotated[
        Path | None,
        typer.Option(
            metavar="FIL",
            help="Fil med parametrar. Annars params/<kod>-<namn>/<år>.yml, om den finns.",
            show_default=False,
        ),
    ] = None,
    reports: ReportsOption = Path("reports"),
    tables: Annotated[
        Path | None,
        typer.Option(
            "--tabeller", metavar="MAPP", help="Mapp med tabeller i stället för hämtade uppgifter.", show_default=False
        ),
    ] = None,
    snapshot: Annotated[
        str,
        typer.Option(
            metavar="NAMN",
            help="Ögonblicksbild, eller början av dess namn. Annars den nyaste som gäller kommunen och året.",
            show_default=False,
        ),
    ] = "",
    store: StoreOption = None,
    offline: Annotated[bool, typer.Option("--offline", help="Hämta inget över nätet.")] = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Gör rapporten som PDF, HTML och körd notebook, med ett manifest över siffrornas källor."""
    with plain_errors(REPORTS_UNTOUCHED, is_debugging=debug), shown_steps(is_quiet=quiet) as tell:
        from ifo_analysis.cli.outcomes import made, told  # noqa: PLC0415 - see the package
        from ifo_analysis.report.plan import Request  # noqa: PLC0415

        tell("Uppgifter", "läses")
        requests = _requests(Request(municipality, _one_year(year, year_option), edition, committee, params))
        choices = [_chooser(tables, snapshot, store, tell, is_offline=offline)(request) for request in requests]
        for notice in dict.fromkeys(choice.notice for choice in choices if choice.notice):
            typer.echo(notice, err=True)
        facts = _all_facts(requests, choices)
        tell("Uppgifter", "kontrollerade")
        outcomes = made(facts, reports, tell, is_kept=debug)
    raise told(facts, outcomes, [choice.label for choice in choices], is_quiet=quiet, is_debugging=debug)


def _one_year(argument: str, option: str) -> str:
    if argument and option and argument != option:
        raise ParameterError(f"Året är både {argument} och {option}. Ange det en gång.")
    return argument or option


def _requests(request: Request) -> Sequence[Request]:
    """Return what to report on: the one that was asked for, or the usual ones."""
    from ifo_analysis.report.plan import USUAL, Request  # noqa: PLC0415

    if request.municipality or request.file:
        return [request]
    if request != Request():
        raise ParameterError("År, utgåva och nämnd gäller en enda rapport. Ange också kommunen.")
    return USUAL


def _chooser(
    tables: Path | None, snapshot: str, folder: Path | None, tell: Callable[[str, str], None], *, is_offline: bool
) -> Chooser:
    """Return how to choose the source of a report: as was asked, or the newest that can be had."""
    from ifo_analysis.report.plan import USUAL  # noqa: PLC0415
    from ifo_analysis.sources import choice  # noqa: PLC0415
    from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415

    if tables and (snapshot or folder):
        raise ParameterError("Uppgifterna tas antingen ur --tabeller eller ur en ögonblicksbild. Ange det ena.")
    store = SnapshotStore(folder)

    def progress(done: int, total: int) -> None:
        tell("Uppgifter", f"hämtas, {done} av {total} frågor")

    def chosen(request: Request) -> Choice:
        if tables:
            return choice.own_tables(tables)
        municipality, year = _wanted(request)
        if snapshot:
            return choice.named(store, snapshot, municipality)
        if is_offline or request in USUAL:  # the usual ones are those that ship with the package
            return choice.stored(municipality, year, store) or choice.shipped()
        return choice.choose(municipality, year, store, progress)

    return chosen


def _wanted(request: Request) -> tuple[str, int | None]:
    """Return municipality and year as far as they can be told without a source; what is wrong is told later."""
    from ifo_analysis.parameters import read_parameters  # noqa: PLC0415

    written: dict[str, object] = {}
    with suppress(ParameterError):
        written = read_parameters(request.file) if request.file else {}
    municipality = request.municipality or str(written.get("municipality", ""))
    year = request.report_year or str(written.get("report_year", ""))
    return municipality, int(year) if year.isdecimal() else None


def _all_facts(requests: Sequence[Request], choices: Sequence[Choice]) -> list[Facts]:
    """Return the facts of each report; what is wrong with any of them is told at once, before any is started."""
    from ifo_analysis.facts import build_facts, local_tables  # noqa: PLC0415
    from ifo_analysis.report.plan import planned  # noqa: PLC0415

    plans, faults = [], []
    for request, choice in zip(requests, choices, strict=True):
        try:
            parameters = planned(request, choice.source)
            plans.append((parameters, choice.source, local_tables(parameters)))
        except (ParameterError, DataError) as error:
            faults.append(error)
    if faults:
        is_asked_wrong = any(isinstance(fault, ParameterError) for fault in faults)
        raise (ParameterError if is_asked_wrong else DataError)("\n".join(map(str, faults)))
    return [build_facts(*plan) for plan in plans]
