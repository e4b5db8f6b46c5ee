"""Tables of the live feed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import JsonText, moment, plain
from challenge.kernel.db import Base


class LiveHead(Base):
    """The one row whose lock orders the whole feed: a reader that has seen position n has seen all before it."""

    __tablename__ = "live_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(BigInteger)


class LiveTopic(Base):
    """The last number of one topic."""

    __tablename__ = "live_topic"

    topic: Mapped[str] = mapped_column(String(120), primary_key=True, info={"privacy": "plain"})
    head: Mapped[int] = mapped_column(Integer)


class LiveFeed(Base):
    """One push; `seq` is contiguous per topic from 1, `position` over all topics, `ts` seconds since 1970."""

    __tablename__ = "live_feed"
    __table_args__ = (Index("ix_live_feed_topic_seq", "topic", "seq", unique=True),)

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(String(120), info={"privacy": "plain"})
    seq: Mapped[int] = mapped_column(Integer)
    ts: Mapped[float] = mapped_column(Float)
    type: Mapped[str] = plain(40)
    body: Mapped[dict[str, Any]] = mapped_column(JsonText, info={"privacy": "plain"})


class LiveAudience(Base):
    """How many sockets of a live process listened to a large topic when it last said so."""

    __tablename__ = "live_audience"

    process: Mapped[str] = mapped_column(String(16), primary_key=True, info={"privacy": "plain"})
    topic: Mapped[str] = mapped_column(String(120), primary_key=True, info={"privacy": "plain"})
    sockets: Mapped[int] = mapped_column(Integer)
    seen_at: Mapped[datetime] = moment()
