from django.urls import path

from lykta.sites.public import views

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
]
