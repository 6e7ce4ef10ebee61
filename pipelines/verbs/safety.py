"""Verbs of safety: backup, restore, moving to the other store, replacing the master key."""

from pipelines.cli_home import home_of
from pipelines.people import person_named
from pipelines.safety.backup import back_up
from pipelines.safety.move import move_store
from pipelines.safety.new_key import replace_key
from pipelines.safety.restore import restore
from pipelines.verbs.calling import Answer, Free, OnOffice, Options


def put_back(options: Options) -> Answer:
    """Put a safety copy back into an empty folder."""
    return restore(person_named(options.as_user), options.file, home_of(options), options.keys)


FREE: dict[str, Free] = {"restore": put_back}
ON_OFFICE: dict[str, OnOffice] = {
    "backup": lambda office, actor, options: back_up(
        office, actor, options.to, keys_to=options.keys_to, keep=options.keep
    ),
    "migrate-store": lambda office, actor, options: move_store(office, actor, options.url, dry_run=not options.yes),
    "key replace": lambda office, actor, options: replace_key(
        office, actor, options.old, options.new, dry_run=not options.yes
    ),
}
