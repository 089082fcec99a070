package calibrate

import "math"

// The step of Branch, Coleman and Li, "A subspace, interior, and conjugate gradient method for large-scale bound-constrained
// minimization problems", SIAM J. Sci. Comput. 21 (1999) 1-23, with the choice of reflection described by Mayorov for SciPy's
// least_squares: the trust-region step where it stays inside the bounds, else the best of that step cut, reflected once at
// the bound it meets first, and the steepest descent.

// affine gives Coleman and Li's scaling: v is the distance to the bound that the gradient pushes to (1 where there is none), dv
// its derivative. Coleman and Li, "An interior trust region approach for nonlinear minimization subject to bounds", SIAM J. Optim.
// 6 (1996), section 2.
func (c *core) affine(u, g []float64) (v, dv []float64) {
	v, dv = make([]float64, c.n), make([]float64, c.n)
	for j := range v {
		switch {
		case g[j] < 0 && !math.IsInf(c.hi[j], 1):
			v[j], dv[j] = c.hi[j]-u[j], -1
		case g[j] > 0 && !math.IsInf(c.lo[j], -1):
			v[j], dv[j] = u[j]-c.lo[j], 1
		default:
			v[j] = 1
		}
	}
	return v, dv
}

// candidate is a step in units of the variables (p) and in scaled variables (h).
type candidate struct {
	p, h []float64
	gain float64 // reduction of the model
}

// choose cuts or reflects a trust-region step so that u+p stays inside the bounds. d takes scaled variables to variables, theta < 1
// keeps the iterates interior.
func (c *core) choose(q *quadratic, u, d, h []float64, radius, theta float64) candidate {
	p := multiply(d, h)
	if c.within(u, p, 1) {
		return candidate{p, h, -q.value(h)}
	}
	stride, hit := c.toBound(u, p)
	cut := scaled(theta*stride, p, h)
	cut.gain = -q.value(cut.h)

	best := cut
	if r, ok := c.reflected(q, u, d, p, h, stride, hit, radius, theta); ok && r.gain > best.gain {
		best = r
	}
	if s := c.steepest(q, u, d, radius, theta); s.gain > best.gain {
		best = s
	}
	return best
}

// reflected follows the step to the bound and goes on with the components that met it turned round.
func (c *core) reflected(q *quadratic, u, d, p, h []float64, stride float64, hit []bool, radius, theta float64) (candidate, bool) {
	at, ph := make([]float64, c.n), make([]float64, c.n) // the point on the bound, from u
	rp, rh := make([]float64, c.n), make([]float64, c.n)
	for j := range rh {
		at[j], ph[j] = stride*p[j], stride*h[j]
		rh[j] = h[j]
		if hit[j] {
			rh[j] = -h[j]
		}
		rp[j] = d[j] * rh[j]
	}
	most := toSphere(ph, rh, radius)
	if wall, _ := c.toBound(added(u, at), rp); !(wall > most) {
		most = wall
	}
	if !(most > 0) {
		return candidate{}, false
	}
	lo, hi := (1-theta)*stride, theta*most // a little off the bound at both ends
	lo = math.Min(lo, hi)
	a, b := q.along(ph, rh)
	t, v := lowest(a, b, lo, hi)
	out := candidate{p: make([]float64, c.n), h: make([]float64, c.n)}
	for j := range rh {
		out.p[j], out.h[j] = at[j]+t*rp[j], ph[j]+t*rh[j]
	}
	out.gain = -(q.value(ph) + v)
	return out, c.within(u, out.p, 1)
}

// steepest is the best step against the gradient within the radius and theta of the way to the bounds.
func (c *core) steepest(q *quadratic, u, d []float64, radius, theta float64) candidate {
	g := q.gradient()
	size := norm2(g)
	if size == 0 {
		return candidate{p: make([]float64, c.n), h: make([]float64, c.n)}
	}
	for j := range g {
		g[j] = -g[j]
	}
	p := multiply(d, g)
	most := radius / size
	if wall, _ := c.toBound(u, p); wall < most {
		most = theta * wall
	}
	a, b := q.along(make([]float64, c.n), g)
	t, v := lowest(a, b, 0, most)
	out := scaled(t, p, g)
	out.gain = -v
	return out
}

// within says whether u + t p lies strictly inside the bounds.
func (c *core) within(u, p []float64, t float64) bool {
	for j := range u {
		if v := u[j] + t*p[j]; !(v > c.lo[j] && v < c.hi[j]) {
			return false
		}
	}
	return true
}

// toBound gives the t >= 0 at which u + t p first meets a bound (+Inf: never), and the variables that meet it there.
func (c *core) toBound(u, p []float64) (float64, []bool) {
	first := math.Inf(1)
	dist := make([]float64, c.n)
	for j := range u {
		dist[j] = math.Inf(1)
		switch {
		case p[j] > 0:
			dist[j] = (c.hi[j] - u[j]) / p[j]
		case p[j] < 0:
			dist[j] = (c.lo[j] - u[j]) / p[j]
		}
		first = math.Min(first, math.Max(dist[j], 0))
	}
	hit := make([]bool, c.n)
	for j := range hit {
		hit[j] = dist[j] <= first
	}
	return first, hit
}

// toSphere gives the larger t with |s + t d| = radius, 0 if s lies outside.
func toSphere(s, d []float64, radius float64) float64 {
	a, b, k := dot(d, d), dot(s, d), dot(s, s)-radius*radius
	if a == 0 || k > 0 {
		return 0
	}
	return (-b + math.Sqrt(b*b-a*k)) / a
}

func multiply(d, h []float64) []float64 {
	p := make([]float64, len(h))
	for j := range p {
		p[j] = d[j] * h[j]
	}
	return p
}

func added(u, p []float64) []float64 {
	v := make([]float64, len(u))
	for j := range v {
		v[j] = u[j] + p[j]
	}
	return v
}

func scaled(t float64, p, h []float64) candidate {
	out := candidate{p: make([]float64, len(p)), h: make([]float64, len(h))}
	for j := range p {
		out.p[j], out.h[j] = t*p[j], t*h[j]
	}
	return out
}
