"""What the world spends: accounts whose parts add up as the published ones do (all amounts unrounded kr per head)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.sources.demo.panels import Panel, between, habit, parts, stream

if TYPE_CHECKING:
    from ifo_analysis.sources.demo.structure import Structure

# net cost, cost, share of the country's net cost, share of revenue
AREAS = {
    "children": ("N33016", "N33001", 0.50, 0.07),
    "support": ("N31008", "N31001", 0.255, 0.03),
    "addiction": ("N35019", "N35001", 0.165, 0.05),
    "other": ("N37005", "N37001", 0.06, 0.05),
    "law": ("N37006", "N37002", 0.02, 0.02),
}
PURCHASES = {"N33001": ("N33023", 26.0), "N35001": ("N35030", 30.0), "other": ("N30020", 5.0)}
PURCHASE_TOTAL = "N04159"
WITHOUT_HOUSING = 0.1  # share of municipalities


def accounts(seed: int, world: Structure) -> dict[str, Panel]:
    """Return every cost, net cost, revenue and share of purchases, by indicator id."""
    values = totals(seed, world)
    values |= children(seed, world, values["N33001"])
    values |= addiction(seed, world, values["N35001"])
    values |= support(seed, world, values["N31001"], values["N31008"])
    return values | purchases(seed, values)


def totals(seed: int, world: Structure) -> dict[str, Panel]:
    """Return net cost, reference cost, deviation, cost and revenue, in all and by sub-area."""
    rng, like, net = stream(seed, "totals"), world.residents, world.net_cost_sek
    weights = {
        area: habit(rng, share, like, 0.22, 0.05) * np.exp(_sensitivity(area) * world.swing)
        for area, (_, _, share, _) in AREAS.items()
    }
    # Grants for children who came alone were revenue, most of all in 2016.
    grants = 0.2 * np.exp(-(((world.years - 2016.3) / 1.4) ** 2))
    values = {"N30005": net, "N30007": world.reference_sek, "N30001": world.deviation_pct}
    values["N30026"] = (net - world.reference_sek) * world.residents / 1e6
    for area, part in parts(net, weights).items():
        net_id, cost_id, _, revenue = AREAS[area]
        share = habit(rng, revenue + (grants if area == "children" else 0.0), like, 0.3, 0.1)
        values |= {net_id: part, cost_id: part / (1 - np.minimum(share, 0.6))}
    values["N30101"] = np.sum([values[cost_id] for _, cost_id, _, _ in AREAS.values()], axis=0)
    values["N30004"] = values["N30101"] - net
    standard = np.concatenate([world.reference_sek[:, :1]] * 2 + [world.reference_sek], axis=1)[:, : like.shape[1]]
    values["N30014"] = habit(rng, standard, like, 0.03, 0.01) * 1.04
    mean = (values["N30014"] * like).sum(axis=0) / like.sum(axis=0)
    values["N00025"] = values["N30014"] - mean
    values["N30100"] = 100 * values["N30101"] / habit(rng, 70_000 * 1.03 ** (world.years - 2024.0), like, 0.08, 0.01)
    values["N30025"] = habit(rng, 7.5, like, 0.3, 0.08)
    return values


def _sensitivity(area: str) -> float:
    """Return how much more than its share an area takes of a swing: placements make the cost move."""
    return {"children": 0.9, "addiction": 0.7}.get(area, 0.0)


def children(seed: int, world: Structure, cost: Panel) -> dict[str, Panel]:
    """Return the cost of care for children and young people by form, per resident and per resident 0-20 years."""
    rng = stream(seed, "children")
    values = parts(
        cost,
        {
            "N33007": habit(rng, 0.36, cost, 0.3, 0.08) * np.exp(world.swing),
            "N33008": habit(rng, 0.33, cost, 0.25, 0.05),
            "N33009": habit(rng, 0.31, cost, 0.3, 0.05),
        },
    )
    values |= parts(
        values["N33009"], {"N33010": habit(rng, 0.75, cost, 0.1, 0.03), "N33011": habit(rng, 0.25, cost, 0.4, 0.1)}
    )
    per_child = world.residents / world.ages["0-20"]
    same = {"N33002": "N33007", "N33004": "N33008", "N33021": "N33009"}
    values |= {child_id: values[resident_id] * per_child for child_id, resident_id in same.items()}
    values["N33022"] = values["N33002"] + values["N33004"]
    values["N33006"] = values["N33022"] + values["N33021"]
    return values


def addiction(seed: int, world: Structure, cost: Panel) -> dict[str, Panel]:
    """Return the cost of addiction care for adults by form; some municipalities have no housing support at all."""
    rng = stream(seed, "addiction")
    values = parts(
        cost,
        {
            "N35009": habit(rng, 0.45, cost, 0.35, 0.1) * np.exp(world.swing),
            "N35010": habit(rng, 0.05, cost, 0.6, 0.2),
            "N35011": habit(rng, 0.50, cost, 0.3, 0.05),
        },
    )
    per_adult = world.residents / world.ages["21-64"]
    values |= {"N35002": values["N35009"] * per_adult, "N35003": values["N35010"] * per_adult}
    values["N35024"] = values["N35002"] + values["N35003"]
    has_housing = rng.random((len(cost), 1)) > WITHOUT_HOUSING
    open_care = parts(
        values["N35011"] * per_adult,
        {
            "N35006": habit(rng, 0.45, cost, 0.4, 0.05) * has_housing,
            "N35007": habit(rng, 0.40, cost, 0.2, 0.05),
            "rest": habit(rng, 0.15, cost, 0.3, 0.05),
        },
    )
    values |= {name: open_care[name] for name in ("N35006", "N35007")}
    values["N35100"] = open_care["N35007"] + open_care["rest"]
    return values


def support(seed: int, world: Structure, cost: Panel, net_cost: Panel) -> dict[str, Panel]:
    """Return the cost of economic support (*ekonomiskt bistånd*), and what a model would have expected."""
    rng = stream(seed, "support")
    values = parts(cost, {"N31002": habit(rng, 0.72, cost, 0.05, 0.02), "N31003": habit(rng, 0.28, cost, 0.15, 0.04)})
    per_adult = world.residents / world.ages["18-64"]
    values |= {"N31000": cost * per_adult, "N31009": net_cost * per_adult}
    values["U31004"] = habit(rng, 0.26 * world.reference_sek, cost, 0.15, 0.03)
    mean = (net_cost * world.residents).sum(axis=0) / world.residents.sum(axis=0)
    values["U31003"] = mean * net_cost / values["U31004"]
    return values


def purchases(seed: int, values: dict[str, Panel]) -> dict[str, Panel]:
    """Return the share of cost that is bought, in all, by area and by whom (percent)."""
    rng = stream(seed, "purchases")
    bought: dict[str, Panel] = {}
    total = np.zeros_like(values["N30101"])
    rest = values["N30101"] - values["N33001"] - values["N35001"]
    for area, (first, level) in PURCHASES.items():
        share = between(0, 95, habit(rng, level, rest, 0.4, 0.1))
        weights = (habit(rng, weight, rest, 0.3, 0.1) for weight in (0.80, 0.08, 0.12))
        sellers = (f"{first[:-1]}{int(first[-1]) + step}" for step in (1, 2, 3))
        bought |= {first: share} | parts(share, dict(zip(sellers, weights, strict=True)))
        total += share * (rest if area == "other" else values[area])
    return bought | {PURCHASE_TOTAL: total / values["N30101"]}
