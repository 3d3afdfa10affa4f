"""How each kind of file looks: its name, its Swedish headers, its words for codes, and how its numbers are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ifo_analysis.definitions.local_files import local_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ifo_analysis.sources.demo.local.place import Record

Style = Literal["plain", "grouped", "comma", "percent", "flag"]
HIDDEN = ".."
WORDS: Mapping[str, Mapping[str, str]] = {
    "basis": {"outcome": "Utfall", "budget": "Budget", "target": "Mål"},
    "target_group": {"children": "Barn och unga", "adults": "Vuxna", "economic_support": "Ekonomiskt bistånd",
                     "family_law": "Familjerätt", "common": "Gemensamt"},
    "provider": {"own": "Egen", "purchased": "Köpt"},
    "counterpart": {"own": "Egen regi", "companies": "Privata företag", "associations": "Föreningar och stiftelser",
                    "municipalities": "Andra kommuner"},
    "measure": {"full_time_equivalents": "Årsarbetare", "caseworkers": "Handläggare",
                "positions_needed": "Behov av tjänster", "recruited": "Rekryterade", "sick_leave_pct": "Sjukfrånvaro",
                "sick_leave_target_pct": "Mål för sjukfrånvaro", "staff_cost_tkr": "Personalkostnad, tkr",
                "hired_cost_tkr": "Inhyrd personal, tkr", "hired_cost_ratio": "Kvot inhyrd personal",
                "survey_pct": "Medarbetarenkät"},
    "stage": {"reports": "Anmälningar", "investigations": "Inledda utredningar", "interventions": "Insatser",
              "open_care": "Öppna insatser", "placements": "Nya placeringar", "closed": "Avslutade ärenden",
              "lvu": "LVU", "lvm": "LVM", "protected_housing": "Skyddat boende"},
    "group": {"children": "Barn och unga", "adults": "Vuxna", "substance_use": "Missbruk och beroende",
              "violence": "Våld i nära relationer"},
    "status": {"asylum": "Asylsökande", "permit": "Uppehållstillstånd", "not_started": "Ej påbörjad",
               "ongoing": "Pågår", "waiting": "Avvaktar beslut", "done": "Färdig", "stopped": "Avbruten"},
    "kind": {"cause": "Orsak", "one_off": "Engångspost", "special": "Särskilt uppdrag", "committee": "Nämnduppdrag",
             "lex_sarah": "Lex Sarah", "lex_maria": "Lex Maria", "complaints": "Klagomål"},
    "assessment": {"fulfilled": "Uppfyllt", "partly": "Delvis uppfyllt", "not_fulfilled": "Ej uppfyllt",
                   "not_assessed": "Ej bedömt"},
    "level": {"row": "Rad", "section_total": "Summa", "grand_total": "Totalt", "of_which": "Varav",
              "strategic": "Strategiskt mål", "committee": "Nämndmål"},
    "price_unit": {"msek_per_full_year_placement": "mnkr/helårsplacering", "sek_per_care_day": "kr/dygn"},
    "duration": {"lasting": "Varaktig", "one_off": "Engångs"},
    "effect_status": {"calculated": "Beräknad", "zero": "Noll", "investigated": "Utreds", "no_volume": "Volym saknas",
                      "not_priced": "Ej prissatt"},
    "placement_type": {"natverkshem": "Nätverksplacering", "familjehem": "Familjehem", "jourhem": "Jourhem",
                       "konsulentstott_familjehem": "Konsulentstött familjehem", "stodboende": "Stödboende",
                       "stodboende_vuxna": "Stödboende", "hvb": "HVB", "sis": "SiS", "lvm_hem": "SiS",
                       "skyddat_boende": "Skyddat boende"},
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """A kind of file. `columns` are header, column of the contract and style; `told` goes into the list of files.

    A workbook may have a `title` over its headers, and `groups`: the first header below a merged one, its words, and how
    many columns it lies across.
    """

    kind: str
    file: str
    columns: tuple[tuple[str, str, Style], ...]
    title: str = ""
    groups: tuple[tuple[str, str, int], ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def is_workbook(self) -> bool:
        """Return whether the file is a workbook."""
        return self.file.endswith(".xlsx")

    @property
    def encoding(self) -> str:
        """Return how a csv file's letters are stored: with a mark, unless the list of files says how."""
        return str(self.told.get("encoding", "utf-8-sig"))

    @property
    def heading(self) -> str:
        """Return what the file is called where it is credited."""
        return self.title or local_kinds()[self.kind].title

    @property
    def sheet(self) -> str:
        """Return the name of the workbook's sheet."""
        return "Blad1"

    @property
    def merged(self) -> tuple[str, ...]:
        """Return the cell ranges that the title and the groups of headers lie across."""
        headers = [header for header, _, _ in self.columns]
        firsts = [(headers.index(header), width) for header, _, width in self.groups]
        across = [f"A1:{_letter(len(headers) - 1)}1"] if self.title else []
        return (*across, *(f"{_letter(first)}2:{_letter(first + width - 1)}2" for first, width in firsts if width > 1))

    def rows(self, records: Sequence[Record]) -> Iterator[list[Any]]:
        """Yield the file's rows, headers first."""
        if self.title:
            yield [self.title]
        if self.groups:
            titles = {header: title for header, title, _ in self.groups}
            yield [titles.get(header, "") for header, _, _ in self.columns]
        yield [header for header, _, _ in self.columns]
        for record in records:
            yield [self._cell(record, name, style) for _, name, style in self.columns]

    def _cell(self, record: Record, name: str, style: Style) -> Any:  # noqa: ANN401 - a cell is text or a number
        value = record.get(name, "")
        if name in WORDS:
            return WORDS[name].get(value, value)
        if style == "flag":
            return "Ja" if value else "Nej"
        if value is None or value != value:  # noqa: PLR0124 - missing
            return "" if name not in record.get("hidden", ()) else HIDDEN
        if not isinstance(value, int | float):
            return value
        if self.is_workbook:
            return int(value) if float(value).is_integer() else value
        return written(value, style)


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def written(value: float, style: Style) -> str:
    """Return a number as it is written in a Swedish csv file.

    Examples
    --------
    >>> written(-12345.0, "grouped"), written(1825.5, "comma"), written(0.0852, "percent")
    ('-12 345', '1825,5', '8,52 %')
    """
    if style == "percent":
        return f"{100 * value:.2f} %".replace(".", ",")
    text = f"{value:,.0f}".replace(",", " ") if style == "grouped" else f"{value:.10g}"
    return text.replace(".", ",")


