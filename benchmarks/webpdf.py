"""The plain chain's last step: nbconvert's webpdf with Debian's Chromium.

nbconvert has no setting for the browser's path, so Playwright's launch is given one here. Only the benchmark uses this.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from nbconvert.exporters import WebPDFExporter
from playwright.async_api import BrowserType

CHROMIUM = "/usr/bin/chromium"


def main() -> None:
    """Write the PDF of the notebook that the first argument names beside it."""
    launch = BrowserType.launch

    async def launch_debian(self: BrowserType, **options: Any) -> Any:  # noqa: ANN401 - whatever Playwright takes
        return await launch(self, **options | {"executable_path": CHROMIUM})

    BrowserType.launch = launch_debian  # type: ignore[method-assign]
    notebook = Path(sys.argv[1])
    pdf, _ = WebPDFExporter(disable_sandbox=True).from_filename(str(notebook))
    notebook.with_suffix(".pdf").write_bytes(pdf)


if __name__ == "__main__":
    main()
