"""Many threads whose token was refused at the same moment, in a process with a database of its own.

`main(realm, access, refresh, threads, rounds)` prints how many answers were not the stored token.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection as database
from django.utils import timezone

from connections import tokens
from connections.models import Connection, Token
from connections.oauth import TokenPair


def prepared(realm: str, access: str, refresh: str) -> Connection:
    connection = Connection(
        name="Race",
        slug="race",
        environment="emulator",
        realm=realm,
        client_id="emulator-client",
        sign_in="connected",
    )
    connection.client_secret = "emulator-secret"
    connection.save()
    pair = TokenPair(access, refresh, 3600, 8_640_000, None)
    tokens.store(connection=connection, pair=pair, now=timezone.now())
    return connection


def refused_at_once(connection: Connection, threads: int) -> list[str]:
    """What every thread got that came with the same rejected token."""
    rejected = Token.objects.get().access
    start = Barrier(threads)

    def refresh(_thread: int) -> str:
        start.wait(20)
        try:
            return tokens.refresh(connection=connection, now=timezone.now(), rejected=rejected)
        except tokens.NotConnected as fault:
            return f"fault: {fault}"
        finally:
            database.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(refresh, range(threads)))


def main(realm: str, access: str, refresh: str, threads: str, rounds: str) -> None:
    connection = prepared(realm, access, refresh)
    wrong = 0
    for _round in range(int(rounds)):
        answers = refused_at_once(connection, int(threads))
        wrong += sum(answer != Token.objects.get().access for answer in answers)
    sys.stdout.write(f"{wrong}\n")
