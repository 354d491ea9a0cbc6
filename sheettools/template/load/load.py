"""Templates and profiles from TOML: the language, and all faults of a file at once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from sheettools.findings import SheettoolsError
from sheettools.template.load.against_plan import check_against
from sheettools.template.load.all_known import check_all
from sheettools.template.load.built_in import built_in_folder
from sheettools.template.load.language import LANGUAGE
from sheettools.template.load.reader import Known, Reader, Scope
from sheettools.template.load.source import Source
from sheettools.template.model import Profile, Template

NO_PROFILE = Profile("", "")
NOTHING = Template("", "", "", (), {})


def load_profile(path: Path) -> Profile:
    """Read a profile. Raises SheettoolsError with every fault of the file."""
    source = Source.of(path)
    profile: Profile = _reader(source, NO_PROFILE).read(Profile, source.root, Scope())
    if source.faults:
        raise SheettoolsError(*source.faults)
    return profile


def load_template(path: Path, profile: Profile | None = None) -> Template:
    """Read a template with the settings and vocabularies of a profile.

    Raises SheettoolsError with every fault of the file, each with its line and remedy.
    """
    source = Source.of(path)
    reader = _reader(source, profile or NO_PROFILE)
    template = _read(reader)
    plan = _plan_of(template, path)
    if plan is not None:
        check_against(reader, template, plan)
    if source.faults:
        raise SheettoolsError(*sorted(source.faults, key=lambda f: f.location.line))
    return template


def _reader(source: Source, profile: Profile) -> Reader:
    return Reader(source, Known(profile), LANGUAGE)


def _read(reader: Reader) -> Template:
    """Read all that the file says, and hold its parts against each other."""
    source = reader.source
    if source.faults:
        return NOTHING
    template: Template = reader.read(Template, source.root, Scope())
    check_all(reader)
    fingerprint = hashlib.sha256(source.text.encode()).hexdigest()[:12]
    return replace(template, profile=reader.known.profile.name, fingerprint=fingerprint)


def _plan_of(template: Template, path: Path) -> Template | None:
    """Return the plan template that `template` is filled from, itself if it is one; None where it
    is not at hand.
    """
    if not template.plan:
        return template if template.collects else None
    beside = path.with_name(f"{template.plan}.toml")
    found = beside if beside.is_file() else built_in_folder() / beside.name
    if not found.is_file():
        return None
    source = Source.of(found)
    plan = _read(_reader(source, NO_PROFILE))
    return None if source.faults else plan
