#!/bin/sh
# Sweeps on a network of six hosts (network namespaces on a bridge) with keys, struck while they run: a worker and the
# coordinator are cut off for three leases each, packets are lost, a link is slow, an intruder tries to get in a hundred times a
# second, a host vanishes. Every trial must have one result. Prints how long each took to recover and what the intruder cost.
# Needs root, and both binaries in .build/release (or FATHOM_BINARIES). NETWORK_SCENES chooses scenes, NETWORK_ATTEMPTS how often the
# intruder tries at least.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binaries=$(cd "${FATHOM_BINARIES:-$here/../../.build/release}" && pwd)
"$here/../../deploy/install-packages.sh" iproute2 iptables procps python3-zmq
[ "$(id -u)" -eq 0 ] || { echo "test-network: run it as root" >&2; exit 2; }

began=$(date +%s)
limit=${NETWORK_TEST_SECONDS:-900}
scenes=${NETWORK_SCENES:-worker coordinator loss slow intruder vanish}
lease=5
attempts_wanted=${NETWORK_ATTEMPTS:-10000}
folder=$(mktemp -d /tmp/fathom-network.XXXXXX)
net=$(basename "$folder")
port=7700
unset FATHOM_SERVER FATHOM_JOIN || true
processes=""
namespaces=""
needed="" # whose end fails the test

finish() {
  status=$?
  trap - EXIT INT TERM
  for process in $processes; do kill "$process" 2>/dev/null || true; done
  sleep 1
  for process in $processes; do kill -9 "$process" 2>/dev/null || true; done
  # Links and bridge go with their namespaces.
  for namespace in $namespaces; do ip netns del "$namespace" 2>/dev/null || true; done
  if [ "$status" -ne 0 ]; then
    echo "test-network: failed after $(($(date +%s) - began)) s; logs are in $folder" >&2
    tail -n 15 "$folder/coordinator.log" >&2 || true
  else
    rm -rf "$folder"
  fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() { echo "test-network: $*" >&2; exit 1; }
say() { echo "$(($(date +%s) - began)) s  $*"; }
microseconds() { date +%s%6N; }
ask() { /usr/bin/python3 "$here/figures.py" "$folder/store/fathom.db" "$@" || touch "$folder/unanswered"; }
alive() {
  [ $(($(date +%s) - began)) -lt "$limit" ] || fail "more than $limit s"
  for process in $needed; do kill -0 "$process" 2>/dev/null || fail "process $process has ended"; done
  [ ! -e "$folder/unanswered" ] || fail "the store was not read"
}
until_true() { # until_true SENTENCE CONDITION
  while ! eval "$2"; do alive; sleep 0.5; done
  say "$1"
}

# The hosts.
namespace() {
  ip netns add "$net-$1"
  namespaces="$net-$1 $namespaces"
}
host() { # host NAME NUMBER
  namespace "$1"
  ip -n "$net-switch" link add name "to-$1" type veth peer name eth0 netns "$net-$1"
  ip -n "$net-switch" link set dev "to-$1" master bridge up
  ip -n "$net-$1" address add "10.77.0.$2/24" dev eth0
  ip -n "$net-$1" link set dev eth0 up
  ip -n "$net-$1" link set dev lo up
}
on() { # on HOST COMMAND...: becomes the command
  on=$1
  shift
  exec ip netns exec "$net-$on" unshare --uts sh -c 'hostname "$0"; exec "$@"' "$on" "$@"
}
start() { # start LOG HOST COMMAND...
  log=$1
  shift
  (on "$@") >> "$folder/$log" 2>&1 &
  last=$!
  processes="$last $processes"
}
# Off its bridge a link stays up and carries nothing: neither end is told.
cut_off() { ip -n "$net-switch" link set dev "to-$1" nomaster; }
heal() { ip -n "$net-switch" link set dev "to-$1" master bridge; }

namespace switch
ip -n "$net-switch" link add name bridge type bridge
ip -n "$net-switch" link set dev bridge up
number=1
for name in head one two far relay intruder; do host "$name" "$number"; number=$((number + 1)); done
address=tcp://10.77.0.1:$port

# Keys, the coordinator and its workers.
"$binaries/fathom" keys init --store "$folder/store" 2> "$folder/keys.log"
token() { # token NAME ROLE [ADDRESS]
  "$binaries/fathom" keys add "$1" --role "$2" --at "${3:-$address}" --store "$folder/store" --format json \
    2>> "$folder/keys.log" | sed -n 's/.*"token" : "\(.*\)".*/\1/p'
}
FATHOM_SERVER=$(token alice submitter)
export FATHOM_SERVER
one=$(token one worker)
two=$(token two worker)
far=$(token far worker "tcp://10.77.0.5:$port")
eve=$(token eve viewer)
mallory=$(token mallory worker)
"$binaries/fathom" keys revoke mallory --store "$folder/store" 2>> "$folder/keys.log"
start coordinator.log head "$binaries/fathom" coordinator --listen "tcp://0.0.0.0:$port" --store "$folder/store" --lease "$lease"
needed=$last
coordinator=$last
until_true "the coordinator listens, with keys" 'grep -q "Listening on .* for holders of keys" "$folder/coordinator.log"'
worker() { # worker NAME TOKEN
  export FATHOM_JOIN="$2"
  start "$1.log" "$1" "$binaries/fathom-worker" --slots 1 --spool "$folder/spool.$1"
  unset FATHOM_JOIN
}
worker one "$one"
worker two "$two"
worker_two=$last
until_true "two workers have joined" '[ "$(grep -c " joined from " "$folder/coordinator.log")" -eq 2 ]'

# Sweeps.
planned=0
sweeps=0
submit() { # submit NAME SEEDS [EPOCHS]
  sweeps=$((sweeps + 1))
  planned=$((planned + $2))
  sed "s/NAME/$1/; s/DATA/$sweeps/; s/SEEDS/$2/; s/EPOCHS/${3:-600}/" "$here/sweep.yaml" > "$folder/$1.yaml"
  (on head "$binaries/fathom" submit "$folder/$1.yaml") >> "$folder/submit.log" 2>&1 || fail "sweep $1 was not taken"
}
verify() { # verify NAME: all is done, with one accepted result a trial
  until_true "$1: all trials have a result" '[ "$(ask left '"$1"')" -eq 0 ]'
  "$binaries/fathom" verify "$1" --store "$folder/store"
}
row() { printf '%-36s %-34s %s\n' "$1" "$2" "$3" >> "$folder/table"; }
has() { [ "$(ask accepted "$1" "$2")" -ge 1 ]; }
scene() { case " $scenes " in *" $1 "*) ;; *) return 1 ;; esac; }
# Before a scene strikes, its sweep runs on both workers.
underway() {
  submit "$1" "$2"
  until_true "$1: the sweep runs" 'has '"$1"' one && has '"$1"' two'
}
recovery() { # recovery SCENE SINCE HOST...: waits for a result of each host
  scene=$1 since=$2
  shift 2
  for name; do
    while [ -z "$(ask recovered "$since" "$name")" ]; do
      alive
      [ "$(ask left "$scene")" -gt 0 ] || fail "$scene: the sweep was over before $name was back; this machine became faster meanwhile"
      sleep 0.2
    done
    row "$scene" "to the next result from $name" "$(ask recovered "$since" "$name") s"
  done
}

