"""How the store says that something in it changed, on every path that Django offers.

Django's own signals are silent for `bulk_create`, `bulk_update`, `QuerySet.update` and deletes
without a collector. The querysets here send `changed` and `deleted` for those as well, so one
receiver hears everything but raw SQL. Both signals are sent inside the caller's transaction:

    changed.send(sender=Model, instances=[...])   after a row was written
    deleted.send(sender=Model, instances=[...])   before a row disappears, while it can be read
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import Signal, receiver

changed = Signal()
deleted = Signal()

M = TypeVar("M", bound="StoreEntity")
P = TypeVar("P", bound="StorePart")
CHUNK = 500


class StoreQuerySet(models.QuerySet[M]):
    """Bulk paths that ring the bell, and the rule who may see a row."""

    _is_silent = False

    def visible_to_vendor_of(self, user: AbstractBaseUser | AnonymousUser) -> models.Q:
        """The rows of the vendors that `user` belongs to; each model that vendors see states it."""
        raise NotImplementedError

    def for_user(self, user: Any) -> Self:
        """What this person may see: staff of the marketplace everything, a vendor its own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser or not user.vendors.exists():
            return self if user.is_staff else self.none()
        return self.filter(self.visible_to_vendor_of(user)).distinct()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            changed.send(sender=self.model, instances=created)
        return created

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        updated = list(objs)
        with transaction.atomic(using=self.db):
            # Django's own loop calls `update`, which must not tell each object twice.
            count = super(StoreQuerySet, self.silently()).bulk_update(updated, *args, **kwargs)
            changed.send(sender=self.model, instances=updated)
        return count

    def update(self, **kwargs: Any) -> int:
        if self._is_silent:
            return super().update(**kwargs)
        with transaction.atomic(using=self.db):
            keys = list(self.values_list("pk", flat=True))
            count = super().update(**kwargs)
            self._tell(keys)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def silently(self) -> Self:
        """For bookkeeping columns of the store itself, which no document shows."""
        quiet = self.all()
        quiet._is_silent = True
        return quiet

    def _clone(self) -> Any:
        # Django clones a queryset at every filter: the clone must stay as silent as its source.
        clone = super()._clone()  # type: ignore[misc]
        clone._is_silent = self._is_silent
        return clone

    def _tell(self, keys: Sequence[Any]) -> None:
        for start in range(0, len(keys), CHUNK):
            instances = self.model._base_manager.filter(pk__in=keys[start : start + CHUNK])
            changed.send(sender=self.model, instances=list(instances))


def new_key() -> str:
    return uuid.uuid4().hex


class StoreEntity(models.Model):
    """Anything of the store that may become something in QuickBooks.

    `key` is the store's own id: set once, never changed, the name under which the queue and the
    links know the entity, also after it is gone.
    """

    key = models.CharField(
        max_length=64,
        unique=True,
        default=new_key,
        editable=False,
        help_text="The store's own id. It never changes.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = StoreQuerySet.as_manager()

    class Meta:
        abstract = True


class PartQuerySet(models.QuerySet[P]):
    """Bulk paths of lines: each says that the whole they belong to has changed."""

    def bulk_create(self, objs: Iterable[P], *args: Any, **kwargs: Any) -> list[P]:
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            tell_wholes(created)
        return created

    def update(self, **kwargs: Any) -> int:
        with transaction.atomic(using=self.db):
            parts = list(self.select_related(self.model.whole_field))
            count = super().update(**kwargs)
            tell_wholes(parts)
        return count

    update.alters_data = True  # type: ignore[attr-defined]


class StorePart(models.Model):
    """A line of an order, an invoice or a refund: it changes nothing by itself, but its whole."""

    whole_field: ClassVar[str]

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def whole(self) -> StoreEntity:
        entity: StoreEntity = getattr(self, self.whole_field)
        return entity


def tell_wholes(parts: Iterable[StorePart]) -> None:
    """Sends `changed` once for each order, invoice or refund that `parts` belong to."""
    wholes = {(type(part.whole), part.whole.pk): part.whole for part in parts}
    for model in {model for model, _ in wholes}:
        of_model = [whole for (its_model, _), whole in wholes.items() if its_model is model]
        changed.send(sender=model, instances=of_model)


@receiver(post_save)
def tell_saved(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    # `raw` (loaddata) counts as well: what a fixture brings into the store belongs in the books.
    if isinstance(instance, StoreEntity):
        changed.send(sender=sender, instances=[instance])
    elif isinstance(instance, StorePart):
        tell_wholes([instance])


@receiver(pre_delete)
def tell_deleted(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, StoreEntity):
        deleted.send(sender=sender, instances=[instance])


@receiver(post_delete)
def tell_part_deleted(
    sender: type[models.Model], instance: models.Model, origin: Any, **kwargs: Any
) -> None:
    # A line that goes with its order says nothing: the order itself has already said it.
    began_with = origin if isinstance(origin, models.Model) else getattr(origin, "model", None)
    if isinstance(instance, StorePart) and (began_with is instance or began_with is sender):
        tell_wholes([instance])
