"""The report's notebook: where it lies, what it asks for, and what is kept of it once it has run."""

from __future__ import annotations

import ast
import copy
import hashlib
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ifo_analysis.errors import ReportError
from ifo_analysis.parameters import ReportParameters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    import nbformat

PARAMETERS = "parameters"
INJECTED = "injected-parameters"


@contextmanager
def _without_grammar_of_addresses() -> Iterator[None]:
    """Keep jsonschema from building a grammar of web addresses, where JupyterLab has installed one.

    That takes over a second, most of nbformat's import, and notebooks hold nothing that is checked with it.
    """
    grammar = "rfc3987_syntax"
    is_unknown = grammar not in sys.modules
    if is_unknown:
        # None is how Python is told that a module is not to be imported.
        sys.modules[grammar] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if is_unknown:
            del sys.modules[grammar]


@dataclass(frozen=True)
class Notebook:
    """A notebook as it ships, before a run: its name and its text."""

    name: str
    text: str

    @cached_property
    def node(self) -> nbformat.NotebookNode:
        """Return the notebook's cells and metadata."""
        with _without_grammar_of_addresses():
            import nbformat  # noqa: PLC0415 - slow to import

        node: nbformat.NotebookNode = nbformat.reads(self.text, as_version=4)  # type: ignore[no-untyped-call]
        return node

    @cached_property
    def sha256(self) -> str:
        """Return the checksum of the file."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def copy(self) -> nbformat.NotebookNode:
        """Return the cells and metadata for somebody who changes them."""
        return copy.deepcopy(self.node)

    def place(self, cell_id: str) -> str:
        """Return where a cell is as a person would say it, or nothing for a cell that isn't the notebook's own."""
        ids = [cell.id for cell in self.node.cells]
        if cell_id not in ids:
            return ""
        cells = self.node.cells[: ids.index(cell_id) + 1]
        number = sum(cell.cell_type == "code" for cell in cells)
        texts = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        headings = re.findall(r"^#+ +(.+?) *$", texts, re.MULTILINE)
        return f"Kodcell {number}" + (f" under rubriken ”{headings[-1]}”" if headings else "")


def shipped_notebook(name: str) -> Notebook:
    """Return one of the notebooks that ship with the package.

    In an installed wheel they lie in the package, in a checkout beside it.

    Raises
    ------
    ReportError
        If it is in neither place.
    """
    file = f"{name}.ipynb"
    package: Traversable = files("ifo_analysis")
    for where in (package / "notebooks" / file, Path(str(package)).parent / "notebooks" / file):
        if where.is_file():
            return Notebook(name, where.read_text(encoding="utf-8"))
    raise ReportError(f"Notebooken {file} finns inte i installationen. Installera om paketet.")


def demand_parameters(notebook: Notebook) -> None:
    """Refuse a notebook whose parameter cell doesn't name exactly the report's parameters.

    papermill would only warn about a name that the cell lacks, and run with the cell's own value.

    Raises
    ------
    ReportError
        With all faults: no or several parameter cells, a line that isn't a typed name, names that differ.
    """
    cells = [cell for cell in notebook.node.cells if PARAMETERS in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise ReportError(
            f"{notebook.name}.ipynb: ska ha en cell med taggen {PARAMETERS}, men har {len(cells)} sådana."
        )
    lines = ast.parse(cells[0].source).body
    typed = [line.target.id for line in lines if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)]
    wanted = list(ReportParameters.model_fields)
    faults = [f"{name}: saknas" for name in wanted if name not in typed]
    faults += [f"{name}: är ingen parameter för en rapport" for name in typed if name not in wanted]
    if len(typed) != len(lines) or len(set(typed)) != len(typed):
        faults.append('varje rad ska vara ett namn med typ och värde, till exempel municipality: str = "1267"')
    if faults:
        raise ReportError.of(f"{notebook.name}.ipynb: parametercellen", faults)


def tidied(executed: nbformat.NotebookNode, template: Notebook) -> nbformat.NotebookNode:
    """Return an executed notebook without what depends on the machine or the moment.

    Times, paths, versions and warnings go; what the cells say and show stays, so that two runs give the same file.
    """
    notebook = copy.deepcopy(executed)
    notebook.metadata = template.copy().metadata
    known = {cell.id: cell.metadata for cell in template.copy().cells}
    for cell in notebook.cells:
        is_injected = INJECTED in cell.metadata.get("tags", [])
        cell.id = INJECTED if is_injected else cell.id
        cell.metadata = type(notebook)(tags=[INJECTED]) if is_injected else known[cell.id]
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook
