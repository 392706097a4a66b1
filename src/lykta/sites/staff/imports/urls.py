from django.urls import URLPattern, path

from lykta.sites.staff.imports import batch_views, reading_views, verdict_views, views

urlpatterns: list[URLPattern] = [
    path("las-in/", views.imports, name="imports"),
    path("las-in/inlast/<slug:pid>/", batch_views.batch, name="import_batch"),
    path("las-in/<slug:pid>/", verdict_views.file, name="import_file"),
    path("las-in/<slug:pid>/kolumner/", reading_views.columns, name="import_columns"),
    path("las-in/<slug:pid>/ord/", reading_views.words, name="import_words"),
    path("las-in/<slug:pid>/lage/", verdict_views.progress, name="import_progress"),
    path("las-in/<slug:pid>/rader.csv", verdict_views.rows, name="import_rows"),
    path("las-in/<slug:pid>/gor/", verdict_views.act, name="import_act"),
]
