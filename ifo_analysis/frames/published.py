"""The contracts of what Kolada, Statistics Sweden and the municipalities publish."""

from __future__ import annotations

from ifo_analysis.frames.contract import ANY_DAY, CODE, PROVENANCE, YEAR, ColumnContract, Contract

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
DURATIONS = ("", "lasting", "one_off")
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
        "price_low": ColumnContract("decimal", "lägsta pris", is_optional=True, minimum=0),
        "price_high": ColumnContract("decimal", "högsta pris", is_optional=True, minimum=0),
        "price_unit": ColumnContract(
            "text",
            "prisets enhet",
            is_optional=True,
            one_of=("", "msek_per_full_year_placement", "sek_per_care_day"),
        ),
        "volume_low": ColumnContract("decimal", "lägsta volym", is_optional=True, minimum=0),
        "volume_high": ColumnContract("decimal", "högsta volym", is_optional=True, minimum=0),
        "alternative_price": ColumnContract("decimal", "alternativets pris", is_optional=True, minimum=0),
        "one_off_cost_tkr": ColumnContract("decimal", "engångskostnad, tkr", is_optional=True, minimum=0),
        "duration": ColumnContract("text", "varaktig eller engångseffekt", is_optional=True, one_of=DURATIONS),
        "first_day": ANY_DAY,
        "last_day": ANY_DAY,
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
        "owner": ColumnContract("text", "ansvarig", is_optional=True),
        "first_day": ANY_DAY,
        "last_day": ANY_DAY,
        "followed_up": ANY_DAY,
        "outcome_tkr": ColumnContract("decimal", "utfall hittills, tkr", is_optional=True),
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
PUBLISHED = (
    INDICATOR_VALUES,
    MISSING_VALUES,
    POPULATION,
    PEER_GROUPS,
    KEY_FIGURES,
    GOALS,
    MEASURES,
    MUNICIPALITIES,
)
