# shellcheck shell=bash
# Where readers find the page. Sourced.

# The later carrier writes /etc/freehold/url: before the server exists nobody knows its address.
site_url() { cat /etc/freehold/url 2>/dev/null || echo "http://$(hostname)/"; }
