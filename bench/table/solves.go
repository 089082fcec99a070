package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// point is one solve: the error that it achieved and its time [s].
type point struct{ err, seconds float64 }

// curve is what a peer gives for a case in one round, cheapest first; dearer
// points that are not better are left out.
type curve []point

// curvesOf lists a peer's curves of a case, one a round. A round begins where a
// tolerance comes again. Solves that failed or missed events are left out.
func curvesOf(lines []line, name, peer string) []curve {
	var rounds []curve
	seen := map[string]bool{}
	var now curve
	flush := func() {
		if len(now) > 0 {
			rounds = append(rounds, now.front())
		}
		now, seen = nil, map[string]bool{}
	}
	for _, l := range lines {
		if l["case"] != name || l["peer"] != peer {
			continue
		}
		if seen[l["rtol"]] {
			flush()
		}
		seen[l["rtol"]] = true
		if p, ok := pointOf(l); ok {
			now = append(now, p)
		}
	}
	flush()
	return rounds
}

// pointOf reads a solve. Times of deSolve are net of the interpreter's call where
// that leaves something.
func pointOf(l line) (point, bool) {
	s, ok := l.number("seconds")
	if net, has := l.number("net"); has && net > 0 {
		s = net
	}
	e, has := l.number("err")
	found, all, hybrid := strings.Cut(l["events"], "/")
	return point{max(e, 1e-300), s}, ok && has && s > 0 && l["status"] == "" && (!hybrid || found == all)
}

func (c curve) front() curve {
	slices.SortFunc(c, func(a, b point) int {
		if a.seconds < b.seconds {
			return -1
		}
		return 1
	})
	var out curve
	for _, p := range c {
		if len(out) == 0 || p.err < out[len(out)-1].err {
			out = append(out, p)
		}
	}
	return out
}

// at is the time at which the error is target, interpolated between tolerances in
// logarithms; ok is false where it is not reached. It is a bound where already the
// loosest tolerance was more accurate: the true time is at most that.
func (c curve) at(target float64) (seconds float64, bound, ok bool) {
	for i, p := range c {
		switch {
		case p.err > target:
			continue
		case i == 0:
			return p.seconds, true, true
		}
		q := c[i-1]
		share := math.Log(q.err/target) / math.Log(q.err/p.err)
		return q.seconds * math.Pow(p.seconds/q.seconds, share), false, true
	}
	return 0, false, false
}

// writeEqual shows the times of the peers at equal achieved error.
func writeEqual(w io.Writer, lines []line, target float64) {
	if len(lines) == 0 {
		return
	}
	peers := distinct(lines, "peer")[1:]
	title := fmt.Sprintf("Equations: time of the peer at an achieved error of %.0e as a multiple of plantwin's", target)
	header(w, title, append([]string{"case"}, peers...))
	for _, name := range distinct(lines, "case") {
		cells := []string{name}
		for _, peer := range peers {
			cells = append(cells, timeRatio(lines, name, peer, target))
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
}

// timeRatio is the median over the rounds of a peer's time over ours, with > or <
// where our time or the peer's is a bound, and ~ where both are.
func timeRatio(lines []line, name, peer string, target float64) string {
	mine, theirs := curvesOf(lines, name, ours), curvesOf(lines, name, peer)
	if len(theirs) == 0 {
		return ""
	}
	var ratios []float64
	var most, least bool
	for i := range min(len(mine), len(theirs)) {
		a, ab, ok := mine[i].at(target)
		b, bb, has := theirs[i].at(target)
		if ok && has {
			ratios = append(ratios, b/a)
			least, most = least || ab, most || bb
		}
	}
	m, ok := median(ratios)
	switch {
	case !ok:
		return "-"
	case least && most:
		return "~" + short(m)
	case least:
		return ">" + short(m)
	case most:
		return "<" + short(m)
	}
	return short(m)
}
