package main

import (
	"fmt"
	"io"
	"strings"
)

// writeRates shows how many times as fast as each peer plantwin is, by workload.
func writeRates(w io.Writer, lines []line) {
	if len(lines) == 0 {
		return
	}
	workloads := distinct(lines, "workload")
	header(w, "Discrete events: plantwin's rate as a multiple of the peer's", append([]string{"peer"}, workloads...))
	for _, peer := range distinct(lines, "peer") {
		if peer == ours {
			continue
		}
		cells := []string{peer}
		for _, name := range workloads {
			cells = append(cells, rateRatio(lines, name, peer))
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
}

// rateRatio is the median over the rounds of our rate over a peer's, and in
// brackets how far the rounds lie apart.
func rateRatio(lines []line, workload, peer string) string {
	mine, theirs := ratesOf(lines, workload, ours), ratesOf(lines, workload, peer)
	var ratios []float64
	for i := range min(len(mine), len(theirs)) {
		ratios = append(ratios, mine[i]/theirs[i])
	}
	m, ok := median(ratios)
	if !ok {
		return "-"
	}
	if len(ratios) == 1 {
		return short(m)
	}
	return fmt.Sprintf("%s (%s-%s)", short(m), short(ratios[0]), short(ratios[len(ratios)-1]))
}

// ratesOf lists a peer's rates of a workload, one a round.
func ratesOf(lines []line, workload, peer string) []float64 {
	var out []float64
	for _, l := range lines {
		if v, ok := l.number("rate"); ok && v > 0 && l["workload"] == workload && l["peer"] == peer {
			out = append(out, v)
		}
	}
	return out
}
