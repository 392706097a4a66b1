from django.urls import path

from lykta.sites.staff.categories import views

urlpatterns = [
    path("kategorier/", views.categories, name="categories"),
    path("kategorier/ny/", views.category_new, name="category_new"),
    path("kategorier/<slug:code>/", views.category, name="category"),
]
