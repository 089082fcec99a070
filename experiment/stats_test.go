package experiment

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// Table 26.10 of Abramowitz and Stegun gives these to three decimals.
func TestStudentT(t *testing.T) {
	for _, c := range []struct {
		n    int
		conf float64
		want float64
	}{{1, 0.95, 12.706}, {2, 0.95, 4.303}, {4, 0.95, 2.776}, {9, 0.95, 2.262}, {9, 0.99, 3.250}, {30, 0.90, 1.697}, {120, 0.95, 1.980}} {
		if got := StudentT(c.n, c.conf); math.Abs(got-c.want) > 5e-4 {
			t.Errorf("t(%d, %v) = %v, want %v", c.n, c.conf, got, c.want)
		}
		// gonum's own inversion is good to about 1e-9.
		want := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(c.n)}.Quantile((1 + c.conf) / 2)
		if got := StudentT(c.n, c.conf); math.Abs(got-want) > 1e-7*want {
			t.Errorf("t(%d, %v) = %v, gonum has %v", c.n, c.conf, got, want)
		}
	}
}

// The differences are 1, 2, 3, 4: mean 2.5, sd sqrt(5/3), half-width 3.18245 * 1.29099 / 2.
func TestPairedByHand(t *testing.T) {
	nan := math.NaN()
	e := paired([]float64{11, 22, nan, 33, 44, 9}, []float64{10, 20, 5, 30, 40, nan}, 0.95)
	if e.N != 4 || e.Mean != 2.5 || math.Abs(e.SD-math.Sqrt(5.0/3)) > 1e-15 || math.Abs(e.HalfWidth-2.05426) > 5e-5 {
		t.Errorf("%+v", e)
	}
	if e := estimate([]float64{nan, 3}, 0.95); e.N != 1 || e.Mean != 3 || !math.IsNaN(e.HalfWidth) {
		t.Errorf("one value: %+v", e)
	}
}

func TestNeededIsTheSmallest(t *testing.T) {
	n := needed(1, 0.25, 0.95, 10000)
	half := func(n int) float64 { return StudentT(n-1, 0.95) / math.Sqrt(float64(n)) }
	if half(n) > 0.25 || half(n-1) <= 0.25 {
		t.Errorf("n = %d: half-widths %v, %v", n, half(n), half(n-1))
	}
	if needed(1, 1e-6, 0.95, 10000) != 0 || needed(1, 0, 0.95, 10000) != 0 || needed(0, 1, 0.95, 10000) != 2 {
		t.Error("beyond reach, nothing to reach, and nothing to average")
	}
}

func TestMSER5(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	series := func(n int, bias func(i int) float64) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = bias(i) + noise.NormFloat64()
		}
		return v
	}
	for _, c := range []struct {
		name     string
		values   []float64
		from, to int
		settled  bool
	}{
		{"constant", make([]float64, 200), 0, 0, true},
		{"constant up to rounding", []float64{0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3,
			0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3}, 0, 0, true},
		{"step of 20 deviations at 300", series(2000, func(i int) float64 { return map[bool]float64{true: 20}[i < 300] }), 300, 340, true},
		{"no start", series(2000, func(int) float64 { return 5 }), 0, 400, true},
		// exp(-i/50) has fallen below the noise of a mean of 5, 0.45, after 50 ln(10/0.45) = 155 values.
		{"exponential", series(2000, func(i int) float64 { return 10 * math.Exp(-float64(i)/50) }), 60, 400, true},
		{"ramp to the end", series(1000, func(i int) float64 { return float64(i) }), 500, 500, false},
		{"too short", make([]float64, 49), 0, 0, false},
	} {
		d, settled := MSER5(c.values)
		if d < c.from || d > c.to || settled != c.settled || d%5 != 0 {
			t.Errorf("%s: truncation %d, settled %v; want %d to %d, %v", c.name, d, settled, c.from, c.to, c.settled)
		}
	}
}

// The score is written out once more as in the paper, in quadratic time.
func TestMSER5AgainstTheFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		v := make([]float64, 100+r.IntN(200))
		for i := range v {
			v[i] = r.ExpFloat64() + 3*math.Exp(-float64(i)/30)
		}
		m := batchMeans(v)
		best, at := math.Inf(1), 0
		for d := 0; d <= len(m)/2; d++ {
			mean, sum := 0.0, 0.0
			for _, y := range m[d:] {
				mean += y / float64(len(m)-d)
			}
			for _, y := range m[d:] {
				sum += (y - mean) * (y - mean)
			}
			if s := sum / float64((len(m)-d)*(len(m)-d)); s < best {
				best, at = s, d
			}
		}
		if d, _ := MSER5(v); d != 5*at {
			t.Errorf("truncation %d, by the formula %d", d, 5*at)
		}
	}
}

func TestRounded(t *testing.T) {
	for _, c := range []struct {
		value, half float64
		v, h        string
	}{
		{87.4321, 0.61, "87.4", "0.6"}, {87.4321, 0.151, "87.43", "0.15"}, {98765.4, 1234, "98800", "1200"}, {98765.4, 456, "98800", "500"},
		{-0.004, 0.3, "0.0", "0.3"}, {-1.24, 0.3, "−1.2", "0.3"}, {0.5, math.NaN(), "0.5", ""}, {1234.567, 0, "1235", ""},
		{math.NaN(), 1, "–", ""}, {0.999, 0.0996, "1.00", "0.10"}, {71.25, math.NaN(), "71.25", ""}, {0.0123456, 0, "0.01235", ""},
		{60.539068, 0.00018, "60.539", ""}, {60.539068, 0.0006, "60.539", "0.001"}, {0.0001, 0.3, "0.0", "0.3"}, {0.302, 1e-17, "0.302", ""},
	} {
		if v, h := Rounded(c.value, c.half); v != c.v || h != c.h {
			t.Errorf("Rounded(%v, %v) = %q ± %q, want %q ± %q", c.value, c.half, v, h, c.v, c.h)
		}
	}
}
