"""The values of a fetch as one table, compact enough to hold a whole country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ifo_analysis.frames import POPULATION, checked
from ifo_analysis.sources.answers import ShapeError
from ifo_analysis.sources.catalogue import preliminary_period

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from ifo_analysis.sources.answers import Row
    from ifo_analysis.sources.chunking import Box

DELETED, MISSING = "Deleted", "Missing"
RESIDENTS = "N01951"
KEY = ("municipality", "indicator", "year", "gender")


def answer_table(rows: Sequence[Row], box: Box, genders: Sequence[str]) -> pa.Table:
    """Return the rows of an answer as a table where each text is stored once.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the answer, whatever pages they came on.
    box : Box
        What was asked for.
    genders : sequence of str
        The genders to keep.

    Returns
    -------
    Table
        One row per municipality, indicator, year and gender that has one; a deleted row has no value.

    Raises
    ------
    ShapeError
        If a row answers something else than the question, or answers the same thing twice.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only needed where something is fetched
    import pyarrow.compute as pc  # noqa: PLC0415

    cells = np.array(_cells(rows, box), dtype=np.int64)
    numbers = [number for number, row in enumerate(rows) for item in row["values"] if item["gender"] in genders]
    items = [item for row in rows for item in row["values"] if item["gender"] in genders]
    gender = pa.array([item["gender"] for item in items], pa.string()).dictionary_encode()
    where = cells[numbers]
    if _has_twins(cells) or _has_twins(where * len(genders) + gender.indices.to_numpy()):
        raise ShapeError("samma uppgift finns flera gånger i svaret")
    municipality, rest = np.divmod(where, len(box.indicators) * len(box.years))
    indicator, year = np.divmod(rest, len(box.years))
    is_deleted = pa.array([bool(item.get("isdeleted")) for item in items], pa.bool_())
    status = pc.if_else(is_deleted, DELETED, pa.array([item.get("status") or "" for item in items], pa.string()))
    value = pc.if_else(is_deleted, None, pa.array([item["value"] for item in items], pa.float64()))
    return pa.table(
        {
            "municipality": pa.DictionaryArray.from_arrays(
                pa.array(municipality, pa.int32()), list(box.municipalities)
            ),
            "indicator": pa.DictionaryArray.from_arrays(pa.array(indicator, pa.int32()), list(box.indicators)),
            "year": pa.array(np.array(box.years, dtype=np.int64)[year]),
            "gender": gender,
            "status": status.dictionary_encode(),
            "value": value,
        }
    )


def _cells(rows: Sequence[Row], box: Box) -> list[int]:
    """Return the number of the cell in the box that each row is about."""
    years = {year: number for number, year in enumerate(box.years)}
    indicators = {name: number * len(years) for number, name in enumerate(box.indicators)}
    municipalities = {code: number * len(years) * len(indicators) for number, code in enumerate(box.municipalities)}
    try:
        return [
            municipalities[row["municipality"]] + indicators[row["kpi"]] + years[int(row["period"])] for row in rows
        ]
    except KeyError:
        raise ShapeError("svaret gäller något annat än det som frågades") from None


def _has_twins(numbers: NDArray[np.int64]) -> bool:
    return len(numbers) > 0 and int(np.bincount(numbers).max()) > 1


