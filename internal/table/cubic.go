package table

import "math"

// cubics makes the pieces of a monotone cubic Hermite interpolant after Fritsch and Carlson, "Monotone piecewise cubic
// interpolation", SIAM J. Numer. Anal. 17 (1980) 238-246: three-point slopes, set to zero at extremes of the data and where it is
// flat, then shortened into the circle of radius 3 of their section 4 (region S2), so that the curve never overshoots the
// points. closed joins the slopes of the two ends of a periodic function.
func cubics(t, v []float64, closed bool) [][3]float64 {
	n := len(t)
	if n == 1 {
		return nil
	}
	h := make([]float64, n-1) // [argument] width of each piece
	d := make([]float64, n-1) // secants
	for i := range d {
		h[i] = t[i+1] - t[i]
		d[i] = secant(t, v, i)
	}
	m := slopes(h, d, closed)
	limit(m, d)
	if closed { // the limiter may have shortened one end only
		m[0] = nearer(m[0], m[n-1])
		m[n-1] = m[0]
	}
	c := make([][3]float64, n-1)
	for i := range c {
		// Hermite form in powers of s: 3d-2m0-m1 and m0+m1-2d over h and h^2.
		c[i][0] = m[i]
		c[i][1] = (float64(3*d[i]) - float64(2*m[i]) - m[i+1]) / h[i]
		c[i][2] = (m[i] + m[i+1] - float64(2*d[i])) / h[i] / h[i]
	}
	return c
}

// slopes gives the first guess at each point: the parabola through it and its neighbours, zero where the secants change sign.
func slopes(h, d []float64, closed bool) []float64 {
	n := len(d) + 1
	m := make([]float64, n)
	for i := 1; i < n-1; i++ {
		m[i] = between(h[i-1], h[i], d[i-1], d[i])
	}
	switch {
	case closed:
		m[0] = between(h[n-2], h[0], d[n-2], d[0])
		m[n-1] = m[0]
	case n == 2:
		m[0], m[1] = d[0], d[0]
	default:
		m[0] = edge(h[0], h[1], d[0], d[1])
		m[n-1] = edge(h[n-2], h[n-3], d[n-2], d[n-3])
	}
	return m
}

// between is the slope of the parabola at an inner point, zero at an extreme of the data.
func between(h0, h1, d0, d1 float64) float64 {
	if d0 == 0 || d1 == 0 || (d0 > 0) != (d1 > 0) {
		return 0
	}
	w := h0 / (h0 + h1)
	return float64(d0*(1-w)) + float64(d1*w)
}

// edge is the slope of the parabola at an end, zero where it would run against the data.
func edge(h0, h1, d0, d1 float64) float64 {
	w := h0 / (h0 + h1)
	m := d0 + float64(w*(d0-d1))
	if d0 == 0 || (m > 0) != (d0 > 0) {
		return 0
	}
	return m
}

// limit shortens the slopes at the ends of each piece into the circle of radius 3 secants.
func limit(m, d []float64) {
	for i := range d {
		if d[i] == 0 {
			m[i], m[i+1] = 0, 0
			continue
		}
		a, b := m[i]/d[i], m[i+1]/d[i]
		if r := math.Sqrt(float64(a*a) + float64(b*b)); r > 3 {
			m[i] = float64(3/r*a) * d[i]
			m[i+1] = float64(3/r*b) * d[i]
		}
	}
}

// nearer returns the one nearer to zero.
func nearer(a, b float64) float64 {
	if math.Abs(b) < math.Abs(a) {
		return b
	}
	return a
}
