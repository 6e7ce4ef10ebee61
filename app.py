"""What `streamlit run app.py` serves: the screens, the health route, the exports, behind one guard.

It must never hold a screen or a rule: it only puts the pieces of `dashboard` together.
"""

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import App

from dashboard.exports_route import hand_out
from dashboard.readiness import ready
from dashboard.server import Guard, health, lifespan

app = App(
    "screens.py",
    lifespan=lifespan,
    routes=[Route("/healthz", health), Route("/readyz", ready), Route("/export/{token}", hand_out)],
    middleware=[Middleware(Guard)],
)
