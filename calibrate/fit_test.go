package calibrate

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// Exact derivatives against central differences, for every family and sort of observation.
func TestLikelihoodDerivatives(t *testing.T) {
	s := Sample{{Low: 3, High: 3}, {Low: 0.7, High: 0.7, Count: 3}, Right(4), Right(0.1), Left(0.4), Left(6), {Low: 1, High: 2}, {Low: 5, High: 9}, {Low: 0.01, High: 0.02}}
	for name, f := range smooth {
		for _, theta := range [][]float64{{0.3, -0.4}, {1, 0.8}} {
			theta = theta[:len(f.theta)]
			l := f.logLik(s, theta)
			const h = 1e-5
			for j := range theta {
				up, dn := append([]float64(nil), theta...), append([]float64(nil), theta...)
				up[j] += h
				dn[j] -= h
				a, b := f.logLik(s, up), f.logLik(s, dn)
				g, h1 := []float64{l.a, l.b}[j], [][2]float64{{l.aa, l.ab}, {l.ab, l.bb}}[j]
				// differences carry h^2 of the third derivative and eps/h
				if math.Abs((a.v-b.v)/(2*h)-g) > 1e-7*(1+math.Abs(g)) {
					t.Errorf("%s %v: gradient %d is %v, differences %v", name, theta, j, g, (a.v-b.v)/(2*h))
				}
				if math.Abs((a.a-b.a)/(2*h)-h1[0]) > 1e-7*(1+math.Abs(h1[0])) || math.Abs((a.b-b.b)/(2*h)-h1[1]) > 1e-7*(1+math.Abs(h1[1])) {
					t.Errorf("%s %v: curvature %d is %v, differences %v %v", name, theta, j, h1, (a.a-b.a)/(2*h), (a.b-b.b)/(2*h))
				}
			}
		}
	}
}

// Complete samples have closed answers: normal and lognormal by moments, gamma by log(shape) - digamma(shape) = log(mean) - mean(log).
func TestCompleteSamples(t *testing.T) {
	data := []float64{12.1, 8.4, 30.2, 17.7, 9.9, 22.3, 14.0, 11.5}
	n := float64(len(data))
	sum, logs, squares, logSquares := 0.0, 0.0, 0.0, 0.0
	for _, x := range data {
		sum += x
		logs += math.Log(x)
	}
	for _, x := range data {
		squares += (x - sum/n) * (x - sum/n)
		logSquares += (math.Log(x) - logs/n) * (math.Log(x) - logs/n)
	}
	f := fitOne(t, "normal", Exact(data...), "normal")
	near(t, "mean", f.Value[0], sum/n, 1e-13)
	near(t, "sd", f.Value[1], math.Sqrt(squares/n), 1e-12)
	near(t, "se of the mean", f.SD[0], math.Sqrt(squares/n/n), 1e-12)
	f = fitOne(t, "lognormal", Exact(data...), "lognormal")
	v := logSquares / n
	near(t, "mean", f.Value[0], math.Exp(logs/n+v/2), 1e-12)
	near(t, "sd", f.Value[1], math.Exp(logs/n+v/2)*math.Sqrt(math.Expm1(v)), 1e-12)
	f = fitOne(t, "gamma", Exact(data...), "gamma")
	near(t, "mean", f.Value[0], sum/n, 1e-13)
	shape := math.Pow(f.Value[0]/f.Value[1], 2)
	near(t, "shape equation", math.Log(shape)-mathext.Digamma(shape), math.Log(sum/n)-logs/n, 1e-11)
	f = fitOne(t, "uniform", Exact(data...), "uniform")
	if f.Value[0] != 8.4 || f.Value[1] != 30.2 || math.Abs(f.LogLik+n*math.Log(30.2-8.4)) > 1e-12 {
		t.Error("uniform", f.Value, f.LogLik)
	}
}

// Anderson-Darling and Kolmogorov-Smirnov against their textbook forms for a complete sample, ties among it.
func TestDistances(t *testing.T) {
	data := []float64{1.2, 2, 2, 3.1, 4.8, 5, 9.5}
	f := fitOne(t, "weibull", Exact(data...), "weibull")
	n := float64(len(data))
	a2, ks := -n, 0.0
	for i := range data {
		u, w := f.CDF(data[i]), f.CDF(data[len(data)-1-i])
		a2 -= (2*float64(i) + 1) / n * (math.Log(u) + math.Log1p(-w))
		ks = math.Max(ks, math.Max(u-float64(i)/n, (float64(i)+1)/n-u))
	}
	near(t, "A2", f.AD, a2, 1e-12)
	near(t, "KS", f.KS, ks, 1e-12)
	s := Exact(data...)
	s[6] = Right(9.5)
	f = fitOne(t, "weibull", s, "weibull")
	if !(f.AD > 0 && f.AD < 2 && f.KS > 0 && f.KS < 1) {
		t.Error("censored:", f.AD, f.KS)
	}
}

