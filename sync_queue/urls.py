"""The console's addresses of the queue, the orders and what needs a person."""

from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("needs-you/", TemplateView.as_view(template_name="console/base.html"), name="needs-you"),
    path(
        "<slug:slug>/queue/", TemplateView.as_view(template_name="console/base.html"), name="queue"
    ),
]
