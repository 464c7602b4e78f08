'use strict';
// The reports that node-quickbooks names and the emulator has.

const assert = require('node:assert');
const { before, test } = require('node:test');
const { QuickBooks, ask, open } = require('./company');

let qbo;
before(async () => { ({ qbo } = await open()); });

const NOT_THERE = ['reportTransactionListWithSplits', 'reportTrialBalanceFR'];
const REPORTS = Object.keys(QuickBooks.prototype)
  .filter((name) => name.startsWith('report') && !NOT_THERE.includes(name));
const PERIOD = { start_date: '2024-01-01', end_date: '2034-12-31', agency_id: 2 };

for (const name of REPORTS) {
  test(`${name} answers a header, columns and rows`, async () => {
    const report = await ask(qbo, name, PERIOD);

    assert.deepStrictEqual(Object.keys(report), ['Header', 'Columns', 'Rows']);
    assert.ok(report.Columns.Column.length);
  });
}

test('the balance sheet balances', async () => {
  const { Rows } = await ask(qbo, 'reportBalanceSheet');
  const total = (group) => Rows.Row.find((row) => row.group === group).Summary.ColData[1].value;

  assert.strictEqual(total('TotalAssets'), total('TotalLiabilitiesAndEquity'));
});

for (const name of NOT_THERE) {
  test(`${name} is refused in words`, async () => {
    await assert.rejects(ask(qbo, name), { code: '500' });
  });
}

test('a report from a bad date is refused', async () => {
  await assert.rejects(ask(qbo, 'reportProfitAndLoss', { start_date: 'yesterday' }));
});
