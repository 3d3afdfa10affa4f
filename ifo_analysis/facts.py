"""Facts: the frozen bundle of checked frames that a report about one municipality and year stands on.

The runner builds the bundle before a kernel starts, and writes it to a file that the environment variable `IFO_FACTS`
names. In a run `load_facts` only reads that file; in JupyterLab, where there is none, it builds the same bundle.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.definitions import COUNTRY, Municipality
from ifo_analysis.errors import SourceError
from ifo_analysis.frames import CONTRACTS, DTYPES, LOCAL_CONTRACTS, empty_frame
from ifo_analysis.parameters import ReportParameters, checked_parameters
from ifo_analysis.sources import InputFile, InputNote, LocalTables, Origin

if TYPE_CHECKING:
    from ifo_analysis.sources import Source

FACTS_VARIABLE = "IFO_FACTS"
PANEL_INDICATORS = ("N30001", "N30026")
OWN_FRAMES = ("goals", "measures", "key_figures")
SHARED_FRAMES = ("indicator_values", "population", "peer_groups", "municipalities")


@dataclass(frozen=True)
class LocalFigures:
    """The municipality's own figures (*kommunens egna uppgifter*), up to the report year.

    Each frame keeps the contract of the same name in `frames.local`, and is empty where no file was named. `notes` says
    what was repaired or noticed in the files. `is_internal` says that a report of them isn't for the public.
    """

    placements: pd.DataFrame
    placed_persons: pd.DataFrame
    costliest: pd.DataFrame
    booked_costs: pd.DataFrame
    residents_by_age: pd.DataFrame
    structure: pd.DataFrame
    purchases: pd.DataFrame
    staff: pd.DataFrame
    caseload: pd.DataFrame
    budget: pd.DataFrame
    budget_notes: pd.DataFrame
    reimbursed_days: pd.DataFrame
    committee_goals: pd.DataFrame
    assignments: pd.DataFrame
    guarantees: pd.DataFrame
    unexecuted: pd.DataFrame
    incidents: pd.DataFrame
    decisions: pd.DataFrame
    notes: tuple[InputNote, ...] = ()
    is_internal: bool = False

    def __repr__(self) -> str:
        """Return which frames have rows."""
        filled = [f"{name} {len(frame)}" for name, frame in self.frames().items() if len(frame)]
        return f"LocalFigures({', '.join(filled) or 'inga egna uppgifter'})"

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the frames by name."""
        return {name: getattr(self, name) for name in LOCAL_CONTRACTS}


def local_figures(tables: LocalTables | None = None, report_year: int = 9999) -> LocalFigures:
    """Return the municipality's own figures up to a year; without any, all frames are empty.

    Examples
    --------
    >>> local_figures()
    LocalFigures(inga egna uppgifter)
    """
    frames = {name: empty_frame(contract) for name, contract in LOCAL_CONTRACTS.items()}
    if tables is None:
        return LocalFigures(**frames, notes=(), is_internal=False)
    frames |= {name: _until(frame, report_year) for name, frame in tables.frames.items() if name in frames}
    return LocalFigures(**frames, notes=tables.notes, is_internal=tables.is_internal)


def _until(frame: pd.DataFrame, report_year: int) -> pd.DataFrame:
    """Return the rows up to a year, by their year or their first day."""
    day = next((name for name in ("year", "first_day", "as_of", "decided") if name in frame), "")
    years = frame[day].astype("str").str[:4].astype("int64")
    return frame.loc[years <= report_year].reset_index(drop=True)


