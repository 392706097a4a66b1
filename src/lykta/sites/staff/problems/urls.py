from django.urls import path

from lykta.sites.staff.problems import cause_views, export_views, views

urlpatterns = [
    path("problem/", views.problems, name="problems"),
    path("problem/ny/", views.problem_new, name="problem_new"),
    path("problem/plan.<str:format>", export_views.plan, name="plan_export"),
    path("problem/<str:pid>/", views.problem, name="problem"),
    path("problem/<str:pid>/andra/", views.problem_edit, name="problem_edit"),
    path("problem/<str:pid>/lage/", views.problem_state, name="problem_state"),
    path("problem/<str:pid>/uppfoljning/", views.follow_up_new, name="follow_up_new"),
    path("problem/<str:pid>/tabell.<str:format>", export_views.problem_table, name="problem_export"),
    path("problem/<str:pid>/orsak/", cause_views.cause_new, name="cause_new"),
    path("problem/<str:pid>/orsak/<str:cause_pid>/", cause_views.cause_edit, name="cause_edit"),
    path("problem/<str:pid>/orsak/<str:cause_pid>/ta-bort/", cause_views.cause_remove, name="cause_remove"),
]
