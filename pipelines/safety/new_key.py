"""Replaces the master key: every data key is wrapped anew, tokens stay as they are, journals go on under a key of their own.

Cut short at any step it leaves a folder that opens: by the old key before the transaction of the key file, by the new one after it.
What was left to do is done when the folder is next opened. It must never copy a master key.
"""

from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.journal import append_entry, checkpoint_signature, is_under
from pipelines.key_ring import Change, begin_alone, put_in_place, set_aside, wrapped_anew
from pipelines.master_key import is_from_environment
from pipelines.office import Office
from pipelines.safety.backup import inside, refresh_keys
from pipelines.safety.new_key_refusals import (
    new_key_wanted,
    not_a_key,
    old_key_beside,
    other_old_key,
    same_key,
)
from pipelines.shredding import empty_log
from pipelines.store.port import Row, Session

ACTION = "key.replace"
KEY_BYTES = 32


def replace_key(
    office: Office, actor: Actor, old: Path, new: Path | None = None, *, dry_run: bool = True
) -> Row | Refusal:
    """Replace the master key.

    Parameters
    ----------
    old
        The copy of the key in force that is kept outside the folder: what was saved before opens with it alone.
    new
        The new key, 32 bytes or 64 hexadecimal digits; without it one is drawn. Wanted where the environment gives the key.

    Returns
    -------
    dict or Refusal
        `keys` (data keys wrapped anew), `campaigns` (whose tokens stay), `dry_run`; once done also `number` (the how manieth
        change) and `codes_revoked`: unused codes of structures, which hang on the master key and are to be issued again.

    Raises
    ------
    CannotGoOn
        When another program works in the folder, or one key does not open: then nothing is changed.
    """
    refusal = check_can(actor, ACTION, Scope())
    fresh = refusal or fitting(office, old, new)
    if isinstance(fresh, Refusal):
        command = Command(ACTION, actor, ORGANISATION, f"{ACTION}:refused:{office.clock().isoformat()}")
        return perform(office, command, lambda _: fresh)
    campaigns = campaigns_of(office)
    if dry_run:
        return {"dry_run": True, "keys": count_of(office), "campaigns": len(campaigns) - 1}
    with office.vault.hold.alone():
        change(office, actor, fresh, campaigns)
        done = end_change(office)
    return done | {"dry_run": False, "campaigns": len(campaigns) - 1}


def fitting(office: Office, old: Path, new: Path | None) -> bytes | Refusal:
    """Return the new key, or why it cannot take the place of the one in force."""
    known = key_in(old)
    if inside(old, office.home):
        return old_key_beside()
    if known != office.vault.ring.master:
        return not_a_key(old) if known is None else other_old_key(old)
    if new is None:
        return new_key_wanted() if is_from_environment() else AESGCM.generate_key(8 * KEY_BYTES)
    fresh = key_in(new)
    if fresh is None:
        return not_a_key(new)
    return same_key() if fresh == known else fresh


def key_in(path: Path) -> bytes | None:
    """Return the key that a file holds, as bytes or in hexadecimal digits; None for a file that holds none, or is not there."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if len(content) == KEY_BYTES:
        return content
    try:
        key = bytes.fromhex(content.decode("ascii"))
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def campaigns_of(office: Office) -> list[str]:
    """Return every campaign that may have tokens, and the organisation."""
    with office.store.reading() as session:
        known = {row["campaign_id"] for row in session.rows("campaign/all")}
    with office.vault.keys() as keys:
        known |= {
            row[0] for row in keys.execute("select campaign_id from data_key union select campaign_id from erased_key")
        }
    return sorted(known | {ORGANISATION})


def count_of(office: Office) -> int:
    """Return how many data keys there are."""
    with office.vault.keys() as keys:
        return int(keys.execute("select count(*) from data_key").fetchone()[0])


def change(office: Office, actor: Actor, fresh: bytes, campaigns: Iterable[str]) -> None:
    """Wrap everything under the new key, which waits in the folder before and takes its place after."""
    vault, from_file = office.vault, not is_from_environment()
    folder = vault.path.parent
    asked = Change(vault.ring.number + 1, actor.user_id, str(actor.role), office.clock(), 0)
    with vault.keys() as keys:
        begin_alone(keys, vault.ring)
        if from_file:
            set_aside(folder, fresh)
        wrapped_anew(keys, vault.ring, fresh, asked, campaigns)
    if from_file:
        put_in_place(folder)
    vault.take_up(fresh)


def end_change(office: Office) -> Row:
    """Tell the journal of a change that is there, and leave no trace of how keys were wrapped before; sent again it tells nothing more.

    Returns
    -------
    dict
        `number, keys, codes_revoked`; empty where there is nothing to tell.
    """
    told = office.vault.ring.untold
    if told is None:
        return {}
    empty_log(office.vault)
    actor = Actor(user_id=told.actor_id, name=told.actor_id, role=Role(told.role))

    def write(session: Session) -> Effect:
        revoked = session.run("sign_in/revoke_all", {"revoked_at": office.clock()})
        seal_chains(office, session, actor)
        found = {"number": told.number, "keys": told.key_count, "codes_revoked": revoked}
        return Effect(found, f"key-{told.number}", found)

    answer = perform(office, Command(ACTION, actor, ORGANISATION, f"{ACTION}:{told.number}:{told.changed_at}"), write)
    with office.vault.keys() as keys:
        keys.execute("update key_change set is_told = 1 where number = ?", [told.number])
    office.vault.take_up(office.vault.ring.master)
    refresh_keys(office)
    return {} if isinstance(answer, Refusal) else answer


def seal_chains(office: Office, session: Session, actor: Actor) -> None:
    """Give each chain of the journal a last entry under the key in force, and sign anew where each one begins; inside a command.

    From then on nobody who holds a key of before can change what it chained.
    """
    key, former = office.vault.subkey("journal"), office.vault.former("journal")
    now, number = office.clock(), office.vault.ring.number
    for row in session.rows("journal/chains"):
        named = {"campaign_id": row["campaign_id"]}
        last = session.rows("journal/whole_last", named)[0]
        # The organisation's own gets the entry of the command under which this is done.
        if row["campaign_id"] != ORGANISATION and not is_under(key, last):
            append_entry(session, key, now, actor, row["campaign_id"], ACTION, f"key-{number}", {"number": number})
        for kept in session.rows("retention/checkpoint", named):
            point = (kept["campaign_id"], kept["sequence"], kept["hash"])
            if kept["signature"] in {checkpoint_signature(one, *point) for one in former}:
                session.run("retention/forget_checkpoints", named)
                session.run("retention/keep_checkpoint", kept | {"signature": checkpoint_signature(key, *point)})