submit calm 24
verify calm
rate=$(ask rate calm)
enough() { awk "BEGIN { print int($rate * $1) + 10 }"; } # enough SECONDS: trials for so long
row "undisturbed" "results a second, two workers" "$rate"

if scene worker; then
  underway worker "$(enough 35)"
  cut_off one
  sleep $((3 * lease))
  grep -q "Worker one-.* is silent" "$folder/coordinator.log" || fail "nobody noticed that 'one' is gone"
  heal one
  recovery worker "$(microseconds)" one
  verify worker
  row worker "attempts that did not count" "$(ask attempts worker)"
fi

if scene coordinator; then
  underway coordinator "$(enough 35)"
  cut_off head
  sleep $((3 * lease))
  heal head
  recovery coordinator "$(microseconds)" one two
  verify coordinator
  row coordinator "attempts that did not count" "$(ask attempts coordinator)"
fi

if scene loss; then
  lose() { # lose -A|-D
    ip netns exec "$net-head" iptables "$1" INPUT -i eth0 -m statistic --mode random --probability 0.2 -j DROP
    ip netns exec "$net-head" iptables "$1" OUTPUT -o eth0 -m statistic --mode random --probability 0.2 -j DROP
  }
  underway loss "$(enough 30)"
  lose -A
  since=$(microseconds)
  half=$(($(ask left loss) / 2))
  until_true "loss: half of it ran while one packet in five was lost" '[ "$(ask left loss)" -le "$half" ]'
  row loss "results a second meanwhile" "$(awk "BEGIN { printf \"%.2f\", $half / ($(microseconds) - $since) * 1e6 }")"
  row loss "packets dropped" "$(ip netns exec "$net-head" iptables -L -v -x -n | awk '/statistic/ { sum += $1 } END { print sum }')"
  lose -D
  recovery loss "$(microseconds)" one two
  verify loss
  row loss "attempts that did not count" "$(ask attempts loss)"
