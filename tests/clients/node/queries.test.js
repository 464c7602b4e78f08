'use strict';
// find…: operators, paging, counting, sorting, strings that need care.

const assert = require('node:assert');
const { before, test } = require('node:test');
const { ask, find, open } = require('./company');
const { READ_ONLY } = require('./kinds');

let qbo;
before(async () => { ({ qbo } = await open()); });

const names = (rows) => rows.map((row) => row.DisplayName);

test('it finds by an apostrophe', async () => {
  assert.deepStrictEqual(
    names(await find(qbo, 'findCustomers', { DisplayName: "Amy's Bird Sanctuary" })),
    ["Amy's Bird Sanctuary"],
  );
});

test('it finds by an ampersand and by a plus sign', async () => {
  await ask(qbo, 'createCustomer', { DisplayName: 'One + One' });

  assert.strictEqual((await find(qbo, 'findVendors', { DisplayName: 'PG&E' })).length, 1);
  assert.strictEqual((await find(qbo, 'findCustomers', { DisplayName: 'One + One' })).length, 1);
});

test('it finds by part of a name', async () => {
  const like = [{ field: 'DisplayName', operator: 'LIKE', value: 'Red%' }];

  assert.deepStrictEqual(names(await find(qbo, 'findCustomers', like)), ['Red Rock Diner']);
});

test('it finds several ids', async () => {
  const found = await find(qbo, 'findCustomers', { Id: ['1', '2'] });

  assert.deepStrictEqual(found.map((each) => each.Id).sort(), ['1', '2']);
});

test('it finds between two amounts', async () => {
  const found = await find(qbo, 'findInvoices', [
    { field: 'TotalAmt', operator: '>=', value: '362.07' },
    { field: 'TotalAmt', operator: '<', value: '387.00' },
  ]);

  assert.deepStrictEqual(found.map((each) => each.DocNumber).sort(), ['1010', '1037']);
});

test('it counts', async () => {
  const counted = await ask(qbo, 'findCustomers', { count: true });

  assert.deepStrictEqual(Object.keys(counted.QueryResponse), ['totalCount']);
  assert.ok(counted.QueryResponse.totalCount >= 29);
});

test('it turns pages and sorts', async () => {
  const first = await find(qbo, 'findItems', { asc: 'Name', limit: 4 });
  const second = await find(qbo, 'findItems', { asc: 'Name', limit: 4, offset: 5 });

  const found = [...first, ...second].map((item) => item.Name);
  assert.strictEqual(found.length, 8);
  assert.deepStrictEqual(found, [...found].sort((a, b) => a.localeCompare(b)));
});

test('it fetches all pages by itself', async () => {
  const all = await find(qbo, 'findAccounts', { fetchAll: true, limit: 25 });

  assert.strictEqual(new Set(all.map((account) => account.Id)).size, all.length);
  assert.ok(all.length > 75);
});

test('it answers an empty page past the end', async () => {
  const answer = await ask(qbo, 'findCustomers', { offset: 1000, limit: 10 });

  assert.deepStrictEqual(answer.QueryResponse, {});
});

test('it refuses a property that does not exist', async () => {
  await assert.rejects(ask(qbo, 'findCustomers', { Nickname: 'Ann' }), { code: '4001' });
});

for (const kind of READ_ONLY) {
  const plural = kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  test(`it lists ${kind}`, async () => {
    const answer = await ask(qbo, `find${plural}`, { limit: 10 });

    assert.ok(answer.QueryResponse);
  });
}
