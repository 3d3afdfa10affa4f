"""Several reports at once, each in a process of its own, so that one that fails or dies takes no other with it."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, cast

from ifo_analysis.errors import IfoError
from ifo_analysis.report.run import Report, make_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ifo_analysis.facts import Facts


@dataclass(frozen=True)
class Failure:
    """A report that wasn't made: why, in Swedish, and the traceback for those who ask for it."""

    message: str
    details: str = ""


Outcome = Report | Failure
DIED = Failure("Processen som gjorde rapporten dog. Datorns minne kan ha tagit slut.")


def make_reports(
    bundles: Sequence[Facts], reports: Path, tell: Callable[[int, str], None], *, is_kept: bool = False
) -> list[Outcome]:
    """Make a report from each bundle of facts; one alone is made in this process.

    Parameters
    ----------
    bundles : sequence of Facts
        The checked facts of each report.
    reports : Path
        The folder in which reports are published.
    tell : callable
        Is told the place of a report in `bundles` and the step that it has come to.
    is_kept : bool
        Keep the work folders of failed runs.
    """
    if len(bundles) == 1:
        return [_attempt(bundles[0], reports, lambda step: tell(0, step), is_kept=is_kept)]
    outcomes: list[Outcome] = [DIED] * len(bundles)
    with _workers([(facts, reports, is_kept) for facts in bundles]) as connections:
        alive = {connection: number for number, connection in enumerate(connections)}
        while alive:
            for connection in cast("list[Connection[Any, Any]]", wait(list(alive))):
                try:
                    told = connection.recv()
                except (EOFError, ConnectionError):
                    del alive[connection]
                    continue
                if isinstance(told, str):
                    tell(alive[connection], told)
                else:
                    outcomes[alive[connection]] = told
    return outcomes


@contextmanager
def _workers(jobs: list[tuple[Facts, Path, bool]]) -> Iterator[list[Connection[Any, Any]]]:
    """Start a fresh process for each job, and give the ends to listen at; none outlives this one."""
    context = multiprocessing.get_context("spawn")
    processes, ends = [], []
    try:
        # Ctrl-C reaches the whole group of processes: only this one listens, and then ends the others.
        usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
        for _ in jobs:
            end, other = context.Pipe()
            process = context.Process(target=_work, args=(other,))
            process.start()
            other.close()
            processes.append(process)
            ends.append(end)
        signal.signal(signal.SIGINT, usual)
        for end, job in zip(ends, jobs, strict=True):
            with suppress(ConnectionError):  # it died, which its silence tells
                end.send(job)
        yield ends
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _work(connection: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    facts, reports, is_kept = connection.recv()
    connection.send(_attempt(facts, reports, connection.send, is_kept=is_kept))


def _attempt(facts: Facts, reports: Path, tell: Callable[[str], None], *, is_kept: bool) -> Outcome:
    try:
        return make_report(facts, reports, tell, is_kept=is_kept)
    except IfoError as error:
        return Failure(str(error), traceback.format_exc())
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a message and the other reports go on
        kind = type(error).__name__
        return Failure(
            f"Oväntat fel av slaget {kind}. Kör om med --felsök och skicka oss det som visas.", traceback.format_exc()
        )
