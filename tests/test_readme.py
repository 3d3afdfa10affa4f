"""The README and the program agree: commands, options, and the names of the tree."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from ifo_analysis import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS: dict[str, Any] = get_command(cli.app).commands  # type: ignore[attr-defined]  # it is a group
OPTIONS = {
    name: {word for parameter in command.params for word in parameter.opts if word.startswith("--")}
    for name, command in COMMANDS.items()
}
WRITTEN = [
    re.search(r"\bifo (\w.*)", line.partition("#")[0])[1].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if re.search(r"\bifo \w", line.partition("#")[0])
]


def paragraphs(command: str) -> str:
    """Return the paragraphs and tables that name a command, and for `report` its own chapter."""
    if command == "report":
        return README.partition("## Göra rapporter")[2].partition("\n## ")[0]
    chapter = README.partition("## Från Kolada")[2].partition("\n## ")[0]
    if command == "fetch":
        return chapter.partition("`ifo check` har valen")[0]
    start = chapter.index(f"`ifo {command}` har valen")
    end = chapter.find("`ifo ", start + 1)
    return chapter[start : end if end > 0 else None]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_of_every_command_is_in_the_readme(command: str) -> None:
    told = set(re.findall(r"--[\wåäö]+", paragraphs(command)))
    plain = {"--felsok"} if command in {"check", "demo"} else set()
    assert OPTIONS[command] - told - plain == set()
    assert told - OPTIONS[command] - {"--help"} == set()


def test_the_readme_shows_every_command() -> None:
    assert {line.split()[0] for line in WRITTEN} == set(COMMANDS)


@pytest.mark.parametrize("line", sorted(set(WRITTEN)))
def test_every_command_in_the_readme_exists_as_it_is_written(line: str) -> None:
    name, *arguments = shlex.split(line)
    command = COMMANDS[name]
    if "--help" not in arguments:
        command.make_context(name, arguments)  # a usage error stops it
    assert {word for word in arguments if word.startswith("--")} <= OPTIONS[name] | {"--help"}


def test_every_name_in_the_tree_exists() -> None:
    [tree] = [block for kind, block in BLOCKS if not kind and block.startswith("ifo_analysis/")]
    above = ""
    for line in tree.splitlines():
        name = line.split()[0]
        folder = above if line.startswith(" ") else ""
        above = above if line.startswith(" ") else name
        path = ROOT / folder / name
        assert path.is_dir() if name.endswith("/") else path.is_file(), line


def test_every_folder_of_the_package_with_several_modules_is_in_the_tree() -> None:
    folders = {path.parent.name for path in (ROOT / "ifo_analysis").glob("*/__init__.py")}
    assert [name for name in sorted(folders) if f"  {name}/" not in README] == []


def test_the_query_of_the_readme_runs_on_a_snapshot(tmp_path: Path) -> None:
    CliRunner().invoke(cli.app, ["demo", "--kommuner", "10", "--ut", str(tmp_path), "--quiet"])
    [folder] = tmp_path.glob("20*")
    [block] = [block for kind, block in BLOCKS if kind == "python"]
    *statements, query = block.replace("MAPP/2026-11-21-1a2b3c4d", str(folder)).strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(statements), names)  # noqa: S102 - our own README
    shown = eval(query, names)  # noqa: S307 - likewise
    assert isinstance(shown, pd.DataFrame)
    assert (len(shown), shown["value"].is_monotonic_decreasing) == (5, True)
