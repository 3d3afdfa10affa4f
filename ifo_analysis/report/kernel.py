"""A kernel of our own for each run: this interpreter, and nothing of the user's settings or of the machine's."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets import Unicode, default
from traitlets.config import Config

from ifo_analysis.facts import FACTS_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

KERNEL = "ifo"
FACTS_FILE = "facts.json"
LOG_FILE = "kernel.log"
USERS_OWN = {"PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT"}


class _ThisInterpreter(KernelSpecManager):
    """Knows one kernel, whichever others are installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return how the kernel starts: no history, and no start-up file of the user's."""
        options = ["--HistoryManager.enabled=False", "--IPKernelApp.exec_PYTHONSTARTUP=False"]
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *options]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python")


class PrivateKernel(AsyncKernelManager):
    """A kernel whose files, sockets and printed words stay in one work folder."""

    work = Unicode().tag(config=True)

    @default("kernel_spec_manager")
    def _only_this_interpreter(self) -> KernelSpecManager:
        return _ThisInterpreter(parent=self)

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]  # noqa: ANN401 - of the base class
        """Start the kernel with an environment of its own; what it prints goes to a log in the work folder."""
        work = Path(self.work)
        with (work / LOG_FILE).open("ab") as log:
            options |= {"env": _environment(os.environ, work), "stdout": log, "stderr": log}
            await super().start_kernel(**options)


def kernel_settings(work: Path) -> Config:
    """Return the settings of a kernel that talks over sockets with paths of its own in `work`.

    The default for sockets is a name in the current folder, which two kernels at once would share.
    """
    own = {"work": str(work), "connection_file": str(work / "connection.json"), "transport": "ipc"}
    return Config({"PrivateKernel": {**own, "ip": str(work / "ipc")}})


def _environment(inherited: Mapping[str, str], work: Path) -> dict[str, str]:
    """Return the kernel's environment, in which the same report becomes the same bytes."""
    return {name: value for name, value in inherited.items() if name not in USERS_OWN} | {
        FACTS_VARIABLE: str(work / FACTS_FILE),
        "IPYTHONDIR": str(work / "ipython"),
        "LC_ALL": "C.UTF-8",
        "MATPLOTLIBRC": str(work / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }
