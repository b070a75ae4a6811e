#!/bin/sh
# Fuzzes what comes over the network and from files, with Address Sanitizer: readers, guided by coverage, and a live coordinator.
# Usage: deploy/fuzz.sh SEED, from the root, after 'swift build -c release --build-tests'.
set -eu
seed=$1
runs=${FUZZ_RUNS:-1000000}

# swiftc heeds the last -sanitize alone: without both in one, Swift's code tells libFuzzer nothing of what it reached.
FATHOM_FUZZ_TARGET=1 swift build -c release --sanitize=address --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address \
  --product reader-fuzzer --scratch-path .build/fuzz-readers
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
mkdir "$corpus/frames" "$corpus/sweeps" "$corpus/arrays" "$corpus/lines"

# First inputs: each frame of the protocol's page, the sweeps that ship, W&B's examples, fixtures of data, and lines.
awk -v folder="$corpus/frames" '
  /^```hex$/ { number += 1; inside = 1; next }
  /^```$/ { inside = 0 }
  inside { for (word = 1; word <= NF; word++) printf "\\%03o", index("0123456789abcdef", substr($word, 1, 1)) * 16 - 16 \
      + index("0123456789abcdef", substr($word, 2, 1)) - 1 > (folder "/" number ".octal") }
' docs/protocol.md
for octal in "$corpus"/frames/*.octal; do
  printf "$(cat "$octal")" > "${octal%.octal}"
  rm "$octal"
done
find sweeps -name '*.yaml' -size -12k | while read -r file; do
  cp "$file" "$corpus/sweeps/$(echo "$file" | tr / _)"
done
awk -v folder="$corpus/sweeps" '
  /^```yaml$/ { number += 1; inside = 1; next }
  /^```$/ { inside = 0 }
  inside { print > (folder "/" number ".yaml") }
' docs/*.md
find Tests/ArrayFilesTests/Fixtures -size -12k -type f ! -name '*.py' -exec cp {} "$corpus/arrays/" \;
printf 'a,b,y\n1,2,3\n4,5e-3,6\n' > "$corpus/arrays/header.csv"
printf '1;2;3\r\n4;5;6\r\n' > "$corpus/arrays/semicolons.csv"
cp Tests/CommandsTests/Fixtures/offline.wandb "$corpus/lines/"
awk -v folder="$corpus/lines" '{ sub(/^[^{]*/, ""); printf "%s", $0 > (folder "/trial" NR) } NR == 3 { exit }' \
  Tests/SweepLanguageTests/Fixtures/canonical-texts.txt
printf 'fathom: {"epoch": 2, "train_loss": 0.5, "layer": "fc1", "nrc1": 1e-3, "ok": true, "none": null}\nwords\n' \
  > "$corpus/lines/report"
printf 'worker node7 %064d\n' 7 > "$corpus/lines/keys"
printf 'tcp://localhost:7733/%064d/%064d' 1 2 > "$corpus/lines/address"

# An array of a file may be as large as memory; here nothing may ask for more than 256 MiB at once or take a second.
fuzz() {
  echo "fuzz: seed $seed, $2 inputs to readers of $1 (FUZZ_SEED=$seed repeats them)"
  (cd "$corpus" && FATHOM_FUZZ_READER=$1 "$root/.build/fuzz-readers/release/reader-fuzzer" -seed="$seed" -runs="$2" \
    -max_len="$3" -rss_limit_mb=1024 -malloc_limit_mb=256 -timeout=10 -report_slow_units=1 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$root/.build/fuzz-readers/$1-" "$1")
}
root=$PWD
fuzz frames $((runs / 2)) 4096
fuzz sweeps $((runs / 20)) 4096
fuzz arrays $((runs / 4)) 16384
fuzz lines $((runs / 5)) 4096
if ls .build/fuzz-readers/*-slow-unit-* 2> /dev/null; then
  echo "fuzz: these inputs took a second or more"
  exit 1
fi

echo "fuzz: damaged files, each to the command that reads it, in a process of its own"
python3 Tests/Attack/files.py .build/release "$seed" $((runs / 500))

swift build -c release --sanitize=address --product fathom --scratch-path .build/fuzz
ln -sf "$PWD/.build/release/fathom-worker" .build/fuzz/release/
# What is freed is kept back for a while, so that late uses are found; 16 MiB of it, so that growth is seen.
ASAN_OPTIONS=quarantine_size_mb=16:abort_on_error=1 FATHOM_BINARIES=$PWD/.build/fuzz/release FATHOM_FUZZ=$seed \
  swift test -c release --disable-testable-imports --skip-build --filter EndToEndTests.FuzzTests
