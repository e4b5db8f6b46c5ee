"""The floor of live delivery: one `send` per viewer and event, nothing else.

`python -m tests.benchmarks.spreader PORT CLIENTS` greets each viewer with the words that the protocol wants, then takes
lines `COUNT RATE SIZE` and says `done` after each.
"""

import json
import socket
import sys
import time

HELLO = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


def framed(text: bytes) -> bytes:
    """Return a server's text frame of up to 64 kB."""
    size = len(text)
    return (bytes((0x81, size)) if size < 126 else b"\x81\x7e" + size.to_bytes(2, "big")) + text


GREETINGS = (
    HELLO + framed(b'0{"sid":"x"}'),
    framed(b'40{"sid":"x"}'),
    framed(b'430[{"ok":true,"seq":0,"reset":false}]'),
)


def main() -> None:
    """Greet, then spread until the input ends."""
    port, count = int(sys.argv[1]), int(sys.argv[2])
    wires = []
    with socket.create_server(("127.0.0.1", port), backlog=4096) as server:
        for _ in range(count):
            wire, _ = server.accept()
            for words in GREETINGS:
                wire.recv(4096)
                wire.sendall(words)
            wires.append(wire)
    for line in sys.stdin:
        events, rate, size = map(float, line.split())
        _spread(wires, int(events), rate, int(size))
        print("done", flush=True)  # noqa: T201 - answered to the process that asked


def _spread(wires: list[socket.socket], events: int, rate: float, size: int) -> None:
    begin = time.monotonic()
    for number in range(events):
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        body = {
            "topic": "bench",
            "seq": number + 1,
            "ts": time.time(),
            "type": "bench",
            "body": {"pad": "x" * (size - 110)},
        }
        data = framed(b"42" + json.dumps(["push", body], separators=(",", ":")).encode())
        for wire in wires:
            wire.send(data)


if __name__ == "__main__":
    main()
