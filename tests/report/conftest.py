from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_notebook import sample_facts

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts


@pytest.fixture(scope="session")
def facts() -> Facts:
    return sample_facts()
