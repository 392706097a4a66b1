from django.urls import path

from lykta.sites.staff.reporting_rate import rhythm_views, views

urlpatterns = [
    path("hort-fran/", views.reporting_rate, name="reporting_rate"),
    path("hort-fran/paminnelser/", rhythm_views.reminders, name="reminders"),
]
