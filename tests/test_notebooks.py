"""The notebooks are a story: headings, calls in sight, one `show` for each section, and no logic."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ifo_analysis.definitions import DocumentDefinition, documents

FOLDER = Path(__file__).parents[1] / "notebooks"
DOCUMENTS = documents()
EXPLORING = "utforska"
EVERY_DOCUMENT = pytest.mark.parametrize("name", DOCUMENTS)
EVERY_NOTEBOOK = pytest.mark.parametrize("name", [*DOCUMENTS, EXPLORING])

LOGIC = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.AsyncFor, ast.While, ast.If, ast.IfExp, ast.Match),
    *(ast.Try, ast.TryStar, ast.With, ast.AsyncWith),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    *(ast.Assert, ast.Raise, ast.Delete, ast.Global, ast.NamedExpr),
)


def cells(name: str, kind: str = "") -> list[dict[str, Any]]:
    notebook = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if kind in {"", cell["cell_type"]}]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def parameter_cells(name: str) -> list[dict[str, Any]]:
    return [cell for cell in cells(name) if "parameters" in cell["metadata"].get("tags", [])]


def headings(name: str) -> list[tuple[int, str]]:
    text = "\n".join(source(cell) for cell in cells(name, "markdown"))
    return [(len(marks), title) for marks, title in re.findall(r"^(#+) +(.+?) *$", text, re.MULTILINE)]


def in_running_order(document: DocumentDefinition) -> list[Any]:
    """Return the sections as the notebook computes them: the summary ranks what the others found, so it comes last."""
    return sorted(document.sections, key=lambda section: section.role == "summary")


def logic(text: str) -> list[str]:
    return [type(node).__name__ for node in ast.walk(ast.parse(text)) if isinstance(node, LOGIC)]


def shown(name: str) -> list[list[str]]:
    """Return the section ids that each code cell shows, for the cells that show any."""
    calls = [
        [
            ast.literal_eval(node.args[0])
            for node in ast.walk(ast.parse(source(cell)))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"show", "ifo.show"}
        ]
        for cell in cells(name, "code")
    ]
    return [ids for ids in calls if ids]


def test_every_document_has_its_notebook_and_there_is_one_to_explore_in() -> None:
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == {*DOCUMENTS, EXPLORING}


def test_exploring_takes_ten_lines_and_runs_to_the_end() -> None:
    names: dict[str, Any] = {}
    code = [source(cell) for cell in cells(EXPLORING, "code")[1:]]
    for text in [source(*parameter_cells(EXPLORING)), *code]:
        exec(text, names)  # noqa: S102 - the notebook is what is tested

    assert sum(bool(line.strip()) for line in code[0].splitlines()) <= 10
    totals = names["review"].splits.totals
    assert (
        (totals["volume"] + totals["mix"] + totals["price"] - totals["gap"]).abs() < 1e-6 * totals["gap"].abs()
    ).all()


@EVERY_NOTEBOOK
def test_one_cell_holds_the_parameters_typed_and_commented(name: str) -> None:
    (cell,) = parameter_cells(name)
    lines = ast.parse(source(cell)).body
    tokens = tokenize.generate_tokens(io.StringIO(source(cell)).readline)
    comments = {token.start[0] for token in tokens if token.type == tokenize.COMMENT}

    assert cell["cell_type"] == "code"
    assert all(isinstance(line, ast.AnnAssign) and line.value is not None for line in lines)
    assert {line.lineno for line in lines} == comments
    assert cells(name, "code")[0] == cell


@EVERY_NOTEBOOK
def test_a_notebook_holds_no_logic(name: str) -> None:
    assert {cell["id"]: logic(source(cell)) for cell in cells(name, "code") if logic(source(cell))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "def f(): pass",
        "class A: pass",
        "f = lambda x: x",
        "for x in y: x",
        "while x: y",
        "if x: y",
        "z = x if y else 0",
        "try:\n    x\nfinally:\n    y",
        "with x: y",
        "[x for x in y]",
        "{x: 1 for x in y}",
        "sum(x for x in y)",
    ],
)
def test_logic_is_found(text: str) -> None:
    assert logic(text)


@EVERY_NOTEBOOK
def test_a_notebook_is_kept_without_outputs(name: str) -> None:
    for cell in cells(name, "code"):
        assert cell["outputs"] == [], cell["id"]
        assert cell["execution_count"] is None, cell["id"]


@EVERY_NOTEBOOK
def test_a_notebook_says_nothing_of_the_machine_that_wrote_it(name: str) -> None:
    notebook = json.loads((FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))

    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert {key for cell in cells(name) for key in cell["metadata"]} == {"tags"}


@EVERY_NOTEBOOK
def test_no_heading_skips_a_level(name: str) -> None:
    levels = [depth for depth, _ in headings(name)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@EVERY_DOCUMENT
def test_headings_are_those_of_the_document(name: str) -> None:
    document = DOCUMENTS[name]

    assert headings(name)[0] == (1, document.title)
    assert [title for depth, title in headings(name) if depth == 2] == [
        section.title for section in in_running_order(document)
    ]


@EVERY_DOCUMENT
def test_each_section_is_shown_once_and_the_summary_last(name: str) -> None:
    assert shown(name) == [[section.id] for section in in_running_order(DOCUMENTS[name])]


@EVERY_DOCUMENT
def test_a_section_is_shown_under_its_heading(name: str) -> None:
    document, heading = DOCUMENTS[name], ""
    for cell in cells(name):
        if cell["cell_type"] == "markdown":
            heading = source(cell).splitlines()[0].lstrip("# ")
        elif found := re.search(r"\bshow\(\s*\"(\w+)\"", source(cell)):
            assert heading == document.section(found[1]).title


@EVERY_NOTEBOOK
def test_cells_have_names_that_stay(name: str) -> None:
    ids = [cell["id"] for cell in cells(name)]

    assert len(ids) == len(set(ids))
    assert [cell_id for cell_id in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", cell_id)] == []


@EVERY_NOTEBOOK
def test_a_file_ends_and_is_indented_as_jupyter_writes_it(name: str) -> None:
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")

    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
