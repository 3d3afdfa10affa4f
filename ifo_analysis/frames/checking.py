"""The check of a frame against its contract: once, where it enters, with all breaches told at once.

`pandera` is only imported when something is checked, so that a kernel that reads facts that are already checked doesn't
pay for it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.errors import DataError
from ifo_analysis.frames.contract import DTYPES, ColumnContract, Contract

if TYPE_CHECKING:
    import pandera.pandas as pa


@cache
def _schema(contract: Contract) -> pa.DataFrameSchema:
    import pandera.pandas as pa  # noqa: PLC0415 - heavy, and only needed where a frame enters

    def column(contract: ColumnContract) -> pa.Column:
        checks: list[Any] = []
        if contract.minimum is not None:
            checks.append(pa.Check.ge(contract.minimum, error=f"ska vara minst {contract.minimum:g}"))
        if contract.maximum is not None:
            checks.append(pa.Check.le(contract.maximum, error=f"ska vara högst {contract.maximum:g}"))
        if contract.pattern:
            checks.append(pa.Check.str_matches(rf"(?:{contract.pattern})\Z", error="har inte rätt form"))
        if contract.one_of:
            allowed = ", ".join(option or "tomt" for option in contract.one_of)
            checks.append(pa.Check.isin(contract.one_of, error=f"ska vara något av: {allowed}"))
        if contract.kind == "decimal":
            checks.append(pa.Check(lambda values: values.abs() != float("inf"), error="är oändligt"))
        nullable = contract.is_optional and contract.kind == "decimal"
        return pa.Column(DTYPES[contract.kind], checks, nullable=nullable, title=contract.title)

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
    >>> from ifo_analysis.frames import MUNICIPALITIES
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
        _schema(contract).validate(frame, lazy=True)
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
