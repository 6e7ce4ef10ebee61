"""An erasure in words, for the family and for the file of the data protection officer. It must never hold a name."""

import json
from pathlib import Path

from campaigns.model.codes import ErasureReason
from pipelines.privacy.erasure_map import TOUCHED
from pipelines.store.port import Row

REASONS = {
    ErasureReason.FAMILY_ASKED: "la famille l'a demandé",
    ErasureReason.SENT_BY_MISTAKE: "la famille a été transmise par erreur",
    ErasureReason.OBJECTION_UPHELD: "son opposition a été retenue",
    ErasureReason.LEGAL_DUTY: "une obligation légale l'impose",
    ErasureReason.TIME_IS_UP: "la durée de conservation est passée",
}
WORDS = {
    "sealed": "enregistrements chiffrés (identité, lignes des fichiers reçus)",
    "request_key": "empreintes de téléphones, de courriels et de noms",
    "held_row": "empreintes de lignes mises en attente",
    "pair_evidence": "comparaisons avec d'autres demandes",
    "linkage_request": "traces de comparaisons",
    "linkage_key": "empreintes qui servaient à comparer",
    "linkage_residence": "adresses communes d'une structure",
    "known_request": "demandes trouvées déjà connues",
    "linkage_decision": "décisions sur des doublons",
    "household_question": "questions ouvertes sur le foyer",
    "absence": "questions posées à la structure",
    "contact_hub": "contacts partagés que plus personne n'a",
    "request": "demandes vidées de leurs faits",
    "plan_household": "lignes de plans vidées de leurs points",
}


def receipt_text(receipt: Row) -> str:
    """Return the receipt as a page of text in French."""
    done = "Reçu d'effacement" if not receipt["dry_run"] else "Ce que l'effacement ferait (rien n'est fait)"
    tables = [f"- {receipt['tables'][name]} {WORDS[name]}" for name in TOUCHED if receipt["tables"].get(name)]
    lines = [
        done, "",
        f"Référence : {receipt['erasure_id']}", f"Foyer ou demande : {receipt['subject_id']}",
        f"Le : {receipt['erased_at'][:16].replace('T', ' à ')} (UTC), par : {receipt['erased_by']}",
        f"Motif : {REASONS[ErasureReason(receipt['reason'])]}", "",
        f"Effacé : {receipt['requests']} demande(s), {receipt['keys']} clé(s) de chiffrement détruite(s).", *tables,
        f"- {len(receipt['heads'])} en-tête(s) de fichier réécrit(s)",
        f"- {len(receipt.get('exports', []))} fichier(s) exporté(s) supprimé(s) du dossier « exports »", "",
        f"Rendu au stock : {receipt['units_freed']} unité(s). Déjà parti : {receipt['units_left']} unité(s).", "",
        "Gardé sous pseudonyme : le nombre de demandes et leurs besoins, le département, le rang, les attributions,",
        "les mouvements de stock et le journal, sans quoi les comptes de la campagne ne tomberaient plus juste.",
        "Les sauvegardes déjà faites ne contiennent que des données chiffrées : sans les clés détruites, personne ne les lit.",
        "Ce que des structures ou des personnes ont copié ou imprimé hors de cette maison n'est pas couvert par ce reçu.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def write_receipt(receipt: Row, folder: Path) -> list[str]:
    """Write the receipt as JSON and as text; returns the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"effacement_{receipt['erasure_id']}"
    (folder / f"{stem}.json").write_text(json.dumps(receipt, ensure_ascii=False, indent=1), "utf-8")
    (folder / f"{stem}.txt").write_text(receipt_text(receipt), "utf-8")
    return [f"{stem}.json", f"{stem}.txt"]
