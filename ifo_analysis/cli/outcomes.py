"""Making reports from facts, and telling what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from ifo_analysis.cli.terminal import FAILED, short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ifo_analysis.facts import Facts
    from ifo_analysis.report.assembly import State
    from ifo_analysis.report.batch import Failure, Outcome
    from ifo_analysis.report.run import Report

STATES: dict[State, tuple[str, str]] = {
    "complete": ("fullständigt", "fullständiga"),
    "partial": ("delvis", "delvis"),
    "absent": ("utan uppgifter", "utan uppgifter"),
}


def made(facts: Sequence[Facts], reports: Path, tell: Callable[[str, str], None], *, is_kept: bool) -> list[Outcome]:
    """Make a report from each bundle of facts; a failure is an outcome too."""
    from ifo_analysis.report.batch import make_reports  # noqa: PLC0415 - heavy

    names = [_name(item) for item in facts]
    return make_reports(facts, reports, lambda number, step: tell(names[number], step), is_kept=is_kept)


def told(
    facts: Sequence[Facts], outcomes: Sequence[Outcome], labels: Sequence[str], *, is_quiet: bool, is_debugging: bool
) -> typer.Exit:
    """Print what became of each report and which figures it stands on, and return how the command ends."""
    for item, outcome, label in zip(facts, outcomes, labels, strict=True):
        _print(item, outcome, label, is_quiet=is_quiet, is_debugging=is_debugging)
    return typer.Exit(FAILED if any(hasattr(outcome, "message") for outcome in outcomes) else 0)


def _name(facts: Facts) -> str:
    return f"{facts.municipality.name} {facts.parameters.report_year}"


def _print(facts: Facts, outcome: Report | Failure, label: str, *, is_quiet: bool, is_debugging: bool) -> None:
    from ifo_analysis.report.assembly import DOCUMENT  # noqa: PLC0415
    from ifo_analysis.report.batch import Failure  # noqa: PLC0415

    name = _name(facts)
    if isinstance(outcome, Failure):
        details = outcome.details if is_debugging else ""
        typer.echo(f"{details}{name}: {outcome.message}", err=True)
        return
    paths = [short(outcome.folder / f"{DOCUMENT}.{kind}") for kind in ("pdf", "html")]
    lines = paths if is_quiet else [f"{_told_states(outcome)}; {label}", *paths]
    margin = "" if is_quiet else " " * max(len(name) + 2, 14)
    text = "\n".join(margin + line for line in lines)
    typer.echo(text if is_quiet else name + text[len(name) :])


def _told_states(outcome: Report) -> str:
    counts = [(count, STATES[state][count > 1]) for state in STATES if (count := outcome.states[state])]
    return f"{outcome.states.total()} avsnitt: " + ", ".join(f"{count} {word}" for count, word in counts)
