from django.urls import path

from lykta.sites.staff.course import views

urlpatterns = [path("utbildning/", views.course, name="course")]
