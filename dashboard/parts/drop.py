"""The place where a file is dropped, in the reader's language. What is in the file is read by the pipelines."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.style import upload_texts
from dashboard.wording.translation import Words

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

LARGEST_MB = 30
LISTS = ("csv", "txt", "tsv", "xlsx", "ods")


def file_drop(label: str, words: Words, *, key: str, kinds: Sequence[str] = LISTS) -> "UploadedFile | None":
    """Show a drop zone and return the file dropped, if any."""
    _ = words
    upload_texts(
        drop=_("Faites glisser le fichier ici, ou :"),
        browse=_("Choisir un fichier"),
        limit=_("{size} Mo au plus. {kinds}", size=LARGEST_MB, kinds=", ".join(kind.upper() for kind in kinds)),
    )
    return st.file_uploader(label, type=list(kinds), key=key, max_upload_size=LARGEST_MB)
