"""The arrows between the parts of the package point down, and the package starts without its heavy libraries."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.resources import files
from importlib.util import resolve_name
from pathlib import Path

import pytest

PACKAGE = Path(str(files("ifo_analysis")))
LEVEL = {
    # The words of the field, and the shapes that everything else is made of.
    **dict.fromkeys(["errors", "frames", "definitions", "parameters", "language", "blocks"], 0),
    **dict.fromkeys(["cells", "disk", "drawing", "sheet", "fragments"], 0),
    # What goes in, and what is made of it: neither knows of the other.
    **dict.fromkeys(["sources", "analysis", "credits"], 1),
    "facts": 2,
    **dict.fromkeys(["figures", "tables", "findings", "notebook"], 3),
    **dict.fromkeys(["report", "cli", "__main__"], 4),
}
APART = {"sources", "analysis"}
# What a source is, as types without any code behind them, is a word of the field too: it may be named anywhere.
WORDS = {"ifo_analysis.sources": 0}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def part(module: str) -> str:
    """Return the first name after the package's: what a level is given to."""
    return module.split(".")[1]


def level(module: str) -> int:
    return WORDS.get(module, LEVEL[part(module)])


def imports(module: str, text: str) -> set[str]:
    """Return the modules of the package that a module imports.

    Every import counts, also one that only a type checker or a single function reads: a part that must name what lies
    above it, even as a type, knows of it.
    """
    package = module if MODULES.get(module, Path()).name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            home = resolve_name("." * node.level + (node.module or ""), package)
            names = {f"{home}.{alias.name}" for alias in node.names}
            # `from ifo_analysis.sources import bundled` is an import of the module, not of the folder.
            found |= {name if name in MODULES else home for name in names}
    return {name for name in found if name.startswith("ifo_analysis.")}


def wrong_arrows(module: str, text: str) -> list[str]:
    if module == "ifo_analysis":
        return [f"{module} imports {name}" for name in sorted(imports(module, text))]
    return [
        f"{module} imports {name}"
        for name in sorted(imports(module, text))
        if level(name) > LEVEL[part(module)] or {part(module), part(name)} == APART
    ]


def test_every_part_has_a_level() -> None:
    assert {part(module) for module in MODULES if module != "ifo_analysis"} <= set(LEVEL)


@pytest.mark.parametrize("module", MODULES)
def test_imports_never_point_upwards(module: str) -> None:
    assert wrong_arrows(module, MODULES[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "text", "arrow"),
    [
        ("analysis.peers", "from ifo_analysis.facts import Facts", "facts"),
        ("analysis.peers", "from ifo_analysis.sources.bundled import bundled", "sources.bundled"),
        ("analysis.peers", "from ifo_analysis.sources import Source", "sources"),
        ("sources.bundled", "import ifo_analysis.analysis.peers", "analysis.peers"),
        ("sources.bundled", "from ..analysis import peers", "analysis.peers"),
        ("language.words", "def f():\n    from ifo_analysis import credits", "credits"),
        ("facts", "if TYPE_CHECKING:\n    from ifo_analysis.notebook import show", "notebook"),
        ("parameters", "from ifo_analysis.sources import bundled", "sources.bundled"),
        ("findings.level", "from ifo_analysis.report.run import make_report", "report.run"),
        ("", "from ifo_analysis.errors import IfoError", "errors"),
    ],
)
def test_an_arrow_upwards_is_found(module: str, text: str, arrow: str) -> None:
    name = f"ifo_analysis.{module}".rstrip(".")

    assert wrong_arrows(name, text) == [f"{name} imports ifo_analysis.{arrow}"]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("analysis.peers", "from ifo_analysis.analysis.cost_deviation import displayed\nimport pandas"),
        ("parameters", "from ifo_analysis.sources import Source"),
        ("report.run", "from ifo_analysis import facts, tables"),
        ("", "from importlib import import_module"),
    ],
)
def test_an_arrow_downwards_or_within_a_part_is_allowed(module: str, text: str) -> None:
    assert wrong_arrows(f"ifo_analysis.{module}".rstrip("."), text) == []


def test_what_a_source_is_has_no_code_behind_it() -> None:
    assert imports("ifo_analysis.sources", MODULES["ifo_analysis.sources"].read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("module", ["ifo_analysis", "ifo_analysis.cli", "ifo_analysis.parameters"])
def test_starting_imports_nothing_heavy(module: str) -> None:
    heavy = {"matplotlib", "nbconvert", "numpy", "pandas", "pandera", "papermill", "seaborn", "typst"}
    program = f"import sys, {module}; print(*sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.stdout.strip(), done.stderr, done.returncode) == ("", "", 0)
