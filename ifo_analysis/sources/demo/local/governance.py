"""What the committee steers by: goals, assignments, quality guarantees, decisions, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.sources.demo.local.place import Place, Record

STRATEGIC, COMMITTEE = "strategic", "committee"
LIFE, CITIZENS, ECONOMY, EMPLOYER = ("Livskvalitet", "Medborgarfokus", "God ekonomisk hushållning",
                                     "Attraktiv arbetsgivare")  # fmt: skip
# level, area, goal, indicator, target, lowest and highest outcome, unit, whether lower is better
GOALS: tuple[tuple[str, str, str, str, float, tuple[float, float], str, bool], ...] = (
    (STRATEGIC, LIFE, "Invånarna har goda livsvillkor", "", float("nan"), (0.0, 0.0), "", False),
    (COMMITTEE, LIFE, "Fler avslutade insatser utan ny aktualisering inom ett år",
     "Ej återaktualiserade ungdomar ett år efter avslutad insats", 80.0, (66.0, 88.0), "procent", False),
    (COMMITTEE, LIFE, "Fler barn får stöd hemma", "Barn placerade på HVB per 1 000 invånare 0–20 år",
     2.5, (1.6, 3.4), "per 1 000", True),
    (STRATEGIC, CITIZENS, "Invånarna är nöjda med servicen", "Nöjdhet i brukarundersökning",
     85.0, (76.0, 90.0), "procent", False),
    (COMMITTEE, CITIZENS, "Korta utredningstider", "Utredningstid barn och unga", 110.0, (84.0, 126.0), "dagar", True),
    (STRATEGIC, ECONOMY, "Verksamheten bedrivs inom tilldelad budget", "Budgetavvikelse",
     0.0, (-7.5, -0.5), "procent", False),
    (COMMITTEE, ECONOMY, "Ekonomiskt bistånd är kortvarigt", "Väntetid till beslut om ekonomiskt bistånd",
     14.0, (8.0, 18.0), "dagar", True),
    (STRATEGIC, EMPLOYER, "Medarbetarna mår bra", "Sjukfrånvaro", 5.5, (5.6, 7.5), "procent", True),
    (COMMITTEE, EMPLOYER, "Verksamheten bidrar till låg sjukfrånvaro", "Sjukfrånvaro", 5.5, (5.6, 7.5), "procent", True),
)  # fmt: skip
NEAR = 0.15  # how far from the target, part of it, still is partly fulfilled
SPECIAL, BY_COMMITTEE = "special", "committee"
ASSIGNMENTS = (
    (SPECIAL, "Se över avgifter och taxor"),
    (SPECIAL, "Minska kommunens lokalytor"),
    (BY_COMMITTEE, "Ta fram en strategi för egna familjehem"),
    (BY_COMMITTEE, "Utreda en gemensam socialjour"),
    (BY_COMMITTEE, "Införa ett verktyg för att följa upp placeringar"),
    (BY_COMMITTEE, "Pröva boende först för personer i hemlöshet"),
)
STATUSES = ("not_started", "ongoing", "ongoing", "done", "done", "stopped")
# area, guarantee, limit, how likely it is kept, why not
GUARANTEES = (
    ("Tillgänglighet", "Du når en handläggare på telefon", "samma dag", 0.9, "Hög belastning i växeln"),
    ("Ekonomiskt bistånd", "Du får besked efter en komplett ansökan", "10 arbetsdagar", 0.8, "Vakanta tjänster"),
    ("Barn och unga", "Akut bedömning av en orosanmälan", "samma dag", 1.0, ""),
    ("Barn och unga", "Tid för ett första möte", "2 veckor", 0.7, "Fler anmälningar än väntat"),
    ("Familjehem", "Besök hos barn i familjehem", "minst 4 per år", 0.8, "Sjukfrånvaro"),
    ("Familjerätt", "Gruppverksamhet för barn som upplevt våld", "", 0.5, "Personalbrist"),
    ("Missbruk och beroende", "Tid för nya besökare", "2 veckor", 0.9, "Vakanta tjänster"),
)
# law, kind, how many per 10 000 residents
UNEXECUTED = (("SoL", "Familjehem", 2.4), ("SoL", "Kontaktfamilj", 3.1), ("SoL", "Öppenvård", 1.4),
              ("SoL", "Avbrott i öppenvård", 0.5))  # fmt: skip
INCIDENTS = (("lex_sarah", 1.1, 0.2), ("lex_maria", 0.1, 1.0), ("complaints", 6.0, 0.05))
# month and day, decision, who gets it, due the same year or later, outcome, amount (tkr)
DECISIONS = (
    ("02-14", "Anställa två familjehemssekreterare för egna jourhem", "Barn och unga", "09-30",
     "Två anställda från augusti, fyra nya jourhem", -1_350.0),
    ("04-18", "Gå igenom alla placeringar på HVB som varat längre än sex månader", "Barn och unga", "10-31",
     "Genomgången klar, åtta hemtagningar planeras", float("nan")),
    ("06-13", "Upphandla ramavtal för HVB tillsammans med grannkommunerna", "Förvaltningschefen", "12-15", "", -150.0),
    ("10-17", "Redovisa effekten av öppenvårdens kvällsöppet", "Vuxna", "+03-31", "", float("nan")),
)  # fmt: skip


def committee_goals(place: Place) -> Iterator[Record]:
    """Yield goals of two levels with target, outcome and verdict. Both levels follow sick leave, with the same outcome.

    The two verdicts on it differ, as they may in real reports: the strategic goal is judged harder.
    """
    rng = place.stream("goals of the committee")
    outcomes: dict[str, float] = {}
    for level, area, goal, indicator, target, (low, high), unit, is_lower_better in GOALS:
        drawn = round(float(rng.uniform(low, high)), 1)
        outcome = outcomes.setdefault(indicator, drawn) if indicator else float("nan")
        yield {
            "level": level,
            "area": area,
            "goal": goal,
            "indicator": indicator,
            "target": target,
            "outcome": outcome,
            "unit": unit,
            "is_lower_better": is_lower_better,
            "assessment": _assessment(target, outcome, level, is_lower_better=is_lower_better),
            "comment": "" if indicator else "Bedömningen görs i årsredovisningen.",
        }


def _assessment(target: float, outcome: float, level: str, *, is_lower_better: bool) -> str:
    if outcome != outcome:  # noqa: PLR0124 - missing
        return "not_assessed"
    short = (outcome - target if is_lower_better else target - outcome) / max(abs(target), 10.0)
    if short <= 0:
        return "fulfilled"
    return "partly" if short <= NEAR or (level == COMMITTEE and short <= 3 * NEAR) else "not_fulfilled"


def assignments(place: Place) -> Iterator[Record]:
    """Yield assignments with their status."""
    rng = place.stream("assignments")
    for kind, assignment in ASSIGNMENTS:
        status = STATUSES[int(rng.integers(len(STATUSES)))]
        comment = "Avslutas, behovet täcks på annat sätt" if status == "stopped" else ""
        yield {"kind": kind, "assignment": assignment, "status": status, "comment": comment}


def guarantees(place: Place) -> Iterator[Record]:
    """Yield guarantees, and why those that weren't kept weren't."""
    rng = place.stream("guarantees")
    for area, guarantee, limit, chance, reason in GUARANTEES:
        is_fulfilled = bool(rng.random() < chance)
        told = {"area": area, "guarantee": guarantee, "limit": limit}
        yield {**told, "is_fulfilled": is_fulfilled, "reason": "" if is_fulfilled else reason}


def unexecuted(place: Place) -> Iterator[Record]:
    """Yield decisions that haven't been carried out on 31 August, by kind, and their control total."""
    rng = place.stream("unexecuted")
    residents, total = place.figure("N01951") / 10_000, 0
    for law, kind, rate in UNEXECUTED:
        count = int(rng.poisson(rate * residents))
        total += count
        yield {"as_of": f"{place.year}-08-31", "law": law, "kind": kind, "count": count, "is_total": False}
    yield {"as_of": f"{place.year}-08-31", "law": "SoL", "kind": "Totalt", "count": total, "is_total": True}


def incidents(place: Place) -> Iterator[Record]:
    """Yield reports of harm and complaints in two years, and how many went to the inspectorate."""
    for year in (place.year - 1, place.year):
        rng = place.stream("incidents", year)
        for kind, rate, share in INCIDENTS:
            count = int(rng.poisson(rate * place.figure("N01951", year) / 10_000))
            yield {"year": year, "kind": kind, "count": count, "reported_to_ivo": int(rng.binomial(count, share))}


def decisions(place: Place) -> Iterator[Record]:
    """Yield the committee's decisions of the year, when they are due, and what has come of them."""
    rng = place.stream("decisions")
    for day, decision, assignment, due, outcome, usual in DECISIONS:
        year = place.year + due.startswith("+")
        amount = round(usual * rng.uniform(0.7, 1.4) / 10) * 10.0 if usual == usual else usual  # noqa: PLR0124 - missing
        yield {
            "decided": f"{place.year}-{day}",
            "decision": decision,
            "assignment": assignment,
            "due": f"{year}-{due.removeprefix('+')}",
            "outcome": outcome,
            "amount_tkr": amount,
        }
