"""The manifest says what the report stands on, and nothing of who made it, where or when."""

from __future__ import annotations

import getpass
import hashlib
import json
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sample import CLAIM
from sample_notebook import executed_notebook, sample_notebook, sample_sections

from ifo_analysis.definitions import documents
from ifo_analysis.report import manifest as module
from ifo_analysis.report.assembly import assemble
from ifo_analysis.report.manifest import manifest, package_sha256

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts


@pytest.fixture
def text(facts: Facts) -> str:
    document = assemble(executed_notebook(facts, sample_sections()))
    return manifest(facts, document, sample_notebook(facts, []), {"genomlysning.pdf": b"paper"}).decode()


@pytest.fixture
def content(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_it_is_sorted_json_for_people_to_read(text: str, content: dict[str, Any]) -> None:
    assert text == json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert content["schema_version"] == 1


def test_it_names_what_the_report_is_about(content: dict[str, Any], facts: Facts) -> None:
    assert content["document"] == "genomlysning"
    assert content["municipality"] == "Höör"
    assert content["parameters"] == facts.parameters.model_dump()
    assert (content["origin"], content["data_date"]) == ("published", facts.data_date)


def test_it_names_every_input_with_its_checksum(content: dict[str, Any]) -> None:
    tables = Path(module.__file__).parents[1] / "sources/tables"
    names = [item["name"] for item in content["inputs"]]
    assert "indicator_values.csv" in names
    for item in content["inputs"]:
        assert item["sha256"] == hashlib.sha256((tables / item["name"]).read_bytes()).hexdigest()
        assert item["sources"]
        assert item["title"]


def test_it_holds_the_checksum_and_size_of_every_file(content: dict[str, Any]) -> None:
    assert content["files"] == {"genomlysning.pdf": {"bytes": 5, "sha256": hashlib.sha256(b"paper").hexdigest()}}


def test_it_holds_all_evidence_of_every_claim(content: dict[str, Any]) -> None:
    assert content["claims"] == [CLAIM.model_dump(mode="json")]


def test_it_says_what_each_section_shows_and_lacks(content: dict[str, Any]) -> None:
    shown = documents()["genomlysning"].section("peers").shows
    assert content["sections"][2] == {
        "id": "peers",
        "state": "partial",
        "shows": [name for name in shown if name != "spread"],
        "absent": {"spread": "Ingen figur: uppgift saknas för de liknande kommunerna."},
    }


def test_it_names_the_findings_in_plain_words(content: dict[str, Any]) -> None:
    assert content["findings"] == [{"id": "cost_level", "heading": "Lägre kostnad än referenskostnaden", "score": 5.0}]


def test_it_says_nothing_of_the_machine_or_its_user(text: str) -> None:
    for secret in (str(Path.home()), str(Path.cwd()), getpass.getuser() + "@", socket.gethostname() + "."):
        assert secret not in text


def test_the_packages_checksum_changes_with_any_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "run.py").write_text("1")
    monkeypatch.setattr(module, "package_files", lambda _package: tmp_path)
    first = package_sha256.__wrapped__()
    for ignored in ("__pycache__", "notebooks"):
        (tmp_path / ignored).mkdir()
        (tmp_path / ignored / "x.pyc").write_text("x")
    assert package_sha256.__wrapped__() == first
    (tmp_path / "report" / "run.py").write_text("2")
    assert package_sha256.__wrapped__() != first
