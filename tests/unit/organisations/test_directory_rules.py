"""Clusters, addresses, groups of merged firms, and which firms look like one."""

import pytest

from challenge.kernel.errors import Invalid
from challenge.organisations.likeness import Named, Pair, host, initials, likely_pairs
from challenge.organisations.rules import checked_website, clusters_joined, clusters_of, stricter_group


def test_clusters_are_kept_once_each_in_their_order() -> None:
    stored = clusters_joined(["Véhicule du futur ; Santé|vehicule du futur", " ; "])

    assert clusters_of(stored) == ("Véhicule du futur", "Santé")
    assert clusters_of("") == ()


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", ""), ("alstom.example", "https://alstom.example"), ("http://a.example/x", "http://a.example/x")],
)
def test_website_gets_its_scheme(given: str, kept: str) -> None:
    assert checked_website(given) == kept


@pytest.mark.parametrize("given", ["javascript:alert(1)", "ftp://a.example", "nonsense", "a b.example"])
def test_website_refuses_what_is_no_address_of_the_web(given: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_website(given)
    assert refused.value.code == "organisations.website"


@pytest.mark.parametrize(
    ("kept", "gone", "expected"),
    [
        ("", "", ("", "")),
        ("rail", "", ("rail", "")),
        ("", "rail", ("rail", "")),
        ("rail", "rail", ("rail", "")),
        ("rail", "food", ("rail", "food")),
    ],
)
def test_merged_firms_stand_in_the_stricter_group(kept: str, gone: str, expected: tuple[str, str]) -> None:
    assert stricter_group(kept, gone) == expected


def test_host_passes_over_www_and_nonsense() -> None:
    assert [host(one) for one in ("https://www.A.example/x", "a.example", "", "http://[")] == [
        "a.example",
        "a.example",
        "",
        "",
    ]


def test_initials_pass_over_small_words() -> None:
    assert initials("Université de technologie de Belfort-Montbéliard") == "utbm"
    assert initials("Deux mots") == ""


def test_likely_pairs_say_why() -> None:
    everybody = [
        Named(1, "Alstom SA"),
        Named(2, "ALSTOM"),
        Named(3, "Université de technologie de Belfort-Montbéliard"),
        Named(4, "UTBM"),
        Named(5, "Apicultéa Industries", website="https://www.bee.example"),
        Named(6, "Le Rucher", website="bee.example/contact"),
        Named(7, "Frigotechnic"),
        Named(8, "Frigotecnic"),
        Named(9, "Nothing alike"),
    ]

    assert likely_pairs(everybody) == [
        Pair(1, 2, "name"),
        Pair(5, 6, "website"),
        Pair(3, 4, "acronym"),
        Pair(7, 8, "spelling"),
    ]
