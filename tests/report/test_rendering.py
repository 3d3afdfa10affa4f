"""Nothing is lost between the document and the finished files without being noticed."""

from __future__ import annotations

import dataclasses
from types import ModuleType
from typing import Any

import pytest
from sample import FIGURE, document

from ifo_analysis.errors import ReportError
from ifo_analysis.report import html, pdf
from ifo_analysis.report.rendering import render


def test_a_whole_document_becomes_pdf_and_html_step_by_step() -> None:
    steps: list[str] = []
    paper, page = render(document(), steps.append)
    assert paper.startswith(b"%PDF")
    assert page.startswith(b"<!DOCTYPE html>")
    assert steps == ["html", "pdf", "kontroll"]


@pytest.mark.parametrize(
    ("module", "name", "change", "told"),
    [
        (
            html,
            "html_contents",
            {"figures": ()},
            "HTML-sidan: figuren deviation_trend saknas, eller har fel textalternativ",
        ),
        (
            html,
            "html_contents",
            {"figures": (("deviation_trend", ""),)},
            "HTML-sidan: figuren deviation_trend saknas, eller har fel textalternativ",
        ),
        (html, "html_contents", {"tables": ()}, "HTML-sidan: tabellen measures saknas"),
        (pdf, "pdf_contents", {"alts": ()}, "PDF-filen: figuren deviation_trend saknas, eller har fel textalternativ"),
        (pdf, "pdf_contents", {"tables": 0}, "PDF-filen: har 0 tabeller, men rapporten 1"),
    ],
)
def test_a_figure_or_table_that_the_export_loses_is_told(
    module: ModuleType, name: str, change: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = getattr(module, name)
    monkeypatch.setattr(module, name, lambda finished: dataclasses.replace(count(finished), **change))
    with pytest.raises(ReportError) as caught:
        render(document(), lambda _step: None)
    assert str(caught.value) == f"Rapporten är inte hel efter exporten:\n  - {told}"


def test_a_figure_that_the_exporters_leave_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = document()
    kept = tuple(block for block in whole.sections[1].blocks if block.kind == "absent")
    section = whole.sections[1].model_copy(update={"blocks": kept})
    lacking = whole.model_copy(update={"sections": (section, whole.sections[2])})
    page, paper = html.render_html(lacking), pdf.render_pdf(lacking)
    monkeypatch.setattr(html, "render_html", lambda _document: page)
    monkeypatch.setattr(pdf, "render_pdf", lambda _document: paper)
    with pytest.raises(ReportError, match=f"figuren {FIGURE.id} saknas") as caught:
        render(whole, lambda _step: None)
    assert len(str(caught.value).splitlines()) == 3
