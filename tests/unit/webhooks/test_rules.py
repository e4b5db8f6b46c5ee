"""Addresses that may be called, signatures, and when a request is tried again."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from challenge.kernel.errors import Invalid
from challenge.webhooks.rules import DELAYS_S, checked_url, next_try, secret_of, signature

CAMPUS = (ip_network("10.1.0.0/16"),)
NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        *((url, "webhooks.url") for url in ("", "school.example", "ftp://school.example", "https://", "https:///x")),
        *(
            (url, "webhooks.url")
            for url in ("https://a:b@school.example", "https://school.example:99999", "https://[::1")
        ),
        *(
            (url, "webhooks.url")
            for url in ("https://school.example/a b", "https://école.example", "https://x\\y.example")
        ),
        *((url, "webhooks.url") for url in ("javascript:alert(1)", "https://school.example/" + "a" * 500)),
        *((url, "webhooks.plain") for url in ("http://school.example/x", "http://10.2.0.1/", "http://127.0.0.1/")),
    ],
)
def test_wrong_addresses_are_refused_at_their_field(url: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_url(url, CAMPUS)
    assert (refused.value.code, refused.value.place) == (code, "url")


@pytest.mark.parametrize(
    "url", ["https://school.example/hook?x=1", "https://school.example:8443", "http://10.1.2.3:80/x"]
)
def test_right_addresses_stay_as_they_are(url: str) -> None:
    assert checked_url(url, CAMPUS) == url


def test_signature_is_what_openssl_gives() -> None:
    """`printf '1.{}' | openssl dgst -sha256 -hmac key`"""
    assert signature("key", 1, b"{}") == "1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224"


def test_secret_is_another_for_each_house_program_and_turn() -> None:
    secrets = {secret_of(key, name, turn) for key in ("a", "b") for name in ("c", "d") for turn in (1, 2)}
    assert (len(secrets), secret_of("a", "c", 1) in secrets) == (8, True)


def test_delays_grow_and_end() -> None:
    tries = [next_try(number, NOON) for number in range(1, len(DELAYS_S) + 2)]
    assert tries == [*(NOON + timedelta(seconds=delay) for delay in DELAYS_S), None]
    assert list(DELAYS_S) == sorted(DELAYS_S)
