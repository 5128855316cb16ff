"""What has changed under an image: read from apt's words and from the layers of its base."""

from __future__ import annotations

from typing import Any

import pytest
from weeks import APP, NGINX

from upkeep import packages
from upkeep.images import Finding, summary


def test_what_apt_would_upgrade() -> None:
    text = """Reading package lists...
Inst libssl3t64 [3.5.1-1] (3.5.4-1~deb13u1 Debian-Security:13/stable-security [amd64]) []
Inst nginx [1.26.3-3+deb13u1] (1.26.3-3+deb13u2 Debian-Security:13/stable-security [amd64])
Inst new-dependency (1.0 Debian:13/stable [amd64])
Conf nginx (1.26.3-3+deb13u2 Debian-Security:13/stable-security [amd64])
"""
    assert packages.upgrades(text) == [
        "libssl3t64 3.5.1-1 3.5.4-1~deb13u1",
        "nginx 1.26.3-3+deb13u1 1.26.3-3+deb13u2",
    ]


def layered(*layers: str, label: str | None = None) -> dict[str, Any]:
    return {"RootFS": {"Layers": list(layers)}, "Config": {"Labels": {"freehold.bases": label} if label else None}}


@pytest.mark.parametrize(
    ("image", "bases", "changed"),
    [
        (layered("a", "b", "x"), [layered("a", "b")], False),
        (layered("a", "b", "x"), [layered("c")], True),
        # One of two bases of a commit is another one; this image begins from the other.
        (layered("a", "x", label="old"), [layered("b"), layered("a")], False),
        # From scratch: the label of its build says what was used.
        (layered("x", label="now"), [layered("b")], False),
        (layered("x", label="old"), [layered("b")], True),
        (layered("x"), [layered("b"), None], True),
        (layered("x", label="now"), [layered()], False),
    ],
)
def test_whether_an_image_begins_from_another_base_today(
    image: dict[str, Any], bases: list[dict[str, Any] | None], changed: bool
) -> None:
    assert packages.base_changed(image, bases, "now") == changed


def test_the_reason_names_at_most_six_packages() -> None:
    many = Finding(NGINX, False, tuple(f"p{n} 1 2" for n in range(9)))
    assert summary([many]) == "nginx: newer p0, p1, p2, p3, p4, p5, and 3 more"
    assert (
        summary([Finding(APP, True, ()), Finding(NGINX, False, ("bash 1 2",))])
        == "app, nginx: another base image; newer bash"
    )
