from django.urls import path

from lykta.sites.staff.incidents import map_views, report_views, review_views, views

urlpatterns = [
    path("rapportera/", report_views.report, name="report"),
    path("nollrapport/", report_views.nil_report, name="nil_report"),
    path("arrangemang/ny/", report_views.coming_event, name="coming_event"),
    path("arrangemang/<str:pid>/stall-in/", report_views.cancel_coming_event, name="cancel_coming_event"),
    path("mina-rapporter/", report_views.my_reports, name="my_reports"),
    path("mina-rapporter/<str:pid>/svara/", report_views.answer, name="answer_question"),
    path("mina-rapporter/<str:pid>/ta-tillbaka/", report_views.withdraw, name="withdraw_report"),
    path("platser/sok/", report_views.place_search, name="place_search"),
    path("handelser/", views.incidents, name="incidents"),
    path("handelser/<str:pid>/", views.incident, name="incident"),
    path("granska/", review_views.review, name="review"),
    path("granska/<str:pid>/", review_views.review_one, name="review_one"),
    path("karta/<int:z>/<int:x>/<int:y>.mvt", map_views.tile, name="tile"),
    path("karta/bas.json", map_views.base_map, name="base_map"),
]
