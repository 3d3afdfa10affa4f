"""Findings about what the municipality itself states: causes with amounts, and known one-off items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.balances import (
    balance,
    balance_word,
    bind_tkr,
    is_even,
    month_word,
    size,
    size_words,
    whole_rows,
)
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import number_word, quantity_words, sentence, sentences

if TYPE_CHECKING:
    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.language import Bound, Phrase

SUM_FORMULA = "summan av de angivna beloppen"


def causes(facts: Facts, followed: FollowUp) -> Finding | None:
    """Return how much of the result the stated causes explain (*angivna orsaker*), the remainder always written out."""
    found = followed.causes
    if found.total_tkr is None or found.remainder_tkr is None or is_even(found.total_tkr):
        return None
    evidence, rows, notes = Evidence(facts, "budget_causes"), whole_rows(followed.lines), notes_of(followed, "cause")
    total = bind_tkr(evidence, "total", found.total_tkr, rows)
    word = balance_word(total)
    if found.explained_tkr is None:
        content = sentence(
            "{opening} Hela {word}et, {total}, är därmed inte förklarat.",
            opening=_nothing_stated(found.n_causes, word),
            word=word,
            total=size_words(total),
        )
    else:
        explained = bind_tkr(evidence, "explained", found.explained_tkr, notes, SUM_FORMULA)
        used = pd.concat([rows, notes])
        rest = bind_tkr(evidence, "rest", found.remainder_tkr, used, f"resultatet − {SUM_FORMULA}")
        share = evidence.bind("rest_pct", found.remainder_pct or 0.0, "procent", used, formula="resten av resultatet")
        content = _explained(total, explained, rest, share)
    return proved(
        evidence,
        Finding(
            id="budget_causes",
            topic="budget",
            heading=sentence("Angivna orsaker och det som inte är förklarat"),
            content=sentences(content, _without_amount(evidence, found.n_without_amount, notes, "orsak", "orsaker")
                              if found.explained_tkr is not None else ()),
            robustness=0.0,
        ),
    )  # fmt: skip


def notes_of(followed: FollowUp, kind: str) -> pd.DataFrame:
    """Return the newest report's notes of one kind: ``cause`` or ``one_off``."""
    return followed.notes.loc[followed.notes["kind"] == kind]


def _nothing_stated(n_causes: int, word: str) -> str:
    if not n_causes:
        return f"Inga orsaker till {word}et är angivna."
    return "Den angivna orsaken har inget belopp." if n_causes == 1 else "Ingen av de angivna orsakerna har ett belopp."


def _explained(total: Bound, explained: Bound, rest: Bound, share: Bound) -> Inlines:
    """Return the sum of the causes beside the result, and what is left: less, nothing, more, or the other way."""
    told: dict[str, Phrase] = {"word": balance_word(total), "total": size_words(total)}
    if not is_even(explained) and (explained.value < 0) != (total.value < 0):
        template = (
            "De angivna orsakerna är tillsammans {explained}, medan resultatet är {whole}. Det som inte är förklarat är "
            "alltså {rest}."
        )
        return sentence(template, explained=balance(explained), whole=balance(total), rest=balance(rest))
    if is_even(rest):
        return sentence("De angivna orsakerna motsvarar hela {word}et, {total}.", **told)
    if (rest.value < 0) != (total.value < 0):
        template = (
            "De angivna orsakerna är tillsammans större än {word}et: {explained} mot {total}. Skillnaden är {rest}. "
            "Överlappar de, eller finns något som drar åt andra hållet?"
        )
        return sentence(template, **told, explained=size_words(explained), rest=size_words(rest))
    template = "De angivna orsakerna motsvarar {explained} av {word}et på {total}. Resten, {rest} ({share}), är inte förklarad."
    return sentence(
        template, **told, explained=_sum_words(explained), rest=size_words(rest), share=quantity_words(share, "procent")
    )


def _sum_words(explained: Bound) -> Inlines:
    return size_words(explained) if not is_even(explained) else quantity_words(size(explained), "kronor")


def _without_amount(evidence: Evidence, n: int, notes: pd.DataFrame, one: str, many: str) -> Inlines:
    """Return how many notes state no amount; nothing if all do."""
    if not n:
        return ()
    count = evidence.bind("n_without_amount", n, many, notes, formula=f"antal {many} utan belopp")
    told = (Value(text=number_word(n), claim=count.claim),)
    return sentence("För {n} {noun} anges inget belopp.", n=told, noun=one if n == 1 else many)


def one_offs(facts: Facts, followed: FollowUp) -> Finding | None:
    """Return the pace with and without known one-off items (*engångsposter*)."""
    line, notes = followed.total.iloc[0], notes_of(followed, "one_off")
    if not line["n_one_offs"]:
        return None
    evidence, rows = Evidence(facts, "budget_one_offs"), whole_rows(followed.lines)
    missing = _without_amount(evidence, int(line["n_without_amount"]), notes, "engångspost", "engångsposter")
    content: Inlines = ()
    if pd.notna(line["pace_without_tkr"]) and not is_even(float(line["one_off_tkr"])):
        used = pd.concat([rows, notes])
        items = bind_tkr(evidence, "one_offs", float(line["one_off_tkr"]), notes, SUM_FORMULA)
        pace = bind_tkr(evidence, "pace", float(line["pace_tkr"]), rows, "resultatet delat med antalet månader")
        formula = "(resultatet − engångsposterna) delat med antalet månader"
        without = bind_tkr(evidence, "pace_without", float(line["pace_without_tkr"]), used, formula)
        content = sentence(
            "Kända engångsposter har {verb} resultatet till och med {month} med {items}. Utan dem är det {without}, i "
            "stället för {pace}.",
            verb="försämrat" if items.value < 0 else "förbättrat",
            month=month_word(followed.months, facts.parameters.report_year),
            items=size_words(items),
            without=balance(without, " i månaden"),
            pace=balance(pace, " i månaden"),
        )
    if not content and not missing:
        return None
    return proved(
        evidence,
        Finding(
            id="budget_one_offs",
            topic="budget",
            heading=sentence("Takten med och utan kända engångsposter"),
            content=sentences(content, missing),
            robustness=0.0,
        ),
    )
