'use strict';
// A company of the emulator and node-quickbooks signed in to it. EMULATOR is the address.

const QuickBooks = require('node-quickbooks');

const ADDRESS = process.env.EMULATOR;
const CLIENT = { id: 'emulator-client', secret: 'emulator-secret' };

QuickBooks.V3_ENDPOINT_BASE_URL = `${ADDRESS}/v3/company/`;
QuickBooks.TOKEN_URL = `${ADDRESS}/oauth2/v1/tokens/bearer`;
QuickBooks.REVOKE_URL = `${ADDRESS}/v2/oauth2/tokens/revoke`;

async function control(path, body) {
  const answer = await fetch(`${ADDRESS}/_emulator/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(told)}`);
  return told;
}

async function open(wanted = {}) {
  const { realm } = await control('companies', { profile: 'sample', ...wanted });
  const tokens = await control('tokens', { realm, client_id: CLIENT.id });
  return { realm, tokens, qbo: signedIn(realm, tokens) };
}

function signedIn(realm, tokens) {
  return new QuickBooks(
    CLIENT.id, CLIENT.secret, tokens.access_token, false, realm,
    true, false, 75, '2.0', tokens.refresh_token,
  );
}

// A method of the client as a promise; a fault rejects with its first error.
function ask(qbo, method, ...given) {
  return new Promise((resolve, reject) => {
    qbo[method](...given, (error, answer) => (error ? reject(refusal(error)) : resolve(answer)));
  });
}

function refusal(error) {
  const fault = error.response && error.response.data && error.response.data.Fault;
  return fault ? Object.assign(new Error(fault.Error[0].Detail), fault.Error[0]) : error;
}

// What find… answers: the rows of the one kind that was asked for.
async function find(qbo, method, criteria = {}) {
  const answer = (await ask(qbo, method, criteria)).QueryResponse;
  return Object.values(answer).find(Array.isArray) || [];
}

module.exports = { ADDRESS, CLIENT, QuickBooks, ask, control, find, open, signedIn };
