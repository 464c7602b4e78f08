"""Which address leads to which room."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

import connections.urls
import sync_queue.urls

console = [*sync_queue.urls.urlpatterns, *connections.urls.urlpatterns]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="root"),
    path("admin/", admin.site.urls),
    path("console/", include((console, "console"))),
]
