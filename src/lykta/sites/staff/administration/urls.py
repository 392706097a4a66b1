from django.urls import path

from lykta.sites.staff.administration import views

urlpatterns = [path("administration/", views.administration, name="administration")]
