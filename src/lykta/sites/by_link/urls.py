from django.urls import path

from lykta.sites.by_link import views

app_name = "by_link"
urlpatterns = [
    path("", views.start, name="start"),
    path("atgard/<str:pid>/", views.action, name="action"),
    path("atgard/<str:pid>/kvitto/<str:status_pid>/", views.receipt, name="receipt"),
    path("avsluta/", views.leave, name="leave"),
    path("<str:token>/", views.enter, name="enter"),
    # What mail programs make of an address: a full stop or a bracket after it, no slash. Never our general 404 page.
    path("<path:token>", views.enter),
]
