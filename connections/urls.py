"""The console's addresses of the connections; included under /console/ as part of `console`."""

from django.urls import path

from connections.views.accounts import (
    AccountsView,
    LineItemsView,
    PaymentsView,
    StockView,
    TaxesView,
    TermsView,
)
from connections.views.company import ConfirmCompanyView
from connections.views.listing import ConnectionsView, NewConnectionView, SwitchView
from connections.views.lists import (
    CreateAccountView,
    FetchListsView,
    ForgetAccountView,
    SuggestView,
)
from connections.views.settings import (
    CheckView,
    ForgetKeyView,
    MakeKeyView,
    SettingsView,
    WithoutStockView,
)
from connections.views.sign_in import CallbackView, ConnectView, EndedView, EndingView
from connections.views.token import (
    DisconnectView,
    OtherCompanyView,
    RefreshView,
    TestView,
    TokenView,
)

urlpatterns = [
    path("", ConnectionsView.as_view(), name="connections"),
    path("add/", NewConnectionView.as_view(), name="connection-add"),
    path("callback/", CallbackView.as_view(), name="callback"),
    path("switch/", SwitchView.as_view(), name="switch"),
    path("sign-in/<slug:ending>/", EndedView.as_view(), name="sign-in-ended"),
    path("<slug:slug>/settings/", SettingsView.as_view(), name="settings"),
    path("<slug:slug>/settings/check/", CheckView.as_view(), name="check"),
    path("<slug:slug>/settings/no-stock/", WithoutStockView.as_view(), name="without-stock"),
    path("<slug:slug>/settings/key/", MakeKeyView.as_view(), name="make-key"),
    path("<slug:slug>/settings/key/forget/", ForgetKeyView.as_view(), name="forget-key"),
    path("<slug:slug>/token/", TokenView.as_view(), name="token"),
    path("<slug:slug>/token/connect/", ConnectView.as_view(), name="connect"),
    path("<slug:slug>/token/refresh/", RefreshView.as_view(), name="refresh-token"),
    path("<slug:slug>/token/test/", TestView.as_view(), name="test-connection"),
    path("<slug:slug>/token/disconnect/", DisconnectView.as_view(), name="disconnect"),
    path("<slug:slug>/token/confirm/", ConfirmCompanyView.as_view(), name="confirm-company"),
    path("<slug:slug>/token/other-company/", OtherCompanyView.as_view(), name="other-company"),
    path("<slug:slug>/sign-in/<slug:ending>/", EndingView.as_view(), name="sign-in-ending"),
    path("<slug:slug>/accounts/", AccountsView.as_view(), name="accounts"),
    path("<slug:slug>/accounts/payments/", PaymentsView.as_view(), name="accounts-payments"),
    path("<slug:slug>/accounts/taxes/", TaxesView.as_view(), name="accounts-taxes"),
    path("<slug:slug>/accounts/terms/", TermsView.as_view(), name="accounts-terms"),
    path("<slug:slug>/accounts/items/", LineItemsView.as_view(), name="accounts-items"),
    path("<slug:slug>/accounts/stock/", StockView.as_view(), name="accounts-stock"),
    path("<slug:slug>/accounts/fetch/", FetchListsView.as_view(), name="fetch-lists"),
    path("<slug:slug>/accounts/suggest/", SuggestView.as_view(), name="suggest-accounts"),
    path("<slug:slug>/accounts/create/", CreateAccountView.as_view(), name="create-account"),
    path(
        "<slug:slug>/accounts/refused/<int:pk>/forget/",
        ForgetAccountView.as_view(),
        name="forget-account",
    ),
]
