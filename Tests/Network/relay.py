"""A slow link: carries TCP from one address to another with a delay and a rate each way, until it is ended.

usage: relay.py FROM-HOST FROM-PORT TO-HOST TO-PORT DELAY-SECONDS BYTES-PER-SECOND FAST-FILE
While FAST-FILE exists it carries at full speed.
"""
import asyncio
import os
import sys

listen, port, target, target_port, delay, rate, fast = sys.argv[1:]
delay, rate = float(delay), float(rate)
CHUNK = 2048


async def carry(reader, writer):
    clock = asyncio.get_running_loop().time
    # What does not fit stays with its sender, as on a link.
    waiting = asyncio.Queue(32)

    async def deliver():
        while (item := await waiting.get())[1]:
            due, data = item
            if not os.path.exists(fast):
                await asyncio.sleep(due - clock())
            writer.write(data)
            await writer.drain()
        writer.close()

    delivering = asyncio.ensure_future(deliver())
    free = clock()
    try:
        while not delivering.done():
            data = await reader.read(CHUNK)
            free = max(free, clock()) + len(data) / rate
            await waiting.put((free + delay, data))
            if not data:
                break
            if not os.path.exists(fast):
                await asyncio.sleep(free - clock())
        await delivering
    except ConnectionError:
        writer.close()


async def accept(reader, writer):
    try:
        far_reader, far_writer = await asyncio.open_connection(target, int(target_port))
    except OSError:
        return writer.close()
    await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))


async def main():
    server = await asyncio.start_server(accept, listen, int(port))
    await server.serve_forever()


asyncio.run(main())
