"""One strict run of a notebook: in a kernel of its own, within a time, and with faults told in plain words."""

from __future__ import annotations

import logging
import re
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import TYPE_CHECKING, Any

from ifo_analysis.errors import IfoError, ReportError
from ifo_analysis.facts import write_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import nbformat

    from ifo_analysis.facts import Facts
    from ifo_analysis.report.notebooks import Notebook

    Tell = Callable[[str], None]

LONGEST_SOCKET_FOLDER = 70  # characters; a socket's whole path may have about 100


@contextmanager
def work_folder(*, is_kept: bool = False) -> Iterator[Path]:
    """Give a folder that only this user can read, and remove it afterwards; after a fault it may be kept."""
    usual = gettempdir()
    work = Path(mkdtemp(prefix="ifo-", dir=usual if len(usual) < LONGEST_SOCKET_FOLDER else "/tmp"))  # noqa: S108
    try:
        yield work
    except Exception:
        if is_kept:
            sys.stderr.write(f"Arbetsmappen finns kvar för felsökning: {work}\n")
            work = work / "nothing to remove"
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def executed(template: Notebook, facts: Facts, work: Path, tell: Tell, timeout: float) -> nbformat.NotebookNode:
    """Return the notebook as it is after a run on `facts`.

    Parameters
    ----------
    template : Notebook
        The notebook to run; its parameter cell names the report's parameters.
    facts : Facts
        The checked facts; the kernel can only read these.
    work : Path
        A private folder for everything that the run writes.
    tell : callable
        Is told each cell in Swedish.
    timeout : float
        Seconds that the whole run may take.

    Raises
    ------
    ReportError
        If a cell fails, the time is up, or the kernel dies. Says which cell, without repeating any data.
    """
    import papermill  # noqa: PLC0415 - slow to import
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    from ifo_analysis.report.kernel import FACTS_FILE, KERNEL, PrivateKernel, kernel_settings  # noqa: PLC0415

    logging.getLogger("papermill").propagate = False
    write_facts(facts, work / FACTS_FILE)
    (work / "matplotlibrc").touch()
    watch = _Watch(template, tell, time.monotonic() + timeout)
    try:
        notebook: nbformat.NotebookNode = papermill.execute_notebook(
            template.copy(),
            str(work / "executed.ipynb").replace("{", "{{").replace("}", "}}"),  # papermill formats the path
            parameters=facts.parameters.model_dump(),
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=work,
            kernel_manager_class=PrivateKernel,
            config=kernel_settings(work),
            on_cell_start=watch.cell_starts,
            timeout_func=watch.seconds_left,
            shutdown_kernel="immediate",
        )
    except papermill.PapermillExecutionError as error:
        raise ReportError(f"{watch.place}: {_told(error)}") from error
    except CellTimeoutError as error:
        raise ReportError(f"{watch.place}: körningen tog mer än {timeout:.0f} sekunder och stoppades.") from error
    except DeadKernelError as error:
        raise ReportError(f"{watch.place}: kärnan dog. Datorns minne kan ha tagit slut.") from error
    except RuntimeError as error:
        raise ReportError(f"{watch.place}: kärnan svarar inte. Är paketet rätt installerat?") from error
    return notebook


class _Watch:
    """Knows where a run is and how long it may go on."""

    def __init__(self, template: Notebook, tell: Tell, deadline: float) -> None:
        self.template, self.tell, self.deadline = template, tell, deadline
        self.place = "Före första cellen"

    def cell_starts(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        if cell.cell_type == "code":
            self.place = self.template.place(cell.id) or self.place
            self.tell(f"cell {cell_index + 1} av {len(self.template.node.cells) + 1}")

    def seconds_left(self, _cell: nbformat.NotebookNode) -> float:
        return max(self.deadline - time.monotonic(), 0.1)


def _told(error: Any) -> str:  # noqa: ANN401 - papermill carries no types
    """Return a cell's error in plain words: our own errors as they stand, of others only the kind.

    Others' messages may repeat rows of data or paths of the machine.
    """
    ours = {"IfoError", *(kind.__name__ for kind in IfoError.__subclasses__())}
    last_frame = error.traceback[-2] if len(error.traceback) > 1 else ""
    if error.ename in ours and re.search(r"\bifo_analysis\b", last_frame):
        return str(error.evalue)
    return f"cellen stoppades av ett fel av slaget {error.ename}. Kör om med --felsök för att se hela felet."
