from django.urls import path

from lykta.sites.staff.actions import link_views, views

urlpatterns = [
    path("atgarder/", views.actions, name="actions"),
    path("problem/<str:pid>/atgard/", views.action_new, name="action_new"),
    path("atgarder/<str:pid>/", views.action, name="action"),
    path("atgarder/<str:pid>/andra/", views.action_edit, name="action_edit"),
    path("atgarder/<str:pid>/lank/", link_views.action_link, name="action_link"),
    path("atgarder/<str:pid>/lank/<str:link_pid>/aterkalla/", link_views.link_revoke, name="link_revoke"),
]
