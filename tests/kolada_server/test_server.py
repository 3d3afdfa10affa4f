"""The server answers as Kolada's interface does, as far as that is known."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

from ifo_analysis.sources.demo import DemoWorld
from kolada_server import KoladaServer

if TYPE_CHECKING:
    from collections.abc import Iterator

ENVELOPE = {"count", "values", "next_url", "previous_url"}


@pytest.fixture(scope="module")
def world() -> DemoWorld:
    return DemoWorld(seed=1, municipalities=30)


@pytest.fixture
def server(world: DemoWorld) -> Iterator[KoladaServer]:
    with KoladaServer(world) as running:
        yield running


def asked(server: KoladaServer, path: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def pages(server: KoladaServer, path: str) -> list[dict[str, Any]]:
    found = []
    while path:
        found.append(asked(server, path)[1])
        link = urlsplit(found[-1]["next_url"] or "")
        path = f"{link.path}?{link.query}" if link.path else ""
    return found


def test_a_record_of_data_looks_as_in_kolada(server: KoladaServer) -> None:
    status, answer = asked(server, "/v3/data/kpi/N01951/municipality/0000/year/2024?per_page=5000")
    value = answer["values"][0]["values"][0]
    assert status == 200
    assert set(answer) == ENVELOPE
    assert answer["count"] == 1
    assert {name: answer["values"][0][name] for name in ("kpi", "municipality", "period")} == {
        "kpi": "N01951",
        "municipality": "0000",
        "period": 2024,
    }
    assert set(value) == {"gender", "value", "status", "count", "isdeleted"}
    assert value["value"] > 100_000


@pytest.mark.parametrize(
    "path",
    [
        "kpi/N30001,N30007/municipality/9001,9002/year/2023,2024",
        "municipality/9001,9002/kpi/N30001,N30007/year/2023,2024",
        "year/2023,2024/municipality/9001,9002/kpi/N30001,N30007",
    ],
)
def test_the_segments_of_data_may_come_in_any_order(server: KoladaServer, world: DemoWorld, path: str) -> None:
    assert asked(server, f"/v3/data/{path}")[1]["values"] == list(
        world.rows(["N30001", "N30007"], ["9001", "9002"], [2023, 2024])
    )


@pytest.mark.parametrize(
    ("path", "kpis", "codes", "years"),
    [
        ("kpi/N30005/municipality/9001", ["N30005"], ["9001"], range(2011, 2026)),
        ("kpi/N30005/year/2024", ["N30005"], None, [2024]),
        ("municipality/9001/year/2024", None, ["9001"], [2024]),
    ],
)
def test_two_segments_are_enough(
    server: KoladaServer,
    world: DemoWorld,
    path: str,
    kpis: list[str] | None,
    codes: list[str] | None,
    years: range | list[int],
) -> None:
    wanted = list(world.rows(kpis or [row.id for row in world.indicators], codes or world.cells.codes, years))
    assert asked(server, f"/v3/data/{path}?per_page=5000")[1]["values"] == wanted


@pytest.mark.parametrize("path", ["/v3/data/kpi/N30001", "/v3/data/kpi/N30001/kpi/N30005", "/v3/nothing", "/v4/kpi"])
def test_an_unknown_route_is_not_found(server: KoladaServer, path: str) -> None:
    assert asked(server, path) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/v3/data/kpi/N30001/municipality/{ids}/year/2024", ["path", "municipality"]),
        ("/v3/data/kpi/{ids}/year/2024", ["path", "kpi"]),
        ("/v3/data/kpi/N30001/year/{ids}", ["path", "year"]),
        ("/v3/kpi/{ids}", ["path", "kpi"]),
        ("/v3/municipality_groups/{ids}", ["path", "municipality_groups"]),
    ],
)
def test_more_than_25_ids_are_refused(server: KoladaServer, path: str, where: list[str]) -> None:
    ids = [str(2000 + number) for number in range(26)]
    status, answer = asked(server, path.format(ids=",".join(ids)))
    assert status == 422
    assert answer["detail"][0]["loc"] == where
    assert asked(server, path.format(ids=",".join(ids[:25])))[0] == 200


@pytest.mark.parametrize("query", ["per_page=5001", "per_page=0", "per_page=many", "page=0"])
def test_a_page_beyond_the_limits_is_refused(server: KoladaServer, query: str) -> None:
    assert asked(server, f"/v3/kpi?{query}")[0] == 422


def test_pages_together_are_the_whole_and_know_their_neighbours(world: DemoWorld) -> None:
    ids = [row.id for row in world.indicators[:20]]
    with KoladaServer(world, page_limit=700) as server:
        path = f"/v3/data/kpi/{','.join(ids)}/year/2022,2023,2024?per_page=5000"
        found = pages(server, path)
        assert [len(page["values"]) for page in found[:-1]] == [700] * (len(found) - 1)
        assert [page["count"] for page in found] == [len(page["values"]) for page in found]
        assert [row for page in found for row in page["values"]] == list(
            world.rows(ids, world.cells.codes, [2022, 2023, 2024])
        )
        assert found[0]["previous_url"] is None
        assert found[0]["next_url"].startswith(f"{server.url}/data/kpi/")
        assert len(server.requests) == len(found)


def test_without_a_page_size_pages_are_small(server: KoladaServer) -> None:
    assert [page["count"] for page in pages(server, "/v3/kpi")] == [100, 4]


def test_the_form_with_a_query_answers_nothing_and_no_error(server: KoladaServer) -> None:
    status, answer = asked(server, "/v3/data?municipality=9001&kpi=N30001&year=2024")
    assert (status, answer) == (200, {"count": 0, "values": [], "next_url": None, "previous_url": None})


def test_version_2_says_that_it_is_gone(server: KoladaServer) -> None:
    wanted = {"error": "This endpoint is deprecated. Please use /v3 instead."}
    assert asked(server, "/v2/kpi")[1] == wanted
    assert asked(server, "/v2/data/kpi/N30001/year/2024")[1] == wanted


def test_indicators_are_found_by_id_and_by_title(server: KoladaServer) -> None:
    assert [item["id"] for item in asked(server, "/v3/kpi/N30001,N99999,N30026")[1]["values"]] == ["N30001", "N30026"]
    by_title = asked(server, f"/v3/kpi?title={quote('nettokostnadsavvikelse individ')}")[1]["values"]
    assert [item["id"] for item in by_title] == ["N30001", "N30026"]


def test_the_country_and_the_regions_are_of_type_l(server: KoladaServer) -> None:
    places = asked(server, "/v3/municipality?per_page=5000")[1]["values"]
    assert places[0] == {"id": "0000", "title": "Riket", "type": "L"}
    assert sorted(item["type"] for item in places) == ["K"] * 30 + ["L"] * 4
    assert asked(server, "/v3/municipality/9001")[1]["values"] == [{"id": "9001", "title": "Sundnäs", "type": "K"}]
    assert asked(server, "/v3/municipality?region_type=L")[1]["count"] == 4


def test_a_region_has_no_data(server: KoladaServer) -> None:
    assert asked(server, "/v3/data/kpi/N30005/municipality/0091/year/2024")[1]["values"] == []


def test_a_group_is_found_by_a_part_of_its_title(server: KoladaServer, world: DemoWorld) -> None:
    title = quote("Liknande kommuner IFO, Västra Granskog")
    found = asked(server, f"/v3/municipality_groups?title={title}")[1]["values"]
    assert [item["title"] for item in found] == [
        "Liknande kommuner IFO, Västra Granskog, 2024",
        "Liknande kommuner IFO, Västra Granskogsbygden, 2024",
    ]
    assert [member["member_id"] for member in found[0]["members"]] == list(world.groups[2].members)
    names = dict(world.municipalities)
    assert all(member["member_title"] == names[member["member_id"]] for member in found[0]["members"])
    assert asked(server, f"/v3/municipality_groups/{found[0]['id']}")[1]["values"] == found[:1]


def test_one_title_of_a_group_is_encoded_twice(server: KoladaServer, world: DemoWorld) -> None:
    titles = [item["title"] for item in asked(server, "/v3/municipality_groups?per_page=5000")[1]["values"][1:]]
    wrong = [number for number, group in enumerate(world.groups) if group.title != titles[number]]
    assert wrong == [0]
    assert titles[0].encode("latin-1").decode() == "Liknande kommuner IFO, Sundnäs, 2024"


@pytest.mark.parametrize(("how", "expected"), [("none", False), ("all", True)])
def test_titles_may_be_encoded_twice_or_not(world: DemoWorld, how: str, *, expected: bool) -> None:
    with KoladaServer(world, double_encoded=how) as server:
        title = asked(server, "/v3/municipality_groups/G900002")[1]["values"][0]["title"]
    assert (title != "Liknande kommuner IFO, Åsjö, 2024") is expected


def test_an_answer_is_zipped_only_when_asked_for(server: KoladaServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    bodies = {}
    for accepted in ("gzip, deflate", "identity"):
        connection.request("GET", "/v3/kpi", headers={"Accept-Encoding": accepted})
        answer = connection.getresponse()
        bodies[answer.headers.get("Content-Encoding")] = answer.read()
    connection.close()
    assert gzip.decompress(bodies["gzip"]) == bodies[None]


def test_an_indicator_can_be_renamed_new_or_withdrawn(world: DemoWorld) -> None:
    changes = {"N30001": {"title": "Nytt namn"}, "N30999": {"title": "Nytt nyckeltal"}, "N30005": None}
    with KoladaServer(world, kpi_changes=changes) as server:
        found = {item["id"]: item["title"] for item in asked(server, "/v3/kpi?per_page=5000")[1]["values"]}
        assert (found["N30001"], found["N30999"]) == ("Nytt namn", "Nytt nyckeltal")
        assert "N30005" not in found
        assert asked(server, "/v3/data/kpi/N30005/year/2024")[1]["values"] == []


def test_the_server_can_be_started_by_hand() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "tests.kolada_server",
        "--port",
        str(port),
        "--fault",
        "empty",
        "--municipalities",
        "8",
    ]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"IFO_KOLADA_URL=http://127.0.0.1:{port}/v3\n"
            with urlopen(f"http://127.0.0.1:{port}/v3/kpi", timeout=5) as answer:
                assert json.load(answer)["values"] == []
        finally:
            process.terminate()


def test_nothing_listens_any_more_after_the_end(world: DemoWorld) -> None:
    with KoladaServer(world) as server:
        url = f"{server.url}/kpi"
    with pytest.raises(URLError):
        urlopen(url, timeout=5)  # noqa: S310 - loopback
