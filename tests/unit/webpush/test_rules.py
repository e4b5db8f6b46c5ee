"""Endpoints, answers of push services, and when a message is tried again."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from challenge.kernel.errors import Invalid
from challenge.webpush.rules import (
    TTL_S,
    Outcome,
    checked_endpoint,
    decoded,
    encoded,
    next_try,
    origin_of,
    outcome,
    payload,
    ttl_s,
    wait_s,
)

NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "push.example/x", "http://push.example/x", "ftp://push.example/x", "https://a:b@push.example/x"),
        *("https://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/latest"),
        *("http://127.0.0.1:80/x", "https://push.example/" + "a" * 500, "https://push.example/a b"),
    ],
)
def test_endpoints_inside_or_in_the_open_are_refused(endpoint: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_endpoint(endpoint, ())
    assert (refused.value.code, refused.value.place) == ("webpush.endpoint", "endpoint")


@pytest.mark.parametrize(
    "endpoint", ["https://push.example/wpush/v2/abc", "https://9.9.9.9/x", "https://p.example:8443/"]
)
def test_endpoints_of_public_services_are_taken(endpoint: str) -> None:
    assert checked_endpoint(endpoint, ()) == endpoint


def test_plain_http_is_for_networks_that_were_named() -> None:
    assert checked_endpoint("http://127.0.0.1:8099/x", LOOPBACK) == "http://127.0.0.1:8099/x"
    with pytest.raises(Invalid):
        checked_endpoint("http://localhost:8099/x", LOOPBACK)


def test_answers_mean_four_things() -> None:
    said = {Outcome.TAKEN: (200, 201, 202, 204), Outcome.GONE: (404, 410), Outcome.NEVER: (301, 400, 413)}
    said[Outcome.LATER] = (0, 401, 403, 408, 429, 500, 502, 503)

    assert {what: {outcome(status) for status in found} for what, found in said.items()} == {one: {one} for one in said}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        *(("", 0), ("120", 120), (" 5 ", 5), ("99999", 3600), ("-3", 0), ("soon", 0), ("1" * 20, 0), ("²", 0)),
        *(("Mon, 24 May 2027 10:01:30 GMT", 90), ("Mon, 24 May 2027 09:00:00 GMT", 0)),
        ("Tue, 25 May 2027 10:00:00 GMT", 3600),
    ],
)
def test_services_say_how_long_to_wait(header: str, seconds: int) -> None:
    assert wait_s(header, NOON) == seconds


def test_tries_come_further_apart_and_end() -> None:
    waits = [next_try(tries, NOON, NOON) for tries in range(1, 8)]

    assert [int((at - NOON).total_seconds()) for at in waits if at] == [30, 60, 120, 240, 480, 960, 1920]
    assert next_try(8, NOON, NOON) is None
    assert next_try(1, NOON, NOON, wait=600) == NOON + timedelta(seconds=600)


def test_what_is_not_worth_telling_any_more_is_given_up() -> None:
    late = NOON + timedelta(seconds=TTL_S - 30)

    assert next_try(1, NOON, late) is None
    assert next_try(1, NOON, late - timedelta(seconds=1)) is not None
    assert [ttl_s(NOON, NOON), ttl_s(NOON, late), ttl_s(NOON, late + timedelta(hours=1))] == [TTL_S, 30, 0]


def test_payload_is_two_short_lines() -> None:
    found = payload("A\n title", "word " * 100, "/e/x/inbox", "t")

    assert (found["title"], found["path"], found["tag"]) == ("A title", "/e/x/inbox", "t")
    assert (len(found["body"]) <= 180, found["body"].endswith("word…")) == (True, True)


def test_base64_of_the_web_goes_both_ways() -> None:
    assert [decoded(encoded(data)) for data in (b"", b"a", b"\xff\xfe\xfd\xfc")] == [b"", b"a", b"\xff\xfe\xfd\xfc"]
    assert [decoded(text) for text in ("a", "a+b/", "é", "=")] == [b""] * 4


def test_service_is_scheme_and_host() -> None:
    assert origin_of("https://push.example:8443/wpush?x=1") == "https://push.example:8443"
