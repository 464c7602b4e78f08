'use strict';
// intuit-oauth: consent, exchange, refresh and revocation; node-quickbooks goes on with its tokens.

const assert = require('node:assert');
const { test } = require('node:test');
const OAuthClient = require('intuit-oauth');
const { ADDRESS, CLIENT, ask, open, signedIn } = require('./company');

const BACK = 'http://127.0.0.1:9/callback';

async function client() {
  const found = await (await fetch(`${ADDRESS}/.well-known/openid_sandbox_configuration`)).json();
  const oauth = new OAuthClient({
    clientId: CLIENT.id, clientSecret: CLIENT.secret, environment: 'sandbox', redirectUri: BACK,
  });
  oauth.setAuthorizeURLs({
    authorizeEndpoint: found.authorization_endpoint,
    tokenEndpoint: found.token_endpoint,
    revokeEndpoint: found.revocation_endpoint,
    userInfoEndpoint: found.userinfo_endpoint,
  });
  return oauth;
}

// What the person does on the consent page: its form is sent with a decision.
async function decided(oauth, realm, decision) {
  const asked = new URL(oauth.authorizeUri({ scope: [OAuthClient.scopes.Accounting], state: 's-1' }));
  const form = new URLSearchParams(asked.searchParams);
  form.set('realm', realm);
  form.set('decision', decision);
  const answer = await fetch(asked.origin + asked.pathname, {
    method: 'POST', body: form, redirect: 'manual',
  });
  return answer.headers.get('location');
}

test('a consent becomes tokens that open the company', async () => {
  const oauth = await client();
  const { realm } = await open();

  await oauth.createToken(await decided(oauth, realm, 'connect'));

  const token = oauth.getToken();
  assert.strictEqual(token.realmId, realm);
  assert.ok(oauth.isAccessTokenValid());
  const info = await ask(signedIn(realm, token), 'getCompanyInfo', realm);
  assert.strictEqual(info.CompanyName, 'Sandbox Company_US_1');
});

test('a refusal comes back as access_denied', async () => {
  const oauth = await client();
  const { realm } = await open();

  assert.match(await decided(oauth, realm, 'cancel'), /error=access_denied/);
});

test('tokens are refreshed and the new ones work', async () => {
  const oauth = await client();
  const { realm, tokens } = await open();

  const fresh = (await oauth.refreshUsingToken(tokens.refresh_token)).getJson();

  assert.notStrictEqual(fresh.access_token, tokens.access_token);
  await ask(signedIn(realm, fresh), 'getCompanyInfo', realm);
});

test('node-quickbooks refreshes by itself', async () => {
  const { qbo, realm, tokens } = await open();

  await ask(qbo, 'refreshAccessToken');

  assert.notStrictEqual(qbo.token, tokens.access_token);
  await ask(qbo, 'getCompanyInfo', realm);
});

test('a revoked connection is refused with 401', async () => {
  const oauth = await client();
  const { qbo, realm, tokens } = await open();

  await oauth.revoke({ refresh_token: tokens.refresh_token });

  await assert.rejects(ask(qbo, 'getCompanyInfo', realm), (error) => error.response.status === 401);
  await assert.rejects(oauth.refreshUsingToken(tokens.refresh_token), (error) => error.error === 'invalid_grant');
});
