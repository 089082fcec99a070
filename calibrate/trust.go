package calibrate

import "math"

// quadratic is the model |J p + r|^2/2 of the cost around a point, in scaled variables and few rows.
type quadratic struct {
	m, n   int
	rows   []float64 // J scaled, compressed to m*n
	rhs    []float64 // Q'r, len m
	lo, hi []float64 // bounds of a step, lo <= 0 <= hi
}

// step minimises the model within |p| <= radius: the Levenberg-Marquardt parameter is found by the iteration of Moré, "The
// Levenberg-Marquardt algorithm: implementation and theory" (1978), section 5, each trial by QR of [J; sqrt(lambda) I]. lambda is the
// first guess, the value used is returned.
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
	upper := norm2(q.gradient(make([]float64, q.n))) / radius
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
			if lower == 0 && lambda < 1e-30*norm2(q.gradient(make([]float64, q.n)))/radius { // a flat direction: as long as it gets
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

// damped solves for one lambda and gives the factor of [J; sqrt(lambda) I].
func (q *quadratic) damped(lambda float64) ([]float64, *triangle) {
	a := make([]float64, (q.m+q.n)*q.n)
	b := make([]float64, q.m+q.n)
	copy(a, q.rows)
	for i, v := range q.rhs {
		b[i] = -v
	}
	for j := range q.n {
		a[(q.m+j)*q.n+j] = math.Sqrt(lambda)
	}
	t := factor(a, b, q.m+q.n, q.n)
	return t.solve(), t
}

// gradient is J'(J p + r).
func (q *quadratic) gradient(p []float64) []float64 {
	g := make([]float64, q.n)
	for i := range q.m {
		row := q.rows[i*q.n : (i+1)*q.n]
		r := q.rhs[i] + dot(row, p)
		for j, v := range row {
			g[j] += v * r
		}
	}
	return g
}

// value is the change of the model at p.
func (q *quadratic) value(p []float64) float64 {
	sum := 0.0
	for i := range q.m {
		d := dot(q.rows[i*q.n:(i+1)*q.n], p)
		sum += d * (d/2 + q.rhs[i])
	}
	return sum
}

// fenced minimises the model within |p| <= radius and the bounds, by an active set: Stark and Parker, "Bounded-variable least
// squares: an algorithm and applications", Computational Statistics 10 (1995) 129-141. From a step inside the bounds it goes
// towards the minimum in the free variables up to the first bound, holds that variable, and goes on; at a minimum the held
// variable that would gain most is let go. The Levenberg-Marquardt parameter is that of the free variables.
func (q *quadratic) fenced(radius, lambda float64) (p []float64, used float64) {
	p, used = make([]float64, q.n), lambda
	held := make([]bool, q.n)
	for range 10 * (q.n + 1) { // it ends by itself, but for rounding
		free, at, left := q.without(held, p, radius)
		if len(at) > 0 {
			var step []float64
			step, used = free.step(left, lambda)
			if j := q.towards(p, step, at); j >= 0 {
				held[j] = true
				continue
			}
		}
		j := q.inwards(p, held, used)
		if j < 0 {
			break
		}
		held[j] = false
	}
	return p, used
}

// towards moves the variables at of p to the values to, or up to the first bound: the variable that meets it is returned, else -1.
func (q *quadratic) towards(p, to []float64, at []int) int {
	share, meets, bound := 1.0, -1, 0.0
	for k, j := range at {
		v := bounded(to[k], q.lo[j], q.hi[j])
		if v != to[k] {
			if t := (v - p[j]) / (to[k] - p[j]); meets < 0 || t < share {
				share, meets, bound = t, j, v
			}
		}
	}
	for k, j := range at {
		if meets < 0 {
			p[j] = to[k]
		} else {
			p[j] = bounded(p[j]+share*(to[k]-p[j]), q.lo[j], q.hi[j])
		}
	}
	if meets >= 0 {
		p[meets] = bound
	}
	return meets
}

func bounded(v, lo, hi float64) float64 { return math.Min(math.Max(v, lo), hi) }

// without is the model of the variables that are not held, with their places and the radius that is left to them.
func (q *quadratic) without(held []bool, p []float64, radius float64) (f *quadratic, at []int, left float64) {
	f = &quadratic{m: q.m, rhs: append([]float64(nil), q.rhs...)}
	taken := 0.0
	for j, is := range held {
		if !is {
			at = append(at, j)
			continue
		}
		share := p[j] / radius
		taken += share * share
		for i := range q.m {
			f.rhs[i] += q.rows[i*q.n+j] * p[j]
		}
	}
	f.n = len(at)
	for i := range q.m {
		for _, j := range at {
			f.rows = append(f.rows, q.rows[i*q.n+j])
		}
	}
	return f, at, radius * math.Sqrt(math.Max(0, 1-taken))
}

// inwards is the held variable that would gain most off its bound, -1 if none would by more than rounding.
func (q *quadratic) inwards(p []float64, held []bool, lambda float64) int {
	g := q.gradient(p)
	best, most := -1, 1e-12*norm2(q.gradient(make([]float64, q.n)))
	for j, is := range held {
		if !is {
			continue
		}
		pull := -(g[j] + lambda*p[j])
		if p[j] == q.hi[j] {
			pull = -pull
		}
		if pull > most {
			best, most = j, pull
		}
	}
	return best
}

// solved gives x with (J'J + lambda I) x = g in the variables that the step p leaves off their bounds, zero in the others.
func (q *quadratic) solved(p, g []float64, lambda float64) []float64 {
	held := make([]bool, q.n)
	for j, v := range p {
		held[j] = v == q.lo[j] || v == q.hi[j]
	}
	free, at, _ := q.without(held, p, 1)
	x := make([]float64, q.n)
	if len(at) == 0 {
		return x
	}
	some := make([]float64, len(at))
	for k, j := range at {
		some[k] = g[j]
	}
	_, t := free.damped(lambda)
	for k, v := range t.normal(some) {
		x[at[k]] = v
	}
	return x
}
