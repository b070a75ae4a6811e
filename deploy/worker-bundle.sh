#!/bin/sh
# Makes one archive with a worker for Debian 12 machines without Swift: $1, by default .build/fathom-worker.tar.gz.
# Such a machine needs three packages: libopenblas0-pthread, liblapacke, libzmq5.
set -eu
cd "$(dirname "$0")/.."
archive=${1:-.build/fathom-worker.tar.gz}
swift build -c release --static-swift-stdlib --product fathom-worker --scratch-path .build/bundle
name=fathom-worker-$(.build/bundle/release/fathom-worker --version | awk '{ print $NF }')
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/$name"
strip -o "$folder/$name/fathom-worker" .build/bundle/release/fathom-worker
cp deploy/systemd/fathom-worker.service LICENSE "$folder/$name/"
cat > "$folder/$name/README" <<'END'
A Fathom worker. Once on this machine, as root:

  apt-get install libopenblas0-pthread liblapacke libzmq5

Then, with the token that 'fathom keys add NAME' has printed:

  FATHOM_JOIN=TOKEN ./fathom-worker

It offers every core until SIGTERM, and hands back what it has not finished.
END
mkdir -p "$(dirname "$archive")"
tar -C "$folder" -czf "$archive" "$name"
echo "Made $archive ($(du -h "$archive" | cut -f1)). It needs:"
objdump -p "$folder/$name/fathom-worker" | awk '/NEEDED/ { print "  " $2 }'
