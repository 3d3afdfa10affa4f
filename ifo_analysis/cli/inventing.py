"""`ifo demo`: a report, or a whole snapshot, from an invented world."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
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
    from ifo_analysis.parameters import ReportParameters
    from ifo_analysis.sources.demo import DemoWorld

LABEL = "syntetiska data"
OWN_FILES = "egna-filer"


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
            help="Gör ingen rapport; lägg alla påhittade uppgifter i mappen: en ögonblicksbild, och en kommuns egna filer.",
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
    """Return the facts of the world's first municipality, in the newest final year, with figures of its own.

    Its files are written and read as anybody's are, and the register makes the report an internal one.
    """
    from ifo_analysis.facts import build_facts  # noqa: PLC0415
    from ifo_analysis.sources.demo.local import write_local_files  # noqa: PLC0415
    from ifo_analysis.sources.local import read_local  # noqa: PLC0415

    asked = _asked(world)
    with TemporaryDirectory(prefix="ifo-demo-") as folder:
        file = write_local_files(world, asked.municipality, asked.report_year, Path(folder))
        own = read_local(file, asked.municipality, asked.report_year)
    return build_facts(asked, world, own)


def _asked(world: DemoWorld) -> ReportParameters:
    from ifo_analysis.report.plan import Request, planned  # noqa: PLC0415

    return planned(Request(world.municipalities[0][0]), world)


def _store(world: DemoWorld, folder: Path, *, is_quiet: bool) -> None:
    from ifo_analysis.sources.demo.local import write_local_files  # noqa: PLC0415
    from ifo_analysis.sources.demo.storing import draft  # noqa: PLC0415
    from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415

    if _is_in_repository(folder):
        raise ParameterError(
            f"Mappen {folder} ligger i ett git-förråd. Bland filerna finns ett placeringsregister, och sådana läses aldrig "
            "ur ett förråd, inte ens påhittade. Ange en mapp utanför, till exempel i hemkatalogen."
        )
    asked, name = _asked(world), world.municipalities[0][1]
    snapshot = SnapshotStore(folder).add(draft(world))
    own = write_local_files(world, asked.municipality, asked.report_year, folder / OWN_FILES)
    typer.echo(str(snapshot.folder))
    typer.echo(str(own))
    if not is_quiet:
        typer.echo(f"Syntetiska data, {len(world.municipalities)} kommuner. Rapport: ifo report {name} --mapp {folder}")
        typer.echo(f"Med kommunens egna filer: ifo report --params {own} --mapp {folder}")


def _is_in_repository(folder: Path) -> bool:
    """Return whether a folder, or what a link to it points at, lies in a git work tree."""
    above = {folder.absolute(), *folder.absolute().parents, folder.resolve(), *folder.resolve().parents}
    return any((each / ".git").exists() for each in above)
