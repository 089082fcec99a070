// Package fits holds the figures of the calibration against recorded data, synthetic truth and the peers' scripts. The
// recordings are no part of the tree: name their folder in PLANTWIN_SHARED; without it those tests are skipped and say so. Tests
// that take minutes want PLANTWIN_LONG=1. compare.sh measures times beside the peers in one run.
package fits
