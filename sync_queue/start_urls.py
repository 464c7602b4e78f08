"""The console's addresses of the guided start."""

from django.urls import path

from sync_queue.views import start, start_deeds, start_orders

AT = "<slug:slug>/start/"

urlpatterns = [
    path(AT, start.StartView.as_view(), name="start"),
    path(f"{AT}connect/", start.ConnectStepView.as_view(), name="start-connect"),
    path(f"{AT}company/", start.CompanyStepView.as_view(), name="start-company"),
    path(f"{AT}accounts/", start.AccountsStepView.as_view(), name="start-accounts"),
    path(f"{AT}accounts/fetch/", start_deeds.FetchAndSuggestView.as_view(), name="start-fetch"),
    path(f"{AT}accounts/create/", start_deeds.StartAccountView.as_view(), name="start-create"),
    path(f"{AT}existing/", start.ExistingStepView.as_view(), name="start-existing"),
    path(f"{AT}existing/look/", start_deeds.LookView.as_view(), name="start-look"),
    path(f"{AT}existing/progress/", start.LookingView.as_view(), name="start-looking"),
    path(f"{AT}existing/all/", start_deeds.DecideAllView.as_view(), name="start-decide-all"),
    path(f"{AT}existing/undo/", start_deeds.UndoView.as_view(), name="start-undo"),
    path(f"{AT}existing/<int:pk>/", start_deeds.DecideView.as_view(), name="start-decide"),
    path(f"{AT}preview/", start_orders.PreviewStepView.as_view(), name="start-preview"),
    path(f"{AT}trial/", start_orders.TrialStepView.as_view(), name="start-trial"),
    path(
        f"{AT}trial/progress/",
        start_orders.TrialProgressView.as_view(),
        name="start-trial-progress",
    ),
    path(f"{AT}live/", start_orders.LiveStepView.as_view(), name="start-live"),
]
