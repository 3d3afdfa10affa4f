"""A fetch (*hämtning*): everything about some municipalities, their official peers and the country, or nothing.

The answers become one snapshot with a table of how whole they are. Whatever goes wrong, what was there before is there.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis import definitions
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.errors import SourceError
from ifo_analysis.frames import MUNICIPALITIES, PEER_GROUPS, checked
from ifo_analysis.parameters import find_municipality
from ifo_analysis.sources.archive import Bodies
from ifo_analysis.sources.catalogue import asked_indicators, catalogue_frame, date_faults
from ifo_analysis.sources.chunking import boxes, in_short
from ifo_analysis.sources.kolada import PEER_TITLE
from ifo_analysis.sources.store import TIME_FORMAT, Draft
from ifo_analysis.sources.transport import AGAIN, REPORT
from ifo_analysis.sources.values import completeness_frame, population_frame, value_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pyarrow as pa

    from ifo_analysis.sources.answers import GroupItem, MunicipalityItem
    from ifo_analysis.sources.kolada import KoladaClient
    from ifo_analysis.sources.snapshot import Snapshot
    from ifo_analysis.sources.store import SnapshotStore

    Progress = Callable[[int, int], None]

METADATA_QUESTIONS = 3
PANEL = ("N01951", "N30001", "N30026")
LIVING_SERIES = 5  # so many indicators that earlier years are published for are never all without a row
PEER_GROUP = re.compile(rf"{PEER_TITLE}, (.+), (\d{{4}})")


def _asked_units() -> dict[str, str]:
    table = asked_indicators()
    return dict(zip(table["id"], table["unit"], strict=True))


@dataclass(frozen=True)
class FetchPlan:
    """What to fetch.

    Parameters
    ----------
    municipalities : tuple of str
        Codes or names, as a person writes them; none: every municipality. Their official peers (*liknande kommuner*)
        and the country come along.
    years : tuple of int
        The years.
    indicators : mapping
        The unit of each indicator, by id; without it all of `definitions/catalogue.csv`.
    genders : tuple of str
        ``T`` for totals, and ``K`` and ``M`` if they are asked for.
    panel : tuple of str
        Indicators to fetch for every municipality all the same; `PANEL` is what normal variation and the spread among
        municipalities are made of.

    Notes
    -----
    Metadata take three questions (the catalogue of about 6 100 indicators is two pages, fewer than asking for ours 25
    at a time), and values as few as `chunking.boxes` finds: 5 for a municipality with seven peers, 93 for the country. `PANEL`
    takes 12 more, as 282 other municipalities are asked for 25 at a time.
    """

    municipalities: tuple[str, ...]
    years: tuple[int, ...]
    indicators: Mapping[str, str] = field(default_factory=_asked_units)
    genders: tuple[str, ...] = ("T",)
    panel: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a plan that asks for nothing."""
        if not self.years or not self.indicators or not self.genders:
            raise SourceError("Det finns inget att hämta: ange minst ett år, ett nyckeltal och ett kön (T, K eller M).")


def utc_now() -> dt.datetime:
    """Return the time in UTC."""
    return dt.datetime.now(dt.UTC)


def fetch(
    client: KoladaClient,
    plan: FetchPlan,
    store: SnapshotStore,
    *,
    clock: Callable[[], dt.datetime] = utc_now,
    progress: Progress = lambda _done, _total: None,
) -> Snapshot:
    """Fetch what a plan asks for, store it as a snapshot, and return that.

    Parameters
    ----------
    client : KoladaClient
        Whom to ask.
    plan : FetchPlan
        What to ask for.
    store : SnapshotStore
        Where to put it, when all of it is there.
    clock : callable
        The time of the fetch, in UTC.
    progress : callable
        Is told how many questions are answered, and of how many.

    Raises
    ------
    SourceError
        If anything isn't answered whole, or can't be stored. The store is then as it was.
    ParameterError
        If a municipality of the plan doesn't exist.
    """
    fetched_at, bodies = clock().astimezone(dt.UTC), Bodies()
    day = fetched_at.date()
    client.begin(bodies.keep)
    municipalities = municipality_frame(client, client.municipalities())
    covered = _codes(plan, municipalities)
    progress(1, METADATA_QUESTIONS)
    peers = peer_frame(client, client.groups(), municipalities, covered, day)
    progress(2, METADATA_QUESTIONS)
    catalogue = _catalogue(client, plan)
    codes = sorted({COUNTRY, *covered, *peers.loc[peers["municipality"].isin(covered), "peer"]})
    others = sorted(set(municipalities["municipality"]) - set(codes)) if plan.panel else []
    values = value_table(_answers(client, plan, catalogue, (codes, others), progress), catalogue, day)
    more = dict.fromkeys(plan.panel, len(others) * len(plan.years))
    completeness = completeness_frame(values, catalogue, len(codes) * len(plan.years), more)
    if not completeness.loc[0, "answered"]:
        raise client.fault("alla värden", "svaren innehåller inga värden", AGAIN)
    tables = {
        "values": values,
        "municipalities": municipalities,
        "peer_groups": peers,
        "population": population_frame(values),
        "catalogue": catalogue,
        "completeness": completeness,
    }
    told = {
        "municipalities": covered,
        "years": sorted(plan.years),
        "indicators": sorted(plan.indicators),
        "genders": sorted(plan.genders),
    }
    return store.add(Draft(client.url, fetched_at.strftime(TIME_FORMAT), told, bodies, tables))


