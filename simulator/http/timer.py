"""The timer of a server: sandboxes whose clock runs come to where it is, and their messages leave, unasked."""

from __future__ import annotations

import asyncio
import logging

from simulator import clock
from simulator.courier import Courier
from simulator.sandbox import Sandbox
from simulator.sharing import Sharing
from simulator.store import NotOurs, StoreError
from simulator.world import World

EVERY_SECONDS = 1.0
SWEEP_SECONDS = 2.0
_LOG = logging.getLogger("dunbox")


async def keep_time(world: World, courier: Courier) -> None:
    """Let the time of running sandboxes pass, for ever; each in a thread, and none waits for another."""
    while True:
        beat(world, courier)
        await clock.pause(EVERY_SECONDS)


async def keep_shares(sharing: Sharing) -> None:
    """Take up, for ever, what other servers have left."""
    while True:
        await asyncio.to_thread(sharing.sweep)
        await clock.pause(SWEEP_SECONDS)


def beat(world: World, courier: Courier) -> None:
    """Set off, in threads, what brings each running sandbox to where its clock is."""
    loop = asyncio.get_running_loop()
    for sandbox in world.sandboxes:
        if sandbox.pace is not None and not sandbox.round.locked():
            loop.run_in_executor(courier.threads, _keep_pace, courier, sandbox)


def _keep_pace(courier: Courier, sandbox: Sandbox) -> None:
    try:
        courier.keep_pace(sandbox)
    except NotOurs:
        pass  # whoever has it by now keeps its time
    except StoreError as error:
        _LOG.warning("the time of sandbox %s stands still: %s", sandbox.id, error)
