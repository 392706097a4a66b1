"""People with a login, partner organisations, functions, grants and personal links."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from lykta.base.kernel.actor import MunicipalityLike
from lykta.base.kernel.ids import PublicIdField
from lykta.base.kernel.scope import MunicipalRow, ScopedManager, ScopedQuerySet
from lykta.ground.accounts.enums import LinkPurpose, OrganizationKind, Role
from lykta.ground.accounts.rights import permissions_of_role
from lykta.ground.areas.models import AreaSet
from lykta.ground.municipalities.models import Municipality


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A person with a login. Also an Actor."""

    public_id = PublicIdField()
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Who holds the other end of the credentials: such a person may not be one's second person for seven days.
    credentials_set_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    credentials_set_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = AccountManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def current_grants(self) -> list[Grant]:
        return list(
            Grant.objects.across_municipalities(reason="the account's own grants")
            .filter(account=self)
            .in_force(timezone.localdate())
            .select_related("municipality", "function__organization")
        )

    def grants_in(self, municipality: MunicipalityLike) -> list[Grant]:
        return [grant for grant in self.current_grants if grant.municipality_id == municipality.pk]

    def roles_in(self, municipality: MunicipalityLike) -> set[str]:
        return {grant.role for grant in self.grants_in(municipality)}

    # Actor
    @property
    def actor_id(self) -> str:
        return self.public_id

    @property
    def actor_name(self) -> str:
        return self.name

    @property
    def actor_organization(self) -> str:
        return ", ".join(sorted({grant.function.organization.name for grant in self.current_grants}))

    def may(self, permission: str, municipality: MunicipalityLike | None) -> bool:
        if not self.is_active or municipality is None:
            return False
        return any(permission in permissions_of_role(grant.role) for grant in self.grants_in(municipality))

    def is_same_human_as(self, other_actor_id: str) -> bool:
        return self.public_id == other_actor_id


class PartnerOrganization(models.Model):
    """`is_authority` decides what may be shared: OSL 10:15 a covers authorities only."""

    public_id = PublicIdField()
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=OrganizationKind.choices)
    is_authority = models.BooleanField(default=False)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Function(MunicipalRow):
    """A post, not a person: access and responsibility follow the function when people change."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(PartnerOrganization, on_delete=models.PROTECT, related_name="functions")
    title = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    # Those outside the municipality report by agreement, and for as long as it lasts.
    agreement = models.CharField(max_length=120, blank=True)  # what was agreed, with record number
    agreement_ends = models.DateField(null=True, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["organization__name", "title"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "organization", "title"], name="function_title"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organization.name}"


class GrantQuerySet(ScopedQuerySet):
    def in_force(self, day: Any) -> GrantQuerySet:
        """Within its own days, and as long as the function's agreement lasts where it has one."""
        open_end = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        agreed = Q(function__agreement_ends__isnull=True) | Q(function__agreement_ends__gte=day)
        return self.filter(open_end, agreed, valid_from__lte=day)


class Grant(MunicipalRow):
    """(account, function, role, municipality, area set or none, from, to)."""

    public_id = PublicIdField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    area_set = models.ForeignKey(AreaSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    objects = ScopedManager.from_queryset(GrantQuerySet)()

    class Meta(MunicipalRow.Meta):
        ordering = ["id"]


class PersonalLink(MunicipalRow):
    """A way in without a password for one function and one purpose. Only the hash of the token is stored."""

    public_id = PublicIdField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    function = models.ForeignKey(Function, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=30, choices=LinkPurpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    created_by_id_text = models.CharField(max_length=64)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta(MunicipalRow.Meta):
        ordering = ["-created"]

    @property
    def is_open(self) -> bool:
        return self.revoked is None and self.expires > timezone.now()
