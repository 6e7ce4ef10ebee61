"""What `streamlit run app.py` serves: the screens, the health route, the exports, behind one guard.

It must never hold a screen or a rule: it only puts the pieces of `dashboard` together.
"""

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import App

from dashboard import memory
from dashboard.door import enter_with_code, show_door_page
from dashboard.exports_route import hand_out
from dashboard.provider_door import to_provider
from dashboard.readiness import ready
from dashboard.server import READINESS, Guard, health, lifespan

app = App(
    "screens.py",
    lifespan=lifespan,
    secrets=memory.sign_in_secrets(),
    routes=[
        Route("/healthz", health),
        Route(READINESS, ready),
        Route("/export/{token}", hand_out),
        Route("/connexion", show_door_page),
        Route("/connexion/code", enter_with_code, methods=["POST"]),
        Route("/connexion/fournisseur", to_provider),
    ],
    middleware=[Middleware(Guard)],
)