// Samples drawn from a family, then censored in every way, give its parameters back within three standard errors.
func TestRecovery(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	gamma := func(mean, sd float64) float64 { // shape 4: sum of four exponentials
		x := 0.0
		for range 4 {
			x += rng.ExpFloat64()
		}
		return x * mean / 4
	}
	for _, c := range []struct {
		family string
		want   []float64
		draw   func() float64
	}{
		{"exponential", []float64{10}, func() float64 { return 10 * rng.ExpFloat64() }},
		{"weibull", []float64{1.7, 12}, func() float64 { return 12 * math.Pow(rng.ExpFloat64(), 1/1.7) }},
		{"gamma", []float64{10, 5}, func() float64 { return gamma(10, 5) }},
		{"normal", []float64{10, 3}, func() float64 { return 10 + 3*rng.NormFloat64() }},
		{"lognormal", []float64{10, 5}, func() float64 {
			v := math.Log(1.25)
			return math.Exp(math.Log(10) - v/2 + math.Sqrt(v)*rng.NormFloat64())
		}},
	} {
		var s Sample
		for i := range 3000 {
			x := c.draw()
			switch i % 4 {
			case 0:
				s = append(s, Exact(x)...)
			case 1:
				s = append(s, Observation{Low: math.Floor(x), High: math.Floor(x) + 1})
			case 2:
				if limit := 6 + 10*rng.Float64(); x > limit {
					s = append(s, Right(limit))
				} else {
					s = append(s, Exact(x)...)
				}
			case 3:
				if limit := 20 * rng.Float64(); x < limit {
					s = append(s, Left(limit))
				} else {
					s = append(s, Right(limit))
				}
			}
		}
		f := fitOne(t, c.family, s, c.family)
		for j := range c.want {
			if math.Abs(f.Value[j]-c.want[j]) > 3*f.SD[j] || !(f.SD[j] < 0.1*c.want[j]) || !(f.Low[j] < f.Value[j] && f.Value[j] < f.High[j]) {
				t.Errorf("%s: %v = %v ± %v, want %v", c.family, f.Args[j], f.Value[j], f.SD[j], c.want[j])
			}
		}
	}
}

// Triangular and uniform samples, complete and censored; their ends converge at rate 1/sqrt(n) or faster.
func TestBoxes(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	var whole, cut Sample
	for range 2000 {
		u := rng.Float64()
		x := 26 + math.Sqrt(u*15*4) // triangular 26, 30, 41
		if u > 4.0/15 {
			x = 41 - math.Sqrt((1-u)*15*11)
		}
		whole = append(whole, Exact(x)...)
		if limit := 30 + 20*rng.Float64(); x > limit {
			cut = append(cut, Right(limit))
		} else {
			cut = append(cut, Exact(x)...)
		}
	}
	for label, s := range map[string]Sample{"complete": whole, "censored": cut} {
		f := fitOne(t, label, s, "triangular")
		for j, want := range []float64{26, 30, 41} {
			if math.Abs(f.Value[j]-want) > 0.5 {
				t.Errorf("%s: %s = %v, want about %v", label, f.Args[j], f.Value[j], want)
			}
		}
	}
	// 1, 2, 3 without the ends known: any neighbour is less likely (checked on a grid around the answer).
	f := fitOne(t, "three", Exact(1, 2, 3), "triangular")
	for _, da := range []float64{-1e-3, 0, 1e-3} {
		for _, db := range []float64{-1e-3, 0, 1e-3} {
			for _, m := range []float64{1, 1.5, 2, 2.5, 3} {
				if l := modeAt(Exact(1, 2, 3), f.Value[0]+da, m, f.Value[2]+db); l > f.LogLik+1e-9 {
					t.Errorf("likelihood %v at %v is above %v", l, da, f.LogLik)
				}
			}
		}
	}
	u := fitOne(t, "uniform", append(Exact(1, 2, 3, 4), Right(3.5)), "uniform")
	if math.Abs(u.Value[0]-1) > 1e-6 || !(u.Value[1] >= 4) {
		t.Error("uniform:", u.Value)
	}
}

// What has no fit says why, and never panics.
func TestNoFit(t *testing.T) {
	for label, s := range map[string]Sample{
		"empty": nil, "running only": {Right(3), Right(5)}, "equal": Exact(2, 2, 2), "NaN": {{Low: math.NaN(), High: 1}}, "turned": {{Low: 3, High: 1}},
		"nothing": {{Low: math.Inf(-1), High: math.Inf(1)}}, "infinite": {{Low: math.Inf(1), High: math.Inf(1)}}, "zero": Exact(0, 0), "negative": Exact(-1, -2, 3),
		"one": Exact(4), "one of three": {{Low: 5, High: 5}, Right(1), Right(2)}, "huge": Exact(1e300, 1e-300, 1e308), "left only": {Left(3), Left(4)},
	} {
		for _, f := range FitFamilies(s, nil) {
			if f.Err == nil && (math.IsNaN(f.LogLik) || len(f.Value) == 0) {
				t.Errorf("%s: %s has neither a fit nor an error: %+v", label, f.Family, f)
			}
		}
	}
	if _, err := FitFamily(Exact(1, 2), "pareto"); err == nil {
		t.Error("an unknown family was fitted")
	}
	fits := FitFamilies(Exact(1, 2, 3, 4, 5, 7, 8, 12), nil)
	for i := 1; i < len(fits); i++ {
		if fits[i].AIC < fits[i-1].AIC {
			t.Error("not sorted by AIC")
		}
	}
}

func FuzzFitFamilies(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0, uint8(0))
	f.Add(1e300, 1e-300, -5.0, 0.0, uint8(77))
	f.Fuzz(func(t *testing.T, a, b, c, d float64, kinds uint8) {
		var s Sample
		for i, v := range []float64{a, b, c, d} {
			switch kinds >> (2 * i) & 3 {
			case 0:
				s = append(s, Exact(v)...)
			case 1:
				s = append(s, Right(v))
			case 2:
				s = append(s, Left(v))
			case 3:
				s = append(s, Observation{Low: v, High: v + math.Abs(d)})
			}
		}
		FitFamilies(s, nil)
	})
}
