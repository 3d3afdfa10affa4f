"""The stages of the flow of cases (*ärendeflödet*) and its groups: their words, and what a share is of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml


@dataclass(frozen=True)
class Stage:
    """A stage (*led*): its noun with gender and plurals, the verb of a count, whether months may be added, and what its
    share is of.
    """

    code: str
    gender: Literal["en", "ett"]
    singular: str
    plural: str
    definite: str
    verb: str
    is_added: bool
    base: str

    @property
    def name(self) -> str:
        """Return the stage as a table names it.

        >>> stages()["reports"].name
        'Anmälningar'
        """
        return self.plural[0].upper() + self.plural[1:]


@dataclass(frozen=True)
class Group:
    """Whom the cases are about (*grupp*): name, the words after a noun, and whether it may be added to the others."""

    code: str
    name: str
    about: str
    is_whole: bool


@cache
def stages() -> dict[str, Stage]:
    """Return the stages by code, in the order in which a case passes them.

    Examples
    --------
    >>> list(stages())[:3], stages()["investigations"].base
    (['reports', 'investigations', 'interventions'], 'reports')
    """
    return {row["code"]: Stage(**row) for row in _definitions()["stages"]}


@cache
def groups() -> dict[str, Group]:
    """Return the groups by code.

    Examples
    --------
    >>> [group.code for group in groups().values() if group.is_whole]
    ['children', 'adults']
    """
    return {row["code"]: Group(**row) for row in _definitions()["groups"]}


@cache
def _definitions() -> Any:  # noqa: ANN401 - as in the package's own loader: the dataclasses check what the file holds
    return yaml.safe_load((files(__package__) / "caseload.yml").read_text(encoding="utf-8"))
