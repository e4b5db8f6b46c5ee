"""Many browsers in one process: each keeps its connection and plays a script of requests."""

import asyncio
import json
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass

CONNECT_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back and how long it took, in seconds from the first byte sent to the last received."""

    status: int
    head: bytes
    body: bytes
    took_s: float

    def header(self, name: str) -> str:
        """Return a header's value; "" when it is absent."""
        wanted = name.lower().encode() + b":"
        lines = (line for line in self.head.split(b"\r\n") if line.lower().startswith(wanted))
        return next((line.partition(b":")[2].strip().decode() for line in lines), "")


# Yields a request, or seconds to wait; is sent the answer (None after a wait).
Script = Generator[bytes | float, Answer | None, None]


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in {"Host": "127.0.0.1", **(headers or {})}.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def post_json(path: str, token: str, key: str, body: object) -> bytes:
    """Return a program's write."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
    return request("POST", path, headers, json.dumps(body).encode())


def upload(path: str, token: str, key: str, name: str, content: bytes) -> bytes:
    """Return a form with one file."""
    mark = "benchmarkbenchmark"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    headers["Content-Type"] = f"multipart/form-data; boundary={mark}"
    return request("POST", path, headers, head + content + f"\r\n--{mark}--\r\n".encode())


@dataclass(frozen=True, slots=True)
class Run:
    """All answers of all scripts, and the seconds from the first request to the last answer."""

    answers: Sequence[Answer]
    seconds: float

    @property
    def times(self) -> list[float]:
        """Every answer's duration."""
        return [answer.took_s for answer in self.answers]

    def count(self, *statuses: int) -> int:
        """Return how many answers have one of these statuses."""
        return sum(answer.status in statuses for answer in self.answers)


def play(port: int, scripts: Iterable[Script]) -> Run:
    """Play scripts at once, a connection each; all connections stand before the first request is sent."""
    return asyncio.run(_play(port, list(scripts)))


def in_turn(port: int, requests: Sequence[bytes], connections: int) -> Run:
    """Send requests over a few kept connections, each sending its next one as soon as it has its answer."""
    line = iter(requests)

    def take() -> Script:
        while (one := next(line, None)) is not None:
            yield one

    return play(port, [take() for _ in range(connections)])


async def _play(port: int, scripts: Sequence[Script]) -> Run:
    turns = asyncio.Semaphore(CONNECT_AT_ONCE)

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with turns:
            return await asyncio.open_connection("127.0.0.1", port)

    wires = await asyncio.gather(*(connect() for _ in scripts))
    begin = time.monotonic()
    found = await asyncio.gather(*(_act(script, *wire) for script, wire in zip(scripts, wires, strict=True)))
    seconds = time.monotonic() - begin
    for _, writer in wires:
        writer.close()
    return Run([answer for answers in found for answer in answers], seconds)


async def _act(script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[Answer]:
    answers: list[Answer] = []
    answer: Answer | None = None
    while True:
        try:
            step = script.send(answer)
        except StopIteration:
            return answers
        if isinstance(step, float):
            await asyncio.sleep(step)
            answer = None
            continue
        answer = await _exchange(step, reader, writer)
        answers.append(answer)


async def _exchange(sent: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Answer:
    begin = time.monotonic()
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    length = Answer(0, head, b"", 0.0).header("Content-Length")
    body = await reader.readexactly(int(length)) if length else b""
    return Answer(int(head.split(b" ", 2)[1]), head, body, time.monotonic() - begin)
