# shellcheck shell=bash
# What an author's key may do: a table of exact texts, no evaluation of any part. Sourced.

author_help="What your key can do here (NAME is the server's name in your SSH configuration or author@HOST):
  git push server main         publish: build, start beside the old site, switch
  ssh NAME status              what is live, since when, how it is
  ssh NAME releases            the last releases: who, when, how long, result
  ssh NAME rollback [RELEASE]  back to the release before, or to RELEASE (seconds, no build)
  ssh NAME unpublish POST      take a post from the site, the caches and all earlier releases
  ssh NAME logs [app|nginx] [-f]
  ssh NAME readers [--days N]  who read the blog on the last N days (30)
  ssh NAME help
status, releases, rollback, unpublish, logs and readers take --json as their last word, for programs."

# parse_author_command TEXT: sets `verb` and, where there is one, `argument`. Fails on everything not in the table.
# verb: receive, upload, status, releases, rollback, unpublish, logs, readers, hello, help. `json` is --json or nothing.
parse_author_command() {
  # The caller reads them.
  # shellcheck disable=SC2034
  verb='' argument='' follow='' json=''
  local LC_ALL=C
  case $1 in
    "git-receive-pack '/blog'" | "git-receive-pack '/blog.git'" | "git-receive-pack 'blog'" | \
      "git-receive-pack 'blog.git'") verb=receive ;;
    "git-upload-pack '/blog'" | "git-upload-pack '/blog.git'" | "git-upload-pack 'blog'" | \
      "git-upload-pack 'blog.git'") verb=upload ;;
    status | releases | rollback | help) verb=$1 ;;
    'status --json' | 'releases --json') verb=${1% --json} json=--json ;;
    '') verb=help ;;
    *)
      if [[ $1 =~ ^rollback(\ ([0-9a-f]{4,40}))?(\ (--json))?$ ]]; then
        verb=rollback argument=${BASH_REMATCH[2]} json=${BASH_REMATCH[4]}
      elif [[ $1 =~ ^hello\ ([0-9]{1,6})$ ]]; then
        verb=hello argument=${BASH_REMATCH[1]}
      elif [[ $1 =~ ^unpublish\ ([A-Za-z0-9][A-Za-z0-9._-]{0,199})(\ (--json))?$ && $1 != *..* ]]; then
        verb=unpublish argument=${BASH_REMATCH[1]} json=${BASH_REMATCH[3]}
      elif [[ $1 =~ ^logs(\ (app|nginx))?(\ (-f))?(\ (--json))?$ ]]; then
        verb=logs argument=${BASH_REMATCH[2]} follow=${BASH_REMATCH[4]} json=${BASH_REMATCH[6]}
      elif [[ $1 =~ ^readers(\ --days\ ([1-9][0-9]{0,3}))?(\ (--json))?$ ]]; then
        verb=readers argument=${BASH_REMATCH[2]} json=${BASH_REMATCH[4]}
      else
        return 1
      fi
      ;;
  esac
}
