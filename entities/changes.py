"""How the store says that something in it changed, on every path that Django offers.

Django's own signals are silent for `bulk_create`, `bulk_update` and `QuerySet.update`. The
querysets here send `changed` and `deleted` for those as well, so one receiver hears everything
but raw SQL. Both signals are sent inside the transaction that makes the change:

    changed.send(sender=Model, instances=[...])   after a row was written
    deleted.send(sender=Model, instances=[...])   before a row disappears, while it can be read
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import Signal, receiver

changed = Signal()
deleted = Signal()

R = TypeVar("R", bound=models.Model)
M = TypeVar("M", bound="StoreEntity")
P = TypeVar("P", bound="StorePart")
CHUNK = 500


class TellingQuerySet(models.QuerySet[R]):
    """Bulk paths that tell of every entity they wrote, once each."""

    _is_silent = False

    def bulk_create(
        self,
        objs: Iterable[R],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        *args: Any,
        **kwargs: Any,
    ) -> list[R]:
        rows = list(objs)
        with transaction.atomic(using=self.db):
            before = self._stored(rows) if ignore_conflicts else set()
            created = super().bulk_create(rows, batch_size, ignore_conflicts, *args, **kwargs)
            # What was skipped for a conflict has no primary key, so look what is there now.
            after = self._stored(rows) if ignore_conflicts else {row.pk for row in created}
            self._tell(self._concerned(after - before))
        return created

    def bulk_update(self, objs: Iterable[R], *args: Any, **kwargs: Any) -> int:
        rows = list(objs)
        keys = {row.pk for row in rows}
        with transaction.atomic(using=self.db):
            concerned = self._concerned(keys)
            # Django's own loop calls `update`, which must not tell each row twice.
            count = super(TellingQuerySet, self.silently()).bulk_update(rows, *args, **kwargs)
            self._tell(concerned | self._concerned(keys))
        return count

    def update(self, **kwargs: Any) -> int:
        if self._is_silent:
            return super().update(**kwargs)
        with transaction.atomic(using=self.db):
            keys = set(self.values_list("pk", flat=True))
            concerned = self._concerned(keys)
            count = super().update(**kwargs)
            self._tell(concerned | self._concerned(keys))
        return count

    update.__dict__.update(alters_data=True)

    def silently(self) -> Self:
        """For bookkeeping columns of the store itself, which no document shows."""
        quiet = self.all()
        quiet._is_silent = True
        return quiet

    def _clone(self) -> Any:
        # Django clones a queryset at every filter: the clone must stay as silent as its source.
        parent: Any = super()
        clone = parent._clone()
        clone._is_silent = self._is_silent
        return clone

    def _stored(self, rows: Collection[R]) -> set[Any]:
        """Primary keys of the rows that `rows` could have met or become."""
        raise NotImplementedError

    def _concerned(self, keys: Collection[Any]) -> set[Any]:
        """Primary keys of the entities that change when the rows with these `keys` do."""
        raise NotImplementedError

    def _tell(self, entities: Collection[Any]) -> None:
        raise NotImplementedError


class StoreQuerySet(TellingQuerySet[M]):
    """Rows that speak for themselves, and the rule who may see them."""

    def visible_to_vendor_of(self, user: Any) -> models.Q:
        """The rows of the vendors that `user` belongs to; each model that vendors see states it."""
        raise NotImplementedError

    def for_user(self, user: Any) -> Self:
        """What this person may see: staff of the marketplace everything, a vendor its own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser or not user.vendors.exists():
            return self if user.is_staff else self.none()
        # Not a join with DISTINCT: such a queryset could be neither locked nor updated.
        own = self.model._base_manager.filter(self.visible_to_vendor_of(user))
        return self.filter(pk__in=own.order_by().values("pk"))

    def _stored(self, rows: Collection[M]) -> set[Any]:
        return _column(self.model, "pk", where="key", values={row.key for row in rows})

    def _concerned(self, keys: Collection[Any]) -> set[Any]:
        return set(keys)

    def _tell(self, entities: Collection[Any]) -> None:
        if not self._is_silent:
            tell(self.model, entities)


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
        # A delete empties references (SET_NULL) through this manager: that is a change, too.
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Django sends post_save after its own transaction: what is told must commit with the row.
        with transaction.atomic():
            super().save(*args, **kwargs)


class PartQuerySet(TellingQuerySet[P]):
    """Lines: their bulk paths say that the wholes they belong to have changed."""

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=self.db):
            concerned = self._concerned(set(self.values_list("pk", flat=True)))
            result = super().delete()
            self._tell(concerned)
        return result

    # As Django marks its own: not for templates, and not on a manager.
    delete.__dict__.update(alters_data=True, queryset_only=True)

    def _stored(self, rows: Collection[P]) -> set[Any]:
        wholes = {getattr(row, self.model.whole_column()) for row in rows}
        return _column(self.model, "pk", where=self.model.whole_column(), values=wholes)

    def _concerned(self, keys: Collection[Any]) -> set[Any]:
        return _column(self.model, self.model.whole_column(), where="pk", values=keys)

    def _tell(self, entities: Collection[Any]) -> None:
        if not self._is_silent:
            tell(self.model.whole_model(), entities)


class StorePart(models.Model):
    """A line of an order, an invoice or a refund: it changes nothing by itself, but its whole."""

    whole_field: ClassVar[str]

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)

    @classmethod
    def whole_column(cls) -> str:
        return f"{cls.whole_field}_id"

    @classmethod
    def whole_model(cls) -> Any:
        return cls._meta.get_field(cls.whole_field).related_model


def tell(model: type[StoreEntity], keys: Collection[Any]) -> None:
    """Sends `changed` for the entities with these primary keys, as they are stored now."""
    for some in chunks(sorted(keys)):
        instances = list(model._base_manager.filter(pk__in=some).order_by("pk"))
        if instances:
            changed.send(sender=model, instances=instances)


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """`values` in lists that fit into one query."""
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _column(
    model: type[models.Model], column: str, *, where: str, values: Iterable[Any]
) -> set[Any]:
    """The values of `column` in the rows of `model` whose field `where` is among `values`."""
    rows = model._base_manager
    return {
        value
        for some in chunks(values)
        for value in rows.filter(**{f"{where}__in": some}).values_list(column, flat=True)
    }


@receiver(post_save)
def tell_saved(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    # `raw` (loaddata) counts as well: what a fixture brings into the store belongs in the books.
    if isinstance(instance, StoreEntity):
        changed.send(sender=sender, instances=[instance])
    elif isinstance(instance, StorePart):
        tell(instance.whole_model(), [getattr(instance, instance.whole_column())])


@receiver(pre_delete)
def tell_deleted(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, StoreEntity):
        deleted.send(sender=sender, instances=[instance])


@receiver(post_delete)
def tell_part_deleted(instance: models.Model, origin: Any, **kwargs: Any) -> None:
    # A line that goes with its whole says nothing, since the whole said it; nor does one that
    # goes with others of its queryset, which says it once for all.
    if isinstance(instance, StorePart) and origin is instance:
        tell(instance.whole_model(), [getattr(instance, instance.whole_column())])