@dataclass(frozen=True)
class Facts:
    """Everything that a report may use about one municipality and year (*underlag*).

    The frames keep the contracts of the same names in `frames`. `goals`, `measures` and `key_figures` hold the own
    municipality's rows, up to the report year, and `peer_groups` its own groups. `indicator_values` holds the deviation
    of all municipalities, and every indicator of the own, its peers and the country.
    """

    parameters: ReportParameters
    origin: Origin
    inputs: tuple[InputFile, ...]
    indicator_values: pd.DataFrame
    population: pd.DataFrame
    peer_groups: pd.DataFrame
    municipalities: pd.DataFrame
    goals: pd.DataFrame
    measures: pd.DataFrame
    key_figures: pd.DataFrame
    local: LocalFigures = field(default_factory=local_figures)

    @cached_property
    def municipality(self) -> Municipality:
        """Return the own municipality; without a known long form the short name stands alone."""
        return self.municipality_by_code(self.parameters.municipality)

    def municipality_by_code(self, code: str) -> Municipality:
        """Return any municipality of the source by its code."""
        row = self.municipalities.loc[self.municipalities["municipality"] == code].iloc[0]
        name = str(row["name"])
        return Municipality(code, name, str(row["long_name"]) or name, str(row["county"]))

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the short name of each municipality by its code."""
        return dict(zip(self.municipalities["municipality"], self.municipalities["name"], strict=True))

    @cached_property
    def data_date(self) -> str:
        """Return the newest date at which any figure was retrieved, as ISO text: the report's date."""
        own = (getattr(self, name) for name in (*OWN_FRAMES, *SHARED_FRAMES) if name != "municipalities")
        frames = (*own, *self.local.frames().values())
        return max(str(frame["retrieved"].max()) for frame in frames if len(frame))

    def __repr__(self) -> str:
        """Return a line that an analyst can read."""
        sizes = ", ".join(f"{name} {len(getattr(self, name))}" for name in (*SHARED_FRAMES, *OWN_FRAMES))
        return f"Facts({self.municipality.name} {self.parameters.report_year}, {self.data_date}; rader: {sizes})"


def build_facts(parameters: ReportParameters, source: Source, local: LocalTables | None = None) -> Facts:
    """Return the facts of one municipality and year from a source, and from the municipality's own files if given.

    A plan of its own (`goals` and `measures`) stands in place of the source's.

    Raises
    ------
    SourceError, DataError
        If the source can't be read, or a frame breaks its contract.
    """
    code, year = parameters.municipality, parameters.report_year
    given = local.frames if local else {}
    own = {name: given[name] if name in given else source.frame(name) for name in OWN_FRAMES}
    own = {name: frame.loc[frame["municipality"] == code].reset_index(drop=True) for name, frame in own.items()}
    plan_years = [at for name in ("goals", "measures") for at in own[name]["plan_year"] if at <= year]
    plan_year = max(plan_years, default=0)
    for name in ("goals", "measures"):
        own[name] = own[name].loc[own[name]["plan_year"] == plan_year].reset_index(drop=True)
    is_later = own["key_figures"]["year"].ne("") & own["key_figures"]["year"].gt(str(year))
    own["key_figures"] = own["key_figures"].loc[~is_later].reset_index(drop=True)
    shared = {name: source.frame(name) for name in SHARED_FRAMES}
    groups = shared["peer_groups"]
    shared["peer_groups"] = groups.loc[groups["municipality"] == code].reset_index(drop=True)
    shared["indicator_values"] = _needed(shared["indicator_values"], {code, COUNTRY, *shared["peer_groups"]["peer"]})
    return Facts(
        parameters=parameters,
        origin=source.origin,
        inputs=(*source.inputs(), *(local.inputs if local else ())),
        local=local_figures(local, year),
        **shared,
        **own,
    )


def _needed(values: pd.DataFrame, near: set[str]) -> pd.DataFrame:
    """Return all indicators of those near, and of all municipalities what normal variation and spread are made of."""
    is_needed = values["municipality"].isin(near) | values["indicator"].isin(PANEL_INDICATORS)
    return values.loc[is_needed].reset_index(drop=True)


