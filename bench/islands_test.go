package bench_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/plantwin/plantwin/bench"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

func islands(tb testing.TB, n int, joined bool) *plant.Model {
	tb.Helper()
	m, err := bench.Islands(n, joined)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// TestIslands: one system or many, the motors are as warm.
func TestIslands(t *testing.T) {
	const n = 20
	many, one := islands(t, n, false), islands(t, n, true)
	if a, b := len(many.Sim().Islands), len(one.Sim().Islands); a != n || b != 1 {
		t.Fatalf("%d islands and %d, want %d and 1", a, b, n)
	}
	a, b := start(t, many.Sim(), 10*time.Hour), start(t, one.Sim(), 10*time.Hour)
	if a.Events() != b.Events() || a.Events() < 2*10*n {
		t.Errorf("%d and %d events", a.Events(), b.Events())
	}
	warm := 0
	for i, m := range many.Measures() {
		x, _ := m.Value(a.State())
		y, _ := one.Measures()[i].Value(b.State())
		if !(math.Abs(x-y) <= 1e-5*(1+math.Abs(x))) {
			t.Errorf("%s: %g and %g", m.Name, x, y)
		}
		if x > 310 {
			warm++
		}
	}
	if warm < n {
		t.Errorf("%d of %d temperatures above 310 K", warm, 2*n)
	}
}

// BenchmarkIslands is a simulated hour of a plant with three events of the line
// an hour and machine, its motors each for itself or as one system.
func BenchmarkIslands(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		for _, joined := range []bool{false, true} {
			b.Run(fmt.Sprintf("%d/joined=%v", n, joined), func(b *testing.B) {
				r := start(b, islands(b, n, joined).Sim(), 30*time.Minute)
				before := r.Events()
				b.ReportAllocs()
				b.ResetTimer()
				advance(b, r, r.State().Now+time.Duration(b.N)*time.Hour)
				b.ReportMetric(float64(r.Events()-before)/float64(b.N), "events/op")
			})
		}
	}
}

// BenchmarkLocality gives how much longer the 1,000 motors take as one system of equations, in processor time: the median over
// pairs of stretches, ten hours of the plant with an island each and one hour of it as one.
func BenchmarkLocality(b *testing.B) {
	const hours = 10
	many, one := start(b, islands(b, 1000, false).Sim(), time.Hour), start(b, islands(b, 1000, true).Sim(), time.Hour)
	took := func(r *sim.Run, h time.Duration) float64 {
		began := bench.CPU()
		advance(b, r, r.State().Now+h*time.Hour)
		return (bench.CPU() - began).Seconds()
	}
	var ratios []float64
	for b.Loop() {
		short := took(many, hours)
		ratios = append(ratios, hours*took(one, 1)/short)
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "times")
	b.ReportMetric(ratios[0], "least")
	b.ReportMetric(ratios[len(ratios)-1], "most")
}
