package elem

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// sample returns n arguments between lo and hi, half of them spread evenly, half by
// magnitude, with the ends among them.
func sample(lo, hi float64, n int) []float64 {
	r := rand.New(rand.NewPCG(1, 2))
	xs := []float64{lo, hi}
	a := math.Log(max(5e-324, min(math.Abs(lo), math.Abs(hi))))
	b := math.Log(max(math.Abs(lo), math.Abs(hi)))
	for len(xs) < n {
		xs = append(xs, lo+(hi-lo)*r.Float64())
		x := math.Exp(a + (b-a)*r.Float64())
		if r.IntN(2) == 0 {
			x = -x
		}
		if x >= lo && x <= hi {
			xs = append(xs, x)
		}
	}
	return xs
}

func bigSinh(x float64, sign float64) *big.Float {
	p := uint(1400)
	e := bigExp(bfp(x, p))
	d := new(big.Float).SetPrec(p).Quo(bfp(sign, p), e)
	e.Add(e, d)
	return e.SetMantExp(e, -1)
}

func bigExpm1(x float64) *big.Float {
	e := bigExp(bfp(x, 1400))
	return e.Sub(e, bfp(1, 1400))
}

func bigAsin(x float64, swap bool) *big.Float {
	c := bfp(x, 500)
	c.Mul(c, c).Sub(bfp(1, 500), c).Sqrt(c)
	y, d := bfp(x, 500), c
	if swap {
		y, d = c, y
	}
	r := bigAtan(nb(c).Quo(y, d))
	if d.Sign() < 0 {
		r.Add(r, pi1400)
	}
	return r
}

func sin(x float64) *big.Float { s, _ := bigSinCos(x); return s }
func cos(x float64) *big.Float { _, c := bigSinCos(x); return c }

// TestUlps holds the accuracy stated at each function of one argument. The limit is
// a little above the greatest error of a longer run.
func TestUlps(t *testing.T) {
	logBaseOf := func(b float64) func(float64) *big.Float {
		l := bigLog(bf(b))
		return func(x float64) *big.Float { r := bigLog(bf(x)); return r.Quo(r, l) }
	}
	tan := func(x float64) *big.Float { s, c := bigSinCos(x); return s.Quo(s, c) }
	tanh := func(x float64) *big.Float {
		s, c := bigSinh(x, -1), bigSinh(x, 1)
		return s.Quo(s, c)
	}
	cbrt := func(x float64) *big.Float {
		l := bigLog(bf(math.Abs(x)))
		l = bigExp(l.Quo(l, bf(3)))
		if x < 0 {
			l.Neg(l)
		}
		return l
	}
	tests := []struct {
		name   string
		f      func(float64) float64
		ref    func(float64) *big.Float
		lo, hi float64
		limit  float64
	}{
		{"exp", Exp, func(x float64) *big.Float { return bigExp(bf(x)) }, -708, 709.78, 0.52},
		{"exp near 0", Exp, func(x float64) *big.Float { return bigExp(bf(x)) }, -1, 1, 0.52},
		{"exp subnormal", Exp, func(x float64) *big.Float { return bigExp(bf(x)) }, -745.1, -708, 0.52},
		{"expm1", Expm1, bigExpm1, -40, 709.78, 0.55},
		{"expm1 near 0", Expm1, bigExpm1, -0.5, 0.5, 0.55},
		{"log", Log, func(x float64) *big.Float { return bigLog(bf(x)) }, 5e-324, math.MaxFloat64, 0.55},
		{"log near 1", Log, func(x float64) *big.Float { return bigLog(bf(x)) }, 0.98, 1.02, 0.55},
		{"log in (0,4)", Log, func(x float64) *big.Float { return bigLog(bf(x)) }, 1e-6, 4, 0.55},
		{"log2", Log2, logBaseOf(2), 5e-324, math.MaxFloat64, 0.51},
		{"log2 near 1", Log2, logBaseOf(2), 0.9, 1.1, 0.51},
		{"log10", Log10, logBaseOf(10), 5e-324, math.MaxFloat64, 0.51},
		{"log10 near 1", Log10, logBaseOf(10), 0.9, 1.1, 0.51},
		{"log1p", Log1p, func(x float64) *big.Float { return bigLog(nb(pi1400).Add(bfp(x, 1400), bf(1))) }, -0.9999, 1, 0.6},
		{"log1p large", Log1p, func(x float64) *big.Float { return bigLog(nb(pi1400).Add(bfp(x, 1400), bf(1))) }, 1, 1e300, 0.6},
		{"sin", Sin, sin, -1e6, 1e6, 0.7},
		{"sin near 0", Sin, sin, -4, 4, 0.7},
		{"sin huge", Sin, sin, 1e6, math.MaxFloat64, 0.7},
		{"cos", Cos, cos, -1e6, 1e6, 0.7},
		{"cos near 0", Cos, cos, -4, 4, 0.7},
		{"cos huge", Cos, cos, 1e6, math.MaxFloat64, 0.7},
		{"tan", Tan, tan, -1e6, 1e6, 0.7},
		{"tan near 0", Tan, tan, -4, 4, 0.7},
		{"asin", Asin, func(x float64) *big.Float { return bigAsin(x, false) }, -1 + 1e-15, 1 - 1e-15, 0.52},
		{"acos", Acos, func(x float64) *big.Float { return bigAsin(x, true) }, -1 + 1e-15, 1 - 1e-15, 0.52},
		{"atan", Atan, func(x float64) *big.Float { return bigAtan(bf(x)) }, -1e4, 1e4, 0.52},
		{"atan near 0", Atan, func(x float64) *big.Float { return bigAtan(bf(x)) }, -2, 2, 0.52},
		{"sinh", Sinh, func(x float64) *big.Float { return bigSinh(x, -1) }, -710.4, 710.4, 0.7},
		{"sinh near 0", Sinh, func(x float64) *big.Float { return bigSinh(x, -1) }, -1, 1, 0.7},
		{"cosh", Cosh, func(x float64) *big.Float { return bigSinh(x, 1) }, -710.4, 710.4, 0.55},
		{"cosh near 0", Cosh, func(x float64) *big.Float { return bigSinh(x, 1) }, -1, 1, 0.55},
		{"tanh", Tanh, tanh, -22, 22, 0.7},
		{"tanh near 0", Tanh, tanh, -1, 1, 0.7},
		{"cbrt", Cbrt, cbrt, -1e300, 1e300, 0.51},
		{"cbrt near 1", Cbrt, cbrt, 0.1, 10, 0.51},
	}
	n := 400
	if testing.Short() {
		n = 100
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var worst, at float64
			for _, x := range sample(tt.lo, tt.hi, n) {
				if x == 0 || math.Abs(x) < 1e-300 && tt.lo < 0 {
					continue
				}
				if u := ulps(tt.f(x), tt.ref(x)); u > worst {
					worst, at = u, x
				}
			}
			t.Logf("worst %.3f ulp at %v", worst, at)
			if worst > tt.limit {
				t.Errorf("%.3f ulp at %v (%x), limit %v", worst, at, at, tt.limit)
			}
		})
	}
}

