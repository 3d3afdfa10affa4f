"""The contracts of a municipality's own figures: what leaves `sources.local`, already aggregated, never a person's row.

Rows about other municipalities, last year or a target may stand beside the own, for comparison.
"""

from __future__ import annotations

from ifo_analysis.frames.contract import ANY_DAY, CODE, DAY, MONTH, PROVENANCE, YEAR, ColumnContract, Contract

CHILDREN, ADULTS = "children", "adults"
TARGET_GROUP = ColumnContract("text", "målgrupp", one_of=(CHILDREN, ADULTS))
AGE_GROUP = ColumnContract("text", "åldersgrupp", is_optional=True, pattern=r"(\d+(–\d+|\+))?")
BASIS = ColumnContract("text", "utfall, budget eller mål", one_of=("outcome", "budget", "target"))
COUNT = ColumnContract("whole", "antal", minimum=0)
WORDS = ColumnContract("text", "text", pattern=r"\S.*")
ANY_WORDS = ColumnContract("text", "text", is_optional=True)

PLACEMENTS = Contract(
    "placements",
    "en rad per kommun, år, grund, målgrupp, åldersgrupp, placeringsform och driftform",
    ("municipality", "year", "basis", "target_group", "age_group", "placement_type", "provider"),
    {
        "municipality": CODE,
        "year": YEAR,
        "basis": BASIS,
        "target_group": TARGET_GROUP,
        "age_group": AGE_GROUP,
        "placement_type": ColumnContract("text", "placeringsform", pattern=r"[a-z_]+"),
        "provider": ColumnContract("text", "driftform", one_of=("", "own", "purchased")),
        "care_days": ColumnContract("decimal", "vårddygn", minimum=0),
        "cost_sek": ColumnContract("decimal", "kostnad, kronor", is_optional=True, minimum=0),
        "persons": ColumnContract("whole", "personer", minimum=0),
        "placements": ColumnContract("whole", "placeringar", minimum=0),
        "top_two_cost_sek": ColumnContract(
            "decimal", "de två personernas kostnad som är högst, kronor", is_optional=True, minimum=0
        ),
        **PROVENANCE,
    },
)
PLACED_PERSONS = Contract(
    "placed_persons",
    "en rad per kommun, år och målgrupp: olika personer, hur många placeringar de än har",
    ("municipality", "year", "target_group"),
    {
        "municipality": CODE,
        "year": YEAR,
        "target_group": TARGET_GROUP,
        "persons": ColumnContract("whole", "personer", minimum=0),
        "placements": ColumnContract("whole", "placeringar", minimum=0),
        **PROVENANCE,
    },
)
COSTLIEST = Contract(
    "costliest",
    "en rad per kommun, år, målgrupp och antal personer, de med de högsta kostnaderna tillsammans",
    ("municipality", "year", "target_group", "persons"),
    {
        "municipality": CODE,
        "year": YEAR,
        "target_group": TARGET_GROUP,
        "persons": ColumnContract("whole", "personer", minimum=5),
        "cost_sek": ColumnContract("decimal", "deras kostnad, kronor", minimum=0),
        **PROVENANCE,
    },
)
BOOKED_COSTS = Contract(
    "booked_costs",
    "en rad per kommun, år och målgrupp: placeringarnas kostnad i bokföringen",
    ("municipality", "year", "target_group"),
    {
        "municipality": CODE,
        "year": YEAR,
        "target_group": TARGET_GROUP,
        "cost_sek": ColumnContract("decimal", "bokförd kostnad, kronor", minimum=0),
        **PROVENANCE,
    },
)
RESIDENTS_BY_AGE = Contract(
    "residents_by_age",
    "en rad per kommun, år och åldersgrupp",
    ("municipality", "year", "age_group"),
    {
        "municipality": CODE,
        "year": YEAR,
        "age_group": ColumnContract("text", "åldersgrupp", pattern=r"\d+(–\d+|\+)"),
        "residents": ColumnContract("whole", "invånare 31 december", minimum=1),
        **PROVENANCE,
    },
)
STRUCTURE = Contract(
    "structure",
    "en rad per kommun (0000 är riket) och år: utjämningsmodellens strukturfaktorer",
    ("municipality", "year"),
    {
        "municipality": CODE,
        "year": YEAR,
        "low_income_share": ColumnContract("decimal", "andel barn i hushåll med låg inkomst", minimum=0, maximum=1),
        "low_education_share": ColumnContract("decimal", "andel lågutbildade födda i Sverige", minimum=0, maximum=1),
        "urban_residents": ColumnContract("decimal", "tätortsbefolkning", minimum=0),
        "flats_1965_75_share": ColumnContract("decimal", "andel i flerfamiljshus 1965–1975", minimum=0, maximum=1),
        "sickness_days": ColumnContract("decimal", "ohälsotal, dagar", minimum=0),
        "border": ColumnContract("decimal", "gränspendling", is_optional=True),
        "wage_index": ColumnContract("decimal", "löneindex, riket = 100", is_optional=True, minimum=1),
        **PROVENANCE,
    },
)
PURCHASES = Contract(
    "purchases",
    "en rad per kommun, år, verksamhet, grund och motpart",
    ("municipality", "year", "area", "basis", "counterpart"),
    {
        "municipality": CODE,
        "year": YEAR,
        "area": ColumnContract("text", "verksamhet", pattern=r"\S.*"),
        "basis": BASIS,
        "counterpart": ColumnContract(
            "text",
            "motpart",
            one_of=("own", "companies", "associations", "municipalities", "regions", "state", "other"),
        ),
        "cost_tkr": ColumnContract("decimal", "kostnad, tkr", minimum=0),
        **PROVENANCE,
    },
)
STAFF_MEASURES = (
    "full_time_equivalents",
    "caseworkers",
    "positions_needed",
    "recruited",
    "sick_leave_pct",
    "sick_leave_target_pct",
    "staff_cost_tkr",
    "hired_cost_tkr",
    "hired_cost_ratio",
    "survey_pct",
)
STAFF = Contract(
    "staff",
    "en rad per kommun, år, enhet, uppgift och svarsalternativ",
    ("municipality", "year", "unit_name", "measure", "category"),
    {
        "municipality": CODE,
        "year": YEAR,
        "unit_name": ColumnContract("text", "enhet", is_optional=True),
        "measure": ColumnContract("text", "uppgift", one_of=STAFF_MEASURES),
        "category": ColumnContract("text", "yrkesgrupp eller svarsalternativ", is_optional=True),
        "value": ColumnContract("decimal", "värde"),
        **PROVENANCE,
    },
)
CASELOAD_STAGES = (
    "reports",
    "investigations",
    "interventions",
    "open_care",
    "placements",
    "closed",
    "lvu",
    "lvm",
    "protected_housing",
)
CASELOAD_GROUPS = ("children", "adults", "substance_use", "violence")
CASELOAD = Contract(
    "caseload",
    "en rad per kommun, period, led, grupp och åldersgrupp",
    ("municipality", "year", "first_month", "last_month", "stage", "group", "age_group"),
    {
        "municipality": CODE,
        "year": YEAR,
        "first_month": MONTH,
        "last_month": MONTH,
        "stage": ColumnContract("text", "led i ärendeflödet", one_of=CASELOAD_STAGES),
        "group": ColumnContract("text", "grupp", one_of=CASELOAD_GROUPS),
        "age_group": AGE_GROUP,
        "count": COUNT,
        **PROVENANCE,
    },
)
BUDGET_LEVELS = ("row", "section_total", "grand_total", "of_which")
BUDGET_GROUPS = ("", "children", "adults", "economic_support", "family_law", "common")
BUDGET = Contract(
    "budget",
    "en rad per kommun, år, rapportmånad, avsnitt och rad",
    ("municipality", "year", "months", "section", "row"),
    {
        "municipality": CODE,
        "year": YEAR,
        "months": ColumnContract("whole", "antal månader som utfallet omfattar", minimum=1, maximum=12),
        "section": ColumnContract("text", "avsnitt", pattern=r"\S.*"),
        "row": ColumnContract("text", "rad", pattern=r"\S.*"),
        "level": ColumnContract("text", "rad, summa, total eller varav", one_of=BUDGET_LEVELS),
        "target_group": ColumnContract("text", "målgrupp", one_of=BUDGET_GROUPS),
        "is_refugee": ColumnContract("flag", "flyktingmottagande"),
        "revenue_tkr": ColumnContract("decimal", "intäkt, tkr", is_optional=True),
        "cost_tkr": ColumnContract("decimal", "kostnad, tkr", is_optional=True),
        "result_tkr": ColumnContract("decimal", "resultat, tkr", is_optional=True),
        "forecast_tkr": ColumnContract("decimal", "prognos helår, tkr", is_optional=True),
        **PROVENANCE,
    },
)
BUDGET_NOTES = Contract(
    "budget_notes",
    "en rad per kommun, år, rapportmånad, avsnitt, slag och text",
    ("municipality", "year", "months", "section", "kind", "text"),
    {
        "municipality": CODE,
        "year": YEAR,
        "months": ColumnContract("whole", "antal månader som utfallet omfattar", minimum=1, maximum=12),
        "section": ColumnContract("text", "avsnitt eller rad som texten gäller", is_optional=True),
        "kind": ColumnContract("text", "orsak eller engångspost", one_of=("cause", "one_off")),
        "text": WORDS,
        "amount_tkr": ColumnContract("decimal", "belopp, tkr, minus försämrar", is_optional=True),
        **PROVENANCE,
    },
)
REIMBURSED_DAYS = Contract(
    "reimbursed_days",
    "en rad per kommun, period, ålder, ställning och lagrum: dygn för ensamkommande barn och unga",
    ("municipality", "first_day", "last_day", "age", "status", "is_lvu"),
    {
        "municipality": CODE,
        "first_day": DAY,
        "last_day": DAY,
        "age": ColumnContract("whole", "ålder, år", minimum=0, maximum=20),
        "status": ColumnContract("text", "asylsökande eller uppehållstillstånd", one_of=("asylum", "permit")),
        "is_lvu": ColumnContract("flag", "vård enligt LVU eller motsvarande behov"),
        "care_days": ColumnContract("decimal", "vårddygn", minimum=0),
        "cost_sek": ColumnContract("decimal", "faktisk kostnad, kronor", is_optional=True, minimum=0),
        **PROVENANCE,
    },
)
ASSESSMENTS = ("fulfilled", "partly", "not_fulfilled", "not_assessed")
COMMITTEE_GOALS = Contract(
    "committee_goals",
    "en rad per kommun, år, nivå, mål och mått",
    ("municipality", "year", "level", "goal", "indicator"),
    {
        "municipality": CODE,
        "year": YEAR,
        "level": ColumnContract("text", "strategiskt mål eller nämndmål", one_of=("strategic", "committee")),
        "area": ColumnContract("text", "målområde", pattern=r"\S.*"),
        "goal": ColumnContract("text", "mål", pattern=r"\S.*"),
        "indicator": ColumnContract("text", "mått", is_optional=True),
        "target": ColumnContract("decimal", "målvärde", is_optional=True),
        "outcome": ColumnContract("decimal", "utfall", is_optional=True),
        "unit": ColumnContract("text", "enhet", is_optional=True),
        "is_lower_better": ColumnContract("flag", "lägre är bättre"),
        "assessment": ColumnContract("text", "bedömning", one_of=ASSESSMENTS),
        "comment": ANY_WORDS,
        **PROVENANCE,
    },
)
ASSIGNMENTS = Contract(
    "assignments",
    "en rad per kommun, år, slag och uppdrag",
    ("municipality", "year", "kind", "assignment"),
    {
        "municipality": CODE,
        "year": YEAR,
        "kind": ColumnContract("text", "särskilt uppdrag eller nämnduppdrag", one_of=("special", "committee")),
        "assignment": ColumnContract("text", "uppdrag", pattern=r"\S.*"),
        "status": ColumnContract("text", "status", one_of=("not_started", "ongoing", "done", "stopped")),
        "comment": ANY_WORDS,
        **PROVENANCE,
    },
)
GUARANTEES = Contract(
    "guarantees",
    "en rad per kommun, år, område och kvalitetsgaranti",
    ("municipality", "year", "area", "guarantee"),
    {
        "municipality": CODE,
        "year": YEAR,
        "area": ColumnContract("text", "område", pattern=r"\S.*"),
        "guarantee": ColumnContract("text", "garanti", pattern=r"\S.*"),
        "limit": ColumnContract("text", "gräns", is_optional=True),
        "is_fulfilled": ColumnContract("flag", "uppfylld"),
        "reason": ColumnContract("text", "orsak om inte", is_optional=True),
        **PROVENANCE,
    },
)
UNEXECUTED = Contract(
    "unexecuted",
    "en rad per kommun, dag, lagrum och slag av beslut som inte har verkställts",
    ("municipality", "as_of", "law", "kind"),
    {
        "municipality": CODE,
        "as_of": DAY,
        "law": ColumnContract("text", "lagrum", pattern=r"\S.*"),
        "kind": ColumnContract("text", "slag av beslut", pattern=r"\S.*"),
        "count": COUNT,
        "is_total": ColumnContract("flag", "kontrollsumma"),
        **PROVENANCE,
    },
)
INCIDENTS = Contract(
    "incidents",
    "en rad per kommun, år och slag av anmälan eller rapport",
    ("municipality", "year", "kind"),
    {
        "municipality": CODE,
        "year": YEAR,
        "kind": ColumnContract("text", "slag", one_of=("lex_sarah", "lex_maria", "complaints")),
        "count": COUNT,
        "reported_to_ivo": ColumnContract("whole", "varav anmälda till IVO", minimum=0),
        **PROVENANCE,
    },
)
DECISIONS = Contract(
    "decisions",
    "en rad per kommun, dag och beslut i nämnden",
    ("municipality", "decided", "decision"),
    {
        "municipality": CODE,
        "decided": DAY,
        "decision": ColumnContract("text", "beslut", pattern=r"\S.*"),
        "assignment": ColumnContract("text", "uppdrag till", is_optional=True),
        "due": ANY_DAY,
        "outcome": ColumnContract("text", "utfall hittills", is_optional=True),
        "amount_tkr": ColumnContract("decimal", "belopp, tkr", is_optional=True),
        **PROVENANCE,
    },
)
LOCAL = (
    PLACEMENTS,
    PLACED_PERSONS,
    COSTLIEST,
    BOOKED_COSTS,
    RESIDENTS_BY_AGE,
    STRUCTURE,
    PURCHASES,
    STAFF,
    CASELOAD,
    BUDGET,
    BUDGET_NOTES,
    REIMBURSED_DAYS,
    COMMITTEE_GOALS,
    ASSIGNMENTS,
    GUARANTEES,
    UNEXECUTED,
    INCIDENTS,
    DECISIONS,
)
