"""`ifo demo`: a report, or a whole snapshot, from an invented world."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ifo_analysis.cli.terminal import (
    REPORTS_UNTOUCHED,
    DebugOption,
    QuietOption,
    ReportsOption,
    plain_errors,
    shown_steps,
)
from ifo_analysis.errors import ParameterError

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts
    from ifo_analysis.sources.demo import DemoWorld

LABEL = "syntetiska data"


def demo(
    *,
    count: Annotated[int, typer.Option("--kommuner", metavar="ANTAL", help="Antal påhittade kommuner.")] = 40,
    seed: Annotated[
        int, typer.Option("--frö", "--fro", metavar="TAL", help="Samma frö ger samma påhittade uppgifter.")
    ] = 1,
    reports: ReportsOption = Path("reports"),
    out: Annotated[
        Path | None,
        typer.Option(
            "--ut",
            metavar="MAPP",
            help="Gör ingen rapport; lägg alla påhittade uppgifter som en ögonblicksbild i mappen.",
            show_default=False,
        ),
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Gör en rapport om en påhittad kommun, märkt på varje sida, för att visa och pröva programmet."""
    with plain_errors(REPORTS_UNTOUCHED, is_debugging=debug), shown_steps(is_quiet=quiet) as tell:
        from ifo_analysis.sources.demo import DemoWorld  # noqa: PLC0415 - see the package

        if seed < 0:
            raise ParameterError("Fröet ska vara ett heltal från 0.")
        tell("Uppgifter", "hittas på")
        world = DemoWorld(seed, count)
        if out:
            _store(world, out, is_quiet=quiet)
            return
        from ifo_analysis.cli.outcomes import made, told  # noqa: PLC0415

        facts = [_facts(world)]
        outcomes = made(facts, reports, tell, is_kept=debug)
    raise told(facts, outcomes, [LABEL], is_quiet=quiet, is_debugging=debug)


def _facts(world: DemoWorld) -> Facts:
    """Return the facts of the world's first municipality, in the newest final year."""
    from ifo_analysis.facts import build_facts  # noqa: PLC0415
    from ifo_analysis.report.plan import Request, planned  # noqa: PLC0415

    return build_facts(planned(Request(world.municipalities[0][0]), world), world)


def _store(world: DemoWorld, folder: Path, *, is_quiet: bool) -> None:
    from ifo_analysis.sources.demo.storing import draft  # noqa: PLC0415
    from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415

    snapshot = SnapshotStore(folder).add(draft(world))
    typer.echo(str(snapshot.folder))
    if not is_quiet:
        name = world.municipalities[0][1]
        typer.echo(f"Syntetiska data, {len(world.municipalities)} kommuner. Rapport: ifo report {name} --mapp {folder}")
