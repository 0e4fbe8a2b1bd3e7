# mypy: ignore-errors
"""Addresses of the django-helpdesk for tests. Django lives only in the environment that start.sh makes."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
