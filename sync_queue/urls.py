"""The console's addresses of the queue, the orders and what needs a person."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
