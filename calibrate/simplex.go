package calibrate

import (
	"math"
	"sort"
)

// simplex finds a minimum of f near x by the method of Nelder and Mead, Comput. J. 7 (1965) 308-313, started anew from the best point
// until that gains nothing. f may return +Inf. It serves likelihoods that have kinks, in two or three dimensions.
func simplex(f func([]float64) float64, x []float64, step float64) ([]float64, float64) {
	best, value := append([]float64(nil), x...), f(x)
	for range 20 {
		y, v := simplexOnce(f, best, step)
		gain := value - v
		if v < value || math.IsInf(value, 1) {
			best, value = y, v
		}
		if !(gain > 1e-13*math.Abs(value)) {
			break
		}
		step /= 2
	}
	return best, value
}

// vertex is a corner with its value.
type vertex struct {
	x []float64
	v float64
}

// simplexOnce is one run with coefficients 1, 2, 1/2, 1/2.
func simplexOnce(f func([]float64) float64, x []float64, step float64) ([]float64, float64) {
	n := len(x)
	s := make([]vertex, n+1)
	for i := range s {
		p := append([]float64(nil), x...)
		if i > 0 {
			p[i-1] += step
		}
		s[i] = vertex{p, f(p)}
	}
	for range 400 * n {
		sort.SliceStable(s, func(i, j int) bool { return s[i].v < s[j].v })
		if width(s) < 1e-12 {
			break
		}
		middle := make([]float64, n)
		for _, c := range s[:n] {
			for j := range middle {
				middle[j] += c.x[j] / float64(n)
			}
		}
		along := func(t float64) vertex {
			p := make([]float64, n)
			for j := range p {
				p[j] = middle[j] + t*(s[n].x[j]-middle[j])
			}
			return vertex{p, f(p)}
		}
		replaceWorst(f, s, along)
	}
	sort.SliceStable(s, func(i, j int) bool { return s[i].v < s[j].v })
	return s[0].x, s[0].v
}

// replaceWorst reflects, expands or contracts the worst corner, or shrinks all.
func replaceWorst(f func([]float64) float64, s []vertex, along func(t float64) vertex) {
	n := len(s) - 1
	r := along(-1)
	switch {
	case r.v < s[0].v:
		if e := along(-2); e.v < r.v {
			r = e
		}
		s[n] = r
		return
	case r.v < s[n-1].v:
		s[n] = r
		return
	}
	c := along(0.5)
	if r.v < s[n].v {
		c = along(-0.5)
	}
	if c.v < math.Min(r.v, s[n].v) {
		s[n] = c
		return
	}
	for i := 1; i <= n; i++ {
		for j := range s[i].x {
			s[i].x[j] = s[0].x[j] + (s[i].x[j]-s[0].x[j])/2
		}
		s[i].v = f(s[i].x)
	}
}

// width is the largest distance of a coordinate from the best corner, relative to 1 or the coordinate.
func width(s []vertex) float64 {
	w := 0.0
	for _, c := range s[1:] {
		for j := range c.x {
			w = math.Max(w, math.Abs(c.x[j]-s[0].x[j])/math.Max(1, math.Abs(s[0].x[j])))
		}
	}
	return w
}
