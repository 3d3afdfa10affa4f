"""What is installed in the environment that runs the tests."""

from __future__ import annotations

from importlib.metadata import Distribution, distribution
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable


def closure(requirements: Iterable[str]) -> dict[str, Distribution]:
    """Every distribution that the requirements ask for here, directly or through others, by its normalised name.

    Raises `importlib.metadata.PackageNotFoundError` for one that is asked for and not installed.
    """
    reached: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        reached.setdefault(name, distribution(name))
        for wanted in {"", *requirement.extras} - {known_extra for known, known_extra in seen if known == name}:
            seen.add((name, wanted))
            waiting += [(Requirement(text), wanted) for text in reached[name].requires or []]
    return reached
