"""The forms of placement: what they are called, in local systems too, and where they stand on the care ladder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    import datetime as dt

_BETWEEN_WORDS = re.compile(r"[\s\-\u2010-\u2014_]+")


@dataclass(frozen=True)
class PlacementType:
    """A form of placement (*placeringsform*).

    `where` says it with its preposition (*på HVB*). `target_groups` are ``children`` and ``adults``. `aliases` are the
    words of local systems, folded as `folded` does. `step` is the step on the care ladder from 1, the person's own
    network; None stands beside it.
    """

    code: str
    name: str
    definite: str
    where: str
    target_groups: tuple[str, ...]
    legal_bases: tuple[str, ...]
    aliases: tuple[str, ...]
    step: int | None


@dataclass(frozen=True)
class LadderRule:
    """A rule for placements at `first_step` or above, in force from `first_day`; `is_example` if nobody has set it."""

    rule: str
    text: str
    first_step: int
    value: int
    first_day: dt.date
    is_example: bool
    source: str


def folded(words: str) -> str:
    """Return words as aliases are compared: without regard to capitals, hyphens and runs of space.

    Examples
    --------
    >>> folded("  HVB-hem "), folded("Särskilt  ungdomshem")
    ('hvb hem', 'särskilt ungdomshem')
    """
    return _BETWEEN_WORDS.sub(" ", words).strip().casefold()


@cache
def placement_types() -> tuple[PlacementType, ...]:
    """Return the forms of placement (*placeringsformer*), in the order of the care ladder, those beside it last.

    Examples
    --------
    >>> [item.code for item in placement_types() if "adults" in item.target_groups][:3]
    ['familjehem', 'konsulentstott_familjehem', 'annat_boende']
    >>> placement_types()[-1].code, placement_types()[-1].step
    ('skyddat_boende', None)
    """
    steps = {code: row["step"] for row in _table("care_ladder.yml")["steps"] for code in row["types"]}
    found = [_placement_type(row, steps.get(row["code"])) for row in _table("placement_types.yml")["placement_types"]]
    return tuple(sorted(found, key=lambda item: (item.step is None, item.step or 0)))


def placement_type(code: str) -> PlacementType:
    """Return one form of placement; raise `KeyError` for an unknown code.

    Examples
    --------
    >>> placement_type("hvb").where, placement_type("hvb").step
    ('på HVB', 8)
    """
    return {item.code: item for item in placement_types()}[code]


def type_name(code: str) -> str:
    """Return the name of a form of placement; a code that isn't defined stands for itself.

    Examples
    --------
    >>> type_name("hvb"), type_name("annan_form")
    ('HVB', 'annan form')
    """
    return {item.code: item.name for item in placement_types()}.get(code, code.replace("_", " "))


def type_named(words: str, target_group: str) -> PlacementType | None:
    """Return the form of placement that a local system means by some words, or None for unknown words.

    The same word may mean different forms for children and for adults.

    Examples
    --------
    >>> type_named("HVB-hem", "children").code, type_named("Stödboende", "adults").code
    ('hvb', 'stodboende_vuxna')
    >>> type_named("Hotell", "adults") is None
    True
    """
    known = folded(words)
    for item in placement_types():
        if target_group in item.target_groups and known in item.aliases:
            return item
    return None


@cache
def ladder_rules() -> tuple[LadderRule, ...]:
    """Return the rules of the care ladder, oldest first; those shipped are examples (*exempelvärden*).

    Examples
    --------
    >>> {rule.source for rule in ladder_rules() if rule.is_example}
    {'exempelvärde, sätts av kommunen'}
    """
    rows = _table("care_ladder.yml")["rules"]
    return tuple(sorted((LadderRule(**row) for row in rows), key=lambda item: (item.first_day, item.first_step)))


def rule_at(rule: str, step: int, day: dt.date) -> LadderRule | None:
    """Return the rule in force for a step on a day: the highest step that it reaches, then the latest date; or None.

    Examples
    --------
    >>> import datetime as dt
    >>> rule_at("cost_proposals", 9, dt.date(2026, 1, 1)).value, rule_at("cost_proposals", 2, dt.date(2026, 1, 1))
    (3, None)
    """
    found = [item for item in ladder_rules() if item.rule == rule and item.first_step <= step and item.first_day <= day]
    return max(found, key=lambda item: (item.first_step, item.first_day), default=None)


def _placement_type(row: dict[str, Any], step: int | None) -> PlacementType:
    lists = {key: tuple(row[key]) for key in ("target_groups", "legal_bases")}
    aliases = dict.fromkeys(folded(words) for words in (row["code"], row["name"], *row["aliases"]))
    return PlacementType(**{**row, **lists, "aliases": tuple(aliases), "step": step})


@cache
def _table(name: str) -> Any:  # noqa: ANN401 - as in the package's own loader: the dataclasses check what the file holds
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
