"""The example of a reverse proxy says what the documentation promises, and every address of the application is behind it."""

import re
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
NGINX, PROXY = ((DEPLOY / name).read_text("utf-8") for name in ("nginx.conf", "connexion-proxy.conf"))


@pytest.mark.parametrize(
    "line",
    [
        r"listen 443 ssl;",
        r"return 301 https://\$host\$request_uri;",
        r"ssl_protocols\s+TLSv1\.2 TLSv1\.3;",
        r"server_tokens off;",
        r"limit_req_zone \$binary_remote_addr zone=door",
        r"limit_req zone=door",
    ],
)
def test_the_example_brings_tls_and_a_limit_at_the_door(line: str) -> None:
    assert re.search(rf"^\s*{line}", NGINX, re.MULTILINE)


def test_a_visitor_cannot_choose_the_address_by_which_tries_are_counted() -> None:
    assert re.search(r"^proxy_set_header X-Forwarded-For\s+\$remote_addr;", PROXY, re.MULTILINE)
    assert "$proxy_add_x_forwarded_for" not in PROXY + NGINX


def test_conversations_pass_and_keep_the_name_of_the_host() -> None:
    for line in (r"Host\s+\$host;", r"Upgrade\s+\$http_upgrade;", r'Connection\s+"upgrade";'):
        assert re.search(rf"^proxy_set_header {line}", PROXY, re.MULTILINE)


def test_one_time_addresses_are_in_no_log() -> None:
    assert re.search(r"^\s*~\^/export/\s+/export/-;", NGINX, re.MULTILINE)
    [written] = re.findall(r"log_format plain (.*);", NGINX)
    assert "$written_uri" in written
    assert not re.search(r"\$(request|request_uri|uri|args|query_string|http_cookie|http_referer)\b", written)


def test_headers_are_the_applications_own_and_are_not_said_twice() -> None:
    assert "add_header" not in NGINX + PROXY


def test_every_place_goes_to_this_machine() -> None:
    assert set(re.findall(r"proxy_pass (\S+);", NGINX)) == {"http://127.0.0.1:8501"}
    assert NGINX.count("{") == NGINX.count("}")
