"""The script that Streamlit runs at each interaction; beside `static/`, which Streamlit looks for next to it.

It must never do more than open the shell.
"""

from dashboard.shell import open_shell

open_shell()
