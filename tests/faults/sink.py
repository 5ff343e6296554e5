"""sink.py FOLDER: a real SMTP server on a port of the kernel's choosing, written to FOLDER/port once it listens.  Each
message is kept in FOLDER as it came.  The local part of the address picks its mood: temp@ 451, full@ 452, no@ 550, slow@
never answers, drop@ keeps the message and hangs up, later@ 451 the first two times, all others accept."""
import asyncio
import os
import sys
import tempfile

from aiosmtpd.smtp import SMTP

FOLDER = sys.argv[1]


class Sink:
    def __init__(self):
        self.asked = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split('@')[0]
        self.asked[address] = self.asked.get(address, 0) + 1
        for mood, answer in (('temp', '451 4.3.0 try again later'), ('full', '452 4.2.2 mailbox full'),
                             ('no', '550 5.1.1 no such user')):
            if name.startswith(mood):
                return answer
        if name.startswith('later') and self.asked[address] < 3:
            return '451 4.3.0 greylisted'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0]
        if name.startswith('slow'):
            await asyncio.sleep(3600)
        kept, path = tempfile.mkstemp(dir=FOLDER, prefix='.')
        with os.fdopen(kept, 'wb') as file:
            file.write(f'X-From: {envelope.mail_from}\r\nX-To: {",".join(envelope.rcpt_tos)}\r\n'.encode())
            file.write(envelope.original_content)
        os.rename(path, os.path.join(FOLDER, os.path.basename(path)[1:] + '.eml'))
        if name.startswith('drop'):
            server.transport.abort()
        return '250 OK queued'


async def main():
    sink = Sink()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(sink, decode_data=False, enable_SMTPUTF8=True, hostname='sink.invalid'), '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    with open(os.path.join(FOLDER, '.port'), 'w') as file:
        file.write(str(port))
    os.rename(os.path.join(FOLDER, '.port'), os.path.join(FOLDER, 'port'))
    await server.serve_forever()

asyncio.run(main())
