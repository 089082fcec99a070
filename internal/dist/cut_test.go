package dist

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func cutOf(t *testing.T, d Dist, lo, hi float64) Dist {
	t.Helper()
	c, err := d.Truncate(lo, hi)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTruncateRange(t *testing.T) {
	for _, tt := range all {
		d := must(t, tt.family, tt.args)
		lo, hi := d.Quantile(0.3), d.Quantile(0.9)
		c := cutOf(t, d, lo, hi)
		for u := 1e-15; u < 1; u += 0.0317 {
			x := c.Quantile(u)
			if x < lo || x > hi {
				t.Errorf("%s: %v outside [%v, %v]", name(tt.family, tt.args), x, lo, hi)
			}
			if p := c.CDF(x); !discrete(d) && math.Abs(p-u) > 1e-12+math.Exp(c.LogPDF(x))*x*0x1p-50 {
				t.Errorf("%s cut: F(quantile(%v)) = %v", name(tt.family, tt.args), u, p)
			}
		}
		if c.CDF(hi) != 1 || !math.IsInf(c.LogSF(hi), -1) || !math.IsInf(c.LogPDF(hi+1), -1) {
			t.Errorf("%s: not cut at %v", name(tt.family, tt.args), hi)
		}
	}
}

// TestTruncateTails cuts far out, where one side alone would have no digits left.
func TestTruncateTails(t *testing.T) {
	d := must(t, "normal", m{"mean": 0, "sd": 1})
	// E[X | X > a] = phi(a)/Q(a): the inverse of Mills' ratio (A&S 26.2.12 gives
	// 8.12136 for a = 8).
	if c := cutOf(t, d, 8, math.Inf(1)); math.Abs(c.Mean()-8.12136806) > 1e-7 {
		t.Errorf("mean above 8: %v", c.Mean())
	}
	up, down := cutOf(t, d, 8, 9), cutOf(t, d, -9, -8)
	for u := 0.01; u < 1; u += 0.07 {
		if a, b := up.Quantile(u), -down.Quantile(1-u); math.Abs(a-b) > 1e-12 {
			t.Errorf("not symmetric at %v: %v %v", u, a, b)
		}
	}
	// The exponential forgets: beyond 100 means it is itself again.
	e := must(t, "exponential", m{"mean": 2})
	c := cutOf(t, e, 200, math.Inf(1))
	for u := 0.01; u < 1; u += 0.07 {
		if a, b := c.Quantile(u)-200, e.Quantile(u); math.Abs(a-b) > 1e-12*200 {
			t.Errorf("memory at %v: %v %v", u, a, b)
		}
	}
	if math.Abs(c.Mean()-202) > 1e-10 || math.Abs(c.SD()-2) > 1e-10 {
		t.Errorf("beyond 200: mean %v, sd %v", c.Mean(), c.SD())
	}
}

func TestTruncateNormalMoments(t *testing.T) {
	// Closed form for N(0,1) above 0: sqrt(2/pi), sqrt(1 - 2/pi).
	c := cutOf(t, must(t, "normal", m{"mean": 0, "sd": 1}), 0, math.Inf(1))
	if math.Abs(c.Mean()-math.Sqrt(2/math.Pi)) > 1e-13 || math.Abs(c.SD()-math.Sqrt(1-2/math.Pi)) > 1e-13 {
		t.Errorf("half normal: mean %v, sd %v", c.Mean(), c.SD())
	}
}

func TestTruncateNothing(t *testing.T) {
	d := must(t, "exponential", m{"mean": 2})
	if c := cutOf(t, d, 0, math.Inf(1)); c.cut {
		t.Error("a cut at the support's own ends slows the draws")
	}
	c := cutOf(t, cutOf(t, d, 1, 5), 0, 3)
	if lo, hi := c.Range(); lo != 1 || hi != 3 {
		t.Errorf("two cuts give [%v, %v], want [1, 3]", lo, hi)
	}
}

func TestTruncateErrors(t *testing.T) {
	u := must(t, "uniform", m{"min": 1, "max": 2})
	p := must(t, "poisson", m{"mean": 3})
	for _, tt := range []struct {
		d      Dist
		lo, hi float64
	}{{u, 3, 4}, {u, 1.5, 1.5}, {u, 2, 1}, {u, math.NaN(), 1}, {p, 1.2, 1.8}, {p, -3, -1}} {
		if c, err := tt.d.Truncate(tt.lo, tt.hi); err == nil {
			t.Errorf("%s cut to [%v, %v] has no error: %v", tt.d.Family(), tt.lo, tt.hi, c)
		}
	}
	if c := cutOf(t, p, 2, 2); c.Quantile(0.1) != 2 || c.Quantile(0.9) != 2 || c.Mean() != 2 {
		t.Error("poisson cut to 2")
	}
}

func TestEmpirical(t *testing.T) {
	d, err := Empirical([]float64{3, 1, 2, 2})
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for _, u := range []float64{0.01, 0.25, 0.26, 0.5, 0.75, 0.76, 0.99} {
		got = append(got, d.Quantile(u))
	}
	if want := []float64{1, 1, 2, 2, 2, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("quantiles %v, want %v", got, want)
	}
	if d.Mean() != 2 || d.SD() != math.Sqrt(0.5) || d.CDF(2) != 0.75 || d.LogPDF(2) != math.Log(0.5) || !math.IsInf(d.LogPDF(2.5), -1) {
		t.Errorf("mean %v, sd %v, F(2) %v", d.Mean(), d.SD(), d.CDF(2))
	}
	if c := cutOf(t, d, 1.5, 9); c.Quantile(0.5) != 2 || c.Quantile(0.7) != 3 {
		t.Error("cut data")
	}
	for n := 1; n < 300; n++ { // F(x) brings back x for every rank
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(i)
		}
		d, _ := Empirical(x)
		for _, v := range x {
			if d.Quantile(d.CDF(v)) != v {
				t.Fatalf("rank %v of %d", v, n)
			}
		}
	}
	for _, bad := range [][]float64{nil, {1, math.NaN()}, {math.Inf(1)}} {
		if _, err := Empirical(bad); err == nil {
			t.Errorf("no error for %v", bad)
		}
	}
}

