package table

import (
	"fmt"
	"math"
	"sort"
)

// Grid is a function of two arguments given on a rectangular grid. Make it with [NewGrid]; it is not changed afterwards.
type Grid struct {
	X, Y    []float64 // arguments, strictly rising, len nx, ny
	Z       []float64 // value at X[i], Y[j] in Z[i*ny+j]
	Between Between
	Outside Outside

	c [][16]float64 // of each patch (i, j) in i*(ny-1)+j: factor of s^k t^l in 4 k + l, s = x - X[i], t = y - Y[j]; nil for Step
}

// NewGrid makes a grid from points (x, y, z) in any order. It refuses (as *[PointError]) values that are not finite, a point
// that stands twice, fewer than two values of an argument, and a point of the grid that is missing. Cost: n log n.
func NewGrid(x, y, z []float64, between Between, outside Outside) (*Grid, error) {
	for i := range x {
		if v := x[i] + y[i] + z[i]; v-v != 0 {
			return nil, &PointError{i, "it is not made of finite numbers"}
		}
	}
	g := &Grid{X: distinct(x), Y: distinct(y), Between: between, Outside: outside}
	nx, ny := len(g.X), len(g.Y)
	if nx < 2 || ny < 2 {
		return nil, &PointError{0, "a table of two arguments needs two values of each at least"}
	}
	g.Z = make([]float64, nx*ny)
	at := make([]int, nx*ny) // from 1
	for i := range x {
		k := sort.SearchFloat64s(g.X, x[i])*ny + sort.SearchFloat64s(g.Y, y[i])
		if at[k] > 0 {
			return nil, &PointError{i, fmt.Sprintf("the arguments are those of point %d", at[k])}
		}
		g.Z[k], at[k] = z[i], i+1
	}
	for k := range at {
		if at[k] == 0 {
			return nil, &PointError{len(x) - 1, fmt.Sprintf("the grid of %d by %d values has no point for value %d of x and value %d of y", nx, ny, k/ny+1, k%ny+1)}
		}
	}
	switch between {
	case Linear:
		g.bilinear()
	case Cubic:
		g.bicubic()
	}
	return g, nil
}

// distinct gives the different values of a list, rising.
func distinct(x []float64) []float64 {
	out := append([]float64(nil), x...)
	sort.Float64s(out)
	n := 0
	for i, v := range out {
		if i == 0 || v != out[n-1] {
			out[n] = v + 0 // one zero
			n++
		}
	}
	return out[:n]
}

func (g *Grid) bilinear() {
	nx, ny := len(g.X), len(g.Y)
	g.c = make([][16]float64, (nx-1)*(ny-1))
	for i := range nx - 1 {
		for j := range ny - 1 {
			z := g.Z[i*ny+j:]
			h, k := g.X[i+1]-g.X[i], g.Y[j+1]-g.Y[j]
			c := &g.c[i*(ny-1)+j]
			c[0], c[1], c[4] = z[0], (z[1]-z[0])/k, (z[ny]-z[0])/h
			c[5] = ((z[ny+1] - z[ny]) - (z[1] - z[0])) / h / k
		}
	}
}

// At returns the derivative of order dx by x and dy by y at (x, y), orders up to 3; NaN outside a grid that stops.
// Cost: log n.
func (g *Grid) At(x, y float64, dx, dy int) float64 {
	i, s, fx := g.place(g.X, x)
	j, t, fy := g.place(g.Y, y)
	switch {
	case i < 0 || j < 0:
		return math.NaN()
	case fx && dx > 0 || fy && dy > 0: // held at an end
		return 0
	case g.c == nil:
		if dx+dy > 0 {
			return 0
		}
		if s >= g.X[i+1]-g.X[i] { // the last point
			i++
		}
		if t >= g.Y[j+1]-g.Y[j] {
			j++
		}
		return g.Z[i*len(g.Y)+j]
	}
	c := &g.c[i*(len(g.Y)-1)+j]
	out := 0.0
	for k := 3; k >= dx; k-- {
		row := 0.0
		for l := 3; l >= dy; l-- {
			row = float64(row*t) + float64(falling(l, dy)*c[4*k+l])
		}
		out = float64(out*s) + float64(falling(k, dx)*row)
	}
	return out
}

// falling is n (n-1) ... of d factors.
func falling(n, d int) float64 {
	f := 1
	for range d {
		f *= n
		n--
	}
	return float64(f)
}

// place finds the interval of an argument and the distance from its start; held says that it stands at an end of a grid that
// holds; i is -1 where there is no value. The last point of a grid that stops belongs to it.
func (g *Grid) place(a []float64, x float64) (i int, s float64, held bool) {
	n := len(a)
	if math.IsNaN(x) {
		return -1, 0, false
	}
	if g.Outside == Repeat {
		p := a[n-1] - a[0]
		x -= float64(p * math.Floor((x-a[0])/p))
		x = math.Min(math.Max(x, a[0]), a[n-1])
	}
	if x < a[0] || x > a[n-1] || g.Outside == Hold && x == a[n-1] {
		if g.Outside == Stop {
			return -1, 0, false
		}
		if x < a[0] {
			return 0, 0, true
		}
		return n - 2, a[n-1] - a[n-2], true
	}
	i = min(sort.SearchFloat64s(a, x), n-1) // first not below x
	if i == n-1 || a[i] > x {
		i--
	}
	if i == n-1 || g.c == nil && i < n-2 && a[i+1] <= x {
		i = n - 2
	}
	return i, x - a[i], false
}
