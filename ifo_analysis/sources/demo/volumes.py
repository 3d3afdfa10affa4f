"""What the world does for its money: people, placements, days, staff and processes, tied to what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.sources.demo.panels import Level, Panel, between, counted, habit, stream

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.sources.demo.structure import Structure

SELF_MEASURED = {
    "U31402": (14.0, 0.4), "U31404": (80.0, 0.15), "U31462": (78.0, 0.1), "U33401": (105.0, 0.2),
    "U33816": (75.0, 0.2), "U35400": (60.0, 0.35), "U35548": (65.0, 0.3), "U35537": (2.0, 0.4),
}  # fmt: skip
PER_CENT = frozenset({"U31404", "U31462", "U33816", "U35548"})


def volumes(seed: int, world: Structure, costs: Mapping[str, Panel]) -> dict[str, Panel]:
    """Return every indicator that isn't an amount of the accounts, by id."""
    price = 1.03 ** (world.years - 2024.0)
    values = {"N01951": world.residents}
    values |= placements(seed, world, costs, price)
    values |= open_care(seed, world)
    values |= addiction_care(seed, world, costs, price)
    values |= support(seed, world, costs, price)
    return values | staff(seed, world) | self_measured(seed, world)


def placements(seed: int, world: Structure, costs: Mapping[str, Panel], price: Level) -> dict[str, Panel]:
    """Return children placed during the year: those in both forms are counted once in the sum."""
    rng = stream(seed, "placements")
    homes = counted(rng, costs["N33007"] * world.residents / habit(rng, 750_000 * price, world.residents, 0.15, 0.05))
    families = counted(
        rng, costs["N33008"] * world.residents / habit(rng, 430_000 * price, world.residents, 0.15, 0.05)
    )
    both = np.round(np.minimum(homes, families) * np.minimum(habit(rng, 0.15, world.residents, 0.3, 0.1), 1))
    children = world.ages["0-20"]
    return {
        "N33812": families,
        "N33813": homes,
        "N33816": 1_000 * homes / children,
        "N33817": 1_000 * families / children,
        "N33818": 1_000 * (homes + families - both) / children,
        "N33878": between(0, 100, habit(rng, 27.0, children, 0.2, 0.1)),
    }


def open_care(seed: int, world: Structure) -> dict[str, Panel]:
    """Return support at home for children, family law and violence in close relations."""
    rng, like = stream(seed, "open care"), world.residents
    levels = {"N33802": 3.0, "N33822": 0.8, "N33823": 1.7, "N52100": 120.0, "N52101": 75.0, "N52102": 40.0}
    values = {name: habit(rng, level, like, 0.3, 0.08) for name, level in levels.items()}
    values["U30750"] = habit(rng, 45.0, like, 0.3, 0.1)
    values["U30751"] = values["U30750"] * between(0, 1, habit(rng, 0.45, like, 0.2, 0.1))
    return values


def addiction_care(seed: int, world: Structure, costs: Mapping[str, Panel], price: Level) -> dict[str, Panel]:
    """Return days and persons in addiction care. Days and prices come from different collections: they nearly agree."""
    rng, like, adults = stream(seed, "addiction care"), world.residents, world.ages["21-64"]
    per_day = habit(rng, 2_900 * price, like, 0.15, 0.05)
    per_night = habit(rng, 750 * price, like, 0.25, 0.05)
    days = costs["N35002"] / per_day * habit(rng, 1.0, like, 0.0, 0.02)
    nights = costs["N35006"] / per_night * habit(rng, 1.0, like, 0.0, 0.02)
    has_housing = costs["N35006"] > 0
    return {
        "N35025": per_day,
        "N35804": days,
        "N35805": 100 * days / habit(rng, 85.0, like, 0.15, 0.05),
        "N35023": np.where(has_housing, per_night, np.nan),
        "N35801": nights,
        "N35806": np.where(has_housing, np.minimum(habit(rng, 205.0, like, 0.15, 0.05), 365), np.nan),
        "N35807": counted(rng, habit(rng, 0.005 * adults, like, 0.3, 0.05)),
    }


def support(seed: int, world: Structure, costs: Mapping[str, Panel], price: Level) -> dict[str, Panel]:
    """Return households and persons with economic support (*ekonomiskt bistånd*)."""
    rng, like = stream(seed, "support volumes"), world.residents
    paid = costs["N31002"] * like
    households = np.maximum(counted(rng, paid / habit(rng, 62_000 * price, like, 0.1, 0.03)), 1)
    persons = 100 * households * habit(rng, 1.75, like, 0.06, 0.02) / like
    adults = persons * habit(rng, 0.82, like, 0.03, 0.01)
    lasting = between(0, 100, habit(rng, 35.0, like, 0.2, 0.05))
    rank = np.argsort(np.argsort(costs["U31003"], axis=0), axis=0) / max(len(like) - 1, 1)
    return {
        "N31857": paid / 1_000,
        "N31910": households,
        "N31849": paid / households,
        "N31807": persons,
        "N31825": adults,
        "N31814": lasting,
        "N31816": adults * lasting / 100,
        "U31803": persons * habit(rng, 1.3, like, 0.1, 0.03),
        "U31804": persons * habit(rng, 1.5, like, 0.12, 0.05),
        "U31002": 100 * (1 - rank),
        "U31904": between(0, 100, habit(rng, 50.0, like, 0.35, 0.05)),
    }


def staff(seed: int, world: Structure) -> dict[str, Panel]:
    """Return staff in the municipality's own employment."""
    rng, like = stream(seed, "staff"), world.residents
    per_person = habit(rng, 1.07, like, 0.02, 0.01)
    years_worked = habit(rng, 2.1 * like / 1_000, like, 0.2, 0.04)
    social_workers = habit(rng, 1.15 * like / 1_000, like, 0.15, 0.04)
    return {
        "N30012": years_worked,
        "N30010": years_worked * per_person,
        "N30223": social_workers,
        "N30222": social_workers * per_person,
        "N30224": years_worked * habit(rng, 1.7, like, 0.15, 0.03),
    }


def self_measured(seed: int, world: Structure) -> dict[str, Panel]:
    """Return what municipalities measure themselves, if they do."""
    rng = stream(seed, "self-measured")
    values = {name: habit(rng, level, world.residents, spread, 0.1) for name, (level, spread) in SELF_MEASURED.items()}
    values |= {name: between(0, 100, values[name]) for name in PER_CENT}
    return values | {"U35537": np.clip(np.round(values["U35537"]), 0, 3)}
