'use strict';
// What a company has once: its data, preferences, taxes, currencies and rates.

const assert = require('node:assert');
const { test } = require('node:test');
const { ask, find, open } = require('./company');

test('the company is read and changed', async () => {
  const { qbo, realm } = await open();
  const [found] = await find(qbo, 'findCompanyInfos');
  const read = await ask(qbo, 'getCompanyInfo', realm);

  const changed = await ask(qbo, 'updateCompanyInfo', { ...read, LegalName: 'Gardens Inc.' });

  assert.strictEqual(found.CompanyName, read.CompanyName);
  assert.strictEqual(changed.LegalName, 'Gardens Inc.');
});

test('preferences are read and changed', async () => {
  const { qbo } = await open();
  const read = await ask(qbo, 'getPreferences');

  const changed = await ask(qbo, 'updatePreferences', {
    Id: read.Id, SyncToken: read.SyncToken, SalesFormsPrefs: { AllowShipping: true },
  });

  assert.strictEqual(read.SalesFormsPrefs.AllowShipping, false);
  assert.strictEqual(changed.SalesFormsPrefs.AllowShipping, true);
});

test('a tax is made through the tax service and read by its parts', async () => {
  const { qbo } = await open();
  const agency = await ask(qbo, 'createTaxAgency', { DisplayName: 'Nevada' });
  const made = await ask(qbo, 'createTaxService', {
    TaxCode: 'Reno',
    TaxRateDetails: [{
      TaxRateName: 'Reno', RateValue: '8.3', TaxAgencyId: agency.Id, TaxApplicableOn: 'Sales',
    }],
  });

  const code = await ask(qbo, 'getTaxCode', made.TaxCodeId);
  const rate = await ask(qbo, 'getTaxRate', made.TaxRateDetails[0].TaxRateId);

  assert.strictEqual(code.Name, 'Reno');
  assert.strictEqual(rate.RateValue, 8.3);
  assert.strictEqual((await ask(qbo, 'getTaxAgency', agency.Id)).DisplayName, 'Nevada');
});

test('a rate is set and read in a company of several currencies', async () => {
  const { qbo } = await open({ multicurrency: true });
  const { ExchangeRate: set } = await ask(qbo, 'updateExchangeRate', {
    SourceCurrencyCode: 'EUR', AsOfDate: '2024-03-01', Rate: 1.25,
  });
  const { ExchangeRate: read } = await ask(qbo, 'getExchangeRate', {
    sourcecurrencycode: 'EUR', asofdate: '2024-03-01',
  });
  const [currency] = await find(qbo, 'findCompanyCurrencies', { Code: 'EUR' });

  assert.strictEqual(set.Rate, 1.25);
  assert.strictEqual(read.Rate, 1.25);
  assert.strictEqual((await ask(qbo, 'getCompanyCurrency', currency.Id)).Code, 'EUR');
});
