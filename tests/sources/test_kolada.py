"""Whatever goes wrong on the way, the client gives the right numbers or says what happened."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import tracemalloc
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from kolada_server import FAULTS, KoladaServer

from ifo_analysis.errors import SourceError
from ifo_analysis.sources.chunking import Box
from ifo_analysis.sources.kolada import KoladaClient, base_url, origin_of
from ifo_analysis.sources.transport import Limits

from .conftest import IDS, OWN, QUICK, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ifo_analysis.sources.demo import DemoWorld
    from ifo_analysis.sources.snapshot import Snapshot

ENDPOINTS = ("data", "kpi", "municipality", "municipality_groups")
ASKED_AGAIN = {"refuse", "reset_mid_body", "slow_drip", "timeout", "too_many", "too_many_silent", "server_error"}
NOT_NEEDED = {
    ("missing_id", "kpi"),  # an indicator that isn't in the catalogue is withdrawn, which is told
    ("missing_id", "municipality_groups"),  # the last municipality's group, and nobody asks for it
}
UNTOUCHED = "Inget sparades, och tidigare hämtade uppgifter är orörda."
NEWER = "Källan kan ha ändrats: pröva en nyare version av programmet, och anmäl felet om det består."
AGAIN = "Försök igen senare."
TOLD = {
    "refuse": f"förbindelsen bröts (3 försök). {AGAIN}",
    "reset_mid_body": f"förbindelsen bröts (3 försök). {AGAIN}",
    "slow_drip": f"svaret kom inte i tid (3 försök). {AGAIN}",
    "timeout": f"svaret kom inte i tid (3 försök). {AGAIN}",
    "too_many": f"tar inte emot fler frågor just nu (429, 3 försök). {AGAIN}",
    "too_many_silent": f"tar inte emot fler frågor just nu (429, 3 försök). {AGAIN}",
    "server_error": f"har ett fel hos sig (500, 3 försök). {AGAIN}",
    "html": f"svaret är inte JSON (text/html). {AGAIN}",
    "truncated": f"svaret är inte hel JSON. {NEWER}",
    "wrong_gzip": f"svaret är skadat och går inte att packa upp. {AGAIN}",
    "nan": f"fältet values.0.values.0.value har fel form. {NEWER}",
    "changed_types": f"fältet values.0.values.0.value har fel form, och 15 fel till. {NEWER}",
    "duplicate_page": f"samma sida kommer om och om igen. {AGAIN}",
    "next_loop": f"samma sida kommer om och om igen. {AGAIN}",
    "next_other_host": f"nästa sida ligger på en annan adress, och det följs inte. {NEWER}",
    "redirect_loop": "hänvisar till en annan adress (302), och det följs inte. Kontrollera adressen i IFO_KOLADA_URL, "
    "om den är satt.",
    "redirect_other_host": "hänvisar till en annan adress (302), och det följs inte. Kontrollera adressen i "
    "IFO_KOLADA_URL, om den är satt.",
    "big_body": f"svaret är större än 1 MB. {NEWER}",
    "short_count": f"svaret är inte helt: 7 uppgifter kom. {AGAIN}",
}
BOX = Box(("N01951", "N30101"), ("0000", OWN), (2023, 2024))


def right_values(world: DemoWorld, codes: list[str]) -> dict[tuple[str, int, str], float | None]:
    """Return what the world has, without any client."""
    return {
        (row["municipality"], row["period"], row["kpi"]): item["value"]
        for row in world.rows(IDS, codes, YEARS)
        for item in row["values"]
        if item["gender"] == "T"
    }


def wrong_numbers(world: DemoWorld, snapshot: Snapshot) -> int:
    """Return how many values differ from the world's, or are missing, or shouldn't be there."""
    frame = snapshot.frame("values")
    keys = zip(frame["municipality"], frame["year"], frame["indicator"], strict=True)
    got = dict(zip(keys, frame["value"].astype(object).where(frame["value"].notna(), None), strict=True))
    asked = snapshot.completeness.loc[lambda table: ~table["is_withdrawn"], "indicator"]
    right = {
        key: value
        for key, value in right_values(world, sorted(set(frame["municipality"]))).items()
        if key[2] in set(asked)
    }
    return sum(got.get(key, "none") != right.get(key, "none") for key in got.keys() | right.keys())


@pytest.mark.parametrize("lasts", ["once", "always"])
def test_every_fault_gives_right_numbers_or_a_named_error(
    server: KoladaServer, world: DemoWorld, fetched: Callable[..., Snapshot], lasts: str
) -> None:
    old = fetched()
    outcomes: Counter[str] = Counter()
    unexpected = []
    for endpoint in ENDPOINTS:
        for fault in FAULTS:
            server.set_fault(None)
            server.set_fault(fault, endpoint, 1 if lasts == "once" else None)
            is_right = (fault, endpoint) in NOT_NEEDED or (lasts == "once" and fault in ASKED_AGAIN)
            try:
                wrong = wrong_numbers(world, fetched())
                outcome = f"{wrong} wrong numbers" if wrong else "right numbers"
            except SourceError as error:
                is_named = str(error).startswith(f"127.0.0.1:{server.port} (") and str(error).endswith(UNTOUCHED)
                outcome = "named error" if is_named else f"unclear error: {error}"
                assert not old.faults()
            outcomes[outcome] += 1
            if outcome != ("right numbers" if is_right else "named error"):
                unexpected.append((fault, endpoint, outcome))
    print(f"{len(FAULTS)} faults × {len(ENDPOINTS)} endpoints, {lasts}: {dict(outcomes)}")  # noqa: T201 - pytest -s shows it
    assert unexpected == []
    assert outcomes.total() == len(FAULTS) * len(ENDPOINTS)
    assert server.foreign_requests == []


@pytest.mark.parametrize("fault", TOLD)
def test_an_error_says_which_question_what_happened_and_what_to_do(
    server: KoladaServer, client: KoladaClient, fault: str
) -> None:
    server.set_fault(fault, "data", None)
    with pytest.raises(SourceError) as caught:
        client.values(BOX)
    where = f"127.0.0.1:{server.port} (värden för N01951 och N30101, 0000 och 9003, 2023–2024)"
    assert str(caught.value) == f"{where}: {TOLD[fault]} {UNTOUCHED}"


def test_only_faults_that_may_pass_are_asked_again(server: KoladaServer, client: KoladaClient) -> None:
    counts = {}
    for fault in TOLD:
        server.set_fault(None)
        server.set_fault(fault, "data", None)
        before = client.request_count
        with pytest.raises(SourceError):
            client.values(BOX)
        counts[fault] = client.request_count - before
    pages = dict.fromkeys(TOLD, 1) | dict.fromkeys(ASKED_AGAIN, 3) | {"duplicate_page": 2, "next_loop": 2}
    assert counts == pages


def test_too_many_ids_is_an_error_and_no_empty_answer(client: KoladaClient, server: KoladaServer) -> None:
    with pytest.raises(SourceError) as caught:
        client.values(Box(("N30101",), tuple(f"{code:04}" for code in range(26)), (2024,)))
    where = f"127.0.0.1:{server.port} (värden för N30101, 0000–0025 (26 kommuner), 2024)"
    assert str(caught.value) == f"{where}: godtar inte frågan (422). {NEWER} {UNTOUCHED}"


def test_a_server_that_is_not_there_is_an_error(world: DemoWorld) -> None:
    with (
        KoladaServer(world, fault="refuse") as server,
        KoladaClient(server.url, QUICK) as client,
        pytest.raises(SourceError) as caught,
    ):
        client.municipalities()
    assert str(caught.value) == (
        f"127.0.0.1:{server.port} (kommunlistan): ingen kontakt (3 försök). Kontrollera nätet, och försök igen. {UNTOUCHED}"
    )


def test_version_2_is_told_as_what_it_is(world: DemoWorld) -> None:
    with (
        KoladaServer(world) as server,
        KoladaClient(server.url.replace("/v3", "/v2"), QUICK) as client,
        pytest.raises(SourceError, match="fältet next_url saknas, och 1 fel till"),
    ):
        client.municipalities()


def test_all_pages_are_followed_and_none_is_asked_twice(world: DemoWorld) -> None:
    box = Box(IDS, (OWN, "9004"), YEARS)
    with KoladaServer(world, page_limit=7) as server, KoladaClient(server.url, QUICK) as client:
        small = client.values(box)
        requests = list(server.requests)
    with KoladaServer(world) as server, KoladaClient(server.url, QUICK) as client:
        whole = client.values(box)
        assert len(server.requests) == 1
    assert small.to_pydict() == whole.to_pydict()
    assert len(set(requests)) == len(requests) == -(-small.num_rows // 7)


@pytest.mark.parametrize("fault", ["duplicate_page", "next_loop", "next_other_host", "short_count", "empty"])
def test_a_fault_on_a_later_page_is_found(world: DemoWorld, fault: str) -> None:
    with KoladaServer(world, page_limit=7) as server, KoladaClient(server.url, QUICK) as client:
        server.set_fault(fault, "data", after=1)
        with pytest.raises(SourceError):
            client.values(Box(IDS, (OWN, "9004"), YEARS))
        assert server.foreign_requests == []


def test_titles_that_were_encoded_twice_are_put_right(world: DemoWorld) -> None:
    titles = []
    for encoded in ("none", "one", "all"):
        with KoladaServer(world, double_encoded=encoded) as server, KoladaClient(server.url, QUICK) as client:
            titles.append([group["title"] for group in client.groups()])
    assert titles[0] == titles[1] == titles[2] == [group.title for group in world.groups]


def test_genders_come_only_when_they_are_asked_for(client: KoladaClient) -> None:
    def genders(*asked: str) -> set[str]:
        return set(client.values(BOX, asked or ("T",)).column("gender").to_pylist())

    assert genders() == {"T"}
    assert genders("T", "K", "M") == {"T", "K", "M"}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.kolada.se/v3", "published"),
        ("https://api.kolada.se/v3/", "published"),
        ("http://api.kolada.se/v3", "synthetic"),
        ("https://api.kolada.se/v2", "synthetic"),
        ("https://api.kolada.se@127.0.0.1/v3", "synthetic"),
        ("https://api.kolada.se.example.org/v3", "synthetic"),
        ("http://127.0.0.1:8801/v3", "synthetic"),
    ],
)
def test_only_koladas_own_address_is_kolada(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_the_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IFO_KOLADA_URL", "http://127.0.0.1:8801/v3/")
    assert KoladaClient().url == "http://127.0.0.1:8801/v3"
    monkeypatch.setenv("IFO_KOLADA_URL", "")
    assert base_url() == "https://api.kolada.se/v3"


def test_an_address_that_cannot_be_asked_is_an_error() -> None:
    with pytest.raises(SourceError) as caught:
        KoladaClient("api.kolada.se/v3")
    assert str(caught.value) == (
        "Adressen api.kolada.se/v3 går inte att fråga: den ska börja med https://. Rätta IFO_KOLADA_URL."
    )


class FakeTime:
    """A clock that goes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def test_five_questions_a_second_and_no_more(server: KoladaServer) -> None:
    time = FakeTime()
    with KoladaClient(server.url, clock=time.clock, sleep=time.sleep) as client:
        for _ in range(6):
            client.municipalities()
        assert time.slept == [0.2] * 5
        time.now += 10
        for _ in range(3):
            client.municipalities()
    assert time.slept == [0.2] * 7


