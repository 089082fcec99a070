package calibrate

import (
	"fmt"
	"math"
	"sort"
)

// uniform fits minimum and maximum. A complete sample has them at its extremes; else the likelihood is searched.
func (f *Fitted) uniform(s Sample) error {
	lo, hi, err := ends(s)
	if err != nil {
		return err
	}
	a, b := lo, hi
	if !s.complete() {
		x, v := simplex(func(x []float64) float64 {
			return -uniformLik(s, lo-(hi-lo)*math.Expm1(x[0]*x[0]), hi+(hi-lo)*math.Expm1(x[1]*x[1]))
		}, []float64{0.1, 0.3}, 0.2)
		if math.IsInf(v, 1) || math.Abs(x[0]) > 5 || math.Abs(x[1]) > 5 {
			return fmt.Errorf("the likelihood has no maximum: too much is censored")
		}
		a, b = lo-(hi-lo)*math.Expm1(x[0]*x[0]), hi+(hi-lo)*math.Expm1(x[1]*x[1])
	}
	f.LogLik = uniformLik(s, a, b)
	f.box([]string{"min", "max"}, []float64{a, b})
	f.cdf = func(x float64) float64 { return bounded((x-a)/(b-a), 0, 1) }
	return nil
}

// box sets arguments that have no standard errors.
func (f *Fitted) box(names []string, values []float64) {
	f.Args, f.Value = names, values
	for range values {
		f.SD, f.Low, f.High = append(f.SD, math.NaN()), append(f.Low, math.NaN()), append(f.High, math.NaN())
	}
}

// ends gives the least interval that the support must span: all exact values, and an end of each interval. Right-censored values
// do not widen it.
func ends(s Sample) (lo, hi float64, err error) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for i := range s {
		switch o := &s[i]; o.kind() {
		case exact:
			lo, hi = math.Min(lo, o.Low), math.Max(hi, o.Low)
		case interval:
			m := o.middle()
			lo, hi = math.Min(lo, m), math.Max(hi, m)
		case right:
			hi = math.Max(hi, o.Low) // some of it must be left above
		case left:
			lo = math.Min(lo, o.High)
		}
	}
	if !(lo < hi) {
		return lo, hi, fmt.Errorf("all values are equal: take a constant")
	}
	return lo, hi, nil
}

// boxLik is the log-likelihood of a sample under a density and a distribution function.
func boxLik(s Sample, pdf, cdf func(x float64) float64) float64 {
	sum := 0.0
	for i := range s {
		o := &s[i]
		var p float64
		switch o.kind() {
		case exact:
			p = pdf(o.Low)
		case right:
			p = 1 - cdf(o.Low)
		case left:
			p = cdf(o.High)
		default:
			p = cdf(o.High) - cdf(o.Low)
		}
		if p <= 0 {
			return math.Inf(-1)
		}
		sum += o.count() * math.Log(p)
	}
	return sum
}

func uniformLik(s Sample, a, b float64) float64 {
	pdf := func(x float64) float64 {
		if x < a || x > b {
			return 0
		}
		return 1 / (b - a)
	}
	return boxLik(s, pdf, func(x float64) float64 { return bounded((x-a)/(b-a), 0, 1) })
}

// triangle density and distribution function on a <= m <= b.
func trianglePDF(x, a, m, b float64) float64 {
	switch {
	case x < a || x > b:
		return 0
	case x < m:
		return 2 * (x - a) / ((b - a) * (m - a))
	case x > m:
		return 2 * (b - x) / ((b - a) * (b - m))
	}
	return 2 / (b - a)
}

func triangleCDF(x, a, m, b float64) float64 {
	switch {
	case x <= a:
		return 0
	case x >= b:
		return 1
	case x < m:
		return (x - a) / (b - a) * ((x - a) / (m - a))
	}
	return 1 - (b-x)/(b-a)*((b-x)/(b-m))
}

