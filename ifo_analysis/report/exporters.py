"""Exporters for nbconvert: the same HTML and PDF as a run gives, from any executed notebook of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.exporters import Exporter

from ifo_analysis.report.assembly import assemble

if TYPE_CHECKING:
    import nbformat


class IfoHtmlExporter(Exporter):
    """The report as one HTML page: ``jupyter nbconvert --to ifo_html genomlysning.ipynb``."""

    export_from_notebook = "IFO-genomlysning som HTML"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text too
        self,
        nb: nbformat.NotebookNode,
        resources: dict[str, Any] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> tuple[str, dict[str, Any]]:
        """Return the page, and nbconvert's resources.

        Raises
        ------
        ReportError
            If the notebook isn't a whole report.
        """
        from ifo_analysis.report.html import render_html  # noqa: PLC0415 - slow to import

        copied, resources = super().from_notebook_node(nb, resources, **options)
        return render_html(assemble(copied)), resources


class IfoPdfExporter(Exporter):
    """The report as an accessible PDF: ``jupyter nbconvert --to ifo_pdf genomlysning.ipynb``."""

    export_from_notebook = "IFO-genomlysning som PDF"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters return text too
        self,
        nb: nbformat.NotebookNode,
        resources: dict[str, Any] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file, and nbconvert's resources.

        Raises
        ------
        ReportError
            If the notebook isn't a whole report.
        """
        from ifo_analysis.report.pdf import render_pdf  # noqa: PLC0415 - slow to import

        copied, resources = super().from_notebook_node(nb, resources, **options)
        return render_pdf(assemble(copied)), resources
