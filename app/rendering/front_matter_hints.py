"""What to write for keys that other generators have."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

SAME = {
    "summary": "description excerpt subtitle abstract lead intro subheading tagline teaser desc meta_description",
    "tags": "categories category keywords topics tag labels",
    "updated": "lastmod modified last_modified last_modified_at updated_at edited date_modified last_updated update",
    "date": "publishdate published_at created created_at pubdate date_published",
    "title": "name headline heading",
    "aliases": "alias redirect_from redirects old_url",
}
DROPPED = {
    "author authors by": "app/site.toml has the author of all posts; take it out",
    "image images cover thumbnail banner featured_image feature_image header_image hero og_image card": (
        "the first picture of the post is shown beside links to it; take it out"
    ),
    "slug url permalink": "the file's name is the address: rename the file, and take it out",
    "published status": "a post that nobody may see yet has draft: true; else take it out",
    "publish_date expirydate unlisted hidden": "a post appears on its date; take it out",
}
EFFECTLESS = (
    "layout type template theme comments math mathjax katex toc lang language id share weight format jupyter editor "
    "output engine execute draft_date aside classes markup bibliography csl params menu sidebar pin sticky guid"
)
NAMES = {name: f'write "{key}"' for key, names in SAME.items() for name in names.split()}
NAMES |= {name: advice for names, advice in DROPPED.items() for name in names.split()}
NAMES |= dict.fromkeys(EFFECTLESS.split(), "it has no effect here; take it out")


def hint(key: str, known: Sequence[str]) -> tuple[str, str | None]:
    """Tell what to write in place of an unknown key, and which key it stands for, where it stands for one."""
    name = key.strip().lower().replace("-", "_")
    if name in known:
        return f'write "{name}"', name
    if name in NAMES:
        stands = next((word for word, names in SAME.items() if name in names.split() and word in known), None)
        if stands or name not in " ".join(SAME.values()).split():
            return NAMES[name], stands
    near = get_close_matches(name, known, n=1)
    if near:
        return f'did you mean "{near[0]}"?', near[0]
    return f"known: {', '.join(known)}", None