func TestArgErrors(t *testing.T) {
	tests := []struct {
		family string
		args   m
		arg    string
	}{
		{"exponential", m{}, "mean"}, {"exponential", m{"mean": 0}, "mean"}, {"exponential", m{"mean": 1, "sd": 2}, "sd"},
		{"exponential", m{"mean": math.NaN()}, "mean"}, {"uniform", m{"min": 1, "max": 1}, "max"},
		{"triangular", m{"min": 1, "mode": 0, "max": 2}, "mode"}, {"normal", m{"mean": 1, "sd": 0}, "sd"},
		{"lognormal", m{"mean": -1, "sd": 1}, "mean"}, {"gamma", m{"mean": 1, "sd": 1e9}, "sd"},
		{"weibull", m{"shape": -1, "scale": 1}, "shape"}, {"weibull", m{"shape": 1, "scale": 0}, "scale"},
		{"erlang", m{"k": 1.5, "mean": 1}, "k"}, {"erlang", m{"k": 2, "mean": 0}, "mean"},
		{"beta", m{"mean": 0.5, "sd": 0.5, "min": 0, "max": 1}, "sd"}, {"beta", m{"mean": 2, "sd": 0.5, "min": 0, "max": 1}, "mean"},
		{"poisson", m{"mean": 1e12}, "mean"},
	}
	for _, tt := range tests {
		_, err := New(tt.family, tt.args)
		var e *ArgError
		if !errors.As(err, &e) || e.Arg != tt.arg {
			t.Errorf("%s: %v, want a fault of %s", name(tt.family, tt.args), err, tt.arg)
		}
	}
	if _, err := New("cauchy", nil); err == nil {
		t.Error("no error for an unknown family")
	}
}

func TestFamilies(t *testing.T) {
	for _, f := range Families() {
		g, ok := Lookup(f.Name)
		if !ok || g.About == "" || g.Source == "" || len(g.Args) == 0 || len(g.Args) != len(f.Args) {
			t.Errorf("%s: %+v", f.Name, g)
		}
	}
	d := must(t, "triangular", m{"max": 3, "min": 1, "mode": 2})
	if !slices.Equal(d.Args(), []float64{1, 2, 3}) || d.Family() != "triangular" {
		t.Errorf("%s %v", d.Family(), d.Args())
	}
}
