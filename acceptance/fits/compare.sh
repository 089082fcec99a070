#!/usr/bin/env bash
# Times of the fits beside the peers' scripts, on the same machine in the same minutes; only ratios mean anything. Both sides are
# timed twice: the fit alone, as either prints it (ours includes compiling the model), and the whole command (the peers import
# SciPy, we read and check the scenario). The best of three each.
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

# best WORD COMMAND...: least seconds of the fit and of the command; the first is the number beside "seconds" on the line with WORD.
best() {
  local word=$1; shift
  for _ in 1 2 3; do
    a=$(date +%s%N); "$@" >"$tmp/text"; b=$(date +%s%N)
    awk -v w="$word" -v d="$(((b - a) / 1000))" '$0 ~ w && !done { for (i = 1; i < NF; i++) if ($i == "seconds" || $i == "in") { print $(i + 1) + 0, d / 1e6; done = 1; break } }' "$tmp/text"
  done | awk 'NR == 1 || $1 < f { f = $1 } NR == 1 || $2 < c { c = $2 } END { print f, c }'
}
row() {
  read -r pf pc < <(best "$3" "$python" "$shared/peers/calibrate/$2")
  read -r of oc < <(best "Fitted in" "$tmp/plantwin" calibrate "scenarios/$4" --data "$shared/data/$5" --out "$tmp/out")
  awk -v n="$1" -v pf="$pf" -v pc="$pc" -v of="$of" -v oc="$oc" 'BEGIN {
    printf "%-16s fit: %8.2f s beside %7.3f s, %5.0f times as fast; command: %8.2f s beside %7.3f s, %5.0f times\n", n, pf, of, pf / of, pc, oc, pc / oc }'
}
row "two heaters" tclab_fit.py jacobian temperature-lab.yaml tclab
row "cascaded tanks" cascaded_tanks_fit.py start cascaded-tanks.yaml cascaded_tanks
row "pump" pump_twin_fit.py thermal pump-thermal.yaml skab_pump
