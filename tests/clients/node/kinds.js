'use strict';
// One row per kind that node-quickbooks knows: how it is made, changed, found and taken away.

const ref = (value) => ({ value });

const sold = (amount, more = {}) => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: ref('1'), ...more },
});

const bought = (amount, account = '7') => ({
  Amount: amount,
  DetailType: 'AccountBasedExpenseLineDetail',
  AccountBasedExpenseLineDetail: { AccountRef: ref(account) },
});

const booked = (amount, side, account) => ({
  Amount: amount,
  DetailType: 'JournalEntryLineDetail',
  JournalEntryLineDetail: { PostingType: side, AccountRef: ref(account) },
});

const settled = (amount, type, id) => ({
  Amount: amount,
  LinkedTxn: [{ TxnId: id, TxnType: type }],
});

const LISTS = [
  ['Account', { Name: 'Petty cash', AccountType: 'Bank' }, { Description: 'In the drawer' }],
  ['Class', { Name: 'Indoors' }, { Name: 'Inside' }],
  ['Customer', { DisplayName: 'Ann Buyer' }, { GivenName: 'Ann' }],
  ['Department', { Name: 'Tucson' }, { Name: 'Phoenix' }],
  ['Item', { Name: 'Hedge', Type: 'Service', IncomeAccountRef: ref('1') }, { UnitPrice: 12.5 }],
  ['PaymentMethod', { Name: 'Voucher' }, { Type: 'CREDIT_CARD' }],
  ['Term', { Name: 'Net 45', DueDays: 45 }, { DueDays: 44 }],
  ['Vendor', { DisplayName: 'Stone Yard' }, { AcctNum: '77-1' }],
];

const NOTE = { PrivateNote: 'changed' };

const DOCUMENTS = [
  ['CreditMemo', { CustomerRef: ref('2'), Line: [sold(10)] }, NOTE],
  ['Deposit', {
    DepositToAccountRef: ref('35'),
    Line: [{
      Amount: 10, DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef: ref('1') },
    }],
  }, NOTE],
  ['Invoice', { CustomerRef: ref('2'), Line: [sold(10)] }, NOTE],
  ['JournalEntry', { Line: [booked(10, 'Debit', '7'), booked(10, 'Credit', '35')] }, NOTE],
  ['Payment', {
    CustomerRef: ref('2'), TotalAmt: 10, Line: [settled(10, 'Invoice', '75')],
  }, NOTE],
  ['RefundReceipt', {
    CustomerRef: ref('2'), DepositToAccountRef: ref('35'), Line: [sold(10)],
  }, NOTE],
  ['SalesReceipt', { CustomerRef: ref('2'), Line: [sold(10)] }, NOTE],
  ['Transfer', { FromAccountRef: ref('35'), ToAccountRef: ref('36'), Amount: 10 }, NOTE],
];

const READ_ONLY = ['TaxCode', 'TaxRate', 'TaxAgency', 'CompanyInfo'];

module.exports = { DOCUMENTS, LISTS, READ_ONLY, bought, ref, settled, sold };