def value_table(answered: Sequence[pa.Table], catalogue: pd.DataFrame, day: dt.date) -> pa.Table:
    """Return all values with unit and provenance, ordered by municipality, indicator, year and gender.

    Parameters
    ----------
    answered : sequence of Table
        The answers, from `answer_table`.
    catalogue : DataFrame
        `catalogue.catalogue_frame` of the same fetch: units, and the dates that settle what is preliminary.
    day : date
        The day of the fetch.

    Returns
    -------
    Table
        The columns of the contract `indicator_values`, and ``gender`` and ``status`` after ``unit``; one row per
        municipality, indicator, year and gender. A row without a value is never preliminary.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    table = pa.concat_tables(answered).unify_dictionaries().combine_chunks()
    plain = {name: table.column(name).cast(pa.string()) for name in ("municipality", "indicator", "gender")}
    order = pc.sort_indices(
        pa.table({**plain, "year": table.column("year")}), sort_keys=[(name, "ascending") for name in KEY]
    )
    table = table.take(order).combine_chunks()
    rows = {str(row["indicator"]): row for row in catalogue.to_dict("records")}
    names = table.column("indicator").chunk(0).dictionary.to_pylist() if table.num_rows else []
    codes = table.column("indicator").chunk(0).indices.to_numpy() if table.num_rows else np.array([], dtype=int)
    years = np.array([preliminary_period(rows[name], day) or 0 for name in names])
    is_preliminary = (table.column("year").to_numpy() == years[codes]) & table.column("value").is_valid().to_numpy()
    units = pa.array([rows[name]["unit"] for name in names], pa.string())

    def same(text: str) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(table.num_rows, dtype=np.int32)), [text])

    return pa.table(
        {
            "municipality": table.column("municipality"),
            "year": table.column("year"),
            "indicator": table.column("indicator"),
            "value": table.column("value"),
            "unit": units.take(pa.array(codes)).dictionary_encode(),
            "gender": table.column("gender"),
            "status": table.column("status"),
            "is_preliminary": pa.array(is_preliminary),
            "label": same("raw"),
            "publisher": same("Kolada"),
            "document": same(""),
            "document_year": same(""),
            "retrieved": same(day.isoformat()),
            "is_published": pa.array(np.ones(table.num_rows, dtype=bool)),
        }
    )


def population_frame(table: pa.Table) -> pd.DataFrame:
    """Return the population (*folkmängd*) as far as the values have it, checked.

    Raises
    ------
    DataError
        If a population is no whole number of people.
    """
    import pyarrow.compute as pc  # noqa: PLC0415

    is_residents = pc.and_(pc.equal(table.column("indicator"), RESIDENTS), pc.equal(table.column("gender"), "T"))
    rows = table.filter(pc.and_(is_residents, table.column("value").is_valid())).to_pandas()
    frame = rows.assign(residents=rows["value"])[list(POPULATION.columns)]
    if (frame["residents"] % 1 == 0).all():
        frame = frame.astype({"residents": "int64"})
    texts = {name: "str" for name, item in POPULATION.columns.items() if item.kind == "text"}
    return checked(POPULATION, frame.astype(texts), f"Folkmängden ({RESIDENTS})")


def completeness_frame(
    table: pa.Table, catalogue: pd.DataFrame, asked_cells: int, more: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """Return how whole the answers are (*fullständighet*): the sum first, then one row per indicator that was asked for.

    Parameters
    ----------
    table : Table
        The values, from `value_table`.
    catalogue : DataFrame
        The catalogue of the same fetch.
    asked_cells : int
        How many municipalities and years each indicator was asked for.
    more : mapping
        How many more than that some indicators were asked for, by id.

    Returns
    -------
    DataFrame
        Counts of totals (gender T): ``asked`` = ``answered`` + ``empty`` (no row) + ``null_value`` (a row with neither
        value nor status) + ``missing`` + ``other_status`` + ``deleted``. A withdrawn indicator isn't asked for.
    """
    rows = table.select(["indicator", "gender", "status", "value"]).to_pandas()
    rows = rows.loc[rows["gender"] == "T"]
    status, has_value = rows["status"].astype("str"), rows["value"].notna()
    kind = np.select(
        [status == DELETED, status == MISSING, status != "", has_value],
        ["deleted", "missing", "other_status", "answered"],
        "null_value",
    )
    counts = pd.crosstab(rows["indicator"].astype("str"), kind)
    kinds = ["answered", "empty", "null_value", "missing", "other_status", "deleted"]
    frame = catalogue.loc[catalogue["is_asked"], ["indicator", "title", "is_withdrawn"]].reset_index(drop=True)
    counts = counts.reindex(index=frame["indicator"], columns=kinds, fill_value=0).reset_index(drop=True)
    asked = asked_cells + frame["indicator"].map(more or {}).fillna(0).astype("int64")
    frame["asked"] = asked.where(~frame["is_withdrawn"], 0)
    frame[kinds] = counts
    frame["empty"] = frame["asked"] - frame[kinds].sum(axis=1)
    total = {"indicator": "", "title": "Alla nyckeltal", "is_withdrawn": False, **frame[["asked", *kinds]].sum()}
    frame = pd.concat([pd.DataFrame([total]), frame], ignore_index=True)
    frame = frame.astype(dict.fromkeys(("asked", *kinds), "int64"))
    return frame[["indicator", "title", "asked", *kinds, "is_withdrawn"]]
