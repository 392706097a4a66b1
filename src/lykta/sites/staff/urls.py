"""All pages of the workbench. One room, one list; the names are joined here so that any page can link to any other."""

from django.urls import include, path

from lykta.sites.staff.actions import urls as actions
from lykta.sites.staff.administration import urls as administration
from lykta.sites.staff.analysis import urls as analysis
from lykta.sites.staff.categories import urls as categories
from lykta.sites.staff.course import urls as course
from lykta.sites.staff.delivery_keys import urls as delivery_keys
from lykta.sites.staff.imports import urls as imports
from lykta.sites.staff.incidents import urls as incidents
from lykta.sites.staff.municipality import urls as municipality
from lykta.sites.staff.people import urls as people
from lykta.sites.staff.problems import urls as problems
from lykta.sites.staff.promises import urls as promises
from lykta.sites.staff.releases import urls as releases
from lykta.sites.staff.reporters import urls as reporters
from lykta.sites.staff.reporting_rate import urls as reporting_rate
from lykta.sites.staff.residents import urls as residents
from lykta.sites.staff.situation_reports import urls as situation_reports
from lykta.sites.staff.start import urls as start
from lykta.sites.staff.start import views as start_views

app_name = "staff"
urlpatterns = [
    path("", start_views.choose, name="choose"),
    path(
        "<slug:slug>/",
        include(
            [
                *start.urlpatterns,
                *incidents.urlpatterns,
                *imports.urlpatterns,
                *course.urlpatterns,
                *categories.urlpatterns,
                *administration.urlpatterns,
                *reporters.urlpatterns,
                *reporting_rate.urlpatterns,
                *residents.urlpatterns,
                *delivery_keys.urlpatterns,
                *situation_reports.urlpatterns,
                *analysis.urlpatterns,
                *problems.urlpatterns,
                *actions.urlpatterns,
                *promises.urlpatterns,
                *releases.urlpatterns,
                *municipality.urlpatterns,
                *people.urlpatterns,
            ]
        ),
    ),
]
