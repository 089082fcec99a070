package elem

import (
	"math"
	"testing"
)

var edges = []float64{
	0, math.Copysign(0, -1), 5e-324, -5e-324, 1e-310, -1e-310, 0x1p-1022, -0x1p-1022, 1e-300, 1e-20, -1e-20, 0.5, -0.5,
	1, -1, 2, -2, 3, -3, 2.5, -2.5, 100, -100, 700, 720, -720, -745, -760, 1e10, -1e10, 0x1p53, -0x1p53, 0x1p53 - 1,
	0x1p70, 1e300, -1e300, math.MaxFloat64, -math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
}

// agree compares with package math: the same NaN, infinities and signed zeros, else
// to 1e-12 (accuracy is the business of TestUlps; math.Sin of the largest numbers and
// math.Pow are that far off).
func agree(got, want float64) bool {
	if math.IsNaN(got) || math.IsNaN(want) || math.IsInf(got, 0) || math.IsInf(want, 0) || want == 0 {
		return math.IsNaN(got) && math.IsNaN(want) || got == want && math.Signbit(got) == math.Signbit(want)
	}
	return math.Abs(got-want) <= 1e-12*math.Abs(want) || math.Abs(got-want) <= 5e-324
}

// mathFails says where package math itself is wrong: logarithms of subnormal numbers
// on amd64, and the sign of Atan2 where y/x underflows.
func mathFails(name string, x, y float64) bool {
	switch name {
	case "Log", "Log10", "Log2":
		return x > 0 && x < 0x1p-1022
	case "Atan2":
		return x < 0 && y < 0 && x/y == 0
	}
	return false
}

func TestEdges(t *testing.T) {
	tests := []struct {
		name   string
		f, std func(float64) float64
	}{
		{"Exp", Exp, math.Exp}, {"Expm1", Expm1, math.Expm1}, {"Log", Log, math.Log}, {"Log2", Log2, math.Log2},
		{"Log10", Log10, math.Log10}, {"Log1p", Log1p, math.Log1p}, {"Sin", Sin, math.Sin}, {"Cos", Cos, math.Cos},
		{"Tan", Tan, math.Tan}, {"Asin", Asin, math.Asin}, {"Acos", Acos, math.Acos}, {"Atan", Atan, math.Atan},
		{"Sinh", Sinh, math.Sinh}, {"Cosh", Cosh, math.Cosh}, {"Tanh", Tanh, math.Tanh}, {"Cbrt", Cbrt, math.Cbrt},
		{"Erf", Erf, math.Erf}, {"Erfc", Erfc, math.Erfc},
	}
	for _, tt := range tests {
		for _, x := range edges {
			if got, want := tt.f(x), tt.std(x); !agree(got, want) && !mathFails(tt.name, x, 0) {
				t.Errorf("%s(%v) = %v, math has %v", tt.name, x, got, want)
			}
		}
	}
}

func TestEdgesOfTwo(t *testing.T) {
	tests := []struct {
		name   string
		f, std func(x, y float64) float64
	}{{"Pow", Pow, math.Pow}, {"Atan2", Atan2, math.Atan2}, {"Hypot", Hypot, math.Hypot}}
	for _, tt := range tests {
		for _, x := range edges {
			for _, y := range edges {
				if got, want := tt.f(x, y), tt.std(x, y); !agree(got, want) && !mathFails(tt.name, x, y) {
					t.Errorf("%s(%v, %v) = %v, math has %v", tt.name, x, y, got, want)
				}
			}
		}
	}
}

func TestExactLogs(t *testing.T) {
	for n := -1074; n < 1024; n++ {
		if got := Log2(math.Ldexp(1, n)); got != float64(n) {
			t.Errorf("Log2(2^%d) = %v", n, got)
		}
	}
	p := 1.0
	for n := 0; n <= 22; n++ { // 10^22 is the last exact power
		if got := Log10(p); got != float64(n) {
			t.Errorf("Log10(1e%d) = %v", n, got)
		}
		p *= 10
	}
}

func TestExactPowers(t *testing.T) {
	for x := 2.0; x < 40; x++ {
		p := 1.0
		for n := 0; p < 0x1p53; n++ {
			if got := Pow(x, float64(n)); got != p {
				t.Errorf("%v^%d = %v, want %v", x, n, got, p)
			}
			if got := Pow(-x, float64(n)); math.Abs(got) != p || math.Signbit(got) != (n&1 == 1) {
				t.Errorf("(-%v)^%d = %v, want ±%v", x, n, got, p)
			}
			p *= x
		}
		if got := Cbrt(x * x * x); got != x {
			t.Errorf("Cbrt(%v^3) = %v", x, got)
		}
	}
}

// TestNoPanic feeds every pair of edges to the functions of more arguments.
func TestNoPanic(t *testing.T) {
	for _, x := range edges {
		for _, f := range []func(float64) float64{LogGamma, Digamma, Trigamma, NormCDF, LogNormCDF, NormQuantile} {
			f(x)
		}
		for _, y := range edges {
			for _, f := range []func(x, y float64) float64{GammaP, GammaQ, GammaPInv, LogGammaP, LogGammaQ} {
				if r := f(x, y); (x != x || y != y) && r == r {
					t.Errorf("%v, %v: %v from NaN", x, y, r)
				}
			}
			if math.Abs(x) < 1e9 && math.Abs(y) < 1e9 {
				for _, p := range []float64{0.3, 1e-300, 1 - 0x1p-53, -1, 2} {
					BetaI(x, y, p)
					BetaIInv(x, y, p)
				}
			}
		}
	}
}
