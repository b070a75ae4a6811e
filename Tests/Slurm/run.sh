#!/bin/sh
# A sweep on a Slurm cluster of three nodes, all on this machine: workers scale from none to three and back to none while
# one job is cancelled, one requeued, one node drained and the allocation's loop killed, with keys. Every trial must have one result.
# Needs root, for munged's and slurmd's sake, and both binaries in .build/release (or FATHOM_BINARIES).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binaries=$(cd "${FATHOM_BINARIES:-$here/../../.build/release}" && pwd)
"$here/../../deploy/install-packages.sh" slurm-wlm munge
[ "$(id -u)" -eq 0 ] || { echo "test-slurm: run it as root" >&2; exit 2; }

began=$(date +%s)
limit=${SLURM_TEST_SECONDS:-300}
folder=$(mktemp -d /tmp/fathom-slurm.XXXXXX)
chmod 755 "$folder"
mkdir -p "$folder/munge" "$folder/ctld" "$folder/spool.n1" "$folder/spool.n2" "$folder/spool.n3"
chown munge:munge "$folder/munge"
export SLURM_CONF="$folder/slurm.conf" XDG_STATE_HOME="$folder/state"
unset FATHOM_SERVER FATHOM_JOIN || true
processes=""
allocation=""
coordinator=""

finish() {
  status=$?
  trap - EXIT INT TERM
  [ -z "$allocation" ] || kill "$allocation" 2>/dev/null || true
  scancel --me 2>/dev/null || true
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    [ -n "$(squeue --me --noheader 2>/dev/null)" ] || break
    sleep 1
  done
  for process in $processes; do kill "$process" 2>/dev/null || true; done
  sleep 1
  for process in $processes; do kill -9 "$process" 2>/dev/null || true; done
  if [ "$status" -ne 0 ]; then
    echo "test-slurm: failed after $(($(date +%s) - began)) s; logs are in $folder" >&2
    tail -n 15 "$folder/alloc.log" "$folder/coordinator.log" >&2 || true
  else
    rm -rf "$folder"
  fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

start() { # start LOG COMMAND...
  log=$1
  shift
  "$@" >> "$folder/$log" 2>&1 &
  last=$!
  processes="$last $processes"
}

running() { squeue --me --noheader --states=RUNNING --format=%i | sort -n; }
alive() { squeue --me --noheader --format=%i | sort -n; }
count() { wc -w | tr -d ' '; }
done_trials() {
  "$binaries/fathom" status --store "$folder/store" --format json |
    sed -n 's/.*"finished": \([0-9]*\).*/\1/p' | head -n 1
}

until_true() { # until_true SENTENCE CONDITION
  while ! eval "$2"; do
    [ $(($(date +%s) - began)) -lt "$limit" ] || { echo "test-slurm: never: $1" >&2; exit 1; }
    [ "$(alive | count)" -le 3 ] || { echo "test-slurm: more than 3 jobs" >&2; alive >&2; exit 1; }
    [ -z "$coordinator" ] || kill -0 "$coordinator" || { echo "test-slurm: the coordinator has ended" >&2; exit 1; }
    sleep 0.5
  done
  echo "$(($(date +%s) - began)) s  $1"
}

sed "s|HOSTNAME|$(hostname)|g; s|FOLDER|$folder|g" "$here/slurm.conf" > "$folder/slurm.conf"
dd if=/dev/urandom of="$folder/munge/key" bs=128 count=1 2>/dev/null
chown munge:munge "$folder/munge/key"
chmod 400 "$folder/munge/key"
start munge.log runuser -u munge -- munged --foreground --key-file="$folder/munge/key" \
  --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" \
  --seed-file="$folder/munge/seed"
for _ in 1 2 3 4 5 6 7 8 9 10; do [ ! -S "$folder/munge/socket" ] || break; sleep 0.5; done
start ctld.out slurmctld -D -c -f "$folder/slurm.conf"
for node in n1 n2 n3; do start "slurmd.$node.out" slurmd -D -N "$node" -f "$folder/slurm.conf"; done
until_true "Slurm has three idle nodes" '[ "$(sinfo --noheader --states=idle --format=%D 2>/dev/null | head -n 1)" = 3 ]'

address=tcp://127.0.0.1:$((20000 + $$ % 20000))
"$binaries/fathom" keys init --store "$folder/store" 2> "$folder/keys.log"
token() { # token NAME ROLE
  "$binaries/fathom" keys add "$1" --role "$2" --at "$address" --store "$folder/store" --format json 2>> "$folder/keys.log" |
    sed -n 's/.*"token" : "\(.*\)".*/\1/p'
}
FATHOM_JOIN=$(token jobs worker)
FATHOM_SERVER=$(token allocation viewer)
export FATHOM_JOIN FATHOM_SERVER
start coordinator.log "$binaries/fathom" coordinator "$here/sweep.yaml" --listen "$address" --store "$folder/store" --lease 15
coordinator=$last
until_true "the coordinator listens" 'grep -q "Listening on" "$folder/coordinator.log"'
trials=$(sed -n 's/.*Listening on .* with \([0-9]*\) trials.*/\1/p' "$folder/coordinator.log")

allocate() {
  start alloc.log "$binaries/fathom" alloc add slurm --name test --max-workers 3 --time 10m --idle 5s --every 2s \
    -- --partition=batch
  allocation=$last
}
[ "$(alive | count)" -eq 0 ]
allocate
until_true "three workers run" '[ "$(running | count)" -eq 3 ]'
if scontrol show job | grep -qF "${FATHOM_JOIN##*/}"; then echo "test-slurm: 'scontrol show job' tells the key" >&2; exit 1; fi
until_true "three trials have a result" '[ "$(done_trials)" -ge 3 ]'

victim=$(running | head -n 1)
scancel "$victim"
until_true "job $victim was cancelled and three workers run again" \
  '! running | grep -qx "$victim" && [ "$(running | count)" -eq 3 ]'

victim=$(running | head -n 1)
scontrol requeue "$victim"
until_true "job $victim was requeued" '! running | grep -qx "$victim"'
kill -9 "$allocation"
echo "$(($(date +%s) - began)) s  the allocation's loop was killed"
allocate
until_true "three workers run again, job $victim among them" \
  'running | grep -qx "$victim" && [ "$(running | count)" -eq 3 ]'

victim=$(running | tail -n 1)
node=$(squeue --noheader --jobs="$victim" --format=%N)
scontrol update "nodename=$node" state=drain reason=test
scancel "$victim"
until_true "node $node is drained and two workers run" \
  '[ "$(sinfo --noheader --nodes=$node --format=%T)" = drained ] && [ "$(running | count)" -eq 2 ] && [ "$(alive | count)" -eq 3 ]'
scontrol update "nodename=$node" state=resume
until_true "node $node is back and three workers run" '[ "$(running | count)" -eq 3 ]'

until_true "all $trials trials have a result" '[ "$(done_trials)" = "$trials" ]'
until_true "no worker is left" '[ "$(alive | count)" -eq 0 ]'
submitted=$(sed -n 's/.*Submitted \([0-9]*\) job.*/\1/p' "$folder/alloc.log" | awk '{ sum += $1 } END { print sum }')
"$binaries/fathom" alloc remove test
"$binaries/fathom" verify last --store "$folder/store"
echo "test-slurm: $trials trials, one accepted result each; $submitted jobs submitted, never more than 3 at once;" \
  "$(($(date +%s) - began)) s"
