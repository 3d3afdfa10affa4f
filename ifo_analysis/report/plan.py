"""What to report on: from what a person typed and the files in `params/` to checked parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ifo_analysis.errors import ParameterError
from ifo_analysis.parameters import (
    DEVIATION,
    ReportParameters,
    checked_parameters,
    find_municipality,
    read_parameters,
)
from ifo_analysis.report.publish import municipality_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ifo_analysis.sources import Source

PARAMS = Path("params")
MISSING = ": saknas"


@dataclass(frozen=True)
class Request:
    """What a person asked for, as typed, and empty where nothing was. `file` holds parameters."""

    municipality: str = ""
    report_year: str = ""
    peer_edition: str = ""
    committee: str = ""
    file: Path | None = None


USUAL = (Request("1267", "2024"), Request("0138", "2019"))


def planned(request: Request, source: Source, params: Path = PARAMS) -> ReportParameters:
    """Return the checked parameters of one report.

    What is typed goes before what stands in a file, but municipality and year must be the same in both. Without a year
    it is the newest with a value that is no longer preliminary.

    Parameters
    ----------
    request : Request
        What was asked for.
    source : Source
        The source that has to hold the facts.
    params : Path
        Where a file such as ``0138-tyreso/2019.yml`` is looked for when the request names none.

    Raises
    ------
    ParameterError
        With all faults at once.
    """
    faults: list[str] = []
    typed = _typed(request, source, faults)
    file = request.file or _usual_file(params, {**_newest(typed, source), **typed}, source)
    written: dict[str, Any] = {}
    if file:
        try:
            written = read_parameters(file)
        except ParameterError as error:
            faults.append(str(error))
        faults += [f"{file}: {fault}" for fault in dict.fromkeys(_disagreements(file, written, typed))]
    values = {**written, **typed}
    values = {**_newest(values, source), **values}
    try:
        parameters = checked_parameters(values, source, str(file or "Parametrar"))
    except ParameterError as error:
        faults += _without_echo(str(error), faults)
    if faults:
        raise ParameterError("\n".join(faults))
    return parameters


def _typed(request: Request, source: Source, faults: list[str]) -> dict[str, Any]:
    typed: dict[str, Any] = {"committee": request.committee} if request.committee else {}
    if request.municipality:
        try:
            typed["municipality"] = find_municipality(request.municipality, source.frame("municipalities"))
        except ParameterError as error:
            faults.append(str(error))
    for name in ("report_year", "peer_edition"):
        text = getattr(request, name)
        if re.fullmatch(r"\d{1,4}", text, re.ASCII):
            typed[name] = int(text)
        elif text:
            title = ReportParameters.model_fields[name].description
            faults.append(f"{name} ({title}): ska vara ett heltal, inte ”{text}”")
    return typed


def _newest(values: Mapping[str, Any], source: Source) -> dict[str, int]:
    """Return the newest year with a value that is final, or else preliminary, if the municipality has any."""
    frame = source.frame("indicator_values")
    known = frame.loc[(frame["municipality"] == values.get("municipality")) & (frame["indicator"] == DEVIATION)]
    final = known.loc[~known["is_preliminary"]]
    years = (final if len(final) else known)["year"]
    return {"report_year": int(years.max())} if len(years) else {}


def _usual_file(params: Path, values: Mapping[str, Any], source: Source) -> Path | None:
    code, year = values.get("municipality"), values.get("report_year")
    table = source.frame("municipalities")
    names = table.loc[table["municipality"] == code, "name"]
    if names.empty or not year:
        return None
    file = params / municipality_folder(str(code), names.iloc[0]) / f"{year}.yml"
    return file if file.exists() else None


def _disagreements(file: Path, written: Mapping[str, Any], typed: Mapping[str, Any]) -> Iterator[str]:
    """Yield where municipality and year in a file aren't those of its own place or of the command line."""
    for where, expected in (("filens plats säger", place_of(file)), ("på kommandoraden står", typed)):
        for name in ("municipality", "report_year"):
            if name in expected and name in written and written[name] != expected[name]:
                yield f"{name} är {written[name]} i filen, men {where} {expected[name]}"


def place_of(file: Path) -> dict[str, Any]:
    """Return the municipality and the year that a parameter file's place says, such as ``0138-tyreso/2019.yml``.

    Examples
    --------
    >>> place_of(Path("params/0138-tyreso/2019.yml"))
    {'municipality': '0138', 'report_year': 2019}
    """
    place: dict[str, Any] = {}
    if folder := re.match(r"(\d{4})-", file.parent.name):
        place["municipality"] = folder[1]
    if re.fullmatch(r"\d{4}", file.stem):
        place["report_year"] = int(file.stem)
    return place


def _without_echo(message: str, faults: list[str]) -> list[str]:
    """Return what is new in a message: a name may be missing just because what was typed for it was refused."""
    header, *lines = message.splitlines()
    kept = [line for line in lines if not line.endswith(MISSING)]
    if not kept and not faults:
        kept = lines
    return [header, *kept] if kept else []
