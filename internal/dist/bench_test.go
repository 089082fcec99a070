package dist

import (
	"math/rand/v2"
	"testing"
)

var sink float64

func benchDraw(b *testing.B, d Dist) {
	r := rand.New(rand.NewPCG(1, 2))
	u := make([]float64, 1024)
	for i := range u {
		u[i] = r.Float64()
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sink += d.Quantile(u[i&1023])
	}
}

// BenchmarkQuantile is the cost of a draw without that of its uniform number.
func BenchmarkQuantile(b *testing.B) {
	seen := map[string]bool{}
	for _, tt := range all {
		if !seen[tt.family] {
			b.Run(tt.family, func(b *testing.B) { benchDraw(b, must(b, tt.family, tt.args)) })
		}
		seen[tt.family] = true
	}
	b.Run("normal cut", func(b *testing.B) {
		d, err := must(b, "normal", m{"mean": 30, "sd": 12}).Truncate(0, 60)
		if err != nil {
			b.Fatal(err)
		}
		benchDraw(b, d)
	})
}

// BenchmarkTable is the cost of the table that the first draw of a gamma makes.
func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		d := must(b, "gamma", m{"mean": 30, "sd": 12})
		sink += d.Quantile(0.5)
	}
}

// BenchmarkMeanCut is the cost of the integral.
func BenchmarkMeanCut(b *testing.B) {
	d, err := must(b, "normal", m{"mean": 30, "sd": 12}).Truncate(0, 60)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		sink += d.Mean()
	}
}
