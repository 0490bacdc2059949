"""aiosmtpd as an operator's mail server, for tests.

server.py PORT FOLDER MODE CERTIFICATE KEY

MODE is starttls, implicit, plain (no TLS is offered) or open (no TLS, no login). Every letter
becomes a JSON file in FOLDER, taken apart by Python's own mail parser.
"""

import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

PORT, FOLDER, MODE, CERTIFICATE, KEY = sys.argv[1:6]
FOLDER = pathlib.Path(FOLDER)


def parts(message):
    for part in message.walk():
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        content = part.get_content()
        text = content if isinstance(content, str) else None
        begins = None if text else content[:5].decode("latin-1")
        yield {"kind": kind, "name": part.get_filename(), "text": text, "begins": begins}


class Handler:
    taken = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("unknown@"):
            return f"550 5.1.1 <{address}> has no mailbox here"
        if address.startswith("later@"):
            return f"451 4.7.1 <{address}> greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "login": getattr(session, "authenticated", False),
            "headers": [[name, str(value)] for name, value in message.items()],
            "defects": [str(defect) for defect in message.defects],
            "parts": list(parts(message)),
        }
        Handler.taken += 1
        new = FOLDER / f"{Handler.taken}.new"
        new.write_text(json.dumps(letter))
        new.rename(FOLDER / f"{Handler.taken}.json")
        return "250 OK"


def authenticator(server, session, envelope, mechanism, data):
    good = data.login == b"zahlstelle" and data.password == b"mail-secret"
    return AuthResult(success=good, handled=good)


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, KEY)
    options = {"hostname": "localhost", "enable_SMTPUTF8": False}
    if MODE == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if MODE != "open":
        options |= {"authenticator": authenticator, "auth_required": True}
        options |= {"auth_require_tls": MODE == "starttls"}
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: SMTP(Handler(), loop=loop, **options),
        "127.0.0.1",
        int(PORT),
        ssl=context if MODE == "implicit" else None,
    )
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


asyncio.run(main())
