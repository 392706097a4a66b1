from django.urls import path

from lykta.sites.staff.analysis import effect_views, views

urlpatterns = [
    path("analys/", views.analyses, name="analyses"),
    path("analys/<str:pid>/", views.analysis, name="analysis"),
    path("analys/<str:pid>/export.<str:format>", views.analysis_export, name="analysis_export"),
    path("analys/<str:pid>/lagesbild/", views.analysis_in_report, name="analysis_in_report"),
    path("atgarder/<str:pid>/effekt/", effect_views.effect, name="effect"),
    path("analys/<str:pid>/underlag/", views.analysis_as_evidence, name="analysis_as_evidence"),
]
