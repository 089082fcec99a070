package table

import (
	"errors"
	"math"
	"testing"
)

func series(t *testing.T, x, v []float64, b Between, o Outside) *Series {
	t.Helper()
	s, err := NewSeries(x, v, b, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSeriesForms(t *testing.T) {
	x, v := []float64{0, 10, 20, 40}, []float64{1, 3, 2, 1}
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		b                         Between
		o                         Outside
		at, value, slope, nextEnd float64
	}{
		{Linear, Stop, 5, 2, 0.2, 10}, {Linear, Stop, 10, 3, -0.1, 20}, {Linear, Stop, 40, 1, -0.05, math.Nextafter(40, 50)},
		{Linear, Stop, 40.001, nan, 0, inf}, {Linear, Stop, -1, nan, 0, 0},
		{Linear, Hold, -5, 1, 0, 0}, {Linear, Hold, 40, 1, 0, inf}, {Linear, Hold, 1e9, 1, 0, inf},
		{Step, Hold, 9.999, 1, 0, 10}, {Step, Hold, 10, 3, 0, 20}, {Step, Stop, 40, 1, 0, math.Nextafter(40, 50)}, {Step, Hold, 25, 2, 0, 40},
		{Linear, Repeat, 45, 2, 0.2, 50}, {Linear, Repeat, 40, 1, 0.2, 50}, {Linear, Repeat, -20, 2, -0.05, 0}, {Linear, Repeat, 4005, 2, 0.2, 4010},
		{Step, Repeat, 40, 1, 0, 50}, {Step, Repeat, 79, 2, 0, 80}, {Cubic, Hold, 10, 3, 0, 20}, {Cubic, Hold, -1, 1, 0, 0},
	} {
		s := series(t, x, v, c.b, c.o)
		if got := s.At(c.at); math.Abs(got-c.value) > 1e-14 || math.IsNaN(got) != math.IsNaN(c.value) {
			t.Errorf("%v %v at %v: %v, want %v", c.b, c.o, c.at, got, c.value)
		}
		if got := s.Slope(c.at); !math.IsNaN(c.value) && math.Abs(got-c.slope) > 1e-14 {
			t.Errorf("%v %v slope at %v: %v, want %v", c.b, c.o, c.at, got, c.slope)
		}
		if got := s.NextBreak(c.at); got != c.nextEnd {
			t.Errorf("%v %v next break after %v: %v, want %v", c.b, c.o, c.at, got, c.nextEnd)
		}
		if s.Covers(c.at) == math.IsNaN(c.value) {
			t.Errorf("%v %v covers %v: %v", c.b, c.o, c.at, s.Covers(c.at))
		}
	}
}

func TestSeriesFaults(t *testing.T) {
	for want, c := range map[int]struct{ t, v []float64 }{
		0: {nil, nil}, 1: {[]float64{1, 1}, []float64{0, 0}}, 2: {[]float64{1, 2, 1.5}, []float64{0, 0, 0}}, 3: {[]float64{1, 2, 3, 4}, []float64{0, 0, 0, math.NaN()}},
	} {
		_, err := NewSeries(c.t, c.v, Linear, Hold)
		var p *PointError
		if !errors.As(err, &p) || p.Index != want {
			t.Errorf("%v: %v, want point %d", c.t, err, want)
		}
	}
	if _, err := NewSeries([]float64{1}, []float64{2}, Linear, Repeat); err == nil {
		t.Error("one point was repeated")
	}
	one := series(t, []float64{1}, []float64{2}, Cubic, Stop)
	if one.At(1) != 2 || !math.IsNaN(one.At(1.1)) || !math.IsNaN(one.At(0.9)) {
		t.Error("one point:", one.At(1), one.At(1.1))
	}
}

// The data of Fritsch and Carlson (1980), table 1 (RPN 14): the curve must pass the points and be monotone, where an ordinary
// spline overshoots.
func TestMonotone(t *testing.T) {
	x := []float64{7.99, 8.09, 8.19, 8.7, 9.2, 10, 12, 15, 20}
	v := []float64{0, 2.76429e-5, 4.37498e-2, 0.169183, 0.469428, 0.943740, 0.998636, 0.999919, 0.999994}
	s := series(t, x, v, Cubic, Hold)
	last := -1.0
	for i := range 4001 {
		at := 7.99 + 12.01*float64(i)/4000
		y := s.At(at)
		if y < last-1e-15 || s.Slope(at) < -1e-14 {
			t.Fatalf("falls at %v: %v after %v", at, y, last)
		}
		last = y
	}
	for i := range x {
		if math.Abs(s.At(x[i])-v[i]) > 1e-15 {
			t.Errorf("at point %d: %v, want %v", i, s.At(x[i]), v[i])
		}
		if i > 0 && i < len(x)-1 { // continuous with its slope
			left, _ := s.Segment(math.Nextafter(x[i], 0), 0)
			if math.Abs(left.At(x[i])-v[i]) > 1e-13 || math.Abs(left.Slope(x[i])-s.Slope(x[i])) > 1e-12 {
				t.Errorf("jump at point %d: %v %v, slope %v %v", i, left.At(x[i]), v[i], left.Slope(x[i]), s.Slope(x[i]))
			}
		}
	}
}

// A cubic through points of a smooth monotone function converges with order 3 or better; slopes agree with differences.
func TestCubicOrder(t *testing.T) {
	err := func(n int) float64 {
		x, v := make([]float64, n+1), make([]float64, n+1)
		for i := range x {
			x[i] = 1 + float64(i)/float64(n)
			v[i] = x[i] * x[i] * x[i] * x[i]
		}
		s := series(t, x, v, Cubic, Stop)
		worst := 0.0
		for i := range 1000 {
			at := 1 + float64(i)/1000
			worst = math.Max(worst, math.Abs(s.At(at)-at*at*at*at))
			if g, _ := s.Segment(at, 0); g.Until > at+1e-6 {
				d := (s.At(at+1e-7) - s.At(at)) / 1e-7
				if math.Abs(d-s.Slope(at)) > 1e-4 || math.Abs((g.Slope(at+1e-7)-g.Slope(at))/1e-7-g.Curvature(at)) > 1e-2 {
					t.Fatalf("slope at %v: %v, differences %v", at, s.Slope(at), d)
				}
			}
		}
		return worst
	}
	if order := math.Log2(err(20) / err(40)); order < 2.8 {
		t.Errorf("order %.2f", order)
	}
}

// A periodic cubic is smooth where it closes.
func TestPeriodic(t *testing.T) {
	s := series(t, []float64{0, 1, 2, 3, 4}, []float64{0, 1, 0.5, -1, 0}, Cubic, Repeat)
	before, _ := s.Segment(math.Nextafter(4, 0), 3)
	if math.Abs(before.Slope(4)-s.Slope(4)) > 1e-14 || math.Abs(before.At(4)-s.At(4)) > 1e-14 || s.Slope(4) == 0 {
		t.Error("slopes", before.Slope(4), s.Slope(4))
	}
}

// Breaks of a period that floats cannot hold exactly: each break is above the last, is its own segment's start, and no segment is lost.
func TestBreaksAdvance(t *testing.T) {
	s := series(t, []float64{0.1, 0.2, 0.30000000000000004, 0.7}, []float64{1, 2, 3, 1}, Linear, Repeat)
	at, hint := -1000.05, 0
	for range 30000 {
		g, h := s.Segment(at, hint)
		if !(g.Until > at && g.From <= at) {
			t.Fatalf("at %v: segment %v..%v", at, g.From, g.Until)
		}
		if other, _ := s.Segment(at, 2-h%3); other != g {
			t.Fatalf("at %v: the segment depends on the hint", at)
		}
		at, hint = g.Until, h
	}
	if math.Abs(at-(-1000.05+0.6*10000)) > 0.6 {
		t.Error("30,000 breaks end at", at)
	}
	if g, _ := s.Segment(1e300, 0); !(g.Until > 1e300) {
		t.Error("beyond the resolution of a period:", g)
	}
}

func FuzzSeries(f *testing.F) {
	f.Add(0.0, 1.0, 2.0, 5.0, -1.0, 3.0, 1.5, uint8(0))
	f.Fuzz(func(t *testing.T, t0, t1, t2, v0, v1, v2, x float64, form uint8) {
		s, err := NewSeries([]float64{t0, t1, t2}, []float64{v0, v1, v2}, Between(form%3), Outside(form/3%3))
		if err != nil {
			return
		}
		for hint := -2; hint < 5; hint++ {
			g, _ := s.Segment(x, hint)
			if !math.IsNaN(x) && !math.IsInf(x, 0) && !(g.Until > x) {
				t.Errorf("no advance at %v: %+v", x, g)
			}
		}
		s.At(x)
	})
}

func BenchmarkSegmentHint(b *testing.B) {
	n := 10000
	x, v := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], v[i] = float64(i), float64(i%7)
	}
	s, _ := NewSeries(x, v, Linear, Repeat)
	b.ReportAllocs()
	at, hint, sum := 0.0, 0, 0.0
	for b.Loop() {
		var g Segment
		g, hint = s.Segment(at, hint)
		sum += g.At(at)
		if at += 0.3; at > 9000 {
			at = 0
		}
	}
	_ = sum
}
