"""The built wheel carries what a report needs, and works without the checkout."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from distributions import closure

ROOT = Path(__file__).parents[1]
PROJECT = "ifo-genomlysning"

PACKED = re.compile(
    r"ifo_analysis/(?:\w+/)*[\w-]+(?:\.\w+)*\.(?:css|csv|html|j2|js|json|md|py|svg|ttf|txt|typ|woff2|yml)"
    r"|ifo_analysis/py\.typed"
    r"|ifo_analysis/notebooks/\w+\.ipynb"
    r"|ifo_genomlysning-[\d.]+\.dist-info/.+"
)


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command as a user does who has no Python settings, and return what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our wheel, built by the backend of this environment, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def link(distribution: metadata.Distribution, site_packages: Path) -> None:
    """Link the files of an installed distribution, compiled ones too, to the same places of another environment."""
    for file in distribution.files or []:
        sources = [Path(str(distribution.locate_file(file)))]
        targets = [Path(os.path.normpath(site_packages / file))]
        if file.suffix == ".py":
            sources.append(Path(importlib.util.cache_from_source(sources[0])))
            targets.append(Path(importlib.util.cache_from_source(targets[0])))
        for source, target in zip(sources, targets, strict=True):
            if source.exists() and not target.exists() and target.parent.name != "bin":
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(source)


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with our wheel and what its metadata asks for: no checkout, and nothing that only tests need.

    The dependencies are links to the files of this environment, since a test may not fetch them anew.
    """
    folder = tmp_path_factory.mktemp("installation") / "environment"
    venv.create(folder, with_pip=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    for distribution in closure(metadata.requires(PROJECT) or []).values():
        link(distribution, site_packages)
    run(folder / "bin/python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder.parent)
    return folder


def test_the_wheel_carries_every_file_that_a_report_needs(wheel: Path) -> None:
    kept = [path for path in (ROOT / "ifo_analysis").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {path.relative_to(ROOT).as_posix() for path in kept}
    expected |= {f"ifo_analysis/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == expected


def test_the_wheel_carries_nothing_by_accident(wheel: Path) -> None:
    assert [name for name in zipfile.ZipFile(wheel).namelist() if not PACKED.fullmatch(name)] == []


def test_the_wheel_carries_the_licences_of_code_and_fonts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    licences = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-source-sans.md", "LICENSE-source-serif.md"}


def test_the_same_files_give_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path, cwd=ROOT)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_installed_package_is_the_wheels_and_not_the_checkouts(installation: Path, tmp_path: Path) -> None:
    code = "import ifo_analysis, sys; print(ifo_analysis.__file__, *sys.path, sep='\\n')"
    module, *search_path = run(installation / "bin/python", "-c", code, cwd=tmp_path).splitlines()
    assert Path(module).is_relative_to(installation)
    assert str(ROOT) not in search_path


def test_an_installed_ifo_makes_a_report_without_network_or_checkout(installation: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    run(installation / "bin/ifo", "report", "höör", "2024", "--offline", "--reports", reports, cwd=tmp_path)
    folder = reports / "1267-hoor/2024/genomlysning"
    kinds = {path.suffix for path in folder.iterdir()}
    assert {".pdf", ".html", ".ipynb"} <= kinds
    assert (folder / "manifest.json").is_file()