fi

if scene slow; then
  start relay.log relay /usr/bin/python3 "$here/relay.py" 10.77.0.5 "$port" 10.77.0.1 "$port" 0.25 8000 "$folder/fast"
  worker far "$far"
  worker_far=$last
  submit slow "$(enough 30)"
  until_true "slow: three results came over a link of 8 kB/s and 0.25 s each way" '[ "$(ask accepted slow far)" -ge 3 ]'
  touch "$folder/fast"
  recovery slow "$(microseconds)" far
  verify slow
  row slow "results over the slow link, of all" "$(ask accepted slow far) of $(ask accepted slow)"
  row slow "attempts that did not count" "$(ask attempts slow)"
  kill "$worker_far"
  until_true "slow: far has left" '! kill -0 "$worker_far" 2>/dev/null'
fi

if scene intruder; then
  secret() { echo "$1" | cut -d / -f 5; }
  version=$(sed -n 's/.*version: UInt8 = \([0-9]*\)$/\1/p' "$here/../../Sources/Messaging/MessageKind.swift")
  start intruder.log intruder /usr/bin/python3 "$here/intruder.py" "$address" "$version" \
    "$(echo "$eve" | cut -d / -f 4)" "$(secret "$mallory")" "$(secret "$eve")" "$coordinator" "$folder/go" "$folder/intruder.json"
  intruder=$last
  needed="$needed $intruder"
  told() {
    /usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$folder/intruder.json" "$1"
  }
  until_true "intruder: it is ready" '[ -s "$folder/intruder.json" ]'
  submit tiny 200 10
  verify tiny
  # Sweeps of about half a minute, the next before one is through, so that workers never wait.
  ample=$(awk "BEGIN { print int($(ask rate tiny) * 30) }")
  count=0
  attempts=0
  while [ "$attempts" -lt "$attempts_wanted" ]; do
    if [ "$count" -eq 0 ] || [ "$(ask left "tiny-$count")" -lt $((ample / 2)) ]; then
      count=$((count + 1))
      submit "tiny-$count" "$ample" 10
      [ "$count" -gt 1 ] || { until_true "intruder: the workers are busy" 'has tiny-1 %'; touch "$folder/go"; }
    fi
    alive
    sleep 1
    attempts=$(told attempts)
  done
  say "intruder: $attempts attempts"
  needed=${needed% *}
  rm "$folder/go"
  until_true "intruder: it has left" '! kill -0 "$intruder" 2>/dev/null'
  for number in $(seq "$count"); do verify "tiny-$number"; done
  sleep 12 # the last counts are in the log
  [ "$(ask rows | cut -d ' ' -f 1-3)" = "$sweeps $planned $planned" ] ||
    fail "the store has $(ask rows) sweeps, trials and results, and not $sweeps $planned $planned"
  ! ask rows | grep -q intruder || fail "the intruder is among the workers"
  /usr/bin/python3 "$here/tally.py" "$folder/intruder.json" "$folder/coordinator.log" "$folder/store/fathom.db" \
    >> "$folder/table" || { cat "$folder/table"; exit 1; }
fi

if scene vanish; then
  underway vanish "$(enough 25)"
  since=$(microseconds)
  ip -n "$net-switch" link del to-two
  # shellcheck disable=SC2046 # a word each
  kill -9 "$worker_two" $(ps -o pid= --ppid "$worker_two")
  verify vanish
  moved=$(ask moved "$since" two)
  row vanish "trials that the host held" "${moved%% *}"
  row vanish "until the first runs elsewhere" "$(echo "$moved" | cut -d ' ' -f 2) s"
  row vanish "until the last runs elsewhere" "$(echo "$moved" | cut -d ' ' -f 3) s"
fi

echo
printf '%-36s %-34s %s\n' scene what figure
cat "$folder/table"
echo "test-network: $planned trials of $sweeps sweeps, one accepted result each; leases of $lease s; $(($(date +%s) - began)) s"
