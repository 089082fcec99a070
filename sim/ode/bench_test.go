package ode

import (
	"fmt"
	"testing"
)

// BenchmarkSolve is one whole solution of each reference problem, without the
// workspace: ns per solve, with dense output and, where there are guards, with
// events. It reports the error achieved, in the norm of the reference folder:
// methods and peers are compared at equal error, not at equal tolerance.
func BenchmarkSolve(b *testing.B) {
	for _, p := range allProblems() {
		ref := loadReference(b, p.name)
		for _, rtol := range []float64{1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8} {
			for _, m := range []Method{Auto, Rodas5p, Radau5} {
				if m != Auto && ref.count > 0 {
					continue
				}
				b.Run(fmt.Sprintf("%s/%v/%.0e", p.name, m, rtol), func(b *testing.B) {
					l := newLoop(p.system(), Options{Rtol: rtol, Atol: p.atol(rtol), Method: m})
					b.ReportAllocs()
					for b.Loop() {
						r, err := l.run(p.end)
						if err != nil {
							b.Fatal(err)
						}
						b.ReportMetric(float64(r.pieces), "pieces")
						b.ReportMetric(ref.errorOf(p, r.y), "error")
					}
				})
			}
		}
	}
}

// BenchmarkFactor is one factorisation and one solution of the pair of matrices
// of Radau5, in the form that the structure chooses.
func BenchmarkFactor(b *testing.B) {
	for _, p := range []*problem{vanderpol(), hires(), pollu(), heatExchanger(), rcLine(), brusselator()} {
		b.Run(fmt.Sprintf("%s/%d", p.name, p.n), func(b *testing.B) {
			s, e := NewSolver(p.system(), Options{}), p.New()
			s.jacobian(e, 0, p.y0, s.jac)
			x := make([]float64, 2*p.n)
			for b.Loop() {
				if !s.lr.factor(s.jac, 10) || !s.lc.factor(s.jac, 10, 10) {
					b.Fatal("singular")
				}
				s.lr.solve(x[:p.n])
				s.lc.solve(x)
			}
		})
	}
}
