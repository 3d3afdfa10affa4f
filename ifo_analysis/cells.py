"""What tables and the data behind figures share: marks for what is missing or preliminary, and numbers as cells."""

from __future__ import annotations

from math import isnan
from typing import Literal

from ifo_analysis.blocks import Cell
from ifo_analysis.language import number

MISSING = "–"


def number_cell(value: float, decimals: int, *, is_signed: bool = False, is_preliminary: bool = False) -> Cell:
    """Return a number as a cell: rounded in print, unrounded behind it, and a dash for what is missing."""
    if isnan(value):
        return Cell(text=MISSING)
    mark: Literal["", "preliminary"] = "preliminary" if is_preliminary else ""
    return Cell(text=number(value, decimals, is_signed=is_signed), value=float(value), mark=mark)
