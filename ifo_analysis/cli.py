"""The command line: thin, in Swedish, and quick to answer, since what is heavy is imported where it is used."""

from __future__ import annotations

import signal
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifo_analysis.errors import IfoError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ifo_analysis.facts import Facts
    from ifo_analysis.report.assembly import State
    from ifo_analysis.report.batch import Failure, Outcome
    from ifo_analysis.report.plan import Request
    from ifo_analysis.report.run import Report
    from ifo_analysis.sources import Source

    Tell = Callable[[int, str], None]

FAILED, REFUSED, INTERRUPTED = 1, 2, 128 + signal.SIGINT
STATES: dict[State, tuple[str, str]] = {
    "complete": ("fullständigt", "fullständiga"),
    "partial": ("delvis", "delvis"),
    "absent": ("utan uppgifter", "utan uppgifter"),
}

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Genomlysning av individ- och familjeomsorgens kostnader: från publicerade siffror till färdig rapport.",
)


def main() -> None:
    """Run the command line, whichever letters the terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text files
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    app()


def _show_version(is_asked: bool) -> None:  # noqa: FBT001 - typer calls it by position
    if is_asked:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"ifo-genomlysning {version('ifo-genomlysning')}")
        raise typer.Exit


@app.callback()
def ifo(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Visa versionen och sluta.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Answer what concerns every command."""


@app.command()
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
    reports: Annotated[Path, typer.Option(metavar="MAPP", help="Mapp för färdiga rapporter.")] = Path("reports"),
    tables: Annotated[
        Path | None,
        typer.Option(
            "--tabeller", metavar="MAPP", help="Mapp med tabeller i stället för de medföljande.", show_default=False
        ),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Hämta inget över nätet.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Visa bara fel och rapporternas sökvägar.")] = False,
    debug: Annotated[
        bool,
        typer.Option("--felsök", "--felsok", help="Visa hela felet och behåll arbetsmappen när något går fel."),
    ] = False,
) -> None:
    """Gör rapporten som PDF, HTML och körd notebook, med ett manifest över siffrornas källor."""
    del offline  # the figures ship with the package: nothing is fetched yet
    with _plain_errors(is_debugging=debug), _progress(is_shown=not quiet and sys.stderr.isatty()) as tell:
        from ifo_analysis.report.plan import Request  # noqa: PLC0415 - see the module

        tell("Uppgifter", "läses")
        request = Request(municipality, _one_year(year, year_option), edition, committee, params)
        facts = _all_facts(_requests(request), _source(tables))
        tell("Uppgifter", "kontrollerade")
        outcomes = _made(facts, reports, tell, is_kept=debug)
    for item, outcome in zip(facts, outcomes, strict=True):
        _print(item, outcome, is_quiet=quiet, is_debugging=debug)
    raise typer.Exit(FAILED if any(hasattr(outcome, "message") for outcome in outcomes) else 0)


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


def _source(tables: Path | None) -> Source:
    from ifo_analysis.sources.bundled import TableFolder, bundled  # noqa: PLC0415

    return TableFolder(tables) if tables else bundled()


def _all_facts(requests: Sequence[Request], source: Source) -> list[Facts]:
    """Return the facts of each report; what is wrong with any of them is told at once, before any is started."""
    from ifo_analysis.facts import build_facts  # noqa: PLC0415
    from ifo_analysis.report.plan import planned  # noqa: PLC0415

    plans, faults = [], []
    for request in requests:
        try:
            plans.append(planned(request, source))
        except ParameterError as error:
            faults.append(str(error))
    if faults:
        raise ParameterError("\n".join(faults))
    return [build_facts(parameters, source) for parameters in plans]


def _made(facts: Sequence[Facts], reports: Path, tell: Callable[[str, str], None], *, is_kept: bool) -> list[Outcome]:
    from ifo_analysis.report.batch import make_reports  # noqa: PLC0415

    names = [_name(item) for item in facts]
    return make_reports(facts, reports, lambda number, step: tell(names[number], step), is_kept=is_kept)


def _name(facts: Facts) -> str:
    return f"{facts.municipality.name} {facts.parameters.report_year}"


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Callable[[str, str], None]]:
    """Give what shows the step that each thing has come to, on one line each, while it lasts."""
    if not is_shown:
        yield lambda _thing, _step: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def tell(thing: str, step: str) -> None:
            if thing not in tasks:
                tasks[thing] = progress.add_task("")
            progress.update(tasks[thing], description=f"{thing}: {step}")

        yield tell


@contextmanager
def _plain_errors(*, is_debugging: bool) -> Iterator[None]:
    """Tell an error in plain words, and end with its code; the traceback is for those who ask for it."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("Avbrutet. Tidigare rapporter är orörda.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a message
        if is_debugging:
            traceback.print_exc()
        kind = type(error).__name__
        unexpected = f"Oväntat fel av slaget {kind}. Kör om med --felsök och skicka oss det som visas."
        typer.echo(str(error) if isinstance(error, IfoError) else unexpected, err=True)
        raise typer.Exit(REFUSED if isinstance(error, ParameterError) else FAILED) from None


def _print(facts: Facts, outcome: Report | Failure, *, is_quiet: bool, is_debugging: bool) -> None:
    """Print what became of a report: where it lies and how whole it is, or why it wasn't made."""
    from ifo_analysis.report.batch import Failure  # noqa: PLC0415

    name = _name(facts)
    if isinstance(outcome, Failure):
        details = outcome.details if is_debugging else ""
        typer.echo(f"{details}{name}: {outcome.message}", err=True)
        return
    paths = [_short(outcome.folder / f"{outcome.folder.name}.{kind}") for kind in ("pdf", "html")]
    lines = paths if is_quiet else [_told_states(outcome), *paths]
    margin = "" if is_quiet else " " * max(len(name) + 2, 14)
    text = "\n".join(margin + line for line in lines)
    typer.echo(text if is_quiet else name + text[len(name) :])


def _told_states(outcome: Report) -> str:
    counts = [(count, STATES[state][count > 1]) for state in STATES if (count := outcome.states[state])]
    return f"{outcome.states.total()} avsnitt: " + ", ".join(f"{count} {word}" for count, word in counts)


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
