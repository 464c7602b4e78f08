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
  ['Employee', { GivenName: 'Nora', FamilyName: 'Hill' }, { GivenName: 'Eleonora' }],
  ['Item', { Name: 'Hedge', Type: 'Service', IncomeAccountRef: ref('1') }, { UnitPrice: 12.5 }],
  ['PaymentMethod', { Name: 'Voucher' }, { Type: 'CREDIT_CARD' }],
  ['Term', { Name: 'Net 45', DueDays: 45 }, { DueDays: 44 }],
  ['Vendor', { DisplayName: 'Stone Yard' }, { AcctNum: '77-1' }],
];

const NOTE = { PrivateNote: 'changed' };

const DOCUMENTS = [
  ['Bill', { VendorRef: ref('31'), Line: [bought(10)] }, NOTE],
  ['BillPayment', {
    VendorRef: ref('31'), TotalAmt: 10, PayType: 'Check',
    CheckPayment: { BankAccountRef: ref('35') }, Line: [settled(10, 'Bill', '1')],
  }, NOTE],
  ['CreditMemo', { CustomerRef: ref('2'), Line: [sold(10)] }, NOTE],
  ['Deposit', {
    DepositToAccountRef: ref('35'),
    Line: [{
      Amount: 10, DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef: ref('1') },
    }],
  }, NOTE],
  ['Estimate', { CustomerRef: ref('2'), Line: [sold(10)] }, NOTE],
  ['Invoice', { CustomerRef: ref('2'), Line: [sold(10)] }, NOTE],
  ['JournalEntry', { Line: [booked(10, 'Debit', '7'), booked(10, 'Credit', '35')] }, NOTE],
  ['Payment', {
    CustomerRef: ref('2'), TotalAmt: 10, Line: [settled(10, 'Invoice', '75')],
  }, NOTE],
  ['Purchase', { PaymentType: 'Cash', AccountRef: ref('35'), Line: [bought(10)] }, NOTE],
  ['PurchaseOrder', {
    VendorRef: ref('31'), APAccountRef: ref('33'),
    Line: [{
      Amount: 125, DetailType: 'ItemBasedExpenseLineDetail',
      ItemBasedExpenseLineDetail: { ItemRef: ref('5'), Qty: 1, UnitPrice: 125 },
    }],
  }, NOTE],
  ['RefundReceipt', {
    CustomerRef: ref('2'), DepositToAccountRef: ref('35'), Line: [sold(10)],
  }, NOTE],
  ['SalesReceipt', { CustomerRef: ref('2'), Line: [sold(10)] }, NOTE],
  ['TimeActivity', {
    NameOf: 'Employee', EmployeeRef: ref('54'), TxnDate: '2024-03-01', Hours: 2, Minutes: 0,
  }, { Description: 'Hedges' }],
  ['Transfer', { FromAccountRef: ref('35'), ToAccountRef: ref('36'), Amount: 10 }, NOTE],
  ['VendorCredit', { VendorRef: ref('31'), Line: [bought(10)] }, NOTE],
];

const READ_ONLY = ['Budget', 'CustomerType', 'TaxCode', 'TaxRate', 'TaxAgency', 'CompanyInfo'];

module.exports = { DOCUMENTS, LISTS, READ_ONLY, bought, ref, settled, sold };
