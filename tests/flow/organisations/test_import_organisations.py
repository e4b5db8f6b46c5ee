"""Organisations come in by file, once; a name is the same in any case and spelling of accents."""

from challenge.kernel import log
from challenge.organisations.queries import organisations_of
from tests.house import TestHouse
from tests.make.editions import make_edition
from tests.make.people import apply_file

FILE = (
    "Organisme;Type;Ville;Pôle;Groupe de conflit\nAlstom;grand groupe;Belfort;;rivals-1\nApicultéa;PME;Delle;Santé;\n"
)


def test_import_makes_organisations_once(house: TestHouse) -> None:
    edition = make_edition(house)
    first = apply_file(house, edition.id, "organisations", FILE)
    again = apply_file(house, edition.id, "organisations", FILE.upper())
    facts, _ = house.read(log.facts_after, edition.id, 0)

    assert (first["arrivals"], again["arrivals"], again["changes"]) == (2, 0, 2)
    assert [
        (o.name, o.kind, o.town, o.cluster, o.conflict_group) for o in house.read(organisations_of, edition.id)
    ] == [
        ("Alstom", "large", "BELFORT", "", "RIVALS-1"),
        ("Apicultéa", "sme", "DELLE", "SANTÉ", ""),
    ]
    assert [f.event.name for f in facts if f.event.name.endswith("joined")] == ["organisations.organisation_joined"] * 2


def test_organisation_of_another_edition_is_the_same_one_and_seen_only_where_it_takes_part(house: TestHouse) -> None:
    old, new = make_edition(house, "old"), make_edition(house, "new")
    apply_file(house, old.id, "organisations", FILE)
    apply_file(house, new.id, "organisations", "name,kind\nAPICULTEA,sme\n")
    here, there = ({one.name: one.id for one in house.read(organisations_of, row.id)} for row in (new, old))

    assert sorted(there) == ["Alstom", "Apicultéa"]
    assert here == {"Apicultéa": there["Apicultéa"]}
