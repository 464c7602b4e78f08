"""The chapters of the page, in its order."""

from tests.scenarios import changes, days, goods, payments, payouts, refunds, sales, time

CHAPTERS = (
    sales.CHAPTER,
    payments.CHAPTER,
    refunds.CHAPTER,
    payouts.CHAPTER,
    changes.CHAPTER,
    days.CHAPTER,
    time.CHAPTER,
    goods.CHAPTER,
)
