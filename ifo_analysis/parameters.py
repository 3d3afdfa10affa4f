"""Report parameters: one strict model behind `params/*.yml`, the notebook's parameter cell and the command line.

All faults are told at once, in Swedish, before any kernel starts.
"""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ifo_analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pandas as pd
    import yaml

    from ifo_analysis.sources import Source

CODE_PATTERN = r"\d{4}"
DEVIATION = "N30001"
FILES = "files"
PATTERN_WORDS = {
    "local_files": "ska vara en sökväg på en rad",
    "municipality": "ska vara fyra siffror",
    "committee": "ska vara text på en rad, utan mellanslag först och sist",
}


class ReportParameters(BaseModel):
    """What a report is about (*rapportens parametrar*).

    Every field is injected by name into the notebook's parameter cell, and the two must name the same fields.

    Examples
    --------
    >>> ReportParameters(municipality="1267", report_year=2024).peer_edition
    0
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    municipality: Annotated[str, Field(pattern=rf"^{CODE_PATTERN}$", description="Kommunkod, fyra siffror som text")]
    report_year: Annotated[int, Field(ge=1990, le=2100, description="Räkenskapsår")]
    peer_edition: Annotated[
        int,
        Field(
            description="Utgåva av liknande kommuner. 0: den nyaste som inte är senare än året, annars den äldsta",
        ),
    ] = 0
    committee: Annotated[
        str,
        Field(
            min_length=1,
            max_length=80,
            pattern=r"^\S([^\x00-\x1f\x7f]*\S)?$",
            description="Nämnden som rapporten går till",
        ),
    ] = "socialnämnden"
    local_files: Annotated[
        str,
        Field(
            pattern=r"^[^\x00-\x1f\x7f]*$",
            description="Params-fil som beskriver kommunens egna filer. Tom: inga",
        ),
    ] = ""


def find_municipality(text: str, municipalities: pd.DataFrame) -> str:
    """Return the code of the municipality that a person means by a code or a name (*kommun*).

    Upper and lower case, and composed and decomposed letters, are alike. Nothing is guessed: a near miss is an error
    that names the nearest.

    Raises
    ------
    ParameterError
        If no municipality has that code or name.

    Examples
    --------
    >>> from ifo_analysis.sources.bundled import bundled
    >>> table = bundled().frame("municipalities")
    >>> find_municipality("höör", table), find_municipality("1267", table)
    ('1267', '1267')
    >>> find_municipality("hörr", table)
    Traceback (most recent call last):
    ifo_analysis.errors.ParameterError: Kommunen ”hörr” finns inte. Menade du Höör?
    """
    asked = _folded(text)
    if asked.isdecimal():
        return _known_code(asked, municipalities)
    names: dict[str, str] = {}
    for row in municipalities.itertuples():
        names[_folded(str(row.name))] = str(row.municipality)
        names[_folded(str(row.long_name) or str(row.name))] = str(row.municipality)
    if asked in names:
        return names[asked]
    by_code = dict(zip(municipalities["municipality"], municipalities["name"], strict=True))
    near = [by_code[names[name]] for name in difflib.get_close_matches(asked, names, n=1)]
    advice = f"Menade du {near[0]}?" if near else "Ange namnet eller den fyrsiffriga koden."
    raise ParameterError(f"Kommunen ”{_printable(text)}” finns inte. {advice}")


def _known_code(code: str, municipalities: pd.DataFrame) -> str:
    names = dict(zip(municipalities["municipality"], municipalities["name"], strict=True))
    if code in names:
        return code
    padded = code.zfill(4)
    advice = (
        f"En kommunkod har fyra siffror, även nollan först: {padded} är {names[padded]}."
        if len(code) < len(padded) and padded in names
        else "En kommunkod har fyra siffror, till exempel 1267 för Höör. Namnet går också bra."
    )
    raise ParameterError(f"Kommunkoden {_printable(code)} finns inte. {advice}")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:60]


def read_parameters(path: Path) -> dict[str, Any]:
    """Return the parameters of a YAML file as they stand there.

    A municipality code that isn't quoted is refused whatever it is, since YAML reads 0162 as another municipality's
    number. The fault is found by how the value is written, not by what it became. A list ``files`` of the
    municipality's own files is read by whoever reads them: here it becomes `local_files`, the path of this file.

    Raises
    ------
    ParameterError
        If the file is missing, isn't YAML, holds anything but a flat mapping and such a list, repeats a key, or has an
        unquoted code.
    """
    import yaml  # noqa: PLC0415 - only where a file is read

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ParameterError(f"{path}: filen finns inte.") from None
    except (OSError, UnicodeDecodeError):
        raise ParameterError(f"{path}: filen går inte att läsa som text i UTF-8.") from None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        listed = _taken_out(node)
        values: dict[str, Any] = yaml.SafeLoader("").construct_document(node) if node else {}
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", rad {mark.line + 1}" if mark else ""
        raise ParameterError(f"{path}{place}: filen är inte giltig YAML.") from None
    if not isinstance(node, yaml.MappingNode):
        raise ParameterError(f"{path}: ska innehålla rader av formen ”namn: värde”.")
    if faults := [*_listed_wrong(node, listed), *_written_wrong(node)]:
        raise ParameterError.of(str(path), faults)
    return values | ({"local_files": _as_given(path)} if listed else {})


def _taken_out(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    """Take the list of files out of what is composed from a file, and return it with its name."""
    import yaml  # noqa: PLC0415 - see read_parameters

    if not isinstance(node, yaml.MappingNode):
        return []
    listed = [(key, value) for key, value in node.value if key.value == FILES]
    node.value = [pair for pair in node.value if pair not in listed]
    return listed


def _listed_wrong(node: yaml.MappingNode, listed: list[tuple[yaml.Node, yaml.Node]]) -> list[str]:
    import yaml  # noqa: PLC0415 - see read_parameters

    faults = []
    for number, (key, value) in enumerate(listed):
        line = key.start_mark.line + 1
        if number:
            faults.append(f"rad {line}: {FILES} står på flera rader")
        if not isinstance(value, yaml.SequenceNode) or not value.value:
            faults.append(f"rad {line}: {FILES} ska vara en lista över kommunens egna filer")
    if listed and any(key.value == "local_files" for key, _ in node.value):
        faults.append(f"ange antingen {FILES} eller local_files")
    return faults


def _as_given(path: Path) -> str:
    """Return a path as it was given, or as seen from where we are if it lies there."""
    here = type(path).cwd()
    return (path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path).as_posix()


def _written_wrong(node: yaml.MappingNode) -> list[str]:
    import yaml  # noqa: PLC0415 - see read_parameters

    faults: list[str] = []
    seen: set[str] = set()
    for key, value in node.value:
        name, line = _printable(str(key.value)), key.start_mark.line + 1
        if key.tag != "tag:yaml.org,2002:str":
            faults.append(f"rad {line}: ska börja med namnet på en parameter")
            continue
        if name in seen:
            faults.append(f"rad {line}: {name} står på flera rader")
        seen.add(name)
        if not isinstance(value, yaml.ScalarNode):
            faults.append(f"rad {line}: {name} ska vara ett enda värde")
        elif name == "municipality" and value.style not in {"'", '"'}:
            faults.append(
                f'rad {line}: kommunkoden ska stå inom citattecken, till exempel municipality: "0162". '
                "Utan dem läser YAML vissa koder som ett annat tal"
            )
    return faults


def checked_parameters(values: Mapping[str, Any], source: Source, where: str = "Parametrar") -> ReportParameters:
    """Return the parameters if a report can be made from them.

    Parameters
    ----------
    values : mapping
        Field names and values, as asked for.
    source : Source
        The source whose municipalities and years are possible.
    where : str
        What to call the place in a message.

    Raises
    ------
    ParameterError
        With all faults at once: unknown or missing names, wrong kinds, an unknown code, a year or edition without data.
    """
    faults: list[str] = []
    parameters: ReportParameters | None = None
    try:
        parameters = ReportParameters.model_validate(dict(values))
    except ValidationError as error:
        faults = [_told(item) for item in error.errors()]
    faults += _without_data(values if parameters is None else parameters.model_dump(), source)
    if parameters is None or faults:
        raise ParameterError.of(where, dict.fromkeys(faults))
    return parameters


def _told(error: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails; its keys are read with care
    """Return one of pydantic's errors in Swedish."""
    name = str(error["loc"][0]) if error["loc"] else ""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, ReportParameters.model_fields, n=1)
        advice = f"menade du {near[0]}?" if near else f"tillåtna: {', '.join(ReportParameters.model_fields)}"
        return f"{_printable(name)}: okänd parameter; {advice}"
    if kind == "missing":
        return f"{name}: saknas"
    field = ReportParameters.model_fields[name]
    wanted = {
        "string_type": "ska vara text",
        "string_unicode": "har ett tecken som inte är text",
        "int_type": "ska vara ett heltal",
        "string_pattern_mismatch": PATTERN_WORDS.get(name, "har inte rätt form"),
        "greater_than_equal": f"ska vara minst {context.get('ge')}",
        "less_than_equal": f"ska vara högst {context.get('le')}",
        "string_too_short": "får inte vara tom",
        "string_too_long": f"får ha högst {context.get('max_length')} tecken",
    }[kind]
    return f"{name} ({field.description}): {wanted}"


