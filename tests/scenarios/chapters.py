"""The chapters of the page, in its order."""

from tests.scenarios import changes, days, goods, payments, refunds, sales

CHAPTERS = (
    sales.CHAPTER,
    payments.CHAPTER,
    refunds.CHAPTER,
    changes.CHAPTER,
    days.CHAPTER,
    goods.CHAPTER,
)
