"""Role → permissions, on one page. Whatever is not listed is not allowed."""

from lykta.airlocks.intake.enums import DELIVERY_KEY
from lykta.airlocks.intake.enums import Permission as Intake
from lykta.cycle.action_plans.enums import Permission as Actions
from lykta.cycle.analysis.enums import Permission as Analyses
from lykta.cycle.cause_analysis.enums import Permission as Causes
from lykta.cycle.follow_up.enums import Permission as FollowUps
from lykta.cycle.promises.enums import Permission as Promises
from lykta.cycle.situation_reports.enums import Permission as Reports
from lykta.facts.evidence.enums import Permission as Evidence
from lykta.facts.incidents.enums import Permission as Incidents
from lykta.ground.accounts.enums import LinkPurpose, Role
from lykta.ground.accounts.enums import Permission as Accounts
from lykta.ground.areas.enums import Permission as Areas
from lykta.ground.municipalities.enums import Permission as Municipalities

ROLES: dict[str, set[str]] = {
    # A caretaker, a guard, a youth worker: reports, and sees what the own organisation reported.
    Role.REPORTER: {
        Incidents.REPORT,
        Incidents.SEE_OWN,
        Reports.SEE_FOR_REPORTERS,
    },
    # The same by a personal link, without a login: one can lose a phone, so the link reads nothing but its own items.
    LinkPurpose.REPORTER: {
        Incidents.REPORT,
    },
    # Another system's key, when the worker takes in what it sent: reports for its organisation, which nobody of it has
    # signed (hence the right to review). Never held by anybody who can open a page.
    DELIVERY_KEY: {
        Intake.HANDLE,
        Incidents.REPORT,
        Incidents.REVIEW,
    },
    # Keeps the whole chain together. Never the second person for what she made herself.
    Role.COORDINATOR: {
        Incidents.REPORT,
        Incidents.SEE_OWN,
        Incidents.SEE_ALL,
        Incidents.SEE_REPORTER,
        Incidents.REVIEW,
        Incidents.HANDLE_QUARANTINE,
        Incidents.REMIND,
        Intake.HANDLE,
        Intake.MANAGE,
        Evidence.IMPORT,
        Evidence.EDIT_CATEGORIES,
        Reports.SEE_FOR_REPORTERS,
        Reports.SEE_INTERNAL,
        Reports.EDIT,
        Reports.ADOPT,
        Reports.EXPORT,
        Reports.RELEASE,
        Analyses.SEE,
        Analyses.RUN,
        Causes.SEE,
        Causes.EDIT,
        Actions.SEE,
        Actions.SEE_OWN,
        Actions.EDIT,
        Actions.REPORT_STATUS,
        Actions.REPORT_ANY_STATUS,
        Promises.SEE,
        Promises.EDIT,
        Promises.RELEASE,
        FollowUps.SEE,
        FollowUps.EDIT,
        Areas.EDIT,
        Municipalities.EDIT,
    },
    # Shares the picture, adopts it, seconds what is made public.
    Role.POLICE_OFFICER: {
        Incidents.REPORT,
        Incidents.SEE_OWN,
        Incidents.SEE_ALL,
        Reports.SEE_FOR_REPORTERS,
        Reports.SEE_INTERNAL,
        Reports.ADOPT,
        Reports.EXPORT,
        Reports.RELEASE,
        Analyses.SEE,
        Analyses.RUN,
        Causes.SEE,
        Causes.EDIT,
        Actions.SEE,
        Actions.SEE_OWN,
        Actions.REPORT_STATUS,
        Promises.SEE,
        Promises.RELEASE,
        FollowUps.SEE,
    },
    # A park manager, a landlord: sees and answers for the own actions, also by link.
    Role.ACTION_OWNER: {
        Actions.SEE_OWN,
        Actions.REPORT_STATUS,
    },
    # Decides and defends: reads what is adopted, the plan and the promises.
    Role.COUNCIL_MEMBER: {
        Reports.SEE_FOR_REPORTERS,
        Reports.SEE_INTERNAL,
        Analyses.SEE,
        Causes.SEE,
        Actions.SEE,
        Promises.SEE,
        FollowUps.SEE,
    },
    # Finds, reviews and hands out: reads everything, changes nothing.
    Role.REGISTRAR: {
        Incidents.SEE_OWN,
        Incidents.SEE_ALL,
        Reports.SEE_FOR_REPORTERS,
        Reports.SEE_INTERNAL,
        Reports.EXPORT,
        Analyses.SEE,
        Causes.SEE,
        Actions.SEE,
        Promises.SEE,
        FollowUps.SEE,
        Accounts.SEE_LOG,
    },
    # Gives and ends access. Sees no reports.
    Role.ADMINISTRATOR: {
        Accounts.MANAGE,
        Accounts.SEE_LOG,
        Intake.MANAGE,
        Evidence.EDIT_CATEGORIES,
        Areas.EDIT,
        Municipalities.EDIT,
    },
}
