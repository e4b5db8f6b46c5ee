"""The network between a phone and the house, to be taken away and given back."""

import asyncio
from threading import Event, Thread

CHUNK = 65536


class Wire:
    """A wire on loopback that can be cut: nothing that leaves a browser, page or worker, arrives then.

    Chromium's own switch for being offline lets a request through now and then, while a page is being opened.
    """

    def __init__(self, far: int) -> None:
        """Lay it to the port `far` and let everything through."""
        self.port = 0
        self._far = far
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        laid = Event()
        self._thread = Thread(target=self._run, args=(laid,), daemon=True)
        self._thread.start()
        laid.wait()

    @property
    def url(self) -> str:
        """Where the near end is."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Drop what is under way and let nothing through."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._drop)

    def mend(self) -> None:
        """Let everything through again."""
        self._is_cut = False

    def take_up(self) -> None:
        """End it."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, laid: Event) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = int(server.sockets[0].getsockname()[1])
        laid.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _drop(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._far)
        except OSError:  # the house does not answer: neither does the wire
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._ends |= ends
        await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))
        self._ends -= ends

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not self._is_cut and (data := await reader.read(CHUNK)) and not self._is_cut:
                writer.write(data)
                await writer.drain()
        except OSError:  # one end has gone: the other goes, too
            pass
        writer.transport.abort() if self._is_cut else writer.close()
