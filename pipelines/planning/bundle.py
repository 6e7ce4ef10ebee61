"""Checks an exported plan from its files alone: no database, no key, no network.

Three things are recomputed and none believed: that no file changed since the export, that the guarantees hold (by the
independent verifier), and that problem, result and policy give the digest that was published.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy, policy_digest
from campaigns.model.scenario import Assumptions, policy_under
from pipelines.planning.export import ASSUMPTIONS, MANIFEST, PLAN, POLICY, file_sum
from pipelines.planning.solve_folder import SUMMARY, certify_folder
from pipelines.store.port import Row

# The part of a problem that a plan without floors does not have is never listed; these must be.
NEEDED = (PLAN, POLICY, f"result/{SUMMARY}", "problem/lines.csv", "result/grants.csv")


def verify_bundle(directory: Path, published: str | None = None) -> Row | Refusal:
    """Check the bundle that `connexion plan export` wrote.

    Parameters
    ----------
    published
        The digest that was made public, to hold the bundle's own against.

    Returns
    -------
    dict or Refusal
        `plan_id, digest` (as told by the bundle), `holds`, `files, policy, published` and `guarantees` (of `certify`, with
        the digest of problem and result): each `holds` (true, false, null where it does not apply) and `witness`,
        `witness_en`. Refused (`not_a_bundle`) where the folder has no `plan.json` that can be read.
    """
    told = told_by(directory)
    if isinstance(told, Refusal):
        return told
    checks: dict[str, dict[str, Any]] = {"files": verdict(changed_file(directory))}
    guarantees = certify_folder(directory / "problem", directory / "result") if checks["files"]["holds"] else None
    if isinstance(guarantees, Refusal):
        return guarantees
    if guarantees is not None:
        checks["policy"] = verdict(other_policy(directory, told))
        checks["published"] = verdict(other_digest(told, published)) if published else NOT_GIVEN
    parts: Any = [*checks.values(), *(guarantees or {}).values()]
    return {
        "plan_id": told["plan_id"], "digest": told["digest"], **checks, "guarantees": guarantees,
        "holds": not any(part["holds"] is False for part in parts),
    }  # fmt: skip


def told_by(directory: Path) -> Row | Refusal:
    """Read what the bundle says of itself."""
    try:
        told: Row = json.loads((directory / PLAN).read_text(encoding="utf-8"))
        return {name: str(told[name]) for name in ("plan_id", "digest", "policy_digest", "seed")}
    except (OSError, ValueError, KeyError, TypeError):
        return Refusal(
            "not_a_bundle",
            Sentence(
                f"Le dossier « {directory.name} » n'est pas un plan exporté : {PLAN} est absent ou illisible. "
                "Exportez le plan avec : connexion plan export PLAN --to DOSSIER.",
                f"Folder “{directory.name}” is not an exported plan: {PLAN} is absent or can't be read. "
                "Export the plan with: connexion plan export PLAN --to FOLDER.",
            ),
        )


def changed_file(directory: Path) -> Sentence | None:
    """Name the first file that is not the one exported: changed, missing, or that nobody exported."""
    try:
        text = (directory / MANIFEST).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        text = ""
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in text.split("\n") if line)}
    if not listed or text != "".join(f"{digest}  {name}\n" for name, digest in listed.items()):
        return Sentence(
            f"La liste des fichiers {MANIFEST} est absente, ou n'est plus celle de l'export.",
            f"The list of files {MANIFEST} is absent, or no longer the one exported.",
        )
    found = {path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()} - {MANIFEST}
    for name in sorted({*listed, *found, *NEEDED}):
        if name not in found:
            return Sentence(f"Le fichier « {name} » manque.", f"File “{name}” is missing.")
        if name not in listed:
            return Sentence(
                f"Le fichier « {name} » a été ajouté après l'export.", f"File “{name}” was added after the export."
            )
        if file_sum(directory / name) != listed[name]:
            return Sentence(
                f"Le fichier « {name} » a changé depuis l'export.", f"File “{name}” changed since the export."
            )
    return None


def other_policy(directory: Path, told: Row) -> Sentence | None:
    """Compute the digest of the whole from the digest of problem and result, the policy and its seed."""
    policy = policy_of(directory)
    if isinstance(policy, Refusal):
        return policy.sentence
    if policy_digest(policy) != told["policy_digest"] or policy.lottery_seed != told["seed"]:
        return Sentence(
            "Le règlement du dossier n'est pas celui du plan.", "The policy in the folder is not the plan's."
        )
    engine = str(json.loads((directory / "result" / SUMMARY).read_text(encoding="utf-8"))["digest"])
    whole = sha256("|".join((engine, policy_digest(policy), policy.lottery_seed)).encode()).hexdigest()
    if whole != told["digest"]:
        return Sentence(
            f"L'empreinte recalculée est « {whole} », le plan annonce « {told['digest']} ».",
            f"The digest recomputed is “{whole}”, the plan says “{told['digest']}”.",
        )
    return None


def policy_of(directory: Path) -> Policy | Refusal:
    """Read the policy of the bundle, as its scenario changes it where there is one."""
    policy = parse_policy((directory / POLICY).read_text(encoding="utf-8"))
    kept = directory / ASSUMPTIONS
    if isinstance(policy, Refusal) or not kept.is_file():
        return policy
    return policy_under(Assumptions.model_validate_json(kept.read_text(encoding="utf-8")), policy)


def other_digest(told: Row, published: str) -> Sentence | None:
    """Hold the bundle's digest against the one made public."""
    if told["digest"] == published.strip().lower():
        return None
    return Sentence(
        f"Ce dossier est celui du plan d'empreinte « {told['digest']} », pas de celui que vous indiquez.",
        f"This folder is that of the plan whose digest is “{told['digest']}”, not of the one that you name.",
    )


def verdict(fault: Sentence | None) -> dict[str, Any]:
    """Return a check as values."""
    return {"holds": fault is None, "witness": fault and fault.fr, "witness_en": fault and fault.en}


NOT_GIVEN: dict[str, Any] = {
    "holds": None,
    "witness": "Sans objet : indiquez l'empreinte publiée (--digest) pour la comparer.",
    "witness_en": "Not applicable: name the published digest (--digest) to compare it.",
}
