#!/bin/sh
# Fuzzes what comes over the network, with Address Sanitizer: the decoder, guided by coverage, and a live coordinator.
# Usage: deploy/fuzz.sh SEED, from the root, after 'swift build -c release --build-tests'.
set -eu
seed=$1
runs=${FUZZ_RUNS:-1000000}

echo "fuzz: seed $seed, $runs frames to the decoder (FUZZ_SEED=$seed repeats them)"
FATHOM_FUZZ_TARGET=1 swift build -c release --sanitize=address --sanitize=fuzzer --product frame-fuzzer \
  --scratch-path .build/fuzz-decoder
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
# Each frame of the protocol's page is a first input.
awk -v folder="$corpus" '
  /^```hex$/ { number += 1; inside = 1; next }
  /^```$/ { inside = 0 }
  inside { for (word = 1; word <= NF; word++) printf "\\%03o", index("0123456789abcdef", substr($word, 1, 1)) * 16 - 16 \
      + index("0123456789abcdef", substr($word, 2, 1)) - 1 > (folder "/" number ".octal") }
' docs/protocol.md
for octal in "$corpus"/*.octal; do
  printf "$(cat "$octal")" > "${octal%.octal}"
  rm "$octal"
done
.build/fuzz-decoder/release/frame-fuzzer -seed="$seed" -runs="$runs" -max_len=4096 -rss_limit_mb=1024 \
  -malloc_limit_mb=64 -timeout=10 -print_final_stats=1 -verbosity=0 -artifact_prefix=.build/fuzz-decoder/ "$corpus"

swift build -c release --sanitize=address --product fathom --scratch-path .build/fuzz
ln -sf "$PWD/.build/release/fathom-worker" .build/fuzz/release/
# What is freed is kept back for a while, so that late uses are found; 16 MiB of it, so that growth is seen.
ASAN_OPTIONS=quarantine_size_mb=16:abort_on_error=1 FATHOM_BINARIES=$PWD/.build/fuzz/release FATHOM_FUZZ=$seed \
  swift test -c release --disable-testable-imports --skip-build --filter EndToEndTests.FuzzTests
