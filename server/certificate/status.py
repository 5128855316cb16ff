"""How the certificate is, in lines for people. Pure."""

from __future__ import annotations

import time

from certificate.plan import Have, Plan, State, good


def when(moment: float) -> str:
    """Return a moment as people read it."""
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(moment))


def present(plan: Plan, have: Have | None, now: float) -> str:
    """Tell how the certificate is, in one line."""
    if have is None:
        return "no certificate yet; the site is there by HTTP"
    names = ", ".join(sorted(have.names))
    if have.serves(now):
        return f"{names}, until {when(have.ends)}" + (
            f", renewed from {when(have.renew_at)}" if good(plan, have, now) else ""
        )
    return f"the certificate of {names} ended {when(have.ends)}; the site is there by HTTP"


def lines(plan: Plan | None, have: Have | None, state: State, now: float) -> list[str]:
    """Tell how the certificate is and, where it is not well, why and what to do."""
    if plan is None:
        return ["https     off"]
    text = [f"https     {present(plan, have, now)}"]
    if good(plan, have, now):
        return text
    if not state.get("reason"):
        return [*text, f"          asking {plan.server} for {', '.join(plan.names)}"]
    tries = f"{state['tries']} tries" if state["tries"] != 1 else "1 try"
    return [
        *text,
        f"problem   since {when(state['since'])} ({tries}): {state['reason']}",
        f"to do     {state['advice']}",
        f"next try  {when(state['next'])}; at once: sudo /usr/local/lib/freehold/certificate/certificate now",
    ]
