package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// at gives the lines of a case, peer and tolerance, one a round.
func at(lines []line, name, peer, rtol string) []line {
	var out []line
	for _, l := range lines {
		if l["case"] == name && l["peer"] == peer && l["rtol"] == rtol {
			out = append(out, l)
		}
	}
	return out
}

// writeHybrid shows, at equal tolerances asked for, how many events each peer
// finds, how well, and its time as a multiple of ours.
func writeHybrid(w io.Writer, lines []line) {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l["events"] == "" })
	if len(lines) == 0 {
		return
	}
	header(w, "Events: at equal tolerances asked for", []string{"case, rtol", "peer", "events found", "event time error / T", "end error", "time / plantwin's"})
	for _, name := range distinct(lines, "case") {
		for _, rtol := range []string{"1e-04", "1e-06", "1e-08"} {
			for _, peer := range distinct(lines, "peer") {
				mine, theirs := at(lines, name, ours, rtol), at(lines, name, peer, rtol)
				var ratios []float64
				for i := range min(len(mine), len(theirs)) {
					a, ok := mine[i].number("seconds")
					b, has := theirs[i].number("seconds")
					if ok && has && a > 0 {
						ratios = append(ratios, b/a)
					}
				}
				if m, ok := median(ratios); ok {
					l := theirs[0]
					fmt.Fprintf(w, "| %s, %s | %s | %s | %s | %s | %s |\n", name, rtol, peer, l["events"], l["everr"], l["err"], short(m))
				}
			}
		}
	}
}

// writeSteps shows the work at one tolerance, which no load of the machine
// touches: steps, evaluations of f and Jacobians, and the error for it.
func writeSteps(w io.Writer, lines []line) {
	const rtol = "1e-06"
	peers := slices.DeleteFunc(distinct(lines, "peer"), func(p string) bool { return strings.HasPrefix(p, "scipy") })
	if len(lines) == 0 {
		return
	}
	header(w, "Work at rtol "+rtol+": steps / evaluations / Jacobians: error", append([]string{"case"}, peers...))
	for _, name := range distinct(lines, "case") {
		cells := []string{name}
		for _, peer := range peers {
			text := ""
			if all := at(lines, name, peer, rtol); len(all) > 0 {
				l := all[0]
				jac := l["jac"]
				if jac == "" {
					jac = "?"
				}
				text = fmt.Sprintf("%s / %s / %s: %s", l["steps"], l["rhs"], jac, l["err"])
			}
			cells = append(cells, text)
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
}
