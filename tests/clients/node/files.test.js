'use strict';
// Files, PDFs and e-mails.

const assert = require('node:assert');
const { Readable } = require('node:stream');
const { before, test } = require('node:test');
const { ask, find, open } = require('./company');
const { bought, ref, sold } = require('./kinds');

const PRINTED = ['CreditMemo', 'Estimate', 'Invoice', 'SalesReceipt'];

let qbo;
before(async () => { ({ qbo } = await open()); });

test('a note is kept, changed, found and deleted', async () => {
  const made = await ask(qbo, 'createAttachable', { Note: 'Gate code', Tag: 'Crew' });
  const changed = await ask(qbo, 'updateAttachable', { ...made, Note: 'New gate code' });

  assert.strictEqual((await ask(qbo, 'getAttachable', made.Id)).Note, 'New gate code');
  assert.deepStrictEqual(await find(qbo, 'findAttachables', { Tag: 'Crew' }), [changed]);

  const gone = await ask(qbo, 'deleteAttachable', made.Id);
  assert.strictEqual(gone.Attachable.status, 'Deleted');
});

test('a file is uploaded and hung on an invoice', async () => {
  const attached = await ask(
    qbo, 'upload', 'plan.txt', 'text/plain', Readable.from(['A plan']), 'Invoice', '130',
  );

  assert.strictEqual(attached.FileName, 'plan.txt');
  assert.deepStrictEqual(attached.AttachableRef[0].EntityRef, { value: '130', type: 'Invoice' });
  const back = await fetch(attached.TempDownloadUri);
  assert.strictEqual(await back.text(), 'A plan');
});

test('a file is not hung on what does not exist', async () => {
  const refused = ask(
    qbo, 'upload', 'plan.txt', 'text/plain', Readable.from(['A plan']), 'Estimate', '75',
  );

  await assert.rejects(refused, { code: '6000' });
});

for (const kind of PRINTED) {
  test(`a ${kind} is printed and sent`, async () => {
    const made = await ask(qbo, `create${kind}`, { CustomerRef: ref('2'), Line: [sold(10)] });

    const printed = await ask(qbo, `get${kind}Pdf`, made.Id);
    const sent = await ask(qbo, `send${kind}Pdf`, made.Id, 'ann@example.com');

    assert.strictEqual(Buffer.from(printed).subarray(0, 5).toString(), '%PDF-');
    assert.strictEqual(sent.EmailStatus, 'EmailSent');
  });
}

test('a purchase order is sent', async () => {
  const made = await ask(qbo, 'createPurchaseOrder', {
    VendorRef: ref('31'), APAccountRef: ref('33'), Line: [bought(10)],
  });

  const sent = await ask(qbo, 'sendPurchaseOrder', made.Id, 'ann@example.com');

  assert.strictEqual(sent.EmailStatus, 'EmailSent');
});
