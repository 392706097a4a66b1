from django.urls import path

from lykta.sites.by_link import course_views, report_views, views

app_name = "by_link"
urlpatterns = [
    path("", views.start, name="start"),
    path("atgard/<str:pid>/", views.action, name="action"),
    path("atgard/<str:pid>/kvitto/<str:status_pid>/", views.receipt, name="receipt"),
    path("utbildning/", course_views.course, name="course"),
    path("rapportera/", report_views.report, name="report"),
    path("nollrapport/", report_views.nil_report, name="nil_report"),
    path("arrangemang/ny/", report_views.coming_event, name="coming_event"),
    path("arrangemang/<str:pid>/stall-in/", report_views.cancel_coming_event, name="cancel_coming_event"),
    path("mina-rapporter/", report_views.my_reports, name="my_reports"),
    path("mina-rapporter/<str:pid>/svara/", report_views.answer, name="answer_question"),
    path("mina-rapporter/<str:pid>/ta-tillbaka/", report_views.withdraw, name="withdraw_report"),
    path("karta/bas.json", report_views.base_map, name="base_map"),
    path("rapportera/underlag.json", report_views.basis, name="report_basis"),
    path("rapportera/platser.json", report_views.places, name="report_places"),
    path("rapportera/skicka/", report_views.send, name="send_report"),
    path("avsluta/", views.leave, name="leave"),
    path("<str:token>/", views.enter, name="enter"),
    # What mail programs make of an address: a full stop or a bracket after it, no slash. Never our general 404 page.
    path("<path:token>", views.enter),
]
