"""How the certificate is, in lines for people. Pure."""

import time

from certificate_plan import good


def when(moment):
    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(moment))


def present(plan, have, now):
    if have is None:
        return "no certificate yet; the site is there by HTTP"
    names = ", ".join(sorted(have.names))
    if have.serves(now):
        return f"{names}, until {when(have.ends)}" + (
            f", renewed from {when(have.renew_at)}" if good(plan, have, now) else ""
        )
    return f"the certificate of {names} ended {when(have.ends)}; the site is there by HTTP"


def lines(plan, have, state, now):
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