// triangular fits minimum, mode and maximum. In a complete sample the best mode for given ends is one of the values (Kotz and van
// Dorp, "Beyond beta" (2004), section 1.4), so only the ends are searched; else all three are.
func (f *Fitted) triangular(s Sample) error {
	lo, hi, err := ends(s)
	if err != nil {
		return err
	}
	var a, m, b float64
	if s.complete() {
		a, m, b = triangleComplete(s, lo, hi)
	} else if a, m, b, err = triangleCensored(s, lo, hi); err != nil {
		return err
	}
	f.LogLik = boxLik(s, func(x float64) float64 { return trianglePDF(x, a, m, b) }, func(x float64) float64 { return triangleCDF(x, a, m, b) })
	f.box([]string{"min", "mode", "max"}, []float64{a, m, b})
	f.cdf = func(x float64) float64 { return triangleCDF(x, a, m, b) }
	return nil
}

// triangleComplete searches the ends of a complete sample, also the two triangles whose mode is an end.
func triangleComplete(s Sample, lo, hi float64) (a, m, b float64) {
	order := append(Sample(nil), s...)
	sort.SliceStable(order, func(i, j int) bool { return order[i].Low < order[j].Low })
	w := hi - lo
	place := func(x []float64) (float64, float64) { return lo - w*math.Exp(x[0]), hi + w*math.Exp(x[1]) }
	best := math.Inf(1)
	try := func(a1, m1, b1, v float64) {
		if v < best {
			a, m, b, best = a1, m1, b1, v
		}
	}
	for _, start := range [][]float64{{-3, -3}, {-6, -1}, {-1, -6}} {
		x, v := simplex(func(x []float64) float64 { a, b := place(x); _, l := bestMode(order, a, b); return -l }, start, 1)
		a1, b1 := place(x)
		m1, _ := bestMode(order, a1, b1)
		try(a1, m1, b1, v)
	}
	x, v := simplex(func(x []float64) float64 { return -modeAt(order, lo, lo, hi+w*math.Exp(x[0])) }, []float64{-3}, 1)
	try(lo, lo, hi+w*math.Exp(x[0]), v)
	x, v = simplex(func(x []float64) float64 { return -modeAt(order, lo-w*math.Exp(x[0]), hi, hi) }, []float64{-3}, 1)
	try(lo-w*math.Exp(x[0]), hi, hi, v)
	return a, m, b
}

// modeAt is the log-likelihood of a complete sample.
func modeAt(s Sample, a, m, b float64) float64 {
	return boxLik(s, func(x float64) float64 { return trianglePDF(x, a, m, b) }, nil)
}

// bestMode finds the value of a sorted complete sample that is the best mode for ends a and b beyond the sample, and the
// log-likelihood with it. Cost: linear.
func bestMode(s Sample, a, b float64) (mode, logLik float64) {
	above, n := 0.0, 0.0 // sum of log(b-x) over what is not yet passed
	for i := range s {
		above += s[i].count() * math.Log(b-s[i].Low)
		n += s[i].count()
	}
	below, passed := 0.0, 0.0
	logLik = math.Inf(-1)
	for i := 0; i < len(s); {
		x, c := s[i].Low, 0.0
		for ; i < len(s) && s[i].Low == x; i++ {
			c += s[i].count()
		}
		above -= c * math.Log(b-x)
		l := below - passed*math.Log(x-a) + above - (n-passed-c)*math.Log(b-x)
		if l > logLik {
			mode, logLik = x, l
		}
		below += c * math.Log(x-a)
		passed += c
	}
	return mode, logLik + n*math.Log(2/(b-a))
}

// triangleCensored searches all three arguments.
func triangleCensored(s Sample, lo, hi float64) (a, m, b float64, err error) {
	w := hi - lo
	place := func(x []float64) (a, m, b float64) {
		a, b = lo-w*math.Exp(x[0]), hi+w*math.Exp(x[1])
		return a, a + (b-a)/(1+math.Exp(-x[2])), b
	}
	best, at := math.Inf(1), []float64(nil)
	for _, start := range [][]float64{{-2, -2, 0}, {-2, -1, -2}, {-1, -2, 2}, {-2, 1, 0}} {
		x, v := simplex(func(x []float64) float64 {
			a, m, b := place(x)
			return -boxLik(s, func(x float64) float64 { return trianglePDF(x, a, m, b) }, func(x float64) float64 { return triangleCDF(x, a, m, b) })
		}, start, 0.7)
		if v < best {
			best, at = v, x
		}
	}
	if at == nil || at[0] > 10 || at[1] > 10 {
		return 0, 0, 0, fmt.Errorf("the likelihood has no maximum: too much is censored")
	}
	a, m, b = place(at)
	return a, m, b, nil
}
