#!/usr/bin/env bash
# Runs plantwin and the peers that install here in turns and writes the ratios
# as Markdown to standard output; what happens meanwhile goes to standard error.
#
#   PLANTWIN_SHARED  folder with peers/ (left out: ../shared beside the repository)
#   SIMCPP20         a checkout of fschuetz04/simcpp20 (left out: without it)
#   ROUNDS           rounds (3); the slow peers take part in the first alone
#   ONLY             des or ode: that half alone (left out: both)
#   RAW              file to keep the lines of all runs in (left out: thrown away)
#   GO CC CXX PYTHON RSCRIPT  programs
#
# Debian packages: gcc g++ libsundials-dev python3-scipy python3-simpy3
# r-cran-desolve r-base-dev.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=$(cd "${PLANTWIN_SHARED:-../shared}" && pwd)/peers
GO=${GO:-go} CC=${CC:-gcc} CXX=${CXX:-g++} PYTHON=${PYTHON:-/usr/bin/python3} RSCRIPT=${RSCRIPT:-Rscript}
rounds=${ROUNDS:-3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
raw=$(realpath -m "${RAW:-$work/raw.txt}")
: >"$raw"
: >"$work/notes"

say() { echo "$*" >&2; }
leave_out() { say "left out: $*"; echo "$*" >>"$work/notes"; }
# have NAME REASON COMMAND...: whether COMMAND works; if not, NAME is left out.
have() {
  local name=$1 reason=$2
  shift 2
  if "$@" >"$work/build.log" 2>&1; then eval "$name=yes"; else
    eval "$name="
    leave_out "$name ($reason)"
  fi
}

say "building"
# As the product itself is built, with the profile of cmd/plantwin.
"$GO" build -pgo=cmd/plantwin/default.pgo -o "$work/" ./bench/des ./bench/ode ./bench/table
mkdir "$work/peers-tmp"
cp -r "$peers/des/bare" "$peers/des/simcpp20" "$peers/des/simpy" "$peers/ode" "$work/peers-tmp/"
cd "$work/peers-tmp"
# Solvers are compared by processor time: what others do on the machine does not
# count. (The programs of the peers take the time of the clock on the wall.)
sed -i 's/CLOCK_MONOTONIC/CLOCK_PROCESS_CPUTIME_ID/' ode/cvode_peer.c
sed -i 's/time\.perf_counter()/time.process_time()/' ode/scipy_peer.py
sed -i 's/proc\.time()\[\["elapsed"\]\]/sum(proc.time()[1:2])/g' ode/desolve_peer.R

bare() { for p in mmc hold line; do "$CC" -O2 -o "bare/$p" "bare/$p.c" -lm || return 1; done; }
simcpp20() {
  for p in mmc hold line; do
    "$CXX" -std=c++20 -O2 -I "$SIMCPP20/include" -o "simcpp20/$p" "simcpp20/$p.cpp" || return 1
  done
}
cvode() { "$CC" -O2 -o ode/cvode_peer ode/cvode_peer.c -lsundials_cvode -lsundials_nvecserial -lm; }
desolve() { (cd ode && R CMD SHLIB desolve_models.c && "$RSCRIPT" -e 'library(deSolve)'); }
have bare_c "no C compiler" bare
if [ -n "${SIMCPP20:-}" ]; then have simcpp20 "does not compile" simcpp20; else
  simcpp20=
  leave_out "simcpp20 (no checkout in SIMCPP20)"
fi
have simpy "no python3-simpy3" "$PYTHON" -c "import simpy"
have cvode "no libsundials-dev" cvode
have scipy "no python3-scipy" "$PYTHON" -c "import scipy"
have desolve "no r-cran-desolve and r-base-dev" desolve

# run COMMAND...: the lines of one program; a failure is said and does no harm.
run() { timeout 120 "$@" >>"$raw" 2>>"$work/errors" || say "failed: $*"; }

events() { # one round of the discrete-event workloads
  local p=$work/peers-tmp
  for w in "mm1 1" "mm5 5"; do
    set -- $w
    run "$work/des" "$1" 2000000
    [ -z "$bare_c" ] || run "$p/bare/mmc" 5000000 "$2"
    [ -z "$simcpp20" ] || run "$p/simcpp20/mmc" 1000000 "$2"
    [ -z "$simpy" ] || [ "$round" -gt 1 ] || run "$PYTHON" "$p/simpy/mmc.py" 100000 "$2"
  done
  run "$work/des" line10 200000
  [ -z "$bare_c" ] || run "$p/bare/line" 500000
  [ -z "$simcpp20" ] || run "$p/simcpp20/line" 50000
  [ -z "$simpy" ] || [ "$round" -gt 1 ] || run "$PYTHON" "$p/simpy/line.py" 15000
  for n in 100 10000 1000000; do
    run "$work/des" hold $n 3000000
    [ -z "$bare_c" ] || run "$p/bare/hold" $n 3000000
    [ -z "$simcpp20" ] || run "$p/simcpp20/hold" $n 1000000
    [ -z "$simpy" ] || [ "$round" -gt 1 ] || [ $n = 1000000 ] || run "$PYTHON" "$p/simpy/hold.py" $n 300000
  done
}

equations() { # one round of the equations, the peers of a case beside one another
  cd "$work/peers-tmp/ode"
  for case in lorenz robertson hires vanderpol oregonator pollu rcline100 brusselator1d bouncing_ball_500 thermostat_tank_1000 two_tank_overflow; do
    run "$work/ode" -refs refs.txt "$case"
    if [ -n "$cvode" ]; then
      case $case in
      robertson | hires | vanderpol | oregonator | pollu | rcline100 | brusselator1d) run ./cvode_peer "$case" cvode-bdf ;;
      *) run ./cvode_peer "$case" cvode-adams ;;
      esac
    fi
    case $case in
    lorenz | robertson | hires | vanderpol | oregonator | pollu | rcline100 | brusselator1d) [ -z "$desolve" ] || run "$RSCRIPT" desolve_peer.R "$case" ;;
    esac
    [ -z "$scipy" ] || [ "$round" -gt 1 ] || run "$PYTHON" scipy_peer.py "$case"
  done
  cd "$work"
}

for round in $(seq "$rounds"); do
  say "round $round of $rounds"
  [ "${ONLY:-des}" != des ] || events
  [ "${ONLY:-ode}" != ode ] || equations
done
"$work/table" <"$raw"
while read -r line; do echo "Left out: $line."; done <"$work/notes"
