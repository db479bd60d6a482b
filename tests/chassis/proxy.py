"""A line that can be cut: a TCP proxy which forwards, swallows, or puts words into the server's mouth."""

import selectors
import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Proxy:
    """Stands between a client and its server, in a thread of its own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 5672)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = parts._replace(netloc=f"guest:guest@127.0.0.1:{self._door.getsockname()[1]}").geturl()
        self.swallows = False
        self._peer: dict[socket.socket, socket.socket] = {}
        self._clients: list[socket.socket] = []
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._door, selectors.EVENT_READ)
        self._open = True
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def say_to_clients(self, data: bytes) -> None:
        """Send bytes to every client as if its server had."""
        for client in self._clients:
            with suppress(OSError):
                client.sendall(data)

    def close(self) -> None:
        self._open = False
        self._thread.join(10)
        for each in (*self._peer, self._door):
            each.close()
        self._selector.close()

    def _carry(self) -> None:
        while self._open:
            for key, _ in self._selector.select(timeout=0.05):
                if key.fileobj is self._door:
                    self._accept()
                else:
                    self._forward(key.fileobj)  # type: ignore[arg-type]

    def _accept(self) -> None:
        client, _ = self._door.accept()
        server = socket.create_connection(self._server)
        self._clients.append(client)
        for one, other in ((client, server), (server, client)):
            self._peer[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _forward(self, source: socket.socket) -> None:
        with suppress(OSError):
            data = source.recv(65536)
            if data:
                if not self.swallows:
                    self._peer[source].sendall(data)
                return
            self._peer[source].shutdown(socket.SHUT_WR)
        self._selector.unregister(source)
