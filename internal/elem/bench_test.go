package elem

import "testing"

var sink float64

func bench(b *testing.B, f func(float64) float64, lo, hi float64) {
	xs := sample(lo, hi, 1024)[:1024]
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sink += f(xs[i&1023])
	}
}

func BenchmarkExp(b *testing.B)          { bench(b, Exp, -20, 20) }
func BenchmarkExpm1(b *testing.B)        { bench(b, Expm1, -20, 20) }
func BenchmarkLog(b *testing.B)          { bench(b, Log, 1e-6, 1) }
func BenchmarkLog1p(b *testing.B)        { bench(b, Log1p, -0.9999, -1e-6) }
func BenchmarkSin(b *testing.B)          { bench(b, Sin, -100, 100) }
func BenchmarkTan(b *testing.B)          { bench(b, Tan, -100, 100) }
func BenchmarkAtan(b *testing.B)         { bench(b, Atan, -10, 10) }
func BenchmarkTanh(b *testing.B)         { bench(b, Tanh, -10, 10) }
func BenchmarkErfc(b *testing.B)         { bench(b, Erfc, -5, 5) }
func BenchmarkNormQuantile(b *testing.B) { bench(b, NormQuantile, 1e-4, 1-1e-4) }
func BenchmarkNormCDF(b *testing.B)      { bench(b, NormCDF, -5, 5) }
func BenchmarkLogGamma(b *testing.B)     { bench(b, LogGamma, 0.1, 100) }
func BenchmarkPow(b *testing.B) {
	bench(b, func(x float64) float64 { return Pow(x, 1.7) }, 0.1, 10)
}
func BenchmarkGammaP(b *testing.B) {
	bench(b, func(x float64) float64 { return GammaP(16, x) }, 5, 30)
}
