package dist

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/plantwin/plantwin/internal/elem/portable"
)

type m = map[string]float64

// all are distributions over the whole range of shapes.
var all = []struct {
	family string
	args   m
}{
	{"exponential", m{"mean": 30}}, {"uniform", m{"min": -2, "max": 5}},
	{"triangular", m{"min": 26, "mode": 30, "max": 41}}, {"triangular", m{"min": 1, "mode": 1, "max": 2}},
	{"triangular", m{"min": 1, "mode": 2, "max": 2}},
	{"normal", m{"mean": 30, "sd": 2}}, {"normal", m{"mean": 0, "sd": 1e-3}},
	{"lognormal", m{"mean": 30, "sd": 2}}, {"lognormal", m{"mean": 1800, "sd": 5400}},
	{"gamma", m{"mean": 30, "sd": 2}}, {"gamma", m{"mean": 30, "sd": 30}}, {"gamma", m{"mean": 30, "sd": 42}},
	{"gamma", m{"mean": 30, "sd": 60}}, {"gamma", m{"mean": 1, "sd": 1e-4}},
	{"weibull", m{"shape": 0.7, "scale": 100}}, {"weibull", m{"shape": 1, "scale": 100}}, {"weibull", m{"shape": 3.5, "scale": 100}},
	{"erlang", m{"k": 1, "mean": 12}}, {"erlang", m{"k": 4, "mean": 12}},
	{"beta", m{"mean": 3, "sd": 0.2, "min": 2, "max": 5}}, {"beta", m{"mean": 0.5, "sd": 0.35, "min": 0, "max": 1}},
	{"beta", m{"mean": 0.9, "sd": 0.15, "min": 0, "max": 1}},
	{"poisson", m{"mean": 0.3}}, {"poisson", m{"mean": 7}}, {"poisson", m{"mean": 1234.5}},
}

func name(family string, args m) string { return fmt.Sprint(family, args) }

func must(t testing.TB, family string, args m) Dist {
	t.Helper()
	d, err := New(family, args)
	if err != nil {
		t.Fatal(name(family, args), err)
	}
	return d
}

func discrete(d Dist) bool { _, ok := d.law.(discreteLaw); return ok || d.name == "data" }

// TestRoundTrip sends probabilities through Quantile and back. The tolerance is that
// of the way back where the value itself is rounded: 2e-13 for the table of gamma and
// beta, plus the density times an ulp of x.
func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, tt := range all {
		d := must(t, tt.family, tt.args)
		for range 3000 {
			u := r.Float64()
			if r.IntN(2) == 0 {
				u = math.Exp(-30 * u)
			}
			x := d.Quantile(u)
			p := d.CDF(x)
			if discrete(d) {
				if p < u*(1-1e-13) || d.CDF(x-1) > u {
					t.Errorf("%s: quantile(%v) = %v, but F = %v, F(x-1) = %v", name(tt.family, tt.args), u, x, p, d.CDF(x-1))
				}
				continue
			}
			tol := 2e-13*u + 4*math.Exp(d.LogPDF(x))*math.Abs(x)*0x1p-52
			if math.Abs(p-u) > tol {
				t.Errorf("%s: F(quantile(%v)) is off by %.2g, allowed %.2g", name(tt.family, tt.args), u, p-u, tol)
			}
			if sf := math.Exp(d.LogSF(x)); math.Abs(sf-(1-u)) > tol+1e-15 {
				t.Errorf("%s: SF(quantile(%v)) is off by %.2g", name(tt.family, tt.args), u, sf-(1-u))
			}
		}
	}
}

// TestTables compares the tables of gamma and beta with inversion without them.
func TestTables(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for _, tt := range all {
		d := must(t, tt.family, tt.args)
		var direct func(u float64) float64
		switch l := d.law.(type) {
		case *gamma:
			if l.shape < minShape {
				continue
			}
			direct = func(u float64) float64 { return l.scale * l.mustNode(u) }
		case *beta:
			direct = func(u float64) float64 {
				x, _ := l.node(u, 1-u, u > 0.5)
				if u > 0.5 {
					return l.max - l.width*x
				}
				return l.min + l.width*x
			}
		default:
			continue
		}
		var worst float64
		for range 4000 {
			u := r.Float64()
			if r.IntN(2) == 0 {
				u = math.Exp(-11 * u)
			}
			want := direct(u)
			worst = max(worst, math.Abs(d.Quantile(u)/want-1))
		}
		t.Logf("%s: %.2g", name(tt.family, tt.args), worst)
		if worst > 1e-12 {
			t.Errorf("%s: table is off by %.2g, allowed 1e-12", name(tt.family, tt.args), worst)
		}
	}
}

