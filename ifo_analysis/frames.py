"""The contracts of the frames that cross a boundary: columns, units, keys, and "one row per …".

A frame is checked once, where it enters; after that, code trusts it. All breaches are told at once. `pandera` is only
imported when something is checked, so that a kernel that reads facts that are already checked doesn't pay for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandera.pandas as pa

Kind = Literal["text", "whole", "decimal", "flag"]
DTYPES: Mapping[Kind, str] = {"text": "str", "whole": "int64", "decimal": "float64", "flag": "bool"}


@dataclass(frozen=True)
class ColumnContract:
    """One column: what it holds, and which values it may have. Only text and decimals may be missing."""

    kind: Kind
    title: str
    is_optional: bool = False
    minimum: float | None = None
    pattern: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """A frame's contract: its name, what a row is, its key and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: Mapping[str, ColumnContract]


CODE = ColumnContract("text", "kommunkod, fyra siffror", pattern=r"\d{4}")
YEAR = ColumnContract("whole", "år", minimum=1990)
PROVENANCE: Mapping[str, ColumnContract] = {
    "is_preliminary": ColumnContract("flag", "preliminär uppgift"),
    "label": ColumnContract("text", "oförändrad (raw) eller egen bearbetning (own)", one_of=("raw", "own")),
    "publisher": ColumnContract("text", "utgivare", pattern=r"\S.*"),
    "document": ColumnContract("text", "dokument", is_optional=True),
    "document_year": ColumnContract("text", "dokumentets år", is_optional=True, pattern=r"(\d{4})?"),
    "retrieved": ColumnContract("text", "hämtad", pattern=r"\d{4}-\d{2}-\d{2}"),
    "is_published": ColumnContract("flag", "offentligt publicerad"),
}

INDICATOR_VALUES = Contract(
    "indicator_values",
    "en rad per kommun, år och nyckeltal",
    ("municipality", "year", "indicator"),
    {
        "municipality": CODE,
        "year": YEAR,
        "indicator": ColumnContract("text", "nyckeltal", pattern=r"[NU]\d{5}"),
        "value": ColumnContract("decimal", "värde"),
        "unit": ColumnContract("text", "enhet", pattern=r"\S.*"),
        **PROVENANCE,
    },
)
MISSING_VALUES = Contract(
    "missing_values",
    "en rad per kommun, år och nyckeltal som källan har en rad för men inget värde",
    ("municipality", "year", "indicator"),
    {
        "municipality": CODE,
        "year": YEAR,
        "indicator": ColumnContract("text", "nyckeltal", pattern=r"[NU]\d{5}"),
        "status": ColumnContract("text", "källans ord för varför värdet saknas", is_optional=True),
        **PROVENANCE,
    },
)
POPULATION = Contract(
    "population",
    "en rad per kommun och år",
    ("municipality", "year"),
    {
        "municipality": CODE,
        "year": YEAR,
        "residents": ColumnContract("whole", "folkmängd 31 december", minimum=1),
        **PROVENANCE,
    },
)
PEER_GROUPS = Contract(
    "peer_groups",
    "en rad per kommun, utgåva och liknande kommun",
    ("municipality", "edition", "peer"),
    {"municipality": CODE, "edition": YEAR, "peer": CODE, **PROVENANCE},
)
KEY_FIGURES = Contract(
    "key_figures",
    "en rad per kommun, år, period och uppgift",
    ("municipality", "year", "period", "indicator", "document"),
    {
        "municipality": CODE,
        "year": ColumnContract("text", "år", is_optional=True, pattern=r"(\d{4})?"),
        "period": ColumnContract("text", "period", is_optional=True),
        "indicator": ColumnContract("text", "uppgift", pattern=r"\S.*"),
        "value": ColumnContract("decimal", "värde"),
        "unit": ColumnContract("text", "enhet", pattern=r"\S.*"),
        "note": ColumnContract("text", "anmärkning", is_optional=True),
        **PROVENANCE,
    },
)
EFFECT_STATUSES = ("calculated", "zero", "investigated", "no_volume", "not_priced")
GOALS = Contract(
    "goals",
    "en rad per mål i en plan",
    ("municipality", "plan_year", "area", "goal_no"),
    {
        "municipality": CODE,
        "plan_year": YEAR,
        "plan_adopted": ColumnContract("text", "planen antagen", is_optional=True, pattern=r"(\d{4}-\d{2}-\d{2})?"),
        "area": ColumnContract("text", "område", pattern=r"\S.*"),
        "goal_no": ColumnContract("whole", "målets nummer", minimum=1),
        "goal": ColumnContract("text", "mål", pattern=r"\S.*"),
        "target": ColumnContract("text", "målsättning", is_optional=True),
        "price": ColumnContract("decimal", "pris", is_optional=True, minimum=0),
        "price_unit": ColumnContract(
            "text",
            "prisets enhet",
            is_optional=True,
            one_of=("", "msek_per_full_year_placement", "sek_per_care_day"),
        ),
        "volume_low": ColumnContract("decimal", "lägsta volym", is_optional=True, minimum=0),
        "volume_high": ColumnContract("decimal", "högsta volym", is_optional=True, minimum=0),
        "alternative_price": ColumnContract("decimal", "alternativets pris", is_optional=True, minimum=0),
        "effect_status": ColumnContract("text", "effektens läge", one_of=EFFECT_STATUSES),
        **PROVENANCE,
    },
)
MEASURE_STATUSES = ("not_started", "ongoing", "waiting", "done", "stopped")
MEASURES = Contract(
    "measures",
    "en rad per åtgärd i en plan",
    ("municipality", "plan_year", "area", "goal_no", "measure_no"),
    {
        "municipality": CODE,
        "plan_year": YEAR,
        "area": ColumnContract("text", "område", pattern=r"\S.*"),
        "goal_no": ColumnContract("whole", "målets nummer", minimum=1),
        "measure_no": ColumnContract("whole", "åtgärdens nummer", minimum=1),
        "measure": ColumnContract("text", "åtgärd", pattern=r"\S.*"),
        "status": ColumnContract("text", "status", one_of=MEASURE_STATUSES),
        "is_delayed": ColumnContract("flag", "försenad"),
        "status_note": ColumnContract("text", "anmärkning", is_optional=True),
        "waits_for_decision_by": ColumnContract("text", "väntar på beslut av", is_optional=True),
        **PROVENANCE,
    },
)
MUNICIPALITIES = Contract(
    "municipalities",
    "en rad per kommun",
    ("municipality",),
    {
        "municipality": CODE,
        "name": ColumnContract("text", "kommunens namn", pattern=r"\S.*"),
        "long_name": ColumnContract("text", "namn med kommun eller stad", is_optional=True),
        "county": ColumnContract("text", "län", is_optional=True),
    },
)
CONTRACTS: Mapping[str, Contract] = {
    contract.name: contract
    for contract in (
        INDICATOR_VALUES,
        MISSING_VALUES,
        POPULATION,
        PEER_GROUPS,
        KEY_FIGURES,
        GOALS,
        MEASURES,
        MUNICIPALITIES,
    )
}