def invented_facts(seed: int = 1, municipalities: int = 40, report_year: int = 2024) -> Facts:
    """Return the facts of an invented municipality with figures of its own of every kind (*påhittad kommun*), to try on.

    Examples
    --------
    >>> invented_facts(municipalities=10).municipality.name
    'Sundnäs'
    """
    from ifo_analysis.sources.demo import DemoWorld  # noqa: PLC0415 - a run has its facts already
    from ifo_analysis.sources.demo.local import local_tables as invented_tables  # noqa: PLC0415

    world = DemoWorld(seed, municipalities)
    code = world.municipalities[0][0]
    own = invented_tables(world, code, report_year)
    return build_facts(ReportParameters(municipality=code, report_year=report_year), world, own)


def load_facts(parameters: ReportParameters) -> Facts:
    """Return the facts for the given parameters: those of the run, or in JupyterLab what a run would choose offline.

    Raises
    ------
    SourceError
        If the run's facts are about something else than `parameters`.
    ParameterError
        If no report can be made from the parameters.
    DataError
        If any of the municipality's own files can't be used.
    """
    if path := os.environ.get(FACTS_VARIABLE):
        facts = read_facts(Path(path))
        if facts.parameters != parameters:
            raise SourceError(
                "Körningens uppgifter gäller en annan kommun eller ett annat år än notebookens parametrar."
            )
        return facts
    from ifo_analysis.sources.choice import shipped, stored  # noqa: PLC0415 - a run has its facts already
    from ifo_analysis.sources.store import SnapshotStore  # noqa: PLC0415

    found = stored(parameters.municipality, parameters.report_year, SnapshotStore())
    source = (found or shipped()).source
    asked = checked_parameters(parameters.model_dump(), source, "Notebookens parametrar")
    return build_facts(asked, source, local_tables(asked))


def local_tables(parameters: ReportParameters) -> LocalTables | None:
    """Return what stands in the municipality's own files that a report's parameters name, if they name any.

    Raises
    ------
    ParameterError, DataError
        If any of the files, or what is said of them, can't be used.
    """
    if not parameters.local_files:
        return None
    from ifo_analysis.sources.local import read_local  # noqa: PLC0415 - slow to import, and most reports have none

    return read_local(Path(parameters.local_files), parameters.municipality, parameters.report_year)


def write_facts(facts: Facts, path: Path) -> None:
    """Write the bundle as JSON."""
    frames = {name: _columns(getattr(facts, name)) for name in (*SHARED_FRAMES, *OWN_FRAMES)}
    local = {name: _columns(frame) for name, frame in facts.local.frames().items()}
    bundle = {
        "parameters": facts.parameters.model_dump(),
        "origin": facts.origin,
        "inputs": [asdict(item) for item in facts.inputs],
        "frames": frames,
        "local": local,
        "notes": [asdict(note) for note in facts.local.notes],
        "is_internal": facts.local.is_internal,
    }
    path.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")


def read_facts(path: Path) -> Facts:
    """Return a bundle that `write_facts` wrote; the frames were checked before they were written."""
    bundle = json.loads(path.read_text(encoding="utf-8"))
    return Facts(
        parameters=ReportParameters.model_validate(bundle["parameters"]),
        origin=bundle["origin"],
        inputs=tuple(InputFile(**{**item, "sources": tuple(item["sources"])}) for item in bundle["inputs"]),
        local=LocalFigures(
            **{name: _frame(name, columns) for name, columns in bundle["local"].items()},
            notes=tuple(InputNote(**note) for note in bundle["notes"]),
            is_internal=bundle["is_internal"],
        ),
        **{name: _frame(name, columns) for name, columns in bundle["frames"].items()},
    )


def _columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(column): frame[column].tolist() for column in frame}


def _frame(name: str, columns: dict[str, list[Any]]) -> pd.DataFrame:
    contract = {**CONTRACTS, **LOCAL_CONTRACTS}[name]
    return pd.DataFrame(
        {column: pd.Series(values, dtype=DTYPES[contract.columns[column].kind]) for column, values in columns.items()}
    )
