"""The head of an answer goes out with its body, and never waits for anything else."""

from __future__ import annotations

import asyncio

from kiosk.web.together import Together


class Written(asyncio.Transport):
    """A transport that keeps each write apart."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


async def test_head_and_body_are_one_write() -> None:
    written = Written()
    together = Together(written, asyncio.get_running_loop())
    together.write(b"head")
    together.write(b"body")
    await asyncio.sleep(0)
    assert written.writes == [b"headbody"]


async def test_a_head_alone_waits_for_one_turn_of_the_loop() -> None:
    """Such as `100 Continue`, for which the other end waits before it sends anything."""
    written = Written()
    together = Together(written, asyncio.get_running_loop())
    together.write(b"head")
    assert not written.writes
    await asyncio.sleep(0)
    assert written.writes == [b"head"]


async def test_what_was_kept_is_sent_before_the_end_and_before_a_stream() -> None:
    ending, streaming = Written(), Written()
    together = Together(ending, asyncio.get_running_loop())
    together.write(b"last")
    together.close()
    assert (ending.writes, ending.closed) == ([b"last"], True)
    together = Together(streaming, asyncio.get_running_loop())
    together.write(b"head")
    together.alone().write(b"event")
    assert streaming.writes == [b"head", b"event"]


async def test_nothing_is_written_to_a_connection_that_broke() -> None:
    written = Written()
    together = Together(written, asyncio.get_running_loop())
    together.write(b"head")
    written.closed = True
    await asyncio.sleep(0)
    assert not written.writes
