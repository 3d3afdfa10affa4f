"""An invented world of municipalities (`tests/world`), and what the notebook computes from facts, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis import findings
from ifo_analysis.analysis.cost_deviation import cost_deviation, deviation_panel
from ifo_analysis.analysis.measures import goal_effects
from ifo_analysis.analysis.peers import choose_edition, compare, missing_peers, peer_codes, peer_medians
from ifo_analysis.analysis.volatility import NoiseLaw, Volatility, estimate_volatility
from ifo_analysis.blocks import Finding
from ifo_analysis.definitions import model_breaks
from ifo_analysis.facts import Facts, build_facts
from ifo_analysis.frames import GOALS, INDICATOR_VALUES, MEASURES, checked
from ifo_analysis.parameters import ReportParameters
from ifo_analysis.sources.bundled import TableFolder, bundled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ifo_analysis.findings.unknowns import Unknown
    from ifo_analysis.sources import InputFile, Origin

WORLD = Path(__file__).parent / "world"
EKHULT, LINDNAS = "9901", "9902"
PEERS = ("9911", "9912", "9913", "9914", "9915", "9916", "9917")
PCT, MSEK = "N30001", "N30026"


def world() -> TableFolder:
    """Return the invented world as a source."""
    return TableFolder(WORLD)


@dataclass(frozen=True)
class ReadOnce:
    """A source that keeps what it has read; the frames are shared, so nobody may change them."""

    source: TableFolder

    @property
    def origin(self) -> Origin:
        return self.source.origin

    @cache  # noqa: B019 - there are two of these, for as long as the tests run
    def frame(self, name: str) -> pd.DataFrame:
        return self.source.frame(name)

    def inputs(self) -> tuple[InputFile, ...]:
        return self.source.inputs()


INVENTED, PUBLISHED = ReadOnce(TableFolder(WORLD)), ReadOnce(bundled())


@cache
def facts_of(code: str = EKHULT, year: int = 2024) -> Facts:
    """Return the facts of a municipality of the invented world."""
    return build_facts(ReportParameters(municipality=code, report_year=year), INVENTED)


@cache
def published(code: str, year: int) -> Facts:
    """Return the facts of a real municipality from the figures that ship with the package."""
    return build_facts(ReportParameters(municipality=code, report_year=year), PUBLISHED)


def noise(*constants: float, floor: float = 0.0) -> Volatility:
    """Return normal variation with SD = √(floor + c² / residents), one constant for each horizon from one year."""
    laws = tuple(NoiseLaw(at, floor, c**2, 300) for at, c in enumerate(constants or (260.0,) * 6, start=1))
    return Volatility(laws, 50, 2019, 2025, 2019, has_preliminary=True, share_beyond=0.051, c_low=210, c_high=310)


@dataclass(frozen=True)
class Bench:
    """What the notebook computes from the facts, without its figures. `given` replaces the estimated variation."""

    facts: Facts
    given: Volatility | None = None
    is_estimated: bool = True

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        return model_breaks(PCT)

    @cached_property
    def panel(self) -> pd.DataFrame:
        return deviation_panel(self.facts.indicator_values)

    @cached_property
    def deviation(self) -> pd.DataFrame:
        asked = self.facts.parameters
        return cost_deviation(self.panel, self.facts.population, asked.municipality, asked.report_year, self.breaks)

    @cached_property
    def volatility(self) -> Volatility | None:
        if self.given is not None or not self.is_estimated:
            return self.given
        first = self.breaks[-1]
        return estimate_volatility(self.panel, self.facts.population, first_year=first, population_year=first)

    @cached_property
    def edition(self) -> int | None:
        asked = self.facts.parameters
        return choose_edition(self.facts.peer_groups, asked.municipality, asked.report_year, asked.peer_edition)

    @cached_property
    def peers(self) -> tuple[str, ...]:
        return peer_codes(self.facts.peer_groups, self.facts.parameters.municipality, self.edition)

    @cached_property
    def medians(self) -> pd.DataFrame:
        return peer_medians(self.panel, self.peers, self.breaks)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        asked = self.facts.parameters
        return compare(self.panel, asked.municipality, self.peers, asked.report_year)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        return missing_peers(self.comparison, self.peers)

    @cached_property
    def effects(self) -> pd.DataFrame:
        return goal_effects(self.facts.goals)

    @cached_property
    def level(self) -> Finding:
        return findings.cost_level(self.facts, self.deviation, self.volatility)

    @cached_property
    def movements(self) -> dict[str, Finding]:
        found = findings.movements(self.facts, self.deviation, self.volatility)
        return {finding.id: finding for finding in found}

    @cached_property
    def peer_level(self) -> Finding | None:
        return findings.peer_level(self.facts, self.panel, self.comparison, self.peers, self.edition)

    @cached_property
    def peer_rank(self) -> Finding | None:
        return findings.peer_rank(self.facts, self.panel, self.comparison, self.volatility)

    @cached_property
    def measures(self) -> dict[str, Finding]:
        return {finding.id: finding for finding in findings.measures(self.facts, self.effects)}

    @cached_property
    def found(self) -> list[Finding]:
        """Return all findings, in the order of the notebook."""
        found = [
            self.level,
            *self.movements.values(),
            *findings.data_quality(self.facts, self.deviation),
            self.peer_level,
            self.peer_rank,
            *self.measures.values(),
        ]
        return [finding for finding in found if finding is not None]

    @cached_property
    def unknowns(self) -> list[Unknown]:
        return findings.unknowns(self.facts, self.deviation, self.comparison, self.peers, self.volatility)


def with_own(
    facts: Facts, pct: Mapping[int, float], msek: Mapping[int, float] | None = None, *, preliminary: Iterable[int] = ()
) -> Facts:
    """Return the facts with other values for the own municipality, and only those."""
    values, code = facts.indicator_values, facts.parameters.municipality
    example = values.loc[values["municipality"] == code].iloc[0].to_dict()
    early = set(preliminary)
    own = pd.DataFrame(
        [
            example
            | {"indicator": name, "year": year, "value": float(value), "unit": unit, "is_preliminary": year in early}
            for name, unit, series in ((PCT, "%", pct), (MSEK, "mnkr", msek or {}))
            for year, value in series.items()
        ]
    )
    return with_values(facts, pd.concat([values.loc[values["municipality"] != code], own], ignore_index=True))


def with_peers(facts: Facts, pct: Mapping[str, float]) -> Facts:
    """Return the facts with these values, and no others, for the peers in the report year."""
    values, year = facts.indicator_values, facts.parameters.report_year
    is_peer = values["municipality"].isin(PEERS) & (values["year"] == year)
    example = values.loc[values["municipality"] == PEERS[0]].iloc[0].to_dict()
    peers = pd.DataFrame(
        [example | {"municipality": code, "year": year, "value": float(value)} for code, value in pct.items()]
    )
    return with_values(facts, pd.concat([values.loc[~is_peer], peers], ignore_index=True))


def with_values(facts: Facts, values: pd.DataFrame) -> Facts:
    """Return the facts with other indicator values, which keep their contract."""
    return replace(facts, indicator_values=checked(INDICATOR_VALUES, values))


def with_plan(facts: Facts, goals: list[dict[str, object]], measures: list[dict[str, object]]) -> Facts:
    """Return the facts with another plan: each goal and measure as the world's first one, with these changes."""
    frames = []
    for contract, frame, changes in ((GOALS, facts.goals, goals), (MEASURES, facts.measures, measures)):
        first = frame.iloc[0].to_dict()
        number = "goal_no" if contract is GOALS else "measure_no"
        rows = [first | {number: at} | change for at, change in enumerate(changes, start=1)]
        frames.append(checked(contract, pd.DataFrame(rows, columns=list(frame.columns)).astype(frame.dtypes)))
    return replace(facts, goals=frames[0], measures=frames[1])
