"""Start the server by hand: `python -m tests.kolada_server --port 8801 [--fault NAME]`."""

from __future__ import annotations

import argparse
import contextlib
import threading

from ifo_analysis.sources.demo import DemoWorld

from .faults import FAULTS
from .server import KoladaServer


def main() -> None:
    """Serve an invented world until Ctrl-C. A fault named here never ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.kolada_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8801)
    parser.add_argument("--fault", choices=FAULTS)
    parser.add_argument("--endpoint", help="only there: data, kpi, municipality or municipality_groups")
    parser.add_argument("--times", type=int, help="only so many times")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--municipalities", type=int, default=40)
    parser.add_argument("--real-names", action="store_true")
    parser.add_argument("--revision", type=int, default=0)
    parser.add_argument("--page-limit", type=int, default=5000)
    asked = parser.parse_args()
    world = DemoWorld(asked.seed, asked.municipalities, real_names=asked.real_names, revision=asked.revision)
    is_refused = asked.fault == "refuse" and not asked.endpoint
    fault = asked.fault if is_refused else None
    with KoladaServer(world, fault=fault, page_limit=asked.page_limit, port=asked.port) as server:
        if asked.fault and not is_refused:
            server.set_fault(asked.fault, asked.endpoint, asked.times)
        print(f"IFO_KOLADA_URL={server.url}", flush=True)  # noqa: T201 - what to give the client
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
