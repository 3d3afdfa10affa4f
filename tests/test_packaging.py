"""Every dependency is pinned, the same everywhere, and no file says from which index it comes."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from distributions import closure
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
DEV: list[str] = PROJECT["dependency-groups"]["dev"]
BUILD: list[str] = PROJECT["build-system"]["requires"]

CONDA_NAMES = {"matplotlib": "matplotlib-base"}
NOT_ON_CONDA_FORGE = {"axe-playwright-python", "page-validation", "playwright", "typst"}

INDEX_HOST = re.compile(
    r"https?://[^\s\"'<>)]*(?:pypi\.org|pythonhosted\.org|\.whl\b|\.tar\.gz\b)"
    r"|--(?:extra-)?index-url|--find[-]links|\b(?:PIP|UV)_(?:EXTRA_|DEFAULT_)?INDEX|^\s*(?:(?:extra-)?index-url|find-links)\s*="
    r"|\[\[tool\.uv\.index",
    re.IGNORECASE | re.MULTILINE,
)


def pins(text: str) -> dict[str, str]:
    """Name and version of each pinned line of a requirements file."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", text, re.MULTILINE))


def constraints() -> dict[str, str]:
    return pins("\n".join(PROJECT["tool"]["uv"]["constraint-dependencies"]))


def hashed(file: str) -> dict[str, str]:
    return pins((ROOT / file).read_text("utf-8"))


def installed(requirements: list[str]) -> dict[str, str]:
    """Name and version of everything that the requirements reach in this environment."""
    return {name: distribution.version for name, distribution in closure(requirements).items()}


def tracked_files() -> list[Path]:
    """What git tracks or would track; in a copy without git, every file that is no environment or cache."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listing.returncode == 0:
        names = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
    else:
        made = re.compile(r"(\.venv.*|\.git|\..*_cache|\.hypothesis|__pycache__|dist|uv\.lock)")
        names = [p for p in ROOT.rglob("*") if not any(made.fullmatch(part) for part in p.relative_to(ROOT).parts)]
    return [path for path in names if path.is_file()]


@pytest.mark.parametrize("source", ["constraints", "requirements-dev.txt"])
def test_everything_that_runs_or_tests_the_package_is_pinned_as_installed(source: str) -> None:
    pinned = constraints() if source == "constraints" else hashed(source)
    reached = installed(RUNTIME + DEV)
    assert {name: pinned.get(name) for name in reached} == reached


def test_everything_that_runs_the_package_is_pinned_as_installed() -> None:
    reached, pinned = installed(RUNTIME), hashed("requirements.txt")
    assert {name: pinned.get(name) for name in reached} == reached


def test_the_pins_are_the_same_in_every_file() -> None:
    assert constraints() == hashed("requirements-dev.txt")
    assert hashed("requirements.txt").items() <= hashed("requirements-dev.txt").items()


def test_only_what_a_report_run_needs_is_in_its_requirements() -> None:
    tests_only = {canonicalize_name(Requirement(text).name) for text in DEV}
    assert not tests_only & hashed("requirements.txt").keys()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_its_hashes_and_nothing_else_is_in_the_file(file: str) -> None:
    entry = re.compile(r"[a-z0-9.-]+==[^\s;]+(?: ; [^\\\n]+)?(?: \\\n {4}--hash=sha256:[0-9a-f]{64})+\n")
    assert entry.sub("", (ROOT / file).read_text("utf-8")) == ""


def test_the_build_backend_and_what_it_needs_are_pinned() -> None:
    reached = installed([Requirement(text).name for text in BUILD])
    assert pins("\n".join(BUILD)) == reached
    assert reached.items() <= constraints().items()


@pytest.mark.parametrize(
    "line",
    [
        "https" + "://pypi" + ".org/simple",
        "https" + "://example.org/a-1.0-py3-none-any" + ".whl",
        "https" + "://example.org/a-1.0" + ".tar.gz#sha256=0",
        "--index" + "-url x",
        "--extra-index" + "-url x",
        "--find" + "-links x",
        "PIP_" + "INDEX_URL=x",
    ],
)
def test_the_pattern_finds_an_index_host(line: str) -> None:
    assert INDEX_HOST.search(line)


def test_no_file_names_an_index_host() -> None:
    found = []
    for path in tracked_files():
        text = path.read_text("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in INDEX_HOST.finditer(text)]
    assert found == []


def test_the_conda_environment_says_the_same_as_the_project() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *conda, last = environment["dependencies"]
    requirements = {Requirement(text).name: text for text in RUNTIME + DEV}
    expected = {"python" + PROJECT["project"]["requires-python"], "pip"}
    for name, text in requirements.items():
        if name not in NOT_ON_CONDA_FORGE:
            expected.add(text.replace(name, CONDA_NAMES.get(name, name), 1))
    assert {line.replace(" ", "") for line in conda} == expected
    assert set(last["pip"]) == {requirements[name] for name in NOT_ON_CONDA_FORGE} | {"--editable ."}


def test_the_readme_starts_from_the_pinned_uv() -> None:
    named = re.findall(r"\buv==([0-9.]+)", (ROOT / "README.md").read_text("utf-8"))
    assert set(named) <= {constraints()["uv"]}
