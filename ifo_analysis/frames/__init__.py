"""The contracts of the frames that cross a boundary: columns, units, keys, and "one row per …".

A frame is checked once, where it enters; after that, code trusts it. `published` holds the contracts of what others
publish, `local` those of a municipality's own files.
"""

from ifo_analysis.frames.checking import checked
from ifo_analysis.frames.contract import DTYPES, ColumnContract, Contract, empty_frame
from ifo_analysis.frames.local import LOCAL
from ifo_analysis.frames.published import (
    EFFECT_STATUSES,
    GOALS,
    INDICATOR_VALUES,
    KEY_FIGURES,
    MEASURE_STATUSES,
    MEASURES,
    MISSING_VALUES,
    MUNICIPALITIES,
    PEER_GROUPS,
    POPULATION,
    PUBLISHED,
)

CONTRACTS = {contract.name: contract for contract in PUBLISHED}
LOCAL_CONTRACTS = {contract.name: contract for contract in LOCAL}

__all__ = [
    "CONTRACTS",
    "DTYPES",
    "EFFECT_STATUSES",
    "GOALS",
    "INDICATOR_VALUES",
    "KEY_FIGURES",
    "LOCAL",
    "LOCAL_CONTRACTS",
    "MEASURES",
    "MEASURE_STATUSES",
    "MISSING_VALUES",
    "MUNICIPALITIES",
    "PEER_GROUPS",
    "POPULATION",
    "PUBLISHED",
    "ColumnContract",
    "Contract",
    "checked",
    "empty_frame",
]
