"""Sealing and signing against what the RFCs print and against a reader of our own."""

import json
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from challenge.webpush.rules import decoded
from challenge.webpush.sealing import CURVE, instance_key, is_point, public_key, sealed, signed

NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)

# RFC 8291, appendix A.
POINT = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
PLAIN = b"When I grow up, I want to be a watermelon"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_sealed_as_the_rfc_prints_it() -> None:
    own = ec.derive_private_key(int.from_bytes(decoded(OWN), "big"), CURVE)

    assert sealed(PLAIN, decoded(POINT), decoded(AUTH), own=own, salt=decoded(SALT)) == decoded(SEALED)


def test_no_two_messages_are_sealed_alike() -> None:
    one, other = (sealed(PLAIN, decoded(POINT), decoded(AUTH)) for _ in range(2))

    assert (one[:16] != other[:16], one[21:86] != other[21:86], len(one)) == (True, True, 86 + len(PLAIN) + 1 + 16)


def test_only_whole_points_of_the_curve_are_keys() -> None:
    point = decoded(POINT)
    wrong = [b"", point[:-1], b"\x04" + bytes(64), b"\x02" + point[1:33], bytes(65)]

    assert (is_point(point), [is_point(one) for one in wrong]) == (True, [False] * 5)


def test_key_of_the_instance_follows_from_its_secret() -> None:
    keys = [public_key(secret) for secret in ("a", "a", "b")]

    assert keys[0] == keys[1] != keys[2]
    assert (len(decoded(keys[0])), is_point(decoded(keys[0]))) == (65, True)


def test_signature_says_to_whom_until_when_and_whom_to_ask() -> None:
    header = signed("a", "https://push.example", "https://ict.example", NOON)
    token, key = header.removeprefix("vapid t=").split(", k=")
    head, claims, signature = (decoded(part) for part in token.split("."))
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    text = token.rpartition(".")[0].encode()
    # Raises when it does not fit.
    instance_key("a").public_key().verify(encode_dss_signature(r, s), text, ec.ECDSA(hashes.SHA256()))

    assert json.loads(head) == {"typ": "JWT", "alg": "ES256"}
    until = int(NOON.timestamp()) + 12 * 3600
    assert json.loads(claims) == {"aud": "https://push.example", "exp": until, "sub": "https://ict.example"}
    assert key == public_key("a")
