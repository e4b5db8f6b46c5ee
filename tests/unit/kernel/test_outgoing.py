"""Which addresses the house may call."""

from ipaddress import ip_network

import pytest

from challenge.kernel.outgoing import may_be_reached

CAMPUS = (ip_network("10.1.0.0/16"),)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.2.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
        ),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1"),
        *("::ffff:10.2.0.1", "64:ff9b:1::1", "64:ff9b::a02:1", "2002:a02:1::1", "2001:db8::1", "localhost", "", "1"),
    ],
)
def test_addresses_inside_are_never_reached(address: str) -> None:
    assert not may_be_reached(address, CAMPUS)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "10.1.2.3", "::ffff:10.1.2.3", "::ffff:9.9.9.9"])
def test_public_and_named_addresses_are_reached(address: str) -> None:
    assert may_be_reached(address, CAMPUS)
