# shellcheck shell=bash
# Where readers find the page. Sourced.

# The later carrier writes /etc/freehold/url (before the server exists nobody knows its address), `certificate` the other, once
# readers are served by HTTPS.
site_url() {
  { head -qn 1 /var/lib/freehold/url /etc/freehold/url 2>/dev/null || true; } | grep -m 1 . || echo "http://$(hostname)"
}
