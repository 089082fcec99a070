package main

import (
	"testing"

	"github.com/plantwin/plantwin/bench"
)

// BenchmarkSolve is a whole solve at rtol 1e-6: set-up and run.
func BenchmarkSolve(b *testing.B) {
	for _, name := range bench.Names("ode") {
		b.Run(name[len("ode/"):], func(b *testing.B) {
			p, err := newProblem(name[len("ode/"):], 1e-6)
			if err != nil {
				b.Fatal(err)
			}
			for range b.N {
				if _, err := p.solve(nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
