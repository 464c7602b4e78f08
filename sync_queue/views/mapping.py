"""Field mapping: what each field of QuickBooks gets, tried before it is saved; every version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ConnectionView
from connections.models import Right
from sync_queue import doorbell, enqueue, sight
from sync_queue.mapping import sources, stored, targets
from sync_queue.mapping.rules import Rule
from sync_queue.mapping.steps import STEPS
from sync_queue.models import FieldMapping
from sync_queue.steering import remapped
from sync_queue.views import mapping_lines, mapping_trial, spoken
from sync_queue.views.mapping_forms import DefaultsForm, RuleForm

Subject = FieldMapping.Subject
VERSIONS_SHOWN = 20
IN_FORCE = "It counts for everything that is sent from now on."


class MappingView(ConnectionView, TemplateView):
    """A page of the field mapping: everybody on the connection may look."""

    tab = "settings"
    part = "fields"
    post_right = Right.EDIT_SETTINGS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_edit = permissions.may(
            user=self.request.user, connection=self.connection, right=Right.EDIT_SETTINGS
        )
        return super().get_context_data(**{"may_edit": may_edit, **kwargs})

    def subject_of(self, name: str) -> FieldMapping.Subject:
        if name not in Subject.values:
            raise Http404("There is no such kind of record.")
        return Subject(name)

    def save(self, subject: str, chosen: dict[str, Any], *, seen: int, note: str) -> bool:
        """Saves a new version, or says that somebody else did meanwhile."""
        try:
            saved = stored.save(
                self.connection,
                subject,
                chosen,
                seen=seen,
                note=note,
                user=self.request.user,
                now=timezone.now(),
            )
        except stored.Overtaken as overtaken:
            messages.error(self.request, str(overtaken))
            return False
        messages.success(self.request, f"Saved as version {saved.number}. {IN_FORCE}")
        return True

    def list_of(self, subject: str) -> str:
        return f"{reverse('console:fields', args=[self.connection.slug])}?of={subject}"


class FieldsView(MappingView):
    """The table of one kind of record, with its versions; or the defaults."""

    template_name = "sync_queue/mapping.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The defaults; a field of its own page is saved there."""
        form = DefaultsForm(request.POST, connection=self.connection, held={}, seen=0)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        held = stored.present(self.connection, Subject.DEFAULTS)
        note = mapping_lines.difference(held.rules if held else {}, form.values)
        self.save(Subject.DEFAULTS, form.values, seen=form.cleaned_data["seen"], note=note)
        return redirect(self.list_of(Subject.DEFAULTS))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_saving = self.request.method == "POST"
        subject = Subject.DEFAULTS if is_saving else self.asked_for()
        present = stored.present(self.connection, subject)
        versions = self.connection.field_mappings.filter(subject=subject)
        more: dict[str, Any] = {
            "subject": subject,
            "subjects": list(Subject),
            "present": present,
            "versions": versions.select_related("saved_by")[:VERSIONS_SHOWN],
        }
        if subject != Subject.DEFAULTS:
            more["groups"] = mapping_lines.table(subject, present)
        elif "form" not in kwargs:
            held, seen = (present.rules, present.number) if present else ({}, 0)
            more["form"] = DefaultsForm(connection=self.connection, held=held, seen=seen)
        return super().get_context_data(**{**more, **kwargs})

    def asked_for(self) -> FieldMapping.Subject:
        name = self.request.GET.get("of", "")
        return Subject(name) if name in Subject.values else Subject.CUSTOMER


class FieldView(MappingView):
    """One field: chosen, tried on a record of the store, saved."""

    template_name = "sync_queue/mapping_field.html"
    right = Right.EDIT_SETTINGS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        target = targets.BY_SUBJECT.get(kwargs["subject"], {}).get(kwargs["target"])
        if target is None:
            raise Http404("There is no such field.")
        self.subject, self.target = self.subject_of(kwargs["subject"]), target
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if "try" in request.POST:
            tried = mapping_trial.of(form, user=request.user, now=timezone.now())
            return self.render_to_response(self.get_context_data(form=form, tried=tried))
        rules = self.held()
        note = f"{self.target.title}: {mapping_lines.said(form.rule, self.target, self.subject)}"
        rules.pop(self.target.name, None)
        if form.rule is not None:
            rules[self.target.name] = form.rule
        chosen = stored.in_json(rules)
        if self.save(self.subject, chosen, seen=form.cleaned_data["seen"], note=note):
            return redirect(self.list_of(self.subject))
        return redirect(request.path)

    def held(self) -> dict[str, Rule]:
        return dict(stored.of(self.connection).of(self.subject).rules)

    def form(self, data: Any = None) -> RuleForm:
        present = stored.of(self.connection).of(self.subject)
        return RuleForm(
            data,
            target=self.target,
            subject=self.subject,
            connection=self.connection,
            rule=present.rules.get(self.target.name),
            seen=present.version,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "subject": self.subject,
            "target": self.target,
            "sources": sources.BY_SUBJECT[self.subject].values(),
            "steps": STEPS.values(),
            "example": next(iter(sources.BY_SUBJECT[self.subject])),
        }
        return super().get_context_data(**{**more, **kwargs})


class VersionView(MappingView):
    """An old version beside the present one; brought back by a button, as a new version."""

    template_name = "sync_queue/mapping_version.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.subject, self.number = self.subject_of(kwargs["subject"]), kwargs["number"]
        return super().dispatch(request, *args, **kwargs)

    def old(self) -> FieldMapping:
        found = stored.version(self.connection, self.subject, self.number)
        if found is None:
            raise Http404("There is no such version.")
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        old, present = self.old(), stored.present(self.connection, self.subject)
        note = f"As version {old.number} was"
        self.save(self.subject, old.rules, seen=present.number if present else 0, note=note)
        return redirect(self.list_of(self.subject))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old, present = self.old(), stored.present(self.connection, self.subject)
        more = {
            "subject": self.subject,
            "old": old,
            "present": present,
            "lines": mapping_lines.compared(
                self.subject, old.rules, present.rules if present else {}
            ),
        }
        return super().get_context_data(**{**more, **kwargs})


class AgainView(MappingView):
    """How many records in QuickBooks would read differently now; a button sends them again."""

    template_name = "sync_queue/mapping_again.html"
    right = Right.READ_QUEUE
    post_right = Right.READ_QUEUE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.subject = self.subject_of(kwargs["subject"])
        if self.subject == Subject.DEFAULTS:
            raise Http404("Defaults are sent with the records that they belong to.")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_whole():
            messages.error(request, "Ask whoever runs the marketplace: this concerns all vendors.")
            return redirect(self.list_of(self.subject))
        now = timezone.now()
        found = remapped.look(self.connection, self.subject, now=now)
        enqueue.put(found.wishes, now=now)
        doorbell.ring({self.connection.pk} if found.wishes else set())
        said = spoken.number(found.count, "record")
        verb = "is" if found.count == 1 else "are"
        messages.success(request, f"{said} {verb} in the queue now, to be sent again.")
        return redirect(self.list_of(self.subject))

    def is_whole(self) -> bool:
        return sight.is_whole(user=self.request.user, connection=self.connection)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = None
        if self.is_whole():
            found = remapped.look(self.connection, self.subject, now=timezone.now())
        more = {"subject": self.subject, "found": found, "most": remapped.LOOKED_AT}
        return super().get_context_data(**{**more, **kwargs})
