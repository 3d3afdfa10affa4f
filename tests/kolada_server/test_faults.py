"""Every fault can be seen by a plain client, comes where and as often as asked for, and then is over."""

from __future__ import annotations

import http.client
import json
import math
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from ifo_analysis.sources.demo import DemoWorld
from kolada_server import FAULTS, KoladaServer

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = "/data/kpi/N30001,N30007/municipality/9001,9002/year/2023,2024"
PATHS = {"data": DATA, "kpi": "/kpi", "municipality": "/municipality", "municipality_groups": "/municipality_groups"}


@pytest.fixture(scope="module")
def world() -> DemoWorld:
    return DemoWorld(seed=1, municipalities=10)


@pytest.fixture
def server(world: DemoWorld) -> Iterator[KoladaServer]:
    with KoladaServer(world) as running:
        running.drip_seconds, running.hold_seconds, running.big_bytes = 0.02, 0.6, 2_000_000
        yield running


@pytest.fixture(params=[*PATHS])
def endpoint(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(url: str, timeout: float = 5, **headers: str) -> tuple[bytes, Any]:
    with urlopen(Request(url, headers=headers), timeout=timeout) as answer:  # noqa: S310 - loopback
        return answer.read(), answer.headers


def content(url: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read(url)[0])
    return found


def spoilt(server: KoladaServer, endpoint: str, fault: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return the sound answer, the spoilt one, and the address."""
    url = server.url + PATHS[endpoint]
    sound = content(url)
    server.set_fault(fault, endpoint)
    return sound, content(url), url


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "slow_drip"])
def test_a_fault_comes_as_often_as_planned_and_is_then_over(server: KoladaServer, endpoint: str, fault: str) -> None:
    url = server.url + PATHS[endpoint]
    sound = read(url)
    server.set_fault(fault, endpoint)
    try:
        body, headers = read(url, timeout=0.3)
    except HTTPError as error:
        error.close()
    except (OSError, http.client.HTTPException):
        pass
    else:
        has_gone_around = len(server.requests) > 2
        assert body != sound[0] or headers.get("Content-Encoding") == "gzip" or has_gone_around
    again = read(url)
    assert (again[0], again[1]["Content-Type"]) == (sound[0], "application/json")


def test_every_fault_has_been_planned_for_by_name() -> None:
    with pytest.raises(ValueError, match=r"^okant: okänt fel; de som finns är refuse, "):
        KoladaServer(DemoWorld(1, 8)).set_fault("okant")


def test_a_fault_keeps_to_its_endpoint_and_its_number(server: KoladaServer) -> None:
    server.set_fault("server_error", "data", times=2)
    assert content(f"{server.url}/kpi")["count"] == 100
    for _ in range(2):
        with pytest.raises(HTTPError) as caught:
            read(server.url + DATA)
        assert caught.value.code == 500
        caught.value.close()
    assert content(server.url + DATA)["count"] == 8


def test_a_fault_may_wait_and_never_end(server: KoladaServer) -> None:
    server.set_fault("empty", times=None, after=1)
    assert [content(server.url + DATA)["count"] for _ in range(4)] == [8, 0, 0, 0]
    server.set_fault(None)
    assert content(server.url + DATA)["count"] == 8


def test_refusing_means_that_nothing_listens(world: DemoWorld) -> None:
    with KoladaServer(world, fault="refuse") as server, pytest.raises(URLError) as caught:
        read(f"{server.url}/kpi")
    assert isinstance(caught.value.reason, ConnectionRefusedError)


def test_a_connection_can_break_before_the_first_byte(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("refuse", endpoint)
    with pytest.raises((ConnectionError, URLError)):
        read(server.url + PATHS[endpoint])


def test_a_connection_can_break_within_the_body(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("reset_mid_body", endpoint)
    with pytest.raises((ConnectionError, http.client.IncompleteRead)):
        read(server.url + PATHS[endpoint])


def test_a_slow_body_takes_its_time_without_any_long_wait(server: KoladaServer, endpoint: str) -> None:
    server.drip_seconds = 0.0005
    server.set_fault("slow_drip", endpoint)
    before = time.monotonic()
    body, _ = read(f"{server.url}{PATHS[endpoint]}?per_page=1", timeout=0.5)
    assert len(json.loads(body)["values"]) == 1
    assert time.monotonic() - before > len(body) * 0.0005


def test_no_answer_comes_within_the_time(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("timeout", endpoint)
    with pytest.raises(TimeoutError):
        read(server.url + PATHS[endpoint], timeout=0.2)


@pytest.mark.parametrize(("fault", "wait"), [("too_many", "1"), ("too_many_silent", None)])
def test_too_many_requests_with_and_without_a_time(
    server: KoladaServer, endpoint: str, fault: str, wait: str | None
) -> None:
    server.set_fault(fault, endpoint)
    with pytest.raises(HTTPError) as caught:
        read(server.url + PATHS[endpoint])
    assert (caught.value.code, caught.value.headers.get("Retry-After")) == (429, wait)
    caught.value.close()


def test_a_page_of_html_is_no_error_by_its_number(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("html", endpoint)
    body, headers = read(server.url + PATHS[endpoint])
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert body.startswith(b"<!doctype html>")


def test_a_body_can_be_cut_and_yet_have_its_length(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("truncated", endpoint)
    body, headers = read(server.url + PATHS[endpoint])
    assert len(body) == int(headers["Content-Length"])
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


def test_a_body_can_be_said_to_be_zipped_and_not_be(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("wrong_gzip", endpoint)
    body, headers = read(server.url + PATHS[endpoint])
    assert headers["Content-Encoding"] == "gzip"
    assert json.loads(body)["values"]


def test_a_value_can_be_no_number(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("nan", endpoint)
    body, _ = read(server.url + PATHS[endpoint])
    assert b": NaN" in body
    answer = json.loads(body)
    is_data = endpoint == "data"
    assert math.isnan(answer["values"][0]["values"][0]["value"] if is_data else answer["count"])


def test_types_can_change(server: KoladaServer, endpoint: str) -> None:
    sound, changed, _ = spoilt(server, endpoint, "changed_types")
    before, after = sound["values"][0], changed["values"][0]
    if endpoint == "data":
        assert after["period"] == str(before["period"])
        assert after["values"][0]["value"] == str(before["values"][0]["value"])
    else:
        assert isinstance(after["id"], int)
    if endpoint == "municipality_groups":
        assert isinstance(after["members"], str)


def test_the_next_page_can_be_this_one_again(world: DemoWorld, endpoint: str) -> None:
    with KoladaServer(world, page_limit=3) as server:
        path = server.url + PATHS[endpoint]
        sound = content(path)
        server.set_fault("duplicate_page", endpoint)
        first = content(path)
        second = content(first["next_url"])
        assert first["values"] == second["values"] == sound["values"]
        third = content(second["next_url"])
        assert third["values"] == content(f"{path}?page=3")["values"] or endpoint == "data"


def test_a_single_page_can_be_followed_by_itself(server: KoladaServer) -> None:
    _, spoilt_page, _ = spoilt(server, "data", "duplicate_page")
    again = content(spoilt_page["next_url"])
    assert again["values"] == spoilt_page["values"]
    assert again["next_url"] is None


def test_the_next_page_can_be_the_same_address(server: KoladaServer, endpoint: str) -> None:
    url = server.url + PATHS[endpoint]
    server.set_fault("next_loop", endpoint, times=None)
    first = content(url)
    second = content(first["next_url"])
    assert first["next_url"] == second["next_url"]


def test_the_next_page_can_be_on_another_host(server: KoladaServer, endpoint: str) -> None:
    _, changed, _ = spoilt(server, endpoint, "next_other_host")
    assert changed["next_url"].startswith(f"http://localhost:{server.port}/v3/")
    assert server.foreign_requests == []
    content(changed["next_url"])
    assert len(server.foreign_requests) == 1


def test_a_redirect_can_lead_back(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("redirect_loop", endpoint, times=None)
    with pytest.raises(HTTPError, match="redirect error that would lead to an infinite loop") as caught:
        read(server.url + PATHS[endpoint])
    caught.value.close()


def test_a_redirect_can_lead_to_another_host(server: KoladaServer, endpoint: str) -> None:
    server.set_fault("redirect_other_host", endpoint)
    read(server.url + PATHS[endpoint])
    assert len(server.foreign_requests) == 1


def test_a_body_can_be_very_big_and_right(server: KoladaServer, endpoint: str) -> None:
    url = server.url + PATHS[endpoint]
    sound = content(url)
    server.set_fault("big_body", endpoint)
    body, headers = read(url)
    assert len(body) == int(headers["Content-Length"]) > 2_000_000
    assert json.loads(body) == sound


def test_a_very_big_body_is_50_million_bytes(world: DemoWorld) -> None:
    assert KoladaServer(world).big_bytes == 50_000_000


def test_an_answer_can_be_empty(server: KoladaServer, endpoint: str) -> None:
    sound, changed, _ = spoilt(server, endpoint, "empty")
    assert sound["count"] > 0
    assert (changed["count"], changed["values"]) == (0, [])


def test_one_id_can_be_left_out_without_a_word(server: KoladaServer, endpoint: str) -> None:
    sound, changed, _ = spoilt(server, endpoint, "missing_id")
    assert changed["count"] == len(changed["values"]) < len(sound["values"])
    name = "municipality" if endpoint == "data" else "id"
    assert len({item[name] for item in sound["values"]} - {item[name] for item in changed["values"]}) == 1


def test_a_count_can_be_more_than_what_comes(server: KoladaServer, endpoint: str) -> None:
    sound, changed, _ = spoilt(server, endpoint, "short_count")
    assert changed["count"] == sound["count"] == len(changed["values"]) + 1
