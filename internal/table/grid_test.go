package table

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// sheet samples a function on a grid, in an order that is none.
func sheet(t *testing.T, x, y []float64, f func(x, y float64) float64, b Between, o Outside) *Grid {
	t.Helper()
	var px, py, pz []float64
	for i := range x {
		for j := range y {
			px, py, pz = append(px, x[len(x)-1-i]), append(py, y[j]), append(pz, f(x[len(x)-1-i], y[j]))
		}
	}
	g, err := NewGrid(px, py, pz, b, o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGridForms(t *testing.T) {
	x, y := []float64{0, 1, 3}, []float64{0, 10, 20}
	f := func(x, y float64) float64 { return 1 + 2*x - 0.5*y + 0.25*x*y }
	lin := sheet(t, x, y, f, Linear, Stop)
	for _, at := range [][2]float64{{0, 0}, {0.5, 5}, {1, 10}, {2.9, 19}, {3, 20}, {3, 4}, {0.1, 20}} {
		if got := lin.At(at[0], at[1], 0, 0); math.Abs(got-f(at[0], at[1])) > 1e-13 {
			t.Errorf("bilinear at %v: %v, want %v", at, got, f(at[0], at[1]))
		}
		if got := lin.At(at[0], at[1], 1, 1); math.Abs(got-0.25) > 1e-13 {
			t.Errorf("mixed derivative at %v: %v", at, got)
		}
	}
	for _, at := range [][2]float64{{-1e-9, 5}, {1, 20.001}, {4, 30}, {math.NaN(), 1}} {
		if got := lin.At(at[0], at[1], 0, 0); !math.IsNaN(got) {
			t.Errorf("outside at %v: %v", at, got)
		}
	}
	hold := sheet(t, x, y, f, Linear, Hold)
	if got := hold.At(7, 5, 0, 0); math.Abs(got-f(3, 5)) > 1e-13 || hold.At(7, 5, 1, 0) != 0 || math.Abs(hold.At(7, 5, 0, 1)-(-0.5+0.75)) > 1e-13 {
		t.Errorf("held: %v", got)
	}
	step := sheet(t, x, y, f, Step, Hold)
	for _, at := range [][4]float64{{0.99, 10, 0, 10}, {1, 19.9, 1, 10}, {3, 20, 3, 20}, {5, -1, 3, 0}, {2, 25, 1, 20}} {
		if got := step.At(at[0], at[1], 0, 0); got != f(at[2], at[3]) {
			t.Errorf("step at %v: %v, want %v", at, got, f(at[2], at[3]))
		}
	}
	turn := sheet(t, []float64{0, 1, 2, 4}, []float64{0, 1, 2}, func(x, y float64) float64 { return math.Mod(x, 4)*3 + math.Mod(y, 2) }, Linear, Repeat)
	if a, b := turn.At(0.5, 0.3, 0, 0), turn.At(40.5, -1.7, 0, 0); math.Abs(a-b) > 1e-12 {
		t.Errorf("repeated: %v and %v", a, b)
	}
}

func TestGridFaults(t *testing.T) {
	for want, c := range map[string][3][]float64{
		"no point for value 2 of x and value 2 of y": {{0, 0, 1}, {4, 5, 4}, {1, 2, 3}},
		"point 4: the arguments are":                 {{0, 0, 1, 0}, {4, 5, 4, 5}, {1, 2, 3, 4}},
		"point 2: it is not made":                    {{0, 0}, {4, math.NaN()}, {1, 2}},
		"two values of each":                         {{0, 0}, {4, 5}, {1, 2}},
		"needs two values of each at lea":            {nil, nil, nil},
	} {
		_, err := NewGrid(c[0], c[1], c[2], Linear, Stop)
		var p *PointError
		if !errors.As(err, &p) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Bicubic patches join with their first derivatives, pass through the points, and are monotone in each argument where the
// points are, whatever the points: 300 random sheets of sums of steps, some of them flat in places.
func TestBicubicMonotone(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		nx, ny := 2+dice.IntN(5), 2+dice.IntN(5)
		x, y := rising(dice, nx), rising(dice, ny)
		z := make([]float64, nx*ny)
		for i := range nx {
			for j := range ny {
				top := 0.0
				if i > 0 {
					top = z[(i-1)*ny+j]
				}
				if j > 0 {
					top = math.Max(top, z[i*ny+j-1])
				}
				if z[i*ny+j] = top; dice.IntN(3) > 0 {
					z[i*ny+j] += math.Exp(4 * dice.NormFloat64())
				}
			}
		}
		k := -1
		g := sheet(t, x, y, func(float64, float64) float64 { k++; return z[(nx-1-k/ny)*ny+k%ny] }, Cubic, Stop)
		scale := z[nx*ny-1]/math.Min(spacing(x), spacing(y)) + 1
		for range 400 {
			u, v := x[0]+(x[nx-1]-x[0])*dice.Float64(), y[0]+(y[ny-1]-y[0])*dice.Float64()
			if a, b := g.At(u, v, 1, 0), g.At(u, v, 0, 1); a < -1e-9*scale || b < -1e-9*scale {
				t.Fatalf("sheet %d falls at (%g, %g): slopes %g, %g of %v %v %v", n, u, v, a, b, x, y, z)
			}
		}
		for i, u := range x {
			for j, v := range y {
				if got := g.At(u, v, 0, 0); math.Abs(got-z[i*ny+j]) > 1e-9*(1+z[nx*ny-1]) {
					t.Fatalf("sheet %d: %v at point (%d, %d), want %v", n, got, i, j, z[i*ny+j])
				}
			}
		}
		for i := 1; i < nx-1; i++ { // across a line of the grid
			v := y[0] + (y[ny-1]-y[0])*dice.Float64()
			for _, d := range [][2]int{{0, 0}, {1, 0}, {0, 1}} {
				a, b := g.At(math.Nextafter(x[i], x[0]), v, d[0], d[1]), g.At(x[i], v, d[0], d[1])
				if math.Abs(a-b) > 1e-8*scale {
					t.Fatalf("sheet %d jumps at x = %g: derivative %v is %g and %g", n, x[i], d, a, b)
				}
			}
		}
	}
}

func rising(dice *rand.Rand, n int) []float64 {
	out := []float64{dice.NormFloat64()}
	for len(out) < n {
		out = append(out, out[len(out)-1]+0.1+dice.ExpFloat64())
	}
	return out
}

func spacing(x []float64) float64 {
	least := math.Inf(1)
	for i := range x[1:] {
		least = math.Min(least, x[i+1]-x[i])
	}
	return least
}

// The error of a bicubic through points of a smooth monotone function falls with the third power of the spacing in its
// middle, and its derivatives are those of the patches.
func TestBicubicOrder(t *testing.T) {
	f := func(x, y float64) float64 { return math.Exp(0.5*x) * (1 + y*y) }
	worst := func(n int) float64 {
		x, y := make([]float64, n+1), make([]float64, n+1)
		for i := range x {
			x[i], y[i] = float64(i)/float64(n), 1+float64(i)/float64(n)
		}
		g := sheet(t, x, y, f, Cubic, Stop)
		e := 0.0
		for i := range 40 {
			for j := range 40 {
				u, v := 0.25+float64(i)/80, 1.25+float64(j)/80
				e = math.Max(e, math.Abs(g.At(u, v, 0, 0)-f(u, v)))
				const d = 1e-6
				if du := (g.At(u+d, v, 0, 0) - g.At(u-d, v, 0, 0)) / (2 * d); math.Abs(du-g.At(u, v, 1, 0)) > 1e-5 {
					t.Fatalf("slope at (%g, %g): %g, by differences %g", u, v, g.At(u, v, 1, 0), du)
				}
				if dv := (g.At(u, v+d, 1, 0) - g.At(u, v-d, 1, 0)) / (2 * d); math.Abs(dv-g.At(u, v, 1, 1)) > 1e-3 {
					t.Fatalf("twist at (%g, %g): %g, by differences %g", u, v, g.At(u, v, 1, 1), dv)
				}
			}
		}
		return e
	}
	if order := math.Log2(worst(16) / worst(32)); order < 2.8 {
		t.Errorf("order %.2f", order)
	}
}