def municipality_frame(client: KoladaClient, items: Iterable[MunicipalityItem]) -> pd.DataFrame:
    """Return the municipalities of a source, checked: county and long form only where ours has the same code and name.

    Raises
    ------
    SourceError
        If the country isn't among the items.
    """
    items = list(items)
    if COUNTRY not in {item["id"] for item in items}:
        raise client.fault("kommunlistan", f"riket ({COUNTRY}) saknas", AGAIN)
    ours = {(item.code, item.name): item for item in definitions.municipalities()}
    rows = []
    for item in sorted(items, key=lambda item: item["id"]):
        if item["type"] == "K":
            name = unicodedata.normalize("NFC", item["title"]).strip()
            known = ours.get((item["id"], name))
            rows.append((item["id"], name, known.long_name if known else "", known.county if known else ""))
    frame = pd.DataFrame(rows, columns=list(MUNICIPALITIES.columns), dtype="str")
    return checked(MUNICIPALITIES, frame, "kommunlistan")


def peer_frame(
    client: KoladaClient,
    groups: Iterable[GroupItem],
    municipalities: pd.DataFrame,
    covered: Iterable[str],
    day: dt.date,
) -> pd.DataFrame:
    """Return the official peers (*liknande kommuner IFO*), checked. Kolada overwrites them, so all are stored.

    Raises
    ------
    SourceError
        If a municipality that is fetched has no group, or a group has no members or others than municipalities.
    """
    codes = dict(zip(municipalities["name"], municipalities["municipality"], strict=True))
    rows, faults = [], []
    for group in groups:
        title = unicodedata.normalize("NFC", group["title"])
        found = PEER_GROUP.fullmatch(title)
        if not found:
            continue
        if found[1] not in codes:
            faults.append(f"{title} gäller ingen kommun i kommunlistan")
            continue
        members = sorted({member["member_id"] for member in group["members"]})
        if not members or not set(members) <= set(codes.values()):
            faults.append(f"{title} har inga medlemmar, eller andra än kommuner")
        own, edition = codes[found[1]], int(found[2])
        rows += [
            (own, edition, peer, False, "raw", "Kolada", title, found[2], day.isoformat(), True) for peer in members
        ]
    names = dict(zip(municipalities["municipality"], municipalities["name"], strict=True))
    faults += [f"grupp saknas för {names[code]}" for code in sorted(set(covered) - {row[0] for row in rows})]
    if faults:
        raise client.fault("jämförelsegrupperna", "; ".join(faults), AGAIN)
    frame = pd.DataFrame(sorted(rows), columns=list(PEER_GROUPS.columns))
    return checked(PEER_GROUPS, frame, "jämförelsegrupperna")


def _codes(plan: FetchPlan, municipalities: pd.DataFrame) -> list[str]:
    if not plan.municipalities:
        return [str(code) for code in municipalities["municipality"]]
    return sorted({find_municipality(text, municipalities) for text in plan.municipalities})


def _catalogue(client: KoladaClient, plan: FetchPlan) -> pd.DataFrame:
    catalogue = catalogue_frame(plan.indicators, client.indicators())
    if faults := date_faults(catalogue):
        raise client.fault("nyckeltalskatalogen", "; ".join(faults), REPORT)
    if catalogue.loc[catalogue["is_asked"], "is_withdrawn"].all():
        raise client.fault("nyckeltalskatalogen", "inget av nyckeltalen finns", AGAIN)
    return catalogue


def _answers(
    client: KoladaClient,
    plan: FetchPlan,
    catalogue: pd.DataFrame,
    asked: tuple[list[str], list[str]],
    progress: Progress,
) -> list[pa.Table]:
    """Return the answers to all questions about values: everything about some, and the panel about the others.

    A municipality that is quite absent from an answer about several living series can't be right.
    """
    known = catalogue.loc[catalogue["is_asked"] & ~catalogue["is_withdrawn"]]
    periods = {row["indicator"]: int(row["publication_period"] or 0) for row in known.to_dict("records")}
    codes, others = asked
    years, panel = sorted(set(plan.years)), [name for name in plan.panel if name in periods]
    questions = [*boxes(list(periods), codes, years), *(boxes(panel, others, years) if panel and others else ())]
    answers = []
    for number, box in enumerate(questions):
        progress(METADATA_QUESTIONS + number, METADATA_QUESTIONS + len(questions))
        answer = client.values(box, plan.genders)
        is_living = [periods[name] > box.years[0] for name in box.indicators]
        absent = sorted(set(box.municipalities) - set(answer.column("municipality").unique().to_pylist()))
        if absent and sum(is_living) >= LIVING_SERIES:
            raise client.fault(str(box), f"{in_short(absent, 'kommuner')} saknas i svaret", AGAIN)
        answers.append(answer)
    progress(METADATA_QUESTIONS + len(questions), METADATA_QUESTIONS + len(questions))
    return answers
