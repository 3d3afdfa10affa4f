"""The command line: thin, in Swedish, and quick to answer, since what is heavy is imported where it is used."""

from __future__ import annotations

import signal
import sys
from typing import Annotated

import typer

from ifo_analysis.cli.checking import check
from ifo_analysis.cli.fetching import fetch
from ifo_analysis.cli.inventing import demo
from ifo_analysis.cli.reporting import report

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Genomlysning av individ- och familjeomsorgens kostnader: från publicerade siffror till färdig rapport.",
)
for command in (report, fetch, check, demo):
    app.command()(command)


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
