package calibrate

import "math"

// quadratic is the model |J p + r|^2/2 + |E p|^2/2 of the cost around a point, in scaled variables and n rows.
type quadratic struct {
	n    int
	rows []float64 // J scaled, compressed to n*n
	rhs  []float64 // Q'r, len n
	e    []float64 // diagonal of E, len n, >= 0
}

// step minimises the model within |p| <= radius: the Levenberg-Marquardt parameter is found by the iteration of Moré, "The
// Levenberg-Marquardt algorithm: implementation and theory" (1978), section 5, each trial by QR of [J; E; sqrt(lambda) I]. lambda is
// the first guess, the value used is returned.
func (q *quadratic) step(radius, lambda float64) (p []float64, used float64) {
	const near = 0.01 // the radius is met to 1 %
	p, t := q.damped(0)
	size := norm2(p)
	if t.rank() == q.n && size <= radius*(1+near) {
		return p, 0
	}
	lower := 0.0
	if t.rank() == q.n {
		lower = (size - radius) / (t.quad(p) / size)
	}
	upper := norm2(q.gradient()) / radius
	if upper == 0 {
		return p, 0
	}
	if !(lambda > lower && lambda < upper) {
		lambda = math.Max(0.001*upper, math.Sqrt(lower*upper))
	}
	for range 20 {
		p, t = q.damped(lambda)
		size = norm2(p)
		off := size - radius
		if math.Abs(off) <= near*radius {
			break
		}
		slope := t.quad(p) / size // -d size/d lambda
		if off < 0 {
			upper = lambda
			if lower == 0 && lambda < 1e-30*norm2(q.gradient())/radius { // a flat direction: as long as it gets
				break
			}
		}
		lower = math.Max(lower, lambda+off/slope)
		lambda = math.Max(lower, lambda+size/radius*off/slope)
		if lambda > upper {
			lambda = math.Max(0.001*upper, math.Sqrt(lower*upper))
		}
	}
	if size > radius { // never beyond: the bound is what the step control relies on
		for i := range p {
			p[i] *= radius / size
		}
	}
	return p, lambda
}

// damped solves for one lambda and gives the factor of [J; E; sqrt(lambda) I].
func (q *quadratic) damped(lambda float64) ([]float64, *triangle) {
	n := q.n
	a := make([]float64, 3*n*n)
	b := make([]float64, 3*n)
	copy(a, q.rows)
	for i := range n {
		b[i] = -q.rhs[i]
		a[(n+i)*n+i] = q.e[i]
		a[(2*n+i)*n+i] = math.Sqrt(lambda)
	}
	t := factor(a, b, 3*n, n)
	return t.solve(), t
}

// gradient is J'r in scaled variables.
func (q *quadratic) gradient() []float64 {
	g := make([]float64, q.n)
	for i := range q.n {
		for j := range q.n {
			g[j] += q.rows[i*q.n+j] * q.rhs[i]
		}
	}
	return g
}

// value is the change of the model at p.
func (q *quadratic) value(p []float64) float64 {
	a, _ := q.along(make([]float64, q.n), p)
	g := q.gradient()
	return a + dot(g, p)
}

// along gives the model on the line s + t d as a t^2 + b t (the constant is left out).
func (q *quadratic) along(s, d []float64) (a, b float64) {
	n := q.n
	for i := range n {
		jd, js := dot(q.rows[i*n:(i+1)*n], d), dot(q.rows[i*n:(i+1)*n], s)
		a += jd*jd/2 + q.e[i]*q.e[i]*d[i]*d[i]/2
		b += jd*js + q.e[i]*q.e[i]*d[i]*s[i]
	}
	return a, b + dot(q.gradient(), d)
}

// lowest gives the t in lo..hi at which a t^2 + b t is least, and its value.
func lowest(a, b, lo, hi float64) (t, v float64) {
	at := func(t float64) float64 { return (a*t + b) * t }
	t, v = lo, at(lo)
	if w := at(hi); w < v {
		t, v = hi, w
	}
	if a > 0 {
		if m := -b / (2 * a); m > lo && m < hi && at(m) < v {
			t, v = m, at(m)
		}
	}
	return t, v
}
