"""Findings about pace: what the forecast assumes about the rest of the year, for the whole and for the rows.

A change of pace asks for an explanation; it never says that the forecast is wrong.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.budget import ROW
from ifo_analysis.analysis.forecast import PACE_HALVED, SIGN_CHANGE
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.balances import (
    balance,
    balance_word,
    bind_tkr,
    is_even,
    month_word,
    robustness,
    size,
    size_of,
    size_words,
    whole_rows,
)
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import number_word, plain, quantity_words, sentence, sentences

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.language import Phrase

MAX_ROWS = 3
PACE_FORMULA = "resultatet delat med antalet månader"
CHANGE_FORMULA = "prognosens resultat per månad jämfört med det hittills, i procent"
IMPLIED_FORMULA = "(prognosen − resultatet) delat med de återstående månaderna"
LINE_FORMULA = "resultatet × 12 delat med antalet månader"
SEASON = (
    "Takten räknar med att resultatet är jämnt fördelat över året. Årstid och engångsposter kan ge en annan takt, så "
    "skillnaden är en fråga och inget fel i prognosen."
)


def pace(facts: Facts, followed: FollowUp) -> Finding | None:
    """Return what the forecast assumes about the rest of the year, beside the same pace all year."""
    line = followed.total.iloc[0]
    evidence, rows = Evidence(facts, "budget_pace"), whole_rows(followed.lines)
    assumed = _assumption(evidence, line, rows, "Prognosen förutsätter")
    if not assumed:
        return None
    flag, word = str(line["flag"]), balance_word(float(line["pace_tkr"]))
    return proved(
        evidence,
        Finding(
            id="budget_pace",
            topic="budget",
            heading=sentence(_pace_heading(flag, word)),
            content=sentences(
                assumed, _change(evidence, line, rows), _straight_line(evidence, line, rows), _question(flag)
            ),
            caveats=(sentence(SEASON),) if flag else (),
            score=4.0 * size_of(followed, float(line["gap_tkr"])) if flag else 0.0,
            robustness=robustness(rows),
        ),
    )


def _change(evidence: Evidence, line: pd.Series[float], rows: pd.DataFrame) -> Inlines:
    """Return the change of pace in per cent, where both paces have the same direction and are shown."""
    if str(line["flag"]) in {"", SIGN_CHANGE} or is_even(float(line["implied_tkr"])):
        return ()
    pct = float(line["pace_change_pct"])
    change = evidence.bind("change", pct, "procent", rows, formula=CHANGE_FORMULA, is_signed=True)
    side = "mindre" if pct < 0 else "mer"
    return sentence("Det är {size} {side}.", size=quantity_words(size(change), "procent"), side=side)


def _straight_line(evidence: Evidence, line: pd.Series[float], rows: pd.DataFrame) -> Inlines:
    year_end = bind_tkr(evidence, "straight_line", float(line["straight_line_tkr"]), rows, LINE_FORMULA)
    gap = bind_tkr(evidence, "gap", float(line["gap_tkr"]), rows, f"prognosen − {LINE_FORMULA}")
    told = sentence("Med samma takt hela året blir resultatet {balance}.", balance=balance(year_end))
    if is_even(gap):
        return sentences(told, sentence("Det är lika mycket som i prognosen."))
    side = "sämre" if gap.value > 0 else "bättre"
    return sentences(
        told, sentence("Årets resultat blir då {gap} {side} än prognosen.", gap=size_words(gap), side=side)
    )


def _pace_heading(flag: str, word: str) -> str:
    if flag == SIGN_CHANGE:
        return "Prognosen förutsätter att resultatet vänder"
    if not flag:
        return "Takten i resultatet och i prognosen"
    return f"Prognosen förutsätter ett {'mindre' if flag == PACE_HALVED else 'större'} {word} per månad"


def _question(flag: str) -> Inlines:
    """Return what the committee may ask about a flagged line."""
    return sentence("Vad ska sänka takten?" if flag == PACE_HALVED else "Vad bygger det på?") if flag else ()


def _assumption(evidence: Evidence, line: pd.Series[float], rows: pd.DataFrame, opening: str) -> Inlines:
    """Return which result per month a forecast assumes, beside that so far; nothing if either is unknown or both are 0."""
    values = float(line["pace_tkr"]), float(line["implied_tkr"])
    if any(map(isnan, values)) or all(map(is_even, values)):
        return ()
    pace = bind_tkr(evidence, "pace", values[0], rows, PACE_FORMULA)
    implied = bind_tkr(evidence, "implied", values[1], rows, IMPLIED_FORMULA)
    told: dict[str, Phrase] = {"opening": opening, "month": month_word(int(line["months"]), int(line["year"]))}
    per_month: dict[str, Phrase] = {"pace": balance(pace, " i månaden"), "implied": balance(implied, " i månaden")}
    if is_even(pace):
        template = "{opening} {implied} under resten av året. Till och med {month} är resultatet {pace}."
        return sentence(template, **told, **per_month)
    if not is_even(implied) and (pace.value < 0) != (implied.value < 0):
        return sentence("{opening} att resultatet vänder: från {pace} till {implied}.", opening=opening, **per_month)
    told["word"] = balance_word(pace)
    if is_even(implied):
        template = (
            "{opening} att {word}et inte växer mer under resten av året. Till och med {month} är det {pace} i månaden."
        )
        return sentence(template, **told, pace=size_words(pace))
    if plain(size_words(implied)) == plain(size_words(pace)):
        template = "{opening} att {word}et per månad blir lika stort som till och med {month}, {pace}."
        return sentence(template, **told, pace=size_words(pace))
    template = (
        "{opening} att {word}et per månad blir {implied} resten av året, i stället för {pace} till och med {month}."
    )
    return sentence(template, **told, pace=size_words(pace), implied=size_words(implied))


def flagged_rows(followed: FollowUp) -> pd.DataFrame:
    """Return the rows whose forecast assumes another pace (*markerade rader*), the farthest from the straight line first."""
    rows = followed.lines.loc[(followed.lines["level"] == ROW) & (followed.lines["flag"] != "")]
    by_size = rows.assign(size=-rows["gap_tkr"].abs()).sort_values(["size", "section", "row"])
    return by_size.drop(columns="size")


def flagged(facts: Facts, followed: FollowUp) -> list[Finding]:
    """Return the rows that stand out most, after how many they are of all rows."""
    rows = flagged_rows(followed)
    told = [_row(facts, followed, rows.iloc[[at]], at + 1) for at in range(min(MAX_ROWS, len(rows)))]
    found = [finding for finding in told if finding is not None]
    tried = followed.lines.loc[(followed.lines["level"] == ROW) & followed.lines["implied_tkr"].notna()]
    if len(rows) <= len(found):
        return found
    evidence = Evidence(facts, "budget_rows")
    n = evidence.bind("n", len(rows), "rader", rows, formula="antal markerade rader")
    of = evidence.bind("n_rows", len(tried), "rader", tried, formula="antal rader med både resultat och prognos")
    shown, whole = ((Value(text=number_word(int(count.value)), claim=count.claim),) for count in (n, of))
    overview = Finding(
        id="budget_rows",
        topic="budget",
        heading=sentence("Rader där prognosen förutsätter en annan takt"),
        content=sentence(
            "För {n} av {of} rader förutsätter prognosen en takt som behöver förklaras, enligt gränserna under figuren."
            "{rest}",
            n=shown,
            of=whole,
            rest=" Här beskrivs de där skillnaden mot samma takt hela året är störst." if found else "",
        ),
        robustness=0.0,
    )
    return [proved(evidence, overview), *found]


def _row(facts: Facts, followed: FollowUp, row: pd.DataFrame, place: int) -> Finding | None:
    line = row.iloc[0]
    evidence = Evidence(facts, f"budget_row_{place}")
    name = line_name(followed, line)
    assumed = _assumption(evidence, line, row, f"För {name} förutsätter prognosen")
    if not assumed:
        return None
    flag, word = str(line["flag"]), balance_word(float(line["pace_tkr"]))
    heading = "Resultatet vänder" if flag == SIGN_CHANGE else _pace_heading(flag, word).partition("ett ")[2]
    return proved(
        evidence,
        Finding(
            id=f"budget_row_{place}",
            topic="budget",
            heading=sentence("{what} i prognosen för {name}", what=heading, name=name),
            content=sentences(assumed, _question(flag)),
            robustness=0.0,
        ),
    )


def line_name(followed: FollowUp, line: pd.Series[float]) -> str:
    """Return a row's own name in quotes, with its section where several rows have that name."""
    rows = followed.lines.loc[followed.lines["level"] == ROW]
    is_twice = int((rows["row"] == line["row"]).sum()) > 1
    return f"”{line['row']}”" + (f" (”{line['section']}”)" if is_twice else "")