@cache
def _schema(name: str) -> pa.DataFrameSchema:
    import pandera.pandas as pa  # noqa: PLC0415 - heavy, and only needed where a frame enters

    def column(contract: ColumnContract) -> pa.Column:
        checks: list[Any] = []
        if contract.minimum is not None:
            checks.append(pa.Check.ge(contract.minimum, error=f"ska vara minst {contract.minimum:g}"))
        if contract.pattern:
            checks.append(pa.Check.str_matches(rf"(?:{contract.pattern})\Z", error="har inte rätt form"))
        if contract.one_of:
            allowed = ", ".join(option or "tomt" for option in contract.one_of)
            checks.append(pa.Check.isin(contract.one_of, error=f"ska vara något av: {allowed}"))
        if contract.kind == "decimal":
            checks.append(pa.Check(lambda values: values.abs() != float("inf"), error="är oändligt"))
        nullable = contract.is_optional and contract.kind == "decimal"
        return pa.Column(DTYPES[contract.kind], checks, nullable=nullable, title=contract.title)

    contract = CONTRACTS[name]
    return pa.DataFrameSchema(
        {name: column(item) for name, item in contract.columns.items()},
        strict=True,
        unique_column_names=True,
        unique=list(contract.key),
        name=contract.name,
    )


def checked(contract: Contract, frame: pd.DataFrame, where: str = "") -> pd.DataFrame:
    """Return the frame if it keeps its contract.

    Parameters
    ----------
    contract : Contract
        What the frame promises.
    frame : DataFrame
        The frame that enters. It is not changed.
    where : str
        What to call the frame in a message, usually a file name. Rows are counted as in a csv file: the header is row 1.

    Raises
    ------
    DataError
        With every breach, in Swedish, without repeating any value.

    Examples
    --------
    >>> good = pd.DataFrame({"municipality": ["9901"], "name": ["Ekhult"], "long_name": [""], "county": [""]})
    >>> checked(MUNICIPALITIES, good) is good
    True
    >>> checked(MUNICIPALITIES, good.assign(municipality="991"), "kommuner.csv")
    Traceback (most recent call last):
    ifo_analysis.errors.DataError: kommuner.csv:
      - rad 2, kolumnen municipality (kommunkod, fyra siffror): har inte rätt form
    """
    from pandera.errors import SchemaErrors  # noqa: PLC0415 - see _schema

    try:
        _schema(contract.name).validate(frame, lazy=True)
    except SchemaErrors as error:
        raise DataError.of(where or contract.name, _told(contract, error.failure_cases)) from None
    return frame


def _told(contract: Contract, failures: pd.DataFrame) -> list[str]:
    """Return one Swedish sentence per breach, in the order of rows."""
    told: dict[str, float] = {}
    if set(contract.key) & set(failures.loc[failures["check"] == "column_in_dataframe", "failure_case"]):
        failures = failures.loc[failures["check"] != "multiple_fields_uniqueness"]  # half a key proves nothing
    for _, failure in failures.iterrows():
        place = float(failure["index"]) if pd.notna(failure["index"]) else -1.0
        told.setdefault(_fault(contract, failure), place)
    return sorted(told, key=lambda fault: (told[fault], fault))


def _fault(contract: Contract, failure: pd.Series[Any]) -> str:
    check, case = str(failure["check"]), str(failure["failure_case"])
    if check == "column_in_dataframe":
        return f"kolumnen {case} saknas"
    if check == "column_in_schema":
        return f"kolumnen {case} ingår inte; tillåtna kolumner: {', '.join(contract.columns)}"
    if check == "dataframe_column_labels_unique":
        return f"samma kolumn står flera gånger: {', '.join(failure['failure_case'])}"
    row = f"rad {int(failure['index']) + 2}" if pd.notna(failure["index"]) else "hela tabellen"
    if check == "multiple_fields_uniqueness":
        return f"{row}: samma {', '.join(contract.key)} står på flera rader ({contract.row})"
    column = str(failure["column"])
    if check.startswith("dtype") or pd.isna(failure["index"]):  # a check that couldn't run met another datatype
        row, told = "hela tabellen", "har fel datatyp"
    else:
        told = "värde saknas" if check == "not_nullable" else check
    return f"{row}, kolumnen {column} ({contract.columns[column].title}): {told}"
