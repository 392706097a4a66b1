from django.urls import URLPattern, path

from lykta.sites.staff.situation_reports import changes, exports, release, views

urlpatterns: list[URLPattern] = [
    path("lagesbild/", views.situation_reports, name="situation_reports"),
    path("lagesbild/<str:period_id>/", views.situation_report, name="situation_report"),
    path("lagesbild/<str:period_id>/avsnitt/<str:pid>/", changes.edit, name="situation_report_edit"),
    path("lagesbild/<str:period_id>/bedomning/", changes.light, name="situation_report_light"),
    path("lagesbild/<str:period_id>/gor/<str:act>/", changes.act, name="situation_report_act"),
    path("lagesbild/<str:period_id>/export.<str:file_format>", exports.export, name="situation_report_export"),
    path("lagesbild/<str:period_id>/publicera/", release.release, name="situation_report_release"),
]
