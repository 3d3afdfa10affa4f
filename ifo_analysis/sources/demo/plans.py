"""A small invented plan (*plan för förbättrat resultat*) for every municipality, with goals, prices and measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ifo_analysis.sources.demo.panels import stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.random import Generator

CHILDREN, ADDICTION, SUPPORT = "Barn- och ungdomsvård", "Beroendevård", "Ekonomiskt bistånd"
# area, number, goal, target, price unit, lowest and highest price, effect
GOALS: tuple[tuple[str, int, str, str, str, tuple[float, float], str], ...] = (
    (CHILDREN, 1, "Minska antalet placeringar i HVB", "Färre helårsplaceringar", "msek_per_full_year_placement",
     (1.4, 2.1), "calculated"),
    (CHILDREN, 2, "Rekrytera egna jourhem", "Färre dygn i konsulentstödda jourhem", "sek_per_care_day",
     (1_800.0, 2_600.0), "no_volume"),
    (ADDICTION, 1, "Korta vårdtiderna på institution", "Färre helårsplaceringar", "msek_per_full_year_placement",
     (0.7, 1.2), "calculated"),
    (SUPPORT, 1, "Fler ska bli självförsörjande", "", "", (0.0, 0.0), "investigated"),
)  # fmt: skip
# area, goal, number, measure, who decides
MEASURES: tuple[tuple[str, int, int, str, str], ...] = (
    (CHILDREN, 1, 1, "Insatsgruppen arbetar med hemtagning", ""),
    (CHILDREN, 1, 2, "Alla placeringar gås igenom varje kvartal", ""),
    (CHILDREN, 2, 1, "En annonskampanj för nya jourhem", "socialnämnden"),
    (ADDICTION, 1, 1, "Öppenvården får kvällsöppet", ""),
    (ADDICTION, 1, 2, "Eget boende med stöd öppnas", "kommunstyrelsen"),
    (SUPPORT, 1, 1, "Samverkan med arbetsmarknadsenheten", ""),
)
STATUSES = ("not_started", "ongoing", "done", "stopped")
OWNERS = ("enhetschefen för barn och unga", "enhetschefen för vuxna", "enhetschefen för ekonomiskt bistånd", "")


def goal_rows(seed: int, municipalities: Sequence[tuple[str, str]], plan_year: int) -> Iterator[dict[str, Any]]:
    """Yield one row per goal of each municipality's plan (`frames.GOALS`, without provenance)."""
    rng, details = stream(seed, "goals"), stream(seed, "goal_details")
    for code, _ in municipalities:
        adopted = f"{plan_year - 1}-11-{int(rng.integers(10, 29))}"
        for area, number, goal, target, unit, (low, high), effect in GOALS:
            price = round(float(rng.uniform(low, high)), 1)
            volume = float(rng.integers(1, 5))
            is_calculated = effect == "calculated"
            yield {
                "municipality": code,
                "plan_year": plan_year,
                "plan_adopted": adopted,
                "area": area,
                "goal_no": number,
                "goal": goal,
                "target": target,
                "price": price if unit else float("nan"),
                "price_unit": unit,
                "volume_low": volume if is_calculated else float("nan"),
                "volume_high": volume + float(rng.integers(0, 3)) if is_calculated else float("nan"),
                "alternative_price": round(price / 3, 1) if area == ADDICTION else float("nan"),
                "effect_status": effect,
            } | _goal_details(details, price if unit else float("nan"), plan_year, is_calculated=is_calculated)


def measure_rows(seed: int, municipalities: Sequence[tuple[str, str]], plan_year: int) -> Iterator[dict[str, Any]]:
    """Yield one row per measure of each municipality's plan (`frames.MEASURES`, without provenance)."""
    rng, details = stream(seed, "measures"), stream(seed, "measure_details")
    for code, _ in municipalities:
        for area, goal, number, measure, decided_by in MEASURES:
            status = "waiting" if decided_by else str(rng.choice(STATUSES))
            yield {
                "municipality": code,
                "plan_year": plan_year,
                "area": area,
                "goal_no": goal,
                "measure_no": number,
                "measure": measure,
                "status": status,
                "is_delayed": bool(status == "ongoing" and rng.random() < 1 / 3),
                "status_note": "",
                "waits_for_decision_by": decided_by,
            } | _measure_details(details, plan_year, is_done=status == "done")


def _goal_details(rng: Generator, price: float, plan_year: int, *, is_calculated: bool) -> dict[str, Any]:
    """Return what a plan may leave out: a range of prices, a one-off cost, and when the effect begins."""
    month, spread, one_off = int(rng.integers(1, 11)), float(rng.uniform(0.05, 0.2)), 50.0 * int(rng.integers(0, 7))
    has_range, has_cost = rng.random() < 1 / 2, rng.random() < 2 / 3
    return {
        "price_low": round(price * (1 - spread), 1) if has_range and is_calculated else float("nan"),
        "price_high": round(price * (1 + 2 * spread), 1) if has_range and is_calculated else float("nan"),
        "one_off_cost_tkr": one_off if has_cost and is_calculated else float("nan"),
        "duration": "lasting" if is_calculated else "",
        "first_day": f"{plan_year}-{month:02}-01" if is_calculated else "",
        "last_day": "",
    }


def _measure_details(rng: Generator, plan_year: int, *, is_done: bool) -> dict[str, Any]:
    """Return who is responsible, when the measure begins and ends, and when it was last followed up."""
    owner, month, day = str(rng.choice(OWNERS)), int(rng.integers(1, 7)), int(rng.integers(1, 29))
    has_end, is_followed, outcome = rng.random() < 2 / 3, rng.random() < 3 / 4, 50.0 * int(rng.integers(0, 20))
    return {
        "owner": owner,
        "first_day": f"{plan_year}-{month:02}-01",
        "last_day": f"{plan_year}-12-31" if has_end else "",
        "followed_up": f"{plan_year}-12-{day:02}" if is_followed else "",
        "outcome_tkr": outcome if is_done else float("nan"),
    }
