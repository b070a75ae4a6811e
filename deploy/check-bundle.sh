#!/bin/sh
# Shows that the archive $1 works on a Debian 12 without Swift: in a new system in a folder, with the three packages that it
# names, the worker joins a coordinator out here and runs a sweep. Needs root and debootstrap; BUNDLE_ROOT keeps the system.
set -eu
archive=$(realpath "${1:-.build/fathom-worker.tar.gz}")
cd "$(dirname "$0")/.."
deploy/install-packages.sh debootstrap
[ "$(id -u)" -eq 0 ] || { echo "check-bundle: run it as root" >&2; exit 2; }
folder=$(mktemp -d)
root=${BUNDLE_ROOT:-$folder/root}
processes=""
finish() {
  for process in $processes; do kill "$process" 2>/dev/null || true; done
  wait
  umount "$root/proc" 2>/dev/null || true
  mountpoint -q "$root/proc" || rm -rf "$folder"
}
trap finish EXIT

[ -x "$root/usr/bin/apt-get" ] || debootstrap --variant=minbase bookworm "$root" > "$folder/debootstrap.log"
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y -qq --no-install-recommends \
  libopenblas0-pthread liblapacke libzmq5 > "$folder/apt.log" 2>&1
! chroot "$root" sh -c 'command -v swift' || { echo "check-bundle: there is Swift in $root" >&2; exit 1; }
rm -rf "$root"/opt/fathom-worker*
tar -C "$root/opt" -xzf "$archive"
worker=$(cd "$root" && echo opt/fathom-worker-*/fathom-worker)
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
chroot "$root" sh -c "ldd /$worker" | awk '/not found/ { missing = 1; print } END { exit missing }'
chroot "$root" "/$worker" doctor

# The sweep of the Slurm test, with shorter trials.
sed 's/value: 4000/value: 100/; s/every: 2000/every: 50/; s/^seeds: .*/seeds: 3/' Tests/Slurm/sweep.yaml > "$folder/sweep.yaml"
timeout 300 .build/release/fathom coordinator "$folder/sweep.yaml" --listen "tcp://127.0.0.1:$((20000 + $$ % 20000))" \
  --store "$folder/store" --until-done 2> "$folder/coordinator.log" &
coordinator=$!
processes=$coordinator
until grep -q "Listening on" "$folder/coordinator.log"; do kill -0 "$coordinator"; sleep 0.2; done
address=$(sed -n 's/.*Listening on \(tcp:[^ ]*\) .*/\1/p' "$folder/coordinator.log")
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$root" "/$worker" --join "$address" &
processes="$processes $!"
wait "$coordinator"
.build/release/fathom verify last --store "$folder/store"
echo "check-bundle: $(basename "$archive") ran a sweep on a Debian $(cat "$root/etc/debian_version") without Swift"
