from django.urls import path

from lykta.sites.public import views
from lykta.sites.public.report import views as report

app_name = "public"
urlpatterns = [
    path("", views.start, name="start"),
    path("loften/", views.promises, name="promises"),
    path("loften/<slug:key>/", views.promise, name="promise"),
    path("lagesbild/", views.situation_reports, name="situation_reports"),
    path("lagesbild/<str:key>/", views.situation_report, name="situation_report"),
    path("kontakt/", views.contact, name="contact"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("karta/bas.json", views.base_map, name="base_map"),
    path("beratta/", report.report, name="report"),
    path("beratta/platser.json", report.places, name="report_places"),
    path("beratta/kvitto/<str:token>/", report.receipt, name="report_receipt"),
    path("p/<slug:pid>/", report.at_place, name="report_at"),
]
