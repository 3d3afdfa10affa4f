"""What several tests share: the published figures that ship with the package, read once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from ifo_analysis.analysis.cost_deviation import deviation_panel
from ifo_analysis.analysis.volatility import Volatility, estimate_volatility
from ifo_analysis.sources.bundled import TableFolder, bundled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

# A law that takes long on a busy machine is no broken law.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test read the user's snapshots, or reach Kolada: the discard port of this machine answers nobody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IFO_SNAPSHOTS", str(tmp_path_factory.getbasetemp() / "no-snapshots"))
        patch.setenv("IFO_KOLADA_URL", "http://127.0.0.1:9/v3")
        yield


class ReadOnce(TableFolder):
    """A folder whose tables are read once for all tests; no test changes a frame."""

    @cache  # noqa: B019 - it lives as long as the tests
    def frame(self, name: str) -> pd.DataFrame:
        return super().frame(name)


@pytest.fixture(scope="session")
def published() -> TableFolder:
    """Return the published figures as a source."""
    return ReadOnce(bundled().folder)


@pytest.fixture(scope="session")
def published_panel(published: TableFolder) -> pd.DataFrame:
    """Return the published deviation of all municipalities."""
    return deviation_panel(published.frame("indicator_values"))


@pytest.fixture(scope="session")
def published_population(published: TableFolder) -> pd.DataFrame:
    """Return the published population of the same municipalities."""
    return published.frame("population")


@pytest.fixture(scope="session")
def published_variation(published_panel: pd.DataFrame, published_population: pd.DataFrame) -> Volatility:
    """Return normal variation as the published figures give it."""
    found = estimate_volatility(published_panel, published_population, first_year=2019, population_year=2019)
    assert found is not None
    return found
