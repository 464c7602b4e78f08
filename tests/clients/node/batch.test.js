'use strict';
// Batches with every operation, change data capture, request ids and duplicate numbers.

const assert = require('node:assert');
const { before, test } = require('node:test');
const { ask, find, open } = require('./company');
const { DOCUMENTS, LISTS, ref, sold } = require('./kinds');

let qbo;
before(async () => { ({ qbo } = await open()); });

test('a batch creates one of each kind', async () => {
  const rows = [...LISTS, ...DOCUMENTS];
  const items = rows.map(([kind, body], at) => ({ bId: `b${at}`, operation: 'create', [kind]: body }));

  const { BatchItemResponse: answers } = await ask(qbo, 'batch', items);

  rows.forEach(([kind], at) => {
    assert.ok(answers[at][kind], `${kind}: ${JSON.stringify(answers[at])}`);
    assert.strictEqual(answers[at].bId, `b${at}`);
  });
});

test('a batch creates, updates, deletes, asks and is refused item by item', async () => {
  const customer = await ask(qbo, 'createCustomer', { DisplayName: 'Batch buyer' });
  const invoice = await ask(qbo, 'createInvoice', { CustomerRef: ref('2'), Line: [sold(10)] });

  const { BatchItemResponse: [taken, changed, gone, found] } = await ask(qbo, 'batch', [
    { bId: '1', operation: 'create', Customer: { DisplayName: 'Batch buyer' } },
    { bId: '2', operation: 'update', Customer: { ...customer, sparse: true, Notes: 'Hello' } },
    { bId: '3', operation: 'delete', Invoice: { Id: invoice.Id, SyncToken: '0' } },
    { bId: '4', Query: "select * from Customer where DisplayName = 'Batch buyer'" },
  ]);

  assert.strictEqual(taken.Fault.Error[0].code, '6240');
  assert.strictEqual(changed.Customer.Notes, 'Hello');
  assert.strictEqual(gone.Invoice.status, 'Deleted');
  assert.strictEqual(found.QueryResponse.Customer[0].Notes, 'Hello');
});

test('changes are told, deletions among them', async () => {
  const since = new Date(Date.now() - 60000);
  const kept = await ask(qbo, 'createCustomer', { DisplayName: 'Changed' });
  const gone = await ask(qbo, 'createInvoice', { CustomerRef: ref('2'), Line: [sold(10)] });
  await ask(qbo, 'deleteInvoice', gone.Id);

  const told = await ask(qbo, 'changeDataCapture', ['Customer', 'Invoice'], since);

  const [customers, invoices] = told.CDCResponse[0].QueryResponse;
  assert.ok(customers.Customer.some((each) => each.Id === kept.Id));
  assert.strictEqual(invoices.Invoice.find((each) => each.Id === gone.Id).status, 'Deleted');
});

test('the same request id makes one invoice', async () => {
  const body = () => ({ CustomerRef: ref('2'), Line: [sold(10)], requestId: 'once' });

  const first = await ask(qbo, 'createInvoice', body());
  const second = await ask(qbo, 'createInvoice', body());

  assert.strictEqual(first.Id, second.Id);
});

test('a number is used twice only when that is allowed', async () => {
  const { qbo: strict } = await open({ preferences: { CustomTxnNumbers: true } });
  const body = () => ({ CustomerRef: ref('2'), DocNumber: 'A-1', Line: [sold(10)] });
  await ask(strict, 'createInvoice', body());

  await assert.rejects(ask(strict, 'createInvoice', body()), { code: '6140' });
  await ask(strict, 'createInvoice', { ...body(), allowDuplicateDocNum: true });

  assert.strictEqual((await find(strict, 'findInvoices', { DocNumber: 'A-1' })).length, 2);
});
