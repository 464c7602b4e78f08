"""Does every class that a template names exist in a stylesheet, and is every one of ours used?"""

import re
from pathlib import Path

import unfold
from django.conf import settings

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
THEME = Path(unfold.__file__).parent
STATIC = Path(settings.BASE_DIR, "qbo_bridge", "static", "bridge")
OURS = (STATIC / "console.css").read_text()
THEIRS = THEME.joinpath("static/unfold/css/styles.css").read_text()
SCRIPTS = "".join(path.read_text() for path in STATIC.glob("*.js"))
CLASSES = re.compile(r'(?<![:\w-])class="([^"]*)"')
TAGS = re.compile(r"{%.*?%}|{{.*?}}")
# From the icon font's own stylesheet.
OF_ICONS = "material-symbols-outlined"


def used_classes(templates: list[Path]) -> set[str]:
    found = (CLASSES.findall(TAGS.sub(" ", path.read_text())) for path in templates)
    return {name for lists in found for names in lists for name in names.split()}


def defined(name: str, css: str) -> bool:
    selector = re.sub(r"[^\w-]", lambda found: r"\\" + re.escape(found[0]), name)
    return re.search(rf"\.{selector}(?![\w-])", css) is not None


def test_every_class_in_a_template_exists() -> None:
    # What a copied part of the theme hangs on its own names for, styled or not.
    marks = used_classes(list(THEME.joinpath("templates").rglob("*.html")))

    unknown = {
        name
        for name in used_classes(TEMPLATES) - marks - {OF_ICONS}
        if not defined(name, OURS) and not defined(name, THEIRS)
    }

    assert unknown == set()


def test_the_search_for_classes_tells_known_from_unknown() -> None:
    assert defined("qb-card", OURS)
    assert defined("grow", THEIRS)
    assert defined("h-[64px]", THEIRS)
    assert defined("xl:hidden!", THEIRS)
    assert not defined("h-[63px]", THEIRS)
    assert not defined("qb-car", OURS)
    assert not defined("font-mono-x", THEIRS)


def test_every_class_of_ours_is_used() -> None:
    named = set(re.findall(r"\.(qb-[\w-]+)", OURS))

    unused = {name for name in named - used_classes(TEMPLATES) if name not in SCRIPTS}

    assert unused == set()


def test_ours_begin_with_their_prefix_so_that_the_theme_is_left_alone() -> None:
    without_comments = re.sub(r"/\*.*?\*/", "", OURS, flags=re.S)
    named = set(re.findall(r"\.([a-zA-Z][\w-]*)", without_comments))

    assert {name for name in named if not name.startswith("qb-")} <= {"dark", OF_ICONS}


def test_no_template_writes_styles_or_scripts_into_the_page() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", re.I)

    assert [path.name for path in TEMPLATES if inline.search(path.read_text())] == []