func (l *gamma) mustNode(u float64) float64 { x, _ := l.node(u, 1-u, false); return x }

// TestMonotone walks over cells and branches with steps of 1e-9 and more.
func TestMonotone(t *testing.T) {
	for _, tt := range all {
		d := must(t, tt.family, tt.args)
		last := math.Inf(-1)
		for u := 1e-12; u < 1; u += max(1e-9, min(u, 1-u)*2e-3) {
			x := d.Quantile(u)
			if x < last || math.IsNaN(x) {
				t.Errorf("%s: quantile falls at %v from %v to %v", name(tt.family, tt.args), u, last, x)
				break
			}
			last = x
		}
	}
}

// integrate is Simpson's rule over [a, b] after x = a + (b-a) s^3 (10 - 15 s + 6 s^2),
// which flattens singular ends. Independent of the package.
func integrate(f func(x float64) float64, a, b float64, n int) float64 {
	var s float64
	for i := 1; i < n; i++ {
		z := float64(i) / float64(n)
		x := a + (b-a)*z*z*z*(10-15*z+6*z*z)
		w := (b - a) * 30 * z * z * (1 - z) * (1 - z)
		s += float64(2+2*(i&1)) * w * f(x)
	}
	return s / float64(3*n)
}

// quadrature integrates the density for mass, mean and sd, halving the probability
// piece by piece to 2^-52 at both ends (or sums it).
func quadrature(d Dist) (mass, mean, sd float64) {
	f := func(x float64) float64 { return math.Exp(d.LogPDF(x)) }
	sum := func(g func(x float64) float64) float64 {
		var s float64
		if discrete(d) {
			for k := d.Quantile(1e-15); k <= d.Quantile(1-1e-15); k++ {
				s += f(k) * g(k)
			}
			return s
		}
		x := []float64{d.Quantile(0.5)}
		for p := 0.25; p > 0x1p-52; p /= 2 {
			x = append(x, d.Quantile(p), d.Quantile(1-p))
		}
		if l, ok := d.law.(*triangular); ok { // the density has a kink
			x = append(x, min(max(l.mode, slices.Min(x)), slices.Max(x)))
		}
		slices.Sort(x)
		for i := range x[1:] {
			s += integrate(func(x float64) float64 { return f(x) * g(x) }, x[i], x[i+1], 240)
		}
		return s
	}
	mass = sum(func(x float64) float64 { return 1 })
	mean = sum(func(x float64) float64 { return x }) / mass
	return mass, mean, math.Sqrt(sum(func(x float64) float64 { return (x - mean) * (x - mean) }) / mass)
}

// TestMoments holds density, Mean and SD together. The limits leave room for the tails
// left out of the quadrature, which matter for the sd of the skewed lognormal.
func TestMoments(t *testing.T) {
	check := func(what string, d Dist) {
		mass, mean, sd := quadrature(d)
		if math.Abs(mass-1) > 1e-8 || math.Abs(mean-d.Mean()) > 1e-8*d.SD() || math.Abs(sd/d.SD()-1) > 1e-6 {
			t.Errorf("%s: mass %v, mean %v (says %v), sd %v (says %v)", what, mass, mean, d.Mean(), sd, d.SD())
		}
	}
	for _, tt := range all {
		d := must(t, tt.family, tt.args)
		check(name(tt.family, tt.args), d)
		c, err := d.Truncate(d.Quantile(0.2), d.Quantile(0.97))
		if tt.args["mean"] == 0.3 {
			continue // two values are left
		}
		if err != nil {
			t.Fatal(err)
		}
		check(name(tt.family, tt.args)+" cut", c)
	}
	for _, tt := range all { // mean and sd are the arguments, where they are arguments
		d := must(t, tt.family, tt.args)
		mean, ok := tt.args["mean"]
		if ok && math.Abs(d.Mean()-mean) > 1e-13*math.Abs(mean) {
			t.Errorf("%s has mean %v", name(tt.family, tt.args), d.Mean())
		}
		if sd, ok := tt.args["sd"]; ok && math.Abs(d.SD()/sd-1) > 1e-12 {
			t.Errorf("%s has sd %v", name(tt.family, tt.args), d.SD())
		}
	}
}

