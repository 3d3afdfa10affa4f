"""Tables: one function per table, with unit, sign convention and source under it."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ifo_analysis.analysis.measures import effect_sum
from ifo_analysis.analysis.peers import MIN_PEERS, position
from ifo_analysis.blocks import Absent, Cell, Column, Finding, Row, Table
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.definitions import indicators, series_breaks
from ifo_analysis.findings.measures import effect_span, gross_word
from ifo_analysis.findings.peers import not_compared
from ifo_analysis.language import listed, number, number_word, sentence, swedish_key, with_unit, year_span
from ifo_analysis.language.numbers import exact

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MSEK = indicators()["net_cost_deviation_msek"]
SIGN_NOTE = "Högre än noll betyder högre kostnad än referenskostnaden."
DASH_NOTE = "– uppgift saknas."
TKR_PER_MSEK = 1_000
MAX_YEARS = 8
"""As many columns as a page holds beside the names."""
MISSING = "–"
STATUS_WORDS = {
    "not_started": "ej påbörjad",
    "ongoing": "pågår",
    "waiting": "avvaktar beslut",
    "done": "genomförd",
    "stopped": "avbruten",
}
EFFECT_WORDS = {"investigated": "utreds", "no_volume": "saknar volym", "not_priced": "ej prissatt"}
HASH_LENGTH = 12


def deviation(facts: Facts, deviation: pd.DataFrame, medians: pd.DataFrame) -> Table:
    """Return the deviation year by year in all units that are known (*nettokostnadsavvikelse per år*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    deviation : DataFrame
        As from `analysis.cost_deviation.cost_deviation`.
    medians : DataFrame
        As from `analysis.peers.peer_medians`; may be empty.
    """
    middle = dict(zip(medians["year"], medians["median_pct"], strict=True))
    columns = {
        "net_cost_deviation_msek": Column(header="Avvikelse", unit="mnkr"),
        "net_cost_deviation_sek_per_resident": Column(header="Avvikelse", unit="kr/inv"),
        "reference_cost_msek": Column(header="Referenskostnad", unit="mnkr, egen bearbetning"),
    }
    known = {name: column for name, column in columns.items() if deviation[name].notna().any()}
    decimals = {"net_cost_deviation_sek_per_resident": 0}
    rows = []
    for line in deviation.to_dict("records"):
        cells = [
            Cell(text=_year_text(line), value=int(line["year"])),
            _number(line["net_cost_deviation_pct"], 1, is_signed=True, is_preliminary=line["is_preliminary"]),
            *(
                _number(
                    line[name],
                    decimals.get(name, 1),
                    is_signed="deviation" in name,
                    is_preliminary=line["is_preliminary"],
                )
                for name in known
            ),
        ]
        if middle:
            early = medians.loc[medians["year"] == line["year"], "is_preliminary"].any()
            cells.append(_number(middle.get(line["year"], float("nan")), 1, is_signed=True, is_preliminary=bool(early)))
        rows.append(Row(role="own" if line["year"] == facts.parameters.report_year else "body", cells=tuple(cells)))
    ids = [PCT.id, MSEK.id] if "net_cost_deviation_msek" in known else [PCT.id]
    first, last = int(deviation["year"].min()), int(deviation["year"].max())
    return Table(
        id="deviation",
        title=sentence("Nettokostnadsavvikelse per år"),
        measure=f"Individ- och familjeomsorg, {year_span(first, last)}. {facts.municipality.name}"
        + (" och medianen för liknande kommuner." if middle else "."),
        columns=(
            Column(header="År", align="left"),
            Column(header="Avvikelse", unit="%"),
            *known.values(),
            *([Column(header="Gruppens median", unit="%, egen bearbetning")] if middle else []),
        ),
        rows=tuple(rows),
        notes=_deviation_notes(deviation, rows),
        sources=_once((
            *raw_credits(deviation, ids, facts.origin),
            *_population_credits(facts, deviation),
            *(
                own_credits(deviation, ids, facts.origin, what=computed)
                if (computed := _computed(known, has_median=bool(middle)))
                else ()
            ),
        )),
    )  # fmt: skip


def _computed(known: Iterable[str], *, has_median: bool) -> str:
    """Return which of the shown columns are our own processing, as the source line names them."""
    names = {"net_cost_deviation_sek_per_resident": "kr/inv", "reference_cost_msek": "referenskostnad"}
    shown = [*(names[name] for name in known if name in names), *(["median"] if has_median else [])]
    words = listed(shown) if shown else ""
    return words[:1].upper() + words[1:]


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    """Return source lines, each once."""
    return tuple(dict.fromkeys(lines))


def _population_credits(facts: Facts, deviation: pd.DataFrame) -> tuple[str, ...]:
    """Return the source lines of the population, where an amount per resident is shown."""
    years = deviation.loc[deviation["net_cost_deviation_sek_per_resident"].notna(), "year"]
    own = facts.population["municipality"] == facts.parameters.municipality
    rows = facts.population.loc[own & facts.population["year"].isin(years)].assign(document_year="")
    return raw_credits(rows, [], facts.origin) if len(rows) else ()


def _deviation_notes(deviation: pd.DataFrame, rows: Sequence[Row]) -> tuple[str, ...]:
    first, last = int(deviation["year"].min()), int(deviation["year"].max())
    notes = [SIGN_NOTE]
    if any(cell.text == MISSING for row in rows for cell in row.cells):
        notes.append(DASH_NOTE)
    if deviation["is_preliminary"].any():
        retrieved = deviation.loc[deviation["is_preliminary"], "retrieved"].max()
        notes.append(f"ᵖ Preliminär uppgift, hämtad {retrieved}.")
    notes += [f"{item.short}." for item in series_breaks() if first < item.first_year <= last]
    return tuple(notes)


def _year_text(line: Mapping[Hashable, Any]) -> str:
    return f"{line['year']} (äldre modell)" if line["model"] == 0 else str(line["year"])


def _number(value: float, decimals: int, *, is_signed: bool = False, is_preliminary: bool = False) -> Cell:
    if isnan(value):
        return Cell(text=MISSING)
    mark: Literal["", "preliminary"] = "preliminary" if is_preliminary else ""
    return Cell(text=number(value, decimals, is_signed=is_signed), value=float(value), mark=mark)


def peer_values(
    facts: Facts, panel: pd.DataFrame, comparison: pd.DataFrame, missing: Sequence[str], edition: int | None
) -> Table | Absent:
    """Return own and each peer's deviation over the years, with the group's median (*liknande kommuner per år*)."""
    year = facts.parameters.report_year
    if reason := not_compared(facts, position(comparison), missing, edition):
        return Absent(id="peer_values", reason=reason)
    # Who lacks a value this year still counts towards the medians of the other years.
    last = sorted(missing, key=lambda code: swedish_key(facts.names[code]))
    codes = [*comparison["municipality"], *last]
    chosen = panel.loc[panel["municipality"].isin(codes)]
    chosen = chosen.loc[chosen["year"] > chosen["year"].max() - MAX_YEARS]
    wide = chosen.pivot_table(index="municipality", columns="year", values="net_cost_deviation_pct").reindex(codes)
    first = chosen.drop_duplicates(["municipality", "year"]).set_index(["municipality", "year"])["is_preliminary"]
    own = facts.parameters.municipality
    rows = []
    for code in codes:
        cells = [
            _number(wide.loc[code, at], 1, is_signed=True, is_preliminary=bool(first.get((code, at), default=False)))
            for at in wide.columns
        ]
        rows.append(Row(role="own" if code == own else "body", cells=(Cell(text=facts.names[code]), *cells)))
    others = wide.drop(index=own)
    medians = [others[at].median() if others[at].notna().sum() >= MIN_PEERS else float("nan") for at in wide.columns]
    early = set(chosen.loc[chosen["is_preliminary"] & (chosen["municipality"] != own), "year"])
    rows.append(
        Row(role="total", cells=(Cell(text="Medianen för de liknande kommunerna"),
                                 *(_number(value, 1, is_signed=True, is_preliminary=at in early)
                                   for at, value in zip(wide.columns, medians, strict=True))))
    )  # fmt: skip
    return Table(
        id="peer_values",
        title=sentence("Nettokostnadsavvikelse i varje kommun"),
        measure=f"Procent av referenskostnaden, {year_span(int(wide.columns.min()), int(wide.columns.max()))}. "
        f"{facts.municipality.name} och liknande kommuner IFO, utgåva {edition}, ordnade efter {year}.",
        columns=(
            Column(header="Kommun", align="left", width=0.24),
            *(Column(header=str(at), unit="%") for at in wide.columns),
        ),
        rows=tuple(rows),
        notes=_deviation_notes(chosen, rows),
        sources=_once(
            (
                *raw_credits(chosen, [PCT.id], facts.origin),
                *own_credits(chosen, [PCT.id], facts.origin, what="Median"),
            )
        ),
    )


def measures(facts: Facts, effects: pd.DataFrame) -> Table | Absent:
    """Return goals, measures, status and economic effect (*mål och åtgärder*); the effect belongs to the goal."""
    if effects.empty:
        return Absent(
            id="measures",
            reason=f"Uppgifter om mål och åtgärder saknas för {facts.municipality.name} {facts.parameters.report_year}. "
            "Därför visas ingen tabell.",
        )
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
        sources=_once(
            (
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


def key_figures(facts: Facts) -> Table | Absent:
    """Return what the municipality has published itself (*egna redovisade uppgifter*), as it was printed."""
    if facts.key_figures.empty:
        return Absent(
            id="key_figures",
            reason=f"Uppgifter som {facts.municipality.name} själv har redovisat finns inte i underlaget.",
        )
    rows = tuple(
        Row(
            cells=(
                Cell(text=line["indicator"]),
                Cell(text=" ".join(part for part in (line["year"], line["period"]) if part) or "anges inte"),
                Cell(text=_as_printed(line["value"], line["unit"]), value=float(line["value"])),
                Cell(text=line["note"]),
            )
        )
        for line in facts.key_figures.to_dict("records")
    )
    return Table(
        id="key_figures",
        title=sentence("Uppgifter som {name} själv har redovisat", name=facts.municipality.name),
        measure="Som de står i kommunens handlingar. Rapporten har inte kunnat pröva dem, och de ingår inte i någon "
        "iakttagelse.",
        columns=(
            Column(header="Uppgift", align="left", width=0.38),
            Column(header="År och period", align="left", width=0.15),
            Column(header="Värde", width=0.14),
            Column(header="Anmärkning", align="left", width=0.33),
        ),
        rows=rows,
        sources=raw_credits(facts.key_figures.drop(columns="year"), [], facts.origin),
    )


def _as_printed(value: float, unit: str) -> str:
    """Return a value with the decimals that it was published with; a count stands without unit."""
    decimals = max(0, -int(exact(value).normalize().as_tuple().exponent))
    return with_unit(value, "" if unit == "antal" else unit, decimals)


def provenance(facts: Facts, findings: Iterable[object]) -> Table:
    """Return every printed claim with its evidence (*siffrornas härkomst*): one row per claim, in reading order."""
    claims = {claim.id: claim for item in findings if isinstance(item, Finding) for claim in item.claims}
    rows = tuple(
        Row(
            cells=(
                Cell(text=str(index), value=index, claim=claim.id),
                Cell(text=claim.text, value=claim.value),
                Cell(text=_what(claim.indicators, claim.years)),
                Cell(text=claim.formula or "som publicerat"),
                Cell(text=claim.source),
            )
        )
        for index, claim in enumerate(claims.values(), start=1)
    )
    return Table(
        id="provenance",
        title=sentence("Siffrorna i texten"),
        measure=f"Varje tal i iakttagelserna om {facts.municipality.name} {facts.parameters.report_year}, i läsordning.",
        columns=(
            Column(header="Nr", align="left", width=0.05),
            Column(header="Värde", width=0.2),
            Column(header="Nyckeltal och år", align="left", width=0.18),
            Column(header="Formel", align="left", width=0.25),
            Column(header="Källa", align="left", width=0.32),
        ),
        rows=rows,
        sources=("Sammanställd av rapporten ur de påståenden som texten bygger på.",),
    )


def _what(ids: Sequence[str], years: Sequence[int]) -> str:
    span = (
        year_span(years[0], years[-1])
        if years and list(years) == list(range(years[0], years[-1] + 1))
        else ", ".join(str(year) for year in years)
    )
    return ", ".join([*ids, span] if span else ids) or MISSING


def inputs(facts: Facts) -> Table:
    """Return the files behind the report, with checksum and sources (*underlag*)."""
    return Table(
        id="inputs",
        title=sentence("Filerna bakom rapporten"),
        measure="Kontrollsumman visar att filen är oförändrad. De första tolv tecknen av sha256; hela summan står i "
        "manifest.json.",
        columns=(
            Column(header="Fil", align="left", width=0.24),
            Column(header="Innehåll", align="left", width=0.28),
            Column(header="Kontrollsumma", align="left", width=0.18),
            Column(header="Ursprung", align="left", width=0.3),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(text=item.name),
                    Cell(text=item.title),
                    Cell(text=item.sha256[:HASH_LENGTH], value=item.sha256),
                    Cell(text="; ".join(item.sources)),
                )
            )
            for item in facts.inputs
        ),
        sources=("Sammanställd av rapporten.",),
    )
