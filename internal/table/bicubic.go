package table

import "math"

// bicubic makes the patches of a bicubic Hermite interpolant that is monotone along each argument wherever the points are. The
// slopes along grid lines are those of Fritsch and Carlson (cubics). In a patch the derivative by x is, along y, a cubic with
// ends p and slopes q; it keeps the sign of p where |q| k <= 3 |p| at both ends (R. E. Carlson and F. N. Fritsch, "Monotone
// piecewise bicubic interpolation", SIAM J. Numer. Anal. 22 (1985) 386-400, section 2). That holds all along an edge if the
// cubics through z +- k/3 zy with the slopes zx +- k/3 zxy are monotone there, by the same two conditions: neighbouring zy
// differ by less than the points do, and slopes stay below three secants. Slopes that break them are shortened, twists
// (mixed derivatives) last; with twists of 0 there is always a solution.
func (g *Grid) bicubic() {
	b := &bicubic{nx: len(g.X), ny: len(g.Y), x: g.X, y: g.Y, z: g.Z}
	n := b.nx * b.ny
	b.zx, b.zy, b.zxy = make([]float64, n), make([]float64, n), make([]float64, n)
	closed := g.Outside == Repeat
	for j := range b.ny {
		b.line(j, b.ny, b.nx, b.x, b.z, b.zx, closed)
	}
	for i := range b.nx {
		b.line(i*b.ny, 1, b.ny, b.y, b.z, b.zy, closed)
	}
	for sweep := 0; sweep < mostSweeps && b.shorten(); sweep++ {
	}
	b.twists()
	g.c = b.patches()
}

// mostSweeps bounds the sweeps over all edges; each only shortens slopes.
const mostSweeps = 200

// share of a difference that slopes across it may take up; the rest is left to the slopes along it.
const share = 0.5

type bicubic struct {
	nx, ny               int
	x, y, z, zx, zy, zxy []float64
}

// line makes the slopes along one grid line: n points from first on, step apart.
func (b *bicubic) line(first, step, n int, at, v, slope []float64, closed bool) {
	w := make([]float64, n)
	for i := range w {
		w[i] = v[first+i*step]
	}
	h, d := make([]float64, n-1), make([]float64, n-1)
	for i := range d {
		h[i], d[i] = at[i+1]-at[i], secant(at, w, i)
	}
	m := slopes(h, d, closed && w[0] == w[n-1])
	limit(m, d)
	if closed && w[0] == w[n-1] {
		m[0] = nearer(m[0], m[n-1])
		m[n-1] = m[0]
	}
	for i := range m {
		slope[first+i*step] = m[i]
	}
}

// shorten looks at every edge once and reports whether a slope had to be shortened.
func (b *bicubic) shorten() bool {
	changed := false
	for i := range b.nx {
		for j := range b.ny {
			at := i*b.ny + j
			if i+1 < b.nx {
				changed = b.edge(b.zx, b.zy, at, at+b.ny, b.x[i+1]-b.x[i], b.y, j) || changed
			}
			if j+1 < b.ny {
				changed = b.edge(b.zy, b.zx, at, at+1, b.y[j+1]-b.y[j], b.x, i) || changed
			}
		}
	}
	return changed
}

// edge looks at the edge from p to q of length h: along are the slopes along it, across those across it, on the grid line
// other[m], whose patches reach to both sides.
func (b *bicubic) edge(along, across []float64, p, q int, h float64, other []float64, m int) bool {
	k := 0.0 // the wider patch
	if m > 0 {
		k = other[m] - other[m-1]
	}
	if m+1 < len(other) {
		k = math.Max(k, other[m+1]-other[m])
	}
	d := math.Abs(b.z[q] - b.z[p])
	changed := false
	if room := 3 / k * share * d; math.Abs(across[q]-across[p]) > room*(1+1e-12) {
		if math.Abs(across[p]) < math.Abs(across[q]) {
			across[q] = across[p] + math.Copysign(room, across[q]-across[p])
		} else {
			across[p] = across[q] + math.Copysign(room, across[p]-across[q])
		}
		changed = true
	}
	most := 3 / h * (d - float64(k/3*math.Abs(across[q]-across[p])))
	for _, e := range []int{p, q} {
		if math.Abs(along[e]) > most*(1+1e-12) {
			along[e] = math.Copysign(math.Max(most, 0), along[e])
			changed = true
		}
	}
	return changed
}