YEAR: tuple[str, str, Style] = ("År", "year", "plain")
CODE: tuple[str, str, Style] = ("Kommunkod", "municipality", "plain")
COMPARED: Mapping[str, Any] = {"comparison": True}
# A word of this municipality's own, so that the list of files has to say what it means.
REGISTER_CODES: Mapping[str, Any] = {"codes": {"placement_type": {"Nätverksplacering": "natverkshem"}}}
LAYOUTS = (
    Layout("placement_register", "placeringsregister.csv",
           (("Personnyckel", "person", "plain"), ("Födelseår", "birth_year", "plain"),
            ("Placeringsform", "placement_type", "plain"), ("Driftform", "provider", "plain"),
            ("Startdatum", "start", "plain"), ("Slutdatum", "end", "plain"),
            ("Dygnskostnad kr", "day_cost_sek", "comma")), told=REGISTER_CODES),
    Layout("placements", "placeringar-jamforelse.csv",
           (CODE, YEAR, ("Utfall eller budget", "basis", "plain"), ("Målgrupp", "target_group", "plain"),
            ("Placeringsform", "placement_type", "plain"), ("Vårddygn", "care_days", "grouped"),
            ("Kostnad kr", "cost_sek", "grouped"), ("Antal personer", "persons", "plain"),
            ("Antal placeringar", "placements", "plain")), told={"comparison": True, **REGISTER_CODES}),
    Layout("booked_costs", "bokforda-kostnader.csv",
           (YEAR, ("Målgrupp", "target_group", "plain"), ("Bokförd kostnad kr", "cost_sek", "grouped"))),
    Layout("residents_by_age", "invanare-alder.csv",
           (CODE, YEAR, ("Åldersgrupp", "age_group", "plain"), ("Antal invånare", "residents", "grouped")),
           told=COMPARED),
    Layout("structure", "strukturfaktorer.csv",
           (CODE, YEAR, ("Låg inkomst", "low_income_share", "percent"),
            ("Andel lågutbildade", "low_education_share", "percent"), ("Tätortsbefolkning", "urban_residents", "grouped"),
            ("Flerfamiljshus 1965–1975", "flats_1965_75_share", "percent"), ("Ohälsotal", "sickness_days", "comma"),
            ("Gränspendling", "border", "comma"), ("Löneindex", "wage_index", "comma")),
           told=COMPARED),
    Layout("purchases", "kopt-verksamhet.xlsx",
           (YEAR, ("Verksamhet", "area", "plain"), ("Grund", "basis", "plain"), ("Motpart", "counterpart", "plain"),
            ("Kostnad tkr", "cost_tkr", "plain")), title="Köp av verksamhet, individ- och familjeomsorg"),
    Layout("staff", "personal.csv",
           (CODE, YEAR, ("Enhet", "unit_name", "plain"), ("Uppgift", "measure", "plain"),
            ("Svarsalternativ", "category", "plain"), ("Värde", "value", "comma")),
           told=COMPARED),
    Layout("caseload", "arendeflode.csv",
           (YEAR, ("Från månad", "first_month", "plain"), ("Till månad", "last_month", "plain"),
            ("Steg i flödet", "stage", "plain"), ("Grupp", "group", "plain"), ("Antal", "count", "plain")),
           told={"encoding": "cp1252", "columns": {"Steg i flödet": "stage"}}),
    Layout("budget", "budgetuppfoljning.xlsx",
           (YEAR, ("T.o.m. månad", "months", "plain"), ("Avsnitt", "section", "plain"), ("Verksamhet", "row", "plain"),
            ("Nivå", "level", "plain"), ("Målgrupp", "target_group", "plain"),
            ("Flyktingmottagande", "is_refugee", "flag"), ("Intäkt", "revenue_tkr", "plain"),
            ("Kostnad", "cost_tkr", "plain"), ("Resultat", "result_tkr", "plain"),
            ("Prognos", "forecast_tkr", "plain")),
           title="Budgetuppföljning individ- och familjeomsorg, tkr",
           groups=(("Intäkt", "Utfall", 3), ("Prognos", "Helår", 1)), told={"unit": "tkr"}),
    Layout("budget_notes", "budgetkommentarer.csv",
           (YEAR, ("T.o.m. månad", "months", "plain"), ("Avsnitt", "section", "plain"), ("Slag", "kind", "plain"),
            ("Förklaring", "text", "plain"), ("Belopp tkr", "amount_tkr", "grouped"))),
    Layout("reimbursed_days", "ersattningsdygn.csv",
           (("Från och med", "first_day", "plain"), ("Till och med", "last_day", "plain"), ("Ålder", "age", "plain"),
            ("Ställning", "status", "plain"), ("LVU", "is_lvu", "flag"), ("Antal dygn", "care_days", "grouped"),
            ("Faktisk kostnad kr", "cost_sek", "grouped"))),
    Layout("committee_goals", "mal.xlsx",
           (YEAR, ("Nivå", "level", "plain"), ("Målområde", "area", "plain"), ("Mål", "goal", "plain"),
            ("Mått", "indicator", "plain"), ("Målvärde", "target", "plain"), ("Utfall", "outcome", "plain"),
            ("Enhet", "unit", "plain"), ("Lägre är bättre", "is_lower_better", "flag"),
            ("Bedömning", "assessment", "plain"), ("Kommentar", "comment", "plain")), title="Mål och måluppfyllelse"),
    Layout("assignments", "uppdrag.xlsx",
           (YEAR, ("Slag", "kind", "plain"), ("Uppdrag", "assignment", "plain"), ("Status", "status", "plain"),
            ("Kommentar", "comment", "plain"))),
    Layout("guarantees", "kvalitetsgarantier.csv",
           (YEAR, ("Område", "area", "plain"), ("Kvalitetsgaranti", "guarantee", "plain"), ("Gräns", "limit", "plain"),
            ("Uppfylld", "is_fulfilled", "flag"), ("Orsak om inte", "reason", "plain"))),
    Layout("unexecuted", "ej-verkstallda.csv",
           (("Per datum", "as_of", "plain"), ("Lagrum", "law", "plain"), ("Slag av beslut", "kind", "plain"),
            ("Antal", "count", "plain"), ("Summa", "is_total", "flag"))),
    Layout("incidents", "avvikelser.csv",
           (YEAR, ("Slag", "kind", "plain"), ("Antal", "count", "plain"),
            ("Varav anmälda till IVO", "reported_to_ivo", "plain"))),
    Layout("decisions", "beslutslogg.xlsx",
           (("Beslutsdatum", "decided", "plain"), ("Beslut", "decision", "plain"), ("Uppdrag till", "assignment", "plain"),
            ("Klart senast", "due", "plain"), ("Utfall hittills", "outcome", "plain"), ("Belopp tkr", "amount_tkr", "plain")),
           title="Nämndens beslut och uppföljning"),
    Layout("goals", "plan-mal.xlsx",
           (("Planår", "plan_year", "plain"), ("Planen antagen", "plan_adopted", "plain"), ("Område", "area", "plain"),
            ("Målnummer", "goal_no", "plain"), ("Mål", "goal", "plain"), ("Målsättning", "target", "plain"),
            ("Pris", "price", "plain"), ("Lägsta pris", "price_low", "plain"), ("Högsta pris", "price_high", "plain"),
            ("Prisenhet", "price_unit", "plain"), ("Lägsta volym", "volume_low", "plain"),
            ("Högsta volym", "volume_high", "plain"), ("Alternativets pris", "alternative_price", "plain"),
            ("Engångskostnad tkr", "one_off_cost_tkr", "plain"), ("Varaktighet", "duration", "plain"),
            ("Startdatum", "first_day", "plain"), ("Slutdatum", "last_day", "plain"), ("Effekt", "effect_status", "plain")),
           title="Plan för förbättrat resultat: mål"),
    Layout("measures", "plan-atgarder.csv",
           (("Planår", "plan_year", "plain"), ("Område", "area", "plain"), ("Målnummer", "goal_no", "plain"),
            ("Åtgärdsnummer", "measure_no", "plain"), ("Åtgärd", "measure", "plain"), ("Ansvarig", "owner", "plain"),
            ("Startdatum", "first_day", "plain"), ("Slutdatum", "last_day", "plain"), ("Status", "status", "plain"),
            ("Försenad", "is_delayed", "flag"), ("Väntar på beslut av", "waits_for_decision_by", "plain"),
            ("Uppföljd den", "followed_up", "plain"), ("Utfall hittills tkr", "outcome_tkr", "grouped"),
            ("Anmärkning", "status_note", "plain"))),
)  # fmt: skip
