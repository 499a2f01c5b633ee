"""Where `up` listens: what it sends leaves at once."""

import asyncio
import socket

from playwarden.web.serving import bound


def test_the_body_of_an_answer_does_not_wait_until_the_headers_have_arrived() -> None:
    async def sends_small_pieces_at_once() -> bool:
        with bound("127.0.0.1", 0) as listening:
            heard: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
            server = await asyncio.start_server(lambda _, writer: heard.set_result(writer), sock=listening)
            async with server:
                _, ours = await asyncio.open_connection(*listening.getsockname()[:2])
                theirs = await heard
                answering: socket.socket = theirs.get_extra_info("socket")
                told = bool(answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                for writer in (ours, theirs):
                    writer.close()
                    await writer.wait_closed()
                return told

    assert asyncio.run(sends_small_pieces_at_once())
