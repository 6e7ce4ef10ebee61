"""What an erasure does to every table of the schema: one declared line a table, so that none can be forgotten.

A test holds this list against the schema: a new table without its line here is a failure.
"""

from typing import Final

# Tables that lose rows or columns, by the statement `sql/erasure/NAME.sql`; the order is that of the work.
TOUCHED: Final[dict[str, str]] = {
    "sealed": "everything sealed under the family's keys: identity, rows of received files",
    "request_key": "keyed tokens of phones, e-mails, names",
    "held_row": "tokens of rows held back",
    "pair_evidence": "what two requests had in common",
    "linkage_request": "what was compared, by its token",
    "linkage_key": "keyed tokens by which a family finds its other requests",
    "linkage_residence": "a request that lives where a structure houses its families; the next comparison finds another",
    "known_request": "requests found known as they arrived",
    "linkage_decision": "decisions on the family's requests",
    "household_question": "open questions about the family",
    "absence": "families asked about",
    "contact_hub": "shared contacts that nobody has any more",
    "request": "facts of the family, its tokens, its commune and its day; its needs and its department stay",
    "plan_household": "the parts of its score and its commune; its rank stays",
}

# Tables that stay as they are, and why nobody is found again by them.
KEPT: Final[dict[str, str]] = {
    "schema_version": "numbers",
    "campaign": "no family",
    "campaign_policy": "no family",
    "partner": "structures; their contacts are sealed under their own key",
    "site": "no family",
    "request_list": "counts of a file",
    "list_row": "position and codes; the subject is a pseudonym",
    "list_issue": "position and codes",
    "first_reading": "counts of a file",
    "household": "pseudonyms",
    "household_member": "pseudonyms",
    "household_event": "pseudonyms and the name of a rule",
    "stock_cell": "stock",
    "movement": "stock; a line is a pseudonym",
    "plan": "counts",
    "plan_part": "the problem and the result, by pseudonyms: without them no certificate",
    "plan_line": "pseudonyms and ranks",
    "plan_grant": "pseudonyms: what left the house must still add up",
    "plan_value": "stock",
    "plan_scenario": "no family",
    "plan_withdrawal": "pseudonyms and a code",
    "plan_exception": "pseudonyms and a code",
    "plan_follow_up": "no family",
    "lot": "a donor, never a family",
    "lot_device": "the numbers on devices as they came, never who has one",
    "transfer": "stock",
    "stock_count": "stock",
    "stock_count_line": "stock",
    "renewal": "pseudonyms: what left the house must still add up",
    "journal": "pseudonyms and counts, chained",
    "journal_checkpoint": "hashes",
    "command_result": "ids and counts",
    "linkage_model": "figures of a model",
    "linkage_state": "counts, and keys too common to tell anybody",
    "linkage_rarity": "how common a name or a place is: only those that several families carry",
    "network_coverage": "where operators have a network",
    "grant_event": "pseudonyms, codes and the serial number of a device, which must be found again if it is recalled",
    "outside_hand_over": "pseudonyms, codes and serial numbers",
    "pick_up_slot": "pseudonyms and a day",
    "message": "counts, never a name",
    "figure_release": "published figures",
    "figure_table": "published figures, protected",
    "erasure": "pseudonyms and counts of what was erased",
    "erased_subject": "pseudonyms whose keys are gone",
    "kept_count": "counts by department",
}
