"""Errors that teach: each message says what is wrong, where, and what to do, in Swedish for users.

One error may carry several faults, since all faults are told at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class IfoError(Exception):
    """What is wrong, told to the user.

    Examples
    --------
    >>> str(IfoError("Filen saknas."))
    'Filen saknas.'
    >>> print(IfoError.of("params/2024.yml", ["year: okänd parameter", "municipality: saknas"]))
    params/2024.yml:
      - year: okänd parameter
      - municipality: saknas
    """

    @classmethod
    def of(cls, where: str, faults: Iterable[str]) -> Self:
        """Return one error with all `faults` found in one place."""
        return cls("\n".join([f"{where}:", *(f"  - {fault}" for fault in faults)]))


class ParameterError(IfoError):
    """The report can't be asked for in this way (exit code 2)."""


class SourceError(IfoError):
    """A source of facts is missing, unreadable or not what it was."""


class DataError(IfoError):
    """A frame breaks its contract, or a calculation has no answer."""


class ReportError(IfoError):
    """A report could not be made, or could not be put in its place (exit code 1)."""