def test_the_whole_fetch_has_a_time_limit(server: KoladaServer) -> None:
    time = FakeTime()
    with KoladaClient(server.url, Limits(total_limit=120), clock=time.clock, sleep=time.sleep) as client:
        client.municipalities()
        time.now += 121
        client.begin(lambda _url, _body: None)
        client.municipalities()
        time.now += 121
        with pytest.raises(SourceError) as caught:
            client.municipalities()
    assert str(caught.value) == (
        f"127.0.0.1:{server.port} (kommunlistan): hela hämtningen tog mer än 2 minuter. {AGAIN} {UNTOUCHED}"
    )


@pytest.mark.parametrize(("asked", "waited"), [(3, 3.0), (600, 60.0)])
def test_a_busy_server_is_asked_again_when_it_says_but_within_a_minute(
    server: KoladaServer, monkeypatch: pytest.MonkeyPatch, asked: int, waited: float
) -> None:
    naps: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", naps.append)
    server.retry_after = asked
    server.set_fault("too_many", "municipality", 1)
    with KoladaClient(server.url, Limits(per_second=0)) as client:
        assert client.municipalities()
    assert [nap for nap in naps if nap > 1] == [waited]


Answers = list[bytes]


@pytest.fixture
def scripted() -> Iterator[Callable[..., str]]:
    """Serve bodies of a test's own, one per connection, and return the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(*bodies: object, head: str = "Content-Type: application/json", promised: int = 0) -> str:
        def answer() -> None:
            for body in bodies:
                content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    lines = f"HTTP/1.1 200 OK\r\n{head}\r\nContent-Length: {promised or len(content)}\r\nConnection: close\r\n\r\n"
                    connection.sendall(lines.encode() + content)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v3"

    yield serve
    listener.close()


def row(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a test puts anything there
    item = {"gender": "T", "value": 1.5, "status": "", "count": 1, "isdeleted": False}
    item |= {name: change for name, change in changes.items() if name in item}
    whole = {"kpi": "N30101", "period": 2024, "municipality": OWN, "values": [item]}
    return whole | {name: change for name, change in changes.items() if name not in item}


def page(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
    return {"values": list(rows), "count": len(rows), "next_url": None, "previous_url": None} | changes


def answered(url: str) -> dict[str, list[Any]]:
    with KoladaClient(url, QUICK) as client:
        told: dict[str, list[Any]] = client.values(BOX).to_pydict()
        return told


@pytest.mark.parametrize(
    ("changes", "value", "status"),
    [
        ({}, 1.5, ""),
        ({"value": 0}, 0.0, ""),
        ({"period": "2024"}, 1.5, ""),
        ({"value": None}, None, ""),
        ({"value": None, "count": 0}, None, ""),
        ({"value": None, "status": "Missing"}, None, "Missing"),
        ({"value": None, "status": "Något nytt"}, None, "Något nytt"),
        ({"value": None, "isdeleted": True}, None, "Deleted"),
        ({"value": 7.0, "isdeleted": True}, None, "Deleted"),
    ],
)
def test_the_kinds_of_no_value_stay_apart(
    scripted: Callable[..., str], changes: dict[str, Any], value: float | None, status: str
) -> None:
    told = answered(scripted(page(row(**changes))))
    assert (told["value"], told["status"], told["year"]) == ([value], [status], [2024])


def test_an_absent_row_is_no_row(scripted: Callable[..., str]) -> None:
    assert answered(scripted(page()))["value"] == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (page(row(value=True)), "fältet values.0.values.0.value har fel form"),
        (page(row(value="1,5")), "fältet values.0.values.0.value har fel form"),
        (json.dumps(page(row())).replace("1.5", "1e999").encode(), "fältet values.0.values.0.value har fel form"),
        (json.dumps(page(row())).replace("1.5", "Infinity").encode(), "fältet values.0.values.0.value har fel form"),
        (page(row(gender="F")), "fältet values.0.values.0.gender har fel form"),
        (page(row(status=3)), "fältet values.0.values.0.status har fel form"),
        (page(row(period="24")), "fältet values.0.period har fel form, och 1 fel till"),
        (page(row(period=2024.5)), "fältet values.0.period har fel form, och 1 fel till"),
        (page(row(municipality=9003)), "fältet values.0.municipality har fel form"),
        (page({"kpi": "N30101"}), "fältet values.0.municipality saknas, och 2 fel till"),
        (page(row(municipality="9004")), "svaret gäller något annat än det som frågades"),
        (page(row(kpi="N30001")), "svaret gäller något annat än det som frågades"),
        (page(row(period=2022)), "svaret gäller något annat än det som frågades"),
        (page(row(), row()), "samma uppgift finns flera gånger i svaret"),
        (page(row(values=[row()["values"][0]] * 2)), "samma uppgift finns flera gånger i svaret"),
        (page(row(), count=2), "svaret är inte helt: 1 uppgifter kom"),
        (page(row(), count=0), "svaret är inte helt: 1 uppgifter kom"),
        (page(row(), count="1"), "fältet count har fel form"),
        ({"values": [row()]}, "fältet next_url saknas"),
        (page(row(), next_url=7), "fältet next_url har fel form"),
        ([row()], "fältet values har fel form"),
        (b"", "svaret är inte hel JSON"),
        (b"null", "fältet values har fel form"),
        (json.dumps(page(row(status="x"))).replace("x", "ö").encode("latin-1"), "svaret är inte hel JSON"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused_without_repeating_it(
    scripted: Callable[..., str], content: object, told: str
) -> None:
    with pytest.raises(SourceError) as caught:
        answered(scripted(content))
    assert f": {told}. " in str(caught.value)


def test_the_same_municipality_twice_is_refused(scripted: Callable[..., str]) -> None:
    item = {"id": "0138", "title": "Tyresö", "type": "K"}
    with (
        KoladaClient(scripted(page(item, item)), QUICK) as client,
        pytest.raises(SourceError, match="samma uppgift finns flera gånger i svaret"),
    ):
        client.municipalities()


ZIPPED = "Content-Type: application/json\r\nContent-Encoding: gzip"


def test_a_connection_that_ends_too_soon_is_asked_again(scripted: Callable[..., str]) -> None:
    url = scripted(b"{", b"{", page(row()), promised=len(json.dumps(page(row()))))
    assert answered(url)["value"] == [1.5]


def test_an_answer_that_is_cut_off_is_refused_even_if_its_json_is_whole(scripted: Callable[..., str]) -> None:
    zipped = gzip.compress(json.dumps(page(row())).encode())
    assert answered(scripted(zipped, head=ZIPPED))["value"] == [1.5]
    with pytest.raises(SourceError, match=r": svaret är avhugget\. "):
        answered(scripted(zipped[:-4], head=ZIPPED))
    with pytest.raises(SourceError, match=r": svaret är skadat och går inte att packa upp\. "):
        answered(scripted(zipped + zipped, head=ZIPPED))


def test_an_answer_that_unpacks_to_much_never_fills_the_memory(scripted: Callable[..., str]) -> None:
    url = scripted(gzip.compress(b" " * 50_000_000), head=ZIPPED)
    tracemalloc.start()
    with pytest.raises(SourceError, match=r": svaret är större än 1 MB\. "):
        answered(url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("Content-Type: text/plain", "svaret är inte JSON (text/plain)"),
        ("X-Nothing: here", "svaret är inte JSON (okänt innehåll)"),
        ("Content-Type: application/json\r\nContent-Encoding: br", "svaret är packat på ett okänt sätt"),
    ],
)
def test_an_answer_with_the_wrong_head_is_refused(scripted: Callable[..., str], head: str, told: str) -> None:
    with pytest.raises(SourceError) as caught:
        answered(scripted(page(row()), head=head))
    assert f": {told}. " in str(caught.value)


def test_what_kolada_adds_is_no_fault(scripted: Callable[..., str]) -> None:
    assert answered(scripted(page(row(comment="ny"), version=4)))["value"] == [1.5]


@pytest.mark.parametrize("counts", [(1, 1), (2, 2), (None, None)])
def test_count_may_be_the_page_or_the_whole(scripted: Callable[..., str], counts: tuple[int | None, ...]) -> None:
    second = page(row(period=2023), count=counts[1])
    told = answered(scripted(page(row(), count=counts[0], next_url="/v3/data?page=2"), second))
    assert told["year"] == [2024, 2023]


def test_a_page_shorter_than_those_before_and_after_is_an_error(scripted: Callable[..., str]) -> None:
    first = page(row(), row(period=2023), next_url="/v3/data?page=2")
    second = page(row(kpi="N01951"), next_url="/v3/data?page=3")
    third = page(row(kpi="N01951", period=2023))
    with pytest.raises(SourceError, match="svaret är inte helt: 4 uppgifter kom"):
        answered(scripted(first, second, third))
