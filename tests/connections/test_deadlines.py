"""The dates that concern a sign-in: five years at most, a hundred days unused, a reconnect URL."""

from datetime import UTC, datetime, timedelta

from connections.models import Connection, Token
from connections.signing_in import deadlines

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def found(environment: str = "sandbox", **columns: datetime) -> list[deadlines.Deadline]:
    connection = Connection(name="Main books", environment=environment, sign_in="connected")
    token = Token(connection=connection, connected_at=NOW, **columns)
    return deadlines.deadlines(connection=connection, token=token, now=NOW)


def test_the_hard_end_is_named_as_quickbooks_told_it() -> None:
    end = NOW + 1000 * DAY

    (deadline,) = found(hard_expires_at=end)

    assert deadline.moment == end
    assert "five new years" in deadline.sentence
    assert not deadline.is_near


def test_where_quickbooks_did_not_tell_it_five_years_are_the_latest() -> None:
    (deadline,) = found()

    assert deadline.moment == NOW + 5 * 365 * DAY
    assert "did not tell the day" in deadline.sentence


def test_two_months_before_the_hard_end_it_is_said_first() -> None:
    ends = {"hard_expires_at": NOW + 59 * DAY, "refresh_expires_at": NOW + 10 * DAY}

    first, second = found(**ends)

    assert first.is_near
    assert "not used" in second.title


def test_real_books_need_the_address_to_reconnect_at() -> None:
    titles = [deadline.title for deadline in found("production")]

    assert "Reconnect URL, since January 2026" in titles


def test_who_is_not_connected_has_no_dates() -> None:
    connection = Connection(name="Main books", sign_in="disconnected")

    assert deadlines.deadlines(connection=connection, token=Token(), now=NOW) == []
