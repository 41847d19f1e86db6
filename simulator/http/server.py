"""The server: the core behind uvicorn, in the foreground for `dunbox serve`, or in a thread for whoever embeds it."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from types import TracebackType
from typing import Any

import uvicorn

from simulator.console.tools import Tell
from simulator.courier import Courier
from simulator.http.asgi import Application
from simulator.http.connection import Connection
from simulator.http.connexion_front import connexion_app, connexion_parts
from simulator.http.door import Door, listening
from simulator.http.membership import END, INTRODUCE, READY, Member, Membership
from simulator.http.surfaces import core_of, surfaces
from simulator.http.timer import keep_time
from simulator.http.watch import Watch
from simulator.world import World


def application(
    world: World,
    *,
    control: bool,
    token: str | None = None,
    tell: Tell | None = None,
    courier: Courier | None = None,
    name: str = "",
) -> Application:
    """Answer the ASGI application of a world; with `control` the courier delivers its messages, and it is watched.

    The `name` of a server among several begins the numbers that it gives to requests.
    """
    courier, watch = (courier or Courier(), Watch(token, name)) if control else (None, None)
    served = surfaces(world, courier, control=control, token=token, tell=tell, watch=watch)
    return Application(core_of(world, served, watch), courier)


_THREADS = 64
"""How many calls may be at work, or wait for a sandbox, at a time; an advance waits also for who is sent webhooks."""

_SWITCH_SECONDS = 0.0005
"""How long a thread may keep Python to itself while another waits for it. With Python's own 5 milliseconds a call
that needs it a few times waits for 20, while a large sandbox is at work."""

FRONTS: dict[str, Callable[..., Any]] = {"asgi": application, "connexion": connexion_app}
"""What can stand before the core: functions of a world, `control`, `token`, `tell` and `courier` that answer an ASGI
application."""


def check_front(front: str) -> None:
    """Raise `MissingExtra` for a front whose packages are not installed."""
    if front == "connexion":
        connexion_parts()


def config(app: Any, **options: Any) -> uvicorn.Config:
    """How uvicorn serves the core: no headers of its own, no log of its own."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        log_level="error",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=5,  # for who does not end its request
        **options,
    )


class Server:
    """A server on loopback, in a thread: `with Server(world) as server: server.url`.

    `port` 0 takes a free one; raises `OSError` for one that is taken.
    """

    def __init__(self, world: World, *, control: bool = False, front: str = "asgi", port: int = 0) -> None:
        self._socket = listening("127.0.0.1", port)
        self._serving = Event()
        courier = Courier()
        app = FRONTS[front](world, control=control, courier=courier)
        ready, kept = self._serving.set, world if control else None
        self._server = _Quiet(config(app), ready, kept, courier=courier)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        self._serving.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join()
        self._socket.close()


class _Quiet(uvicorn.Server):
    """A uvicorn that says when it serves, by calling `ready`, and that looks at its connections once a second.

    With a world, it keeps the clocks that run in it. `tick` is called ten times a second, and at the end. As a
    `member` it is one of several servers on a store.
    """

    def __init__(
        self,
        configuration: uvicorn.Config,
        ready: Callable[[], None],
        world: World | None,
        tick: Callable[[], None] = lambda: None,
        courier: Courier | None = None,
        member: Member | None = None,
    ) -> None:
        super().__init__(configuration)
        self._courier = courier or Courier()
        self._member = member
        self._doors: list[Door] = []
        self._ready = ready
        self._world = world
        self._tick = tick

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so; also where starting failed, so that nobody waits for ever."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        if self._world is not None:
            self._timer = asyncio.ensure_future(keep_time(self._world, self._courier))
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "dunbox"))
        if self._member is not None:
            await self._join(self._member, sockets or [])
            return
        try:
            await super().startup(sockets)
        finally:
            self._ready()

    async def _join(self, member: Member, sockets: list[socket.socket]) -> None:
        """Start among others, with which the sockets are shared."""
        introduce = partial(asyncio.get_running_loop().run_in_executor, None, self._ready)
        await member.begin({END: partial(setattr, self, "should_exit", True), INTRODUCE: introduce})
        await super().startup([])
        self._doors = [Door(each, self._connected) for each in sockets]
        member.say(READY)

    def _connected(self) -> Connection:
        return Connection(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    async def on_tick(self, counter: int) -> bool:
        """A tenth of a second has passed; answers whether to stop."""
        self._tick()
        if counter % 10 == 0:
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.look()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; a signal ends the process right after this."""
        for door in self._doors:
            door.close()
        await super().shutdown(sockets)
        self._courier.threads.shutdown(cancel_futures=True)
        if self._member is not None:
            await self._member.end()
        self._tick()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a world is served: the control `token`, if there is one, and a `front`, one of `FRONTS`.

    The `courier` takes messages to their receivers; `tell` writes scenarios for the console.
    """

    token: str | None
    front: str
    courier: Courier
    tell: Tell | None = None


def serve(
    world: World,
    bound: socket.socket,
    manner: Manner,
    ready: Callable[[], None],
    tick: Callable[[], None],
    membership: Membership | None = None,
) -> None:
    """Serve a world with its control API on a socket, in the foreground, until the process is told to stop.

    Raises `MissingExtra` for a front that is not installed. `ready` is called once requests and signals are heard,
    `tick` ten times a second from then on, and once more at the end. With a `membership`, which the front `asgi`
    takes, it is one of several servers on the world's store.
    """
    courier = manner.courier
    words: dict[str, Any] = {"token": manner.token, "tell": manner.tell, "courier": courier}
    if membership is None or world.sharing is None:
        app = FRONTS[manner.front](world, control=True, **words)
        _Quiet(config(app), ready, world, tick, courier).run(sockets=[bound])
        return
    app = application(world, control=True, name=membership.name, **words)
    member = Member(membership, app, world.sharing)
    _Quiet(config(app), ready, world, tick, courier, member).run(sockets=[bound])
