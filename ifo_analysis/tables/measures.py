"""Goals, measures and their economic effect."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ifo_analysis.analysis.measures import effect_sum
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.captions import once
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.findings.measures import effect_span, gross_word
from ifo_analysis.language import number_word, sentence

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from ifo_analysis.facts import Facts

TKR_PER_MSEK = 1_000
PLAN = "mål och åtgärder"
STATUS_WORDS = {
    "not_started": "ej påbörjad",
    "ongoing": "pågår",
    "waiting": "avvaktar beslut",
    "done": "genomförd",
    "stopped": "avbruten",
}
EFFECT_WORDS = {"investigated": "utreds", "no_volume": "saknar volym", "not_priced": "ej prissatt"}


def measures(facts: Facts, effects: pd.DataFrame) -> Table | Absent:
    """Return goals, measures, status and economic effect (*mål och åtgärder*); the effect belongs to the goal."""
    if effects.empty:
        return Absent(id="measures", reason=without_data(facts, PLAN))
    rows: list[Row] = []
    for area, goals in effects.groupby("area", sort=False):
        rows.append(Row(role="group", cells=(Cell(text=str(area)),)))
        for goal in goals.to_dict("records"):
            rows += _goal_rows(facts, goal)
    total = effect_sum(effects)
    if total.low_tkr is not None and total.high_tkr is not None:
        word = number_word(total.n_calculated, gender="ett")
        which = "det enda prissatta målet" if total.n_calculated == 1 else f"de {word} prissatta målen"
        label = f"Summa av {which} ({total.n_calculated} av {total.n_goals})"
        text = effect_span(total.low_tkr / TKR_PER_MSEK, total.high_tkr / TKR_PER_MSEK)
        rows.append(
            Row(role="total", cells=(Cell(text=label), Cell(text=""), Cell(text=""),
                                     Cell(text=text, value=total.high_tkr / TKR_PER_MSEK)))
        )  # fmt: skip
    first = effects.iloc[0]
    return Table(
        id="measures",
        title=sentence("Mål, åtgärder och beräknad effekt"),
        measure=f"Ekonomisk effekt i mnkr per helår, {gross_word(effects)}. Effekten hör till målet, "
        f"inte till varje åtgärd. {first['document']}, {first['plan_year']}.",
        columns=(
            Column(header="Mål", align="left", width=0.32),
            Column(header="Åtgärd", align="left", width=0.34),
            Column(header="Status", align="left", width=0.19),
            Column(header="Effekt", unit="mnkr/år", width=0.15),
        ),
        rows=tuple(rows),
        notes=(
            (
                "Effekten 0,0 betyder oförändrade kostnader. Utreds och saknar volym betyder att effekten inte är beräknad; den är "
                "inte noll."
            ),
        ),
        sources=once(
            *(
                *raw_credits(effects, [], facts.origin),
                *own_credits(effects, [], facts.origin, what="Effekt och summa"),
            )
        ),
    )


def _goal_rows(facts: Facts, goal: Mapping[Hashable, Any]) -> list[Row]:
    own = facts.measures.loc[
        (facts.measures["area"] == goal["area"]) & (facts.measures["goal_no"] == goal["goal_no"])
    ].to_dict("records")
    rows = []
    for index, measure in enumerate(own):
        status: Any = "delayed" if measure["is_delayed"] else measure["status"]
        word = "försenad" if measure["is_delayed"] else STATUS_WORDS[str(measure["status"])]
        must_act: Literal["", "strong"] = "strong" if status in {"waiting", "delayed"} else ""
        cells = (Cell(text=str(measure["measure"])), Cell(text=word, status=status, emphasis=must_act))
        if index:
            rows.append(Row(cells=cells))
        else:
            rows.append(
                Row(cells=(Cell(text=str(goal["goal"]), row_span=len(own)), *cells, _effect(goal, row_span=len(own))))
            )
    return rows or [Row(cells=(Cell(text=str(goal["goal"])), Cell(text=MISSING), Cell(text=MISSING), _effect(goal, 1)))]


def _effect(goal: Mapping[Hashable, Any], row_span: int) -> Cell:
    low, high = float(str(goal["effect_low_tkr"])), float(str(goal["effect_high_tkr"]))
    if isnan(low):
        return Cell(text=EFFECT_WORDS[str(goal["effect_status"])], emphasis="italic", row_span=row_span)
    text = effect_span(low / TKR_PER_MSEK, high / TKR_PER_MSEK)
    return Cell(text=text, value=high / TKR_PER_MSEK, row_span=row_span)
