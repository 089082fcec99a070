#!/usr/bin/env bash
# Times of the fits beside the peers' scripts, on the same machine in the same minutes; only ratios mean anything. The peers print
# the seconds of their fit alone, ours is the whole command (reading, compiling, fit, overlay): the best of three each.
#
#     acceptance/fits/compare.sh [REFERENCE FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
shared=${1:-${PLANTWIN_SHARED:-../shared}}
[ -d "$shared/peers/calibrate" ] || { echo "no $shared/peers/calibrate: name the reference folder"; exit 0; }
python=${PYTHON:-/usr/bin/python3}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
go build -o "$tmp/plantwin" ./cmd/plantwin
mkdir "$tmp/pump"
go run ./acceptance/fits/prepare "$shared/data/skab_pump" "$tmp/pump"

best() { sort -g | head -1; }
peer() { for _ in 1 2 3; do "$python" "$shared/peers/calibrate/$1" ${3:-} | awk -v w="$2" '$0 ~ w { for (i = 1; i < NF; i++) if ($i == "seconds") { print $(i + 1); exit } }'; done | best; }
ours() { for _ in 1 2 3; do
  a=$(date +%s%N); "$tmp/plantwin" calibrate "scenarios/$1" --data "$2" --out "$tmp/out" >"$tmp/text"; b=$(date +%s%N)
  awk -v a="$a" -v b="$b" 'BEGIN { print (b - a) / 1e9 }'; done | best; }
row() { awk -v n="$1" -v p="$2" -v o="$3" 'BEGIN { printf "%-16s peer %8.2f s   plantwin %7.3f s   %6.0f times as fast\n", n, p, o, p / o }'; }

row "two heaters" "$(peer tclab_fit.py jacobian)" "$(ours temperature-lab.yaml "$shared/data/tclab")"
row "cascaded tanks" "$(peer cascaded_tanks_fit.py start)" "$(ours cascaded-tanks.yaml "$shared/data/cascaded_tanks")"
row "pump" "$(peer pump_twin_fit.py thermal)" "$(ours pump-thermal.yaml "$tmp/pump")"
