package ode

import (
	"fmt"
	"testing"
)

// BenchmarkSolve is one whole solution of each reference problem, workspace
// included in none: ns per solve, with dense output and, where there are
// guards, with events.
func BenchmarkSolve(b *testing.B) {
	for _, p := range allProblems() {
		for _, rtol := range tolerances {
			b.Run(fmt.Sprintf("%s/%.0e", p.name, rtol), func(b *testing.B) {
				l := newLoop(p, Options{Rtol: rtol, Atol: p.atol(rtol)})
				b.ReportAllocs()
				for b.Loop() {
					r, err := l.run(p.end)
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(r.pieces), "pieces")
				}
			})
		}
	}
}
