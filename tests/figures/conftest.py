"""Invented municipalities, and a ruler for what is written in a drawing."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from ifo_analysis.analysis.cost_deviation import cost_deviation, deviation_panel
from ifo_analysis.analysis.peers import (
    PeerPosition,
    choose_edition,
    compare,
    missing_peers,
    peer_codes,
    peer_medians,
    position,
    spread,
)
from ifo_analysis.analysis.volatility import NoiseLaw, Volatility
from ifo_analysis.facts import Facts, build_facts
from ifo_analysis.frames import CONTRACTS, DTYPES
from ifo_analysis.parameters import ReportParameters

if TYPE_CHECKING:
    from ifo_analysis.figures.style import Canvas
    from ifo_analysis.sources import InputFile, Origin

OWN = "9901"
FIRST_YEAR, BREAKS, EDITION = 2018, (2019,), 2021
NAMES = (
    *("Ekhult", "Lindnäs", "Bergsala", "Sundby", "Norrviken", "Åsnäs", "Östra Ek"),
    *("Malung-Sälen", "Upplands Väsby", "Örnsköldsvik"),
)


def name_of(number: int) -> str:
    return NAMES[number] if number < len(NAMES) else f"Kommun {number + 1}"


@dataclass(frozen=True)
class Source:
    """Frames in memory."""

    frames: dict[str, pd.DataFrame]
    origin: Origin = "published"

    def frame(self, name: str) -> pd.DataFrame:
        columns = CONTRACTS[name].columns
        empty = pd.DataFrame({key: pd.Series(dtype=DTYPES[column.kind]) for key, column in columns.items()})
        return self.frames.get(name, empty)

    def inputs(self) -> tuple[InputFile, ...]:
        return ()


@dataclass(frozen=True)
class Case:
    """Facts of invented municipalities, and what the analysis makes of them."""

    facts: Facts
    panel: pd.DataFrame
    deviation: pd.DataFrame
    peers: tuple[str, ...]
    medians: pd.DataFrame
    comparison: pd.DataFrame
    position: PeerPosition
    missing: tuple[str, ...]
    spread: pd.DataFrame
    volatility: Volatility


Series = Sequence[float | None]
PROVENANCE: dict[str, Any] = {"label": "raw", "document": "", "document_year": "", "is_published": True}


@pytest.fixture
def case() -> Callable[..., Case]:
    """Return a maker of cases: the own values from 2018, then the peers', then the others'."""

    def make(
        own: Series,
        peers: Sequence[Series] = (),
        others: Sequence[Series] = (),
        *,
        report_year: int = 2024,
        preliminary: Sequence[int] = (2025,),
        residents: int = 17_000,
        half_pp: float = 10.0,
        origin: Origin = "published",
    ) -> Case:
        series = [own, *peers, *others]
        codes = [str(9901 + index) for index in range(len(series))]
        values = pd.DataFrame(
            [
                (code, year, "N30001", float(value), "%", year in preliminary)
                for code, found in zip(codes, series, strict=True)
                for year, value in enumerate(found, start=FIRST_YEAR)
                if value is not None
            ],
            columns=["municipality", "year", "indicator", "value", "unit", "is_preliminary"],
        ).assign(publisher="Kolada", retrieved="2026-08-16", **PROVENANCE)
        people = pd.DataFrame({"municipality": codes, "year": 2021, "residents": residents, "is_preliminary": False})
        groups = pd.DataFrame({"peer": codes[1 : len(peers) + 1]}).assign(municipality=OWN, edition=EDITION)
        source = Source(
            {
                "indicator_values": values,
                "population": people.assign(publisher="SCB", retrieved="2026-11-21", **PROVENANCE),
                "peer_groups": groups.assign(is_preliminary=False, publisher="Kolada", retrieved="2026-01-01"),
                "municipalities": pd.DataFrame(
                    {
                        "municipality": codes,
                        "name": [name_of(n) for n in range(len(codes))],
                        "long_name": "",
                        "county": "",
                    }
                ),
            },
            origin,
        )
        return _analysed(build_facts(ReportParameters(municipality=OWN, report_year=report_year), source), half_pp)

    return make


def _analysed(facts: Facts, half_pp: float) -> Case:
    year = facts.parameters.report_year
    edition = choose_edition(facts.peer_groups, OWN, year)
    peers = peer_codes(facts.peer_groups, OWN, edition) if edition else ()
    panel = deviation_panel(facts.indicator_values)
    comparison = compare(panel, OWN, peers, year)
    variance = 2 * (half_pp / 1.959963984540054) ** 2
    return Case(
        facts=facts,
        panel=panel,
        deviation=cost_deviation(panel, facts.population, OWN, year, BREAKS),
        peers=peers,
        medians=peer_medians(panel, peers, BREAKS),
        comparison=comparison,
        position=position(comparison),
        missing=missing_peers(comparison, peers),
        spread=spread(panel, OWN, peers, year),
        volatility=Volatility(
            laws=(NoiseLaw(1, variance, 0.0, 300),),
            n_municipalities=60,
            first_year=2019,
            last_year=2025,
            population_year=2021,
            has_preliminary=True,
            share_beyond=0.05,
            c_low=0.0,
            c_high=0.0,
        ),
    )


@pytest.fixture
def written() -> Callable[[Canvas], list[tuple[str, tuple[float, float, float, float]]]]:
    """Return a ruler: each text of a drawing with the left, bottom, right and top of its letters, in points."""

    def measure(canvas: Canvas) -> list[tuple[str, tuple[float, float, float, float]]]:
        renderer = RendererSVG(canvas.variant.width, canvas.height, io.StringIO())  # type: ignore[no-untyped-call]
        found = []
        for text in canvas.drawing.findobj(Text):
            if isinstance(text, Text) and text.get_text():
                font = text.get_fontproperties()
                letters = TextPath((0, 0), text.get_text(), size=font.get_size(), prop=font).get_extents()
                extent = text.get_window_extent(renderer)
                _, baseline = text.get_position()
                box = (extent.x0, float(baseline) + letters.y0, extent.x1, float(baseline) + letters.y1)
                found.append((text.get_text(), box))
        return found

    return measure


@pytest.fixture
def collisions(
    written: Callable[[Canvas], list[tuple[str, tuple[float, float, float, float]]]],
) -> Callable[[Canvas], list[str]]:
    """Return a judge: texts that cover each other, or that run off the page."""

    def judge(canvas: Canvas) -> list[str]:
        texts = written(canvas)
        across = [
            f"{one} / {other}"
            for index, (one, a) in enumerate(texts)
            for other, b in texts[index + 1 :]
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        ]
        page = (-0.1, -0.1, canvas.variant.width + 0.1, canvas.height + 0.1)
        outside = [
            text for text, box in texts if box[0] < page[0] or box[1] < page[1] or box[2] > page[2] or box[3] > page[3]
        ]
        return across + [f"{text} / utanför" for text in outside]

    return judge
