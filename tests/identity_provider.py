"""A small OpenID Connect provider on this machine: discovery, sign-in page, codes, RS256 identity tokens, keys, end of session.

It vouches for whoever the test names; it checks the client, the redirect address and the proof key as a real one would.
"""

import base64
import hashlib
import secrets
import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "connexion-urgence", "s3cret-of-the-client"
COOKIE = "provider_person"


class IdentityProvider:
    """The provider; `people` maps a login to its claims, `forge` may change a token before it is signed."""

    def __init__(self, port: int, redirect_uri: str) -> None:
        self.issuer, self.redirect_uri = f"http://127.0.0.1:{port}", redirect_uri
        self.people: dict[str, dict[str, Any]] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"}, private=True)
        self.signing_key = self.key
        self.codes: dict[str, dict[str, str]] = {}
        self.ended: list[str] = []
        self.altered: dict[str, Any] = {}
        routes = [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/jwks", self.jwks),
            Route("/end", self.end),
        ]
        config = uvicorn.Config(Starlette(routes=routes), "127.0.0.1", port, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> "IdentityProvider":
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *reason: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)

    def knows(self, login: str, **claims: Any) -> None:
        """Add a person; addresses are proved unless said otherwise."""
        self.people[login] = {"sub": f"sub-{login}", "email_verified": True, **claims}

    def settings(self) -> dict[str, str]:
        """Return what a client must be told."""
        return {
            "client_id": CLIENT, "client_secret": SECRET, "label": "Mairie d'Essai",
            "server_metadata_url": f"{self.issuer}/.well-known/openid-configuration",
        }  # fmt: skip

    async def discovery(self, request: Request) -> Response:
        """Say where everything is."""
        return JSONResponse({
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        })  # fmt: skip

    async def authorize(self, request: Request) -> Response:
        """Let a person be chosen, then go back with a code."""
        asked = dict(request.query_params)
        if asked.get("client_id") != CLIENT or asked.get("redirect_uri") != self.redirect_uri:
            return HTMLResponse("unknown client or address", 400)
        login = asked.pop("login", "")
        if login not in self.people:
            doors = "".join(
                f"<p><a href='/authorize?{urlencode(asked | {'login': name})}'>{name}</a></p>" for name in self.people
            )
            return HTMLResponse(f"<!doctype html><title>Fournisseur</title><h1>Qui êtes-vous ?</h1>{doors}")
        code = secrets.token_urlsafe(16)
        self.codes[code] = {"login": login, "nonce": asked.get("nonce", ""), "proof": asked.get("code_challenge", "")}
        return RedirectResponse(f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        """Change a code for an identity token, once."""
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        proved = request.headers.get("authorization") == f"Basic {basic}" or form.get("client_secret") == SECRET
        found = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if not proved or found is None or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != found["proof"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": found["nonce"],
            **self.people[found["login"]], **self.altered,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.signing_key)
        return JSONResponse({"id_token": signed, "access_token": "a", "token_type": "Bearer", "expires_in": 300})

    async def jwks(self, request: Request) -> Response:
        """Give the public key."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def end(self, request: Request) -> Response:
        """End the session at the provider, and go back."""
        self.ended.append(request.query_params.get("id_token_hint", ""))
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)
