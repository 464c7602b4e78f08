"""The console's addresses of the field mapping."""

from django.urls import path

from sync_queue.views.mapping import AgainView, FieldsView, FieldView, VersionView

urlpatterns = [
    path("<slug:slug>/fields/", FieldsView.as_view(), name="fields"),
    path("<slug:slug>/fields/<str:subject>/again/", AgainView.as_view(), name="fields-again"),
    path(
        "<slug:slug>/fields/<str:subject>/versions/<int:number>/",
        VersionView.as_view(),
        name="field-version",
    ),
    path("<slug:slug>/fields/<str:subject>/<str:target>/", FieldView.as_view(), name="field"),
]