// twists gives the mixed derivatives: the mean of the differences of both slopes, shortened into what the edges leave.
func (b *bicubic) twists() {
	for i := range b.nx {
		for j := range b.ny {
			at := i*b.ny + j
			t := 0.5 * (b.along(b.zx, b.y, j, at, 1) + b.along(b.zy, b.x, i, at, b.ny))
			for _, e := range [][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
				t = b.room(i, j, e[0], e[1], t)
			}
			b.zxy[at] = t
		}
	}
}

// along differentiates a slope along a grid line.
func (b *bicubic) along(v, at []float64, k, here, step int) float64 {
	lo, hi := max(k-1, 0), min(k+1, len(at)-1)
	return (v[here+(hi-k)*step] - v[here+(lo-k)*step]) / (at[hi] - at[lo])
}

// room shortens the twist t of the point (i, j) so that on the edge in direction (di, dj), and for the patches on both sides
// of it, the slope along the edge plus and minus a third of the twist stays between 0 and three secants.
func (b *bicubic) room(i, j, di, dj int, t float64) float64 {
	if i+di < 0 || i+di >= b.nx || j+dj < 0 || j+dj >= b.ny {
		return t
	}
	at, to := i*b.ny+j, (i+di)*b.ny+j+dj
	along, across, other, m, h := b.zx, b.zy, b.y, j, math.Abs(b.x[i+di]-b.x[i])
	if dj != 0 {
		along, across, other, m, h = b.zy, b.zx, b.x, i, math.Abs(b.y[j+dj]-b.y[j])
	}
	d := math.Abs(b.z[to] - b.z[at])
	for _, n := range []int{m - 1, m + 1} {
		if n < 0 || n >= len(other) {
			continue
		}
		k := math.Abs(other[n] - other[m])
		left := d - float64(k/3*math.Abs(across[to]-across[at]))
		least := math.Min(math.Abs(along[at]), float64(3/h*left)-math.Abs(along[at]))
		if room := 3 / k * math.Max(least, 0); math.Abs(t) > room {
			t = math.Copysign(room, t)
		}
	}
	return t
}

// patches develops the Hermite form in powers of the distances.
func (b *bicubic) patches() [][16]float64 {
	out := make([][16]float64, (b.nx-1)*(b.ny-1))
	for i := range b.nx - 1 {
		for j := range b.ny - 1 {
			h, k := b.x[i+1]-b.x[i], b.y[j+1]-b.y[j]
			var f [4][4]float64 // rows: z, zx at i, then at i+1, as cubics along y
			for e, at := range []int{i*b.ny + j, (i+1)*b.ny + j} {
				f[2*e] = hermite(b.z[at], b.z[at+1], b.zy[at], b.zy[at+1], k)
				f[2*e+1] = hermite(b.zx[at], b.zx[at+1], b.zxy[at], b.zxy[at+1], k)
			}
			c := &out[i*(b.ny-1)+j]
			for l := range 4 {
				for p, v := range hermite(f[0][l], f[2][l], f[1][l], f[3][l], h) {
					c[4*p+l] = v
				}
			}
		}
	}
	return out
}

// hermite gives the cubic with values v0, v1 and slopes m0, m1 at the ends of an interval of width h.
func hermite(v0, v1, m0, m1, h float64) [4]float64 {
	d := (v1 - v0) / h
	return [4]float64{v0, m0, (float64(3*d) - float64(2*m0) - m1) / h, (m0 + m1 - float64(2*d)) / h / h}
}
