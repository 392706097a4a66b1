"""The words of the page that its script shows, in one place, so that they are translated like all others."""

from __future__ import annotations

from django.utils.translation import gettext as _


def texts() -> dict[str, str]:
    return _steps() | _where() | _when() | _tell() | _screened() | _sent() | _coming()


def _steps() -> dict[str, str]:
    return {
        "step": _("{step} of {all}"),
        "back": _("Back"),
        "next": _("Next"),
        "send": _("Send"),
        "change": _("Change {what}"),
        "what": _("What has happened?"),
        "usual": _("You usually report"),
        "all": _("All kinds"),
        "which": _("What kind?"),
        "unsure": _("I do not know, or another"),
        "reasons": _("What makes the place unsafe?"),
        "reasons_about": _("Choose one or several."),
        "nil": _("Nothing to report {week}"),
        "nil_sent": _("You have said that nothing has happened {week}. Thank you."),
        "coming": _("Coming event"),
        "instead": _("Not reported here"),
        "instead_about": _("Nothing is sent. This is where to turn:"),
        "urgent": _("Urgent, a person, a child or something broken?"),
        "urgent_1": _("Is it happening now? Call 112. Not urgent but a matter for the police: 114 14."),
        "urgent_2": _("Worried about a child? Tell the social services. Do not write it here."),
        "urgent_3": _(
            "Is it about a person? Describe the place and what happened, not the person. In a school: the head."
        ),
        "urgent_4": _("Something broken? Report the fault; we can pass it on for you."),
        "urgent_5": _("Unsure of what you saw? Report it and say how sure you are."),
        "failed": _("The page could not be loaded. Check the coverage and try again."),
    }


def _where() -> dict[str, str]:
    return {
        "where": _("Where was it?"),
        "my_position": _("My position"),
        "asking": _("Asking the phone …"),
        "within": _("Your position, within {metres} m"),
        "position_short": _("Your position"),
        "no_position": _("The phone could not tell where you are. Search by name or write where it was."),
        "map": _("Map"),
        "map_label": _("Map: tap where it was"),
        "map_middle": _("Use the middle of the map"),
        "no_map": _("The map cannot be shown without coverage. Search by name or write where it was."),
        "on_map": _("A point on the map"),
        "search": _("Search for a place or a street"),
        "found": _("{n} places found"),
        "none": _("No place by that name. Write where it was instead."),
        "places_later": _("The list of places has not come yet. Write where it was instead."),
        "usual_places": _("Your usual places"),
        "in_words": _("Or in words"),
        "in_words_about": _("For instance “the north side, by the entrance”"),
        "need_place": _("Say where: choose a place, use your position or write a few words."),
    }


def _when() -> dict[str, str]:
    return {
        "when": _("When did it happen?"),
        "now": _("Now"),
        "last_hour": _("The last hour"),
        "tonight": _("Tonight"),
        "last_night": _("Last night"),
        "since_yesterday": _("Since yesterday"),
        "weekend": _("At the weekend"),
        "exact": _("At an exact time"),
        "between": _("Between two times"),
        "at": _("Day and time"),
        "earliest": _("Earliest"),
        "latest": _("Latest"),
        "interval": _("between {from} and {to}"),
        "need_time": _("Choose day and time. A rough time will do."),
        "backwards": _("The latest time is before the earliest. Swap them."),
        "to_come": _("That time has not come yet. Check the day; what is to come is a coming event."),
    }


def _tell() -> dict[str, str]:
    return {
        "tell": _("Anything more?"),
        "text": _("Describe the place and what happened, not the person"),
        "text_about": _(
            "No names, personal identity numbers, registration numbers or anything else that points out somebody."
        ),
        "photo": _("Photo of the damage"),
        "photo_about": _("No people, no registration plates."),
        "photo_remove": _("Remove the photo"),
        "photo_chosen": _("The photo is added. Time and place in it are removed."),
        "know": _("How do you know?"),
        "own": _("Saw it myself"),
        "told": _("Was told"),
        "rumour": _("Rumour"),
        "sure_q": _("How sure are you?"),
        "sure": _("Sure"),
        "fairly": _("Fairly"),
        "unsure_of": _("Unsure"),
        "felt_unsafe": _("It may make people feel unsafe"),
        "police": _("The police know already"),
        "fault": _("Reported as a fault already"),
        "public": _(
            "Your report becomes an official document. The coordinator reads it before the next situation report."
        ),
        "and_more": _("Send and report another"),
    }


def _screened() -> dict[str, str]:
    return {
        "looks_like": _("“{what}” looks like {kind}."),
        "personal_identity_number": _("a personal identity number"),
        "coordination_number": _("a coordination number"),
        "phone_number": _("a telephone number"),
        "email_address": _("an e-mail address"),
        "registration_plate": _("a registration number"),
        "person_name": _("a person’s name"),
        "home_address": _("somebody’s home address"),
        "account_name": _("an account in social media"),
        "pupil": _("something that points out a pupil"),
        "other_find": _("something that may point out a person"),
        "remove": _("Remove “{what}”"),
        "removed": _("Removed."),
        "hint": _("Such things do not belong in a report about a place."),
        "stop": _("Remove it before you send."),
        "warn": _("You can send it, but then only the coordinator sees the report until she has looked at it."),
        "stopped": _("The text looks as if it holds a personal identity number. Remove it before you send."),
    }


def _sent() -> dict[str, str]:
    return {
        "thanks": _("Thank you"),
        "saved": _("Saved on the phone. It is sent when you have coverage."),
        "sending": _("Saved on the phone. Being sent …"),
        "waits": _("Saved on the phone."),
        "another": _("Report another"),
        "done": _("My reports"),
        "open": _("Change and send again"),
        "kept": _("The place and the time are kept from the last one. Change them if they differ."),
    }


def _coming() -> dict[str, str]:
    return {
        "title": _("What is going to happen?"),
        "title_about": _("A market, a match, the last day of school"),
        "starts": _("Starts"),
        "ends": _("Ends"),
        "visitors": _("Expected number of visitors"),
        "note": _("What should others know?"),
        "where_coming": _("Where?"),
        "need_title": _("Write what is going to happen."),
        "ends_first": _("The event ends before it starts. Swap the times."),
    }
