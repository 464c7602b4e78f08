'use strict';
// Entries of lists: created, read, changed sparsely and as a whole, found, made inactive.

const assert = require('node:assert');
const { before, test } = require('node:test');
const { ask, find, open } = require('./company');
const { LISTS } = require('./kinds');

let qbo;
before(async () => { ({ qbo } = await open()); });

for (const [kind, body, change] of LISTS) {
  const plural = `find${qboPlural(kind)}`;
  const name = kind === 'Customer' || kind === 'Vendor' || kind === 'Employee' ? 'DisplayName' : 'Name';

  test(`a ${kind} is created, read and found`, async () => {
    const made = await ask(qbo, `create${kind}`, body);
    const read = await ask(qbo, `get${kind}`, made.Id);

    assert.strictEqual(made.SyncToken, '0');
    assert.deepStrictEqual(read, made);
    // A query leaves out the company's own tax code of a customer.
    const { DefaultTaxCodeRef, ...listed } = made;
    assert.deepStrictEqual(await find(qbo, plural, { Id: made.Id }), [listed]);
    assert.deepStrictEqual(await find(qbo, plural, { [name]: made[name] }), [listed]);
  });

  test(`a ${kind} is changed sparsely and sent back whole`, async () => {
    const [made] = await find(qbo, plural, { desc: 'MetaData.CreateTime', limit: 1 });
    const changed = await ask(qbo, `update${kind}`, {
      Id: made.Id, SyncToken: made.SyncToken, ...required(kind, made), ...change,
    });
    const whole = await ask(qbo, `update${kind}`, { ...changed, sparse: false });

    assert.deepStrictEqual(pick(changed, change), change);
    assert.strictEqual(changed.SyncToken, String(Number(made.SyncToken) + 1));
    assert.deepStrictEqual(pick(whole, change), change);
  });

  test(`a ${kind} is refused under a taken name`, async () => {
    const [first] = await find(qbo, plural, { limit: 1 });
    const again = { ...body, [name]: first[name] };

    await assert.rejects(ask(qbo, `create${kind}`, again), { code: '6240' });
  });

  test(`a ${kind} is made inactive and hidden`, async () => {
    const made = await ask(qbo, `create${kind}`, { ...body, ...other(kind) });
    const gone = await ask(qbo, `update${kind}`, {
      Id: made.Id, SyncToken: made.SyncToken, ...required(kind, made), Active: false,
    });

    assert.match(gone[name], / \(deleted\)$/);
    assert.deepStrictEqual(await find(qbo, plural, { Id: made.Id }), []);
    assert.strictEqual((await find(qbo, plural, { Id: made.Id, Active: false })).length, 1);
  });
}

function qboPlural(kind) {
  if (kind.endsWith('s')) return `${kind}es`;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function pick(from, like) {
  return Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]));
}

function required(kind, made) {
  return kind === 'Account' || kind === 'Item' ? { Name: made.Name } : {};
}

function other(kind) {
  if (kind === 'Customer' || kind === 'Vendor') return { DisplayName: `Other ${kind}` };
  return kind === 'Employee' ? { GivenName: 'Other' } : { Name: `Other ${kind}` };
}
