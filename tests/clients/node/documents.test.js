'use strict';
// Documents: created, read, changed, found, voided, deleted, and refused when their token is old.

const assert = require('node:assert');
const { before, test } = require('node:test');
const { ask, find, open } = require('./company');
const { DOCUMENTS } = require('./kinds');

let qbo;
before(async () => { ({ qbo } = await open()); });

for (const [kind, body, change] of DOCUMENTS) {
  const plural = `find${kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`}`;

  test(`a ${kind} is created, read, changed and deleted`, async () => {
    const made = await ask(qbo, `create${kind}`, body);
    const changed = await ask(qbo, `update${kind}`, { ...made, ...change, sparse: false });

    assert.deepStrictEqual(await ask(qbo, `get${kind}`, made.Id), changed);
    assert.strictEqual(changed.SyncToken, '1');
    for (const [key, value] of Object.entries(change)) assert.strictEqual(changed[key], value);
    assert.deepStrictEqual(await find(qbo, plural, { Id: made.Id }), [changed]);

    const gone = await ask(qbo, `delete${kind}`, made.Id);
    assert.strictEqual(gone[kind].status, 'Deleted');
    await assert.rejects(ask(qbo, `get${kind}`, made.Id), { code: '610' });
  });

  test(`a ${kind} with an old token is refused`, async () => {
    const made = await ask(qbo, `create${kind}`, body);
    await ask(qbo, `update${kind}`, { ...made, ...change });

    await assert.rejects(ask(qbo, `update${kind}`, { ...made, ...change }), { code: '5010' });
    await ask(qbo, `delete${kind}`, made.Id);
  });
}

test('an invoice is voided', async () => {
  const made = await ask(qbo, 'createInvoice', bodyOf('Invoice'));

  const { Invoice: voided } = await ask(qbo, 'voidInvoice', made.Id);

  assert.strictEqual(voided.TotalAmt, 0);
  assert.match(voided.PrivateNote, /^Voided/);
});

for (const [kind, method] of [['Payment', 'voidPayment'], ['SalesReceipt', 'updateSalesReceipt']]) {
  test(`a ${kind} is voided by an update`, async () => {
    const { Id, SyncToken } = await ask(qbo, `create${kind}`, bodyOf(kind));

    const voided = await ask(qbo, method, { Id, SyncToken, void: true });

    assert.strictEqual(voided.TotalAmt, 0);
    assert.match(voided.PrivateNote, /^Voided/);
  });
}

function bodyOf(kind) {
  return DOCUMENTS.find(([name]) => name === kind)[1];
}
