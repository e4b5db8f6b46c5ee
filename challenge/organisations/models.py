"""Tables of organisations."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    PLAIN,
    JsonText,
    Personal,
    json_value,
    moment,
    outside_name,
    personal,
    plain,
    primary_key,
    reference,
)
from challenge.kernel.db import Base


class Organisation(Base):
    """An organisation, known to all editions; `folded` is its name without case, accents and punctuation.

    `headcount`: a code of `rules.HEADCOUNTS`. `merged_into`: the one that it turned out to be, None for itself; it
    keeps its name so that files which still say it mean the other one.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    name: Mapped[str] = plain(120)
    folded: Mapped[str] = plain(240, unique=True)
    kind: Mapped[str] = plain(12)
    town: Mapped[str] = plain(80)
    acronym: Mapped[str] = mapped_column(String(20), default="", info={"privacy": PLAIN})
    territory: Mapped[str] = mapped_column(String(80), default="", info={"privacy": PLAIN})
    headcount: Mapped[str] = mapped_column(String(12), default="", info={"privacy": PLAIN})
    website: Mapped[str] = mapped_column(String(200), default="", info={"privacy": PLAIN})
    merged_into: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = moment()


class Participation(Base):
    """An organisation in one edition. Members of one conflict group must see nothing of each other.

    `cluster` holds several, joined by "; ". `extra`: columns of the organisers' own files, by their title.
    """

    __tablename__ = "participation"
    __table_args__ = (UniqueConstraint("edition_id", "organisation_id"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    organisation_id: Mapped[int] = reference("organisation.id")
    cluster: Mapped[str] = plain(400)
    conflict_group: Mapped[str] = plain(80)
    notes: Mapped[str] = mapped_column(
        Text, default="", info={"privacy": Personal("what organisers keep in mind of an organisation", 365)}
    )
    extra: Mapped[dict[str, str]] = mapped_column(
        JsonText, default=dict, info={"privacy": Personal("columns of the organisers' own files", 365)}
    )
    joined_at: Mapped[datetime] = moment()


class OrganisationContact(Base):
    """Somebody to reach at an organisation, for one edition; erased on request. `consent_at`: None without consent."""

    __tablename__ = "organisation_contact"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    organisation_id: Mapped[int] = reference("organisation.id")
    name: Mapped[str] = personal(160, "whom organisers reach at an organisation")
    function: Mapped[str] = personal(120, "whom organisers reach at an organisation")
    email: Mapped[str] = personal(254, "whom organisers reach at an organisation")
    phone: Mapped[str] = personal(40, "whom organisers reach at an organisation")
    consent_at: Mapped[datetime | None] = moment()
    added_by: Mapped[int] = mapped_column(Integer, default=0)
    added_at: Mapped[datetime] = moment()


class OrganisationMerge(Base):
    """Two organisations became one. `moved`: ids of rows by table; `groups`: participation id -> its group before."""

    __tablename__ = "organisation_merge"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    kept_id: Mapped[int] = mapped_column(Integer)
    gone_id: Mapped[int] = mapped_column(Integer)
    moved: Mapped[dict[str, list[int]]] = json_value()
    groups: Mapped[dict[str, Any]] = json_value()
    merged_by: Mapped[int] = mapped_column(Integer, default=0)
    merged_at: Mapped[datetime] = moment()
    undone_at: Mapped[datetime | None] = moment()
