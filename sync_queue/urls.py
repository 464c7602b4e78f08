"""The console's addresses of the queue, the orders and what needs a person."""

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("needs-you/", RedirectView.as_view(url="/admin/"), name="needs-you"),
    path("<slug:slug>/queue/", RedirectView.as_view(url="/admin/"), name="queue"),
]
