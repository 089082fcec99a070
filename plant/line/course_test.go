package line

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/plantwin/plantwin/internal/table"
)

// The integral of a course against sums of small steps, before, in and behind its table, and across its ends.
func TestCourse(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, between := range []table.Between{table.Linear, table.Step} {
		for _, outside := range []table.Outside{table.Hold, table.Repeat} {
			var xs, ys []float64
			for x := 3.0; len(xs) < 9; x += 0.5 + 2*rnd.Float64() {
				xs, ys = append(xs, x), append(ys, rnd.Float64())
			}
			s, err := table.NewSeries(xs, ys, between, outside)
			if err != nil {
				t.Fatal(err)
			}
			c, err := NewCourse(s)
			if err != nil {
				t.Fatal(err)
			}
			for range 50 {
				a := 60 * rnd.Float64()
				b := a + 40*rnd.Float64()*rnd.Float64()
				const n = 20000
				sum, h := 0.0, (b-a)/n
				for k := range n {
					sum += s.At(a+(float64(k)+0.5)*h) * h
				}
				if got := c.between(a, b); math.Abs(got-sum) > 2e-3*(b-a)+1e-9 {
					t.Errorf("%v, %v: from %g to %g it is %g, and %g in small steps", between, outside, a, b, got, sum)
				}
				m := a + (b-a)*rnd.Float64()
				if d := c.between(a, m) + c.between(m, b) - c.between(a, b); math.Abs(d) > 1e-12 {
					t.Errorf("%g to %g and %g to %g are not the whole, by %g", a, m, m, b, d)
				}
			}
		}
	}
}

// Late in a year a stretch of a second is as exact as at its beginning.
func TestCourseLate(t *testing.T) {
	s, err := table.NewSeries([]float64{0, 3600, 86400}, []float64{0.1, 0.3, 0.1}, table.Step, table.Repeat)
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCourse(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ from, want float64 }{{364*86400 + 10, 0.1}, {364*86400 + 7200, 0.3}, {364*86400 + 3599.5, 0.2}} {
		if got := c.between(x.from, x.from+1); math.Abs(got-x.want) > 1e-15 {
			t.Errorf("at %g s a second is %.17g, not %g", x.from, got, x.want)
		}
	}
	for _, bad := range []*table.Series{{T: []float64{0, 1}, V: []float64{1, -1}, Between: table.Step}, {T: []float64{0, 1}, V: []float64{1, 2}, Between: table.Cubic}} {
		if _, err := NewCourse(bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