def _without_data(values: Mapping[str, Any], source: Source) -> list[str]:
    """Return the faults that only the source can tell: unknown code, year or edition without data."""
    code, year, edition = (values.get(name) for name in ("municipality", "report_year", "peer_edition"))
    if not isinstance(code, str) or not (code.isdecimal() and len(code) == len("0000")):
        return []
    table = source.frame("municipalities")
    names = dict(zip(table["municipality"], table["name"], strict=True))
    if code not in names:
        return [f"municipality: kommunkoden {code} finns inte"]
    return _without_year(code, names[code], year, source) + _without_edition(code, names[code], edition, source)


def _without_year(code: str, name: str, year: object, source: Source) -> list[str]:
    frame = source.frame("indicator_values")
    known = frame.loc[(frame["municipality"] == code) & (frame["indicator"] == DEVIATION), "year"]
    if known.empty:
        with_data = frame.loc[frame["indicator"] == DEVIATION, "municipality"].nunique()
        return [
            (
                f"municipality: nettokostnadsavvikelse för {name} ({code}) finns inte bland uppgifterna, "
                f"som omfattar {with_data} kommuner"
            )
        ]
    if type(year) is int and year not in set(known):
        return [f"report_year: {name} saknar nettokostnadsavvikelse för {year}; år med uppgift: {_listed(known)}"]
    return []


def _without_edition(code: str, name: str, edition: object, source: Source) -> list[str]:
    frame = source.frame("peer_groups")
    known = frame.loc[frame["municipality"] == code, "edition"]
    if not edition or type(edition) is not int or edition in set(known):
        return []
    available = _listed(known) if not known.empty else "ingen"
    return [f"peer_edition: {name} har ingen grupp i utgåva {edition}; utgåvor: {available}"]


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(str(value) for value in sorted(set(values)))
