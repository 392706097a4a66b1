from django.urls import path

from lykta.sites.staff.promises import point_views, release_views, views

urlpatterns = [
    path("loften/", views.promises, name="promises"),
    path("loften/ny/", views.promise_new, name="promise_new"),
    path("loften/<str:pid>/", views.promise, name="promise"),
    path("loften/<str:pid>/andra/", views.promise_edit, name="promise_edit"),
    path("loften/<str:pid>/avsluta/", views.promise_end, name="promise_end"),
    path("loften/<str:pid>/invanare/", release_views.preview, name="promise_preview"),
    path("loften/<str:pid>/foresla/", release_views.propose, name="promise_propose"),
    path("loften/<str:pid>/punkt/", point_views.point_new, name="point_new"),
    path("loften/<str:pid>/punkt/<str:point_pid>/", point_views.point_edit, name="point_edit"),
    path("loften/<str:pid>/punkt/<str:point_pid>/omdome/", point_views.point_status, name="point_status"),
    path("loften/<str:pid>/punkt/<str:point_pid>/kvitto/", point_views.receipt_new, name="receipt_new"),
]
