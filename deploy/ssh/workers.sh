#!/bin/sh
# Starts or stops a worker on each host of a list, over ssh.
#
#   deploy/ssh/workers.sh start HOSTS BUNDLE.tar.gz      copies the bundle and starts a worker on every host
#   deploy/ssh/workers.sh stop HOSTS                     asks them to leave: they hand back what they hold
#   deploy/ssh/workers.sh status HOSTS
#
# HOSTS has a line for each: an ssh destination, a space, its token of 'fathom keys add NAME'. Lines with # are left out.
# Keep that file to yourself (mode 0600). SSH names another ssh, with its options.
set -eu
[ $# -ge 2 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
order=$1 hosts=$2 bundle=${3:-}
SSH=${SSH:-ssh -o BatchMode=yes -o ConnectTimeout=10}
[ -r "$hosts" ] || { echo "Cannot read '$hosts', the list of hosts." >&2; exit 2; }
case $order in
  start) [ -r "$bundle" ] || { echo "Give the archive of 'make bundle' as third word." >&2; exit 2; } ;;
  stop | status) ;;
  *) echo "The first word is '$order'. Choose start, stop or status." >&2; exit 2 ;;
esac

at() { # at HOST SCRIPT: runs it in the worker's folder over there; standard input goes along
  $SSH "$1" "mkdir -p -m 700 ~/.fathom-worker && cd ~/.fathom-worker && $2"
}
alive='[ -s pid ] && [ "$(cat "/proc/$(cat pid)/comm" 2>/dev/null)" = fathom-worker ]'

failed=0
while read -r host token; do
  case $host in '' | '#'*) continue ;; esac
  case $order in
    start)
      # The token goes through standard input: on a command line other users would see it.
      at "$host" 'tar -xzf - --strip-components=1' < "$bundle" &&
        printf '%s\n' "$token" | at "$host" "if $alive; then echo '$host: runs already'; else
          read -r FATHOM_JOIN; export FATHOM_JOIN
          nohup ./fathom-worker > log 2>&1 < /dev/null & echo \$! > pid; echo '$host: started'; fi" ;;
    stop)
      at "$host" "if $alive; then kill \$(cat pid); echo '$host: asked to leave'; else echo '$host: none runs'; fi" \
        < /dev/null ;;
    status)
      at "$host" "if $alive; then echo '$host: runs'; else echo '$host: none runs'; fi; tail -n 1 log 2>/dev/null || :" \
        < /dev/null ;;
  esac || { echo "$host: failed" >&2; failed=1; }
done < "$hosts"
exit "$failed"