func TestKnownValues(t *testing.T) {
	q := func(family string, args m, u float64) float64 { d := must(t, family, args); return d.Quantile(u) }
	tests := []struct {
		what      string
		got, want float64
	}{
		{"exponential median", q("exponential", m{"mean": 1}, 0.5), math.Ln2},
		{"exponential, small", q("exponential", m{"mean": 1}, 1e-20), 1e-20},
		{"normal 97.5 %", q("normal", m{"mean": 0, "sd": 1}, 0.975), 1.959963984540054},
		{"lognormal median", q("lognormal", m{"mean": 3, "sd": 4}, 0.5), 9. / 5}, // mean^2/sqrt(mean^2+sd^2)
		{"weibull at 1-1/e", q("weibull", m{"shape": 2, "scale": 7}, -math.Expm1(-1)), 7},
		{"chi-squared 10, 95 % (A&S 26.8)", q("gamma", m{"mean": 10, "sd": math.Sqrt(20)}, 0.95), 18.307038053275146},
		{"erlang = gamma", q("erlang", m{"k": 5, "mean": 10}, 0.95), 18.307038053275146},
		{"arcsine median", q("beta", m{"mean": 0.5, "sd": math.Sqrt(0.125), "min": 0, "max": 1}, 0.5), 0.5},
		{"arcsine 1/4", q("beta", m{"mean": 0.5, "sd": math.Sqrt(0.125), "min": 0, "max": 1}, 0.25), 0.1464466094067262}, // sin^2(pi/8)
		{"triangular at mode", q("triangular", m{"min": 0, "mode": 1, "max": 4}, 0.25), 1},
		{"poisson 4, 90 %", q("poisson", m{"mean": 4}, 0.9), 7},
		{"weibull mean", must(t, "weibull", m{"shape": 2, "scale": 1}).Mean(), math.Sqrt(math.Pi) / 2},
		{"normal log SF at 50", must(t, "normal", m{"mean": 0, "sd": 1}).LogSF(50), -1254.8313611394}, // -1250 - log(50 sqrt(2 pi)) - 1/2500
	}
	for _, tt := range tests {
		if math.Abs(tt.got-tt.want) > 1e-12*math.Abs(tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, tt.got, tt.want)
		}
	}
}

func TestEdges(t *testing.T) {
	for _, tt := range all {
		d := must(t, tt.family, tt.args)
		for _, x := range []float64{math.Inf(-1), math.Inf(1), -1e300, 1e300, 0, -1} {
			if p, l, f := d.CDF(x), d.LogSF(x), d.LogPDF(x); !(p >= 0 && p <= 1) || !(l <= 0) || math.IsNaN(f) {
				t.Errorf("%s at %v: F %v, log SF %v, log f %v", name(tt.family, tt.args), x, p, l, f)
			}
		}
		if d.CDF(math.Inf(1)) != 1 || d.CDF(math.Inf(-1)) != 0 || !math.IsNaN(d.CDF(math.NaN())) {
			t.Errorf("%s: F at the infinities", name(tt.family, tt.args))
		}
		for _, u := range []float64{0x1p-1022, 0x1p-64, 1 - 0x1p-53} {
			if x := d.Quantile(u); math.IsNaN(x) || math.IsInf(x, 0) {
				t.Errorf("%s: quantile(%v) = %v", name(tt.family, tt.args), u, x)
			}
		}
	}
}

func TestNothingFused(t *testing.T) {
	at, err := portable.Fused(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range at {
		t.Errorf("%s: fused multiply-add on arm64; write float64(a*b) + c", a)
	}
}
