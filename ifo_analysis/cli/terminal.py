"""What every command shares: options, errors in plain words, progress, and plain tables."""

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

FAILED, REFUSED, INTERRUPTED = 1, 2, 128 + signal.SIGINT
REPORTS_UNTOUCHED = "Tidigare rapporter är orörda."
SNAPSHOTS_UNTOUCHED = "Inget sparades, och tidigare hämtade uppgifter är orörda."

DebugOption = Annotated[
    bool, typer.Option("--felsök", "--felsok", help="Visa hela felet och behåll arbetsmappen när något går fel.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Visa bara fel och det som blev klart.")]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--mapp",
        metavar="MAPP",
        help="Mapp med ögonblicksbilder. Annars den som IFO_SNAPSHOTS anger, eller användarens egen.",
        show_default=False,
    ),
]
ReportsOption = Annotated[Path, typer.Option(metavar="MAPP", help="Mapp för färdiga rapporter.")]


@contextmanager
def plain_errors(untouched: str, *, is_debugging: bool) -> Iterator[None]:
    """Tell an error in plain words, and end with its code; the traceback is for those who ask for it."""
    try:
        yield
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        typer.echo(f"Avbrutet. {untouched}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a message
        if is_debugging:
            traceback.print_exc()
        kind = type(error).__name__
        unexpected = f"Oväntat fel av slaget {kind}. Kör om med --felsök och skicka oss det som visas."
        typer.echo(str(error) if isinstance(error, IfoError) else unexpected, err=True)
        raise typer.Exit(REFUSED if isinstance(error, ParameterError) else FAILED) from None


@contextmanager
def shown_steps(*, is_quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """Give what shows the step that each thing has come to, on one line each, while it lasts."""
    if is_quiet or not sys.stderr.isatty():
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
def shown_questions(*, is_quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Give what shows how many questions of how many are answered, and how long the rest may take."""
    if is_quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    texts = TextColumn("Hämtar"), TextColumn("frågor, kvar")
    columns = texts[0], BarColumn(), MofNCompleteColumn(), texts[1], TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("")
        yield lambda done, total: progress.update(task, completed=done, total=total)


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as plain text: columns as wide as their widest cell, and the last as long as it is."""
    lines = [header, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def short(path: Path) -> str:
    """Return a path as seen from where we are, if it lies there."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
