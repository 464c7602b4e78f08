"""Which address leads to which room."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

import connections.urls
import sync_queue.urls
from qbo_bridge.help import DiagnosticsView, HelpView

of_the_house = [
    path("help/", HelpView.as_view(), name="help"),
    path("help/diagnostics/", DiagnosticsView.as_view(), name="diagnostics"),
]
console = [*of_the_house, *sync_queue.urls.urlpatterns, *connections.urls.urlpatterns]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="root"),
    path("admin/", admin.site.urls),
    path("console/", include((console, "console"))),
]
