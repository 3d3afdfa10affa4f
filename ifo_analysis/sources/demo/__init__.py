"""A seeded, invented world (*påhittad värld*): every indicator of the catalogue for municipalities that don't exist.

Levels, spread, accounting identities, noise, breaks and gaps are like those of the published figures; nothing in it is
about a real municipality, not even with `real_names`, which only borrows the names and codes.
"""

from ifo_analysis.sources.demo.world import DemoWorld

__all__ = ["DemoWorld"]