func TestPowUlps(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var worst, ax, ay float64
	for range 1500 {
		x := math.Exp(40 * (r.Float64() - 0.5))
		if r.IntN(3) == 0 {
			x = 1 + (r.Float64()-0.5)*math.Exp(-20*r.Float64())
		}
		y := 740 * (2*r.Float64() - 1) / math.Log(x) * math.Exp(-8*r.Float64())
		l := bigLog(bf(x))
		want := bigExp(l.Mul(l, bf(y)))
		if u := ulps(Pow(x, y), want); u > worst && math.Abs(y*math.Log(x)) < 708 {
			worst, ax, ay = u, x, y
		}
	}
	t.Logf("worst %.3f ulp at %v^%v", worst, ax, ay)
	if worst > 0.6 {
		t.Errorf("%.3f ulp at %v^%v", worst, ax, ay)
	}
}

func TestHypotAtan2Ulps(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	num := func() float64 {
		return math.Copysign(math.Exp(30*(r.Float64()-0.5)), r.Float64()-0.5)
	}
	var worstH, worstA float64
	for range 500 {
		x, y := num(), num()
		bx, by := bfp(x, 600), bfp(y, 600)
		q := nb(bx).Quo(by, bx)
		a := bigAtan(q)
		if x < 0 && y > 0 {
			a.Add(a, pi1400)
		} else if x < 0 {
			a.Sub(a, pi1400)
		}
		worstA = max(worstA, ulps(Atan2(y, x), a))
		bx.Mul(bx, bx)
		bx.Add(bx, by.Mul(by, by))
		worstH = max(worstH, ulps(Hypot(x, y), bx.Sqrt(bx)))
	}
	t.Logf("hypot %.3f, atan2 %.3f ulp", worstH, worstA)
	if worstH > 0.51 || worstA > 0.52 {
		t.Errorf("hypot %.3f, atan2 %.3f ulp", worstH, worstA)
	}
}

// TestHardAngles takes the float64 nearest to a multiple of pi/2 (W. Kahan;
// J.-M. Muller, Elementary Functions, 2nd ed., table 11.1) and neighbours of
// multiples, where reduction cancels most.
func TestHardAngles(t *testing.T) {
	xs := []float64{6381956970095103 * 0x1p797, 22, 355, 710, 0x1p1023, math.MaxFloat64, 5.319372648326541e+255}
	for k := 1.0; k < 3e6; k *= 1.7 {
		x := math.Floor(k) * (math.Pi / 2)
		xs = append(xs, x, math.Nextafter(x, 0), math.Nextafter(x, 1e9))
	}
	for _, x := range xs {
		s, c := bigSinCos(x)
		if u := max(ulps(Sin(x), s), ulps(Cos(x), c), ulps(Sin(-x), s.Neg(s)), ulps(Cos(-x), c)); u > 0.7 {
			t.Errorf("sin, cos %v: %.3f ulp", x, u)
		}
		if u := ulps(Tan(-x), s.Quo(s, c)); u > 0.7 {
			t.Errorf("tan %v: %.3f ulp", x, u)
		}
	}
}
