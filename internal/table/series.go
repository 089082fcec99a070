package table

import (
	"fmt"
	"math"
)

// Between says what a function given by points does between two of them.
type Between uint8

// The forms between points. The zero value is Linear.
const (
	Linear Between = iota // straight lines
	Step                  // the value of the point before (continuous from the right)
	Cubic                 // monotone cubics with a continuous first derivative
)

// Outside says what a function given by points does before the first and after the last.
type Outside uint8

// The forms outside the points. The zero value is Stop.
const (
	Stop   Outside = iota // NaN: the run ends with an error
	Hold                  // the value of the first or last point
	Repeat                // periodic; the last point closes the period, so there its value is that of the first
)

// ParseBetween reads linear, step or cubic.
func ParseBetween(s string) (Between, bool) {
	for i, name := range betweenNames {
		if s == name {
			return Between(i), true
		}
	}
	return Linear, false
}

// ParseOutside reads stop, hold or repeat.
func ParseOutside(s string) (Outside, bool) {
	for i, name := range outsideNames {
		if s == name {
			return Outside(i), true
		}
	}
	return Stop, false
}

var (
	betweenNames = [...]string{"linear", "step", "cubic"}
	outsideNames = [...]string{"stop", "hold", "repeat"}
)

// String gives the word of the notation.
func (b Between) String() string { return betweenNames[b] }

// String gives the word of the notation.
func (o Outside) String() string { return outsideNames[o] }

// Series is a function of one argument given by points. Make it with [NewSeries]; it is not changed afterwards.
type Series struct {
	T       []float64 // argument, strictly rising, len n >= 1 ([s] where it is a function of time)
	V       []float64 // len n
	Between Between
	Outside Outside

	c [][3]float64 // of each piece between points: factors of s, s^2, s^3 with s = x - T[i]; nil for Step. len n-1
}

// PointError says which point of a series cannot be used, so that the caller can name its line.
type PointError struct {
	Index int // of the point, from 0
	Msg   string
}

// Error gives the message with the number of the point from 1.
func (e *PointError) Error() string { return fmt.Sprintf("point %d: %s", e.Index+1, e.Msg) }

// NewSeries makes a series; t and v are kept, not copied. It refuses (as *[PointError]) lengths that differ, no points, values
// that are not finite, arguments that do not rise, and a repeated series of one point. Cost: linear.
func NewSeries(t, v []float64, between Between, outside Outside) (*Series, error) {
	if len(t) != len(v) {
		return nil, &PointError{min(len(t), len(v)), fmt.Sprintf("%d arguments for %d values", len(t), len(v))}
	}
	if len(t) == 0 {
		return nil, &PointError{0, "there is no point"}
	}
	for i := range t {
		switch {
		case math.IsNaN(t[i]) || math.IsInf(t[i], 0):
			return nil, &PointError{i, "the argument is not a finite number"}
		case math.IsNaN(v[i]) || math.IsInf(v[i], 0):
			return nil, &PointError{i, "the value is not a finite number"}
		case i > 0 && t[i] == t[i-1]:
			return nil, &PointError{i, "the argument stands twice"}
		case i > 0 && t[i] < t[i-1]:
			return nil, &PointError{i, "the argument goes back"}
		}
	}
	if outside == Repeat && len(t) < 2 {
		return nil, &PointError{0, "one point cannot be repeated"}
	}
	s := &Series{T: t, V: v, Between: between, Outside: outside}
	switch between {
	case Linear:
		s.c = make([][3]float64, len(t)-1)
		for i := range s.c {
			s.c[i][0] = secant(t, v, i)
		}
	case Cubic:
		s.c = cubics(t, v, outside == Repeat && v[0] == v[len(v)-1])
	}
	return s, nil
}

// secant is the slope between points i and i+1; halved differences cannot overflow.
func secant(t, v []float64, i int) float64 {
	return (float64(v[i+1]*0.5) - float64(v[i]*0.5)) / (float64(t[i+1]*0.5) - float64(t[i]*0.5))
}

// Segment is one polynomial piece of a series and where it holds.
type Segment struct {
	From, Until float64    // it holds for From <= x < Until; ±Inf outside the points
	Base        float64    // argument at which the polynomial is developed
	C           [4]float64 // value = C[0] + C[1] s + C[2] s^2 + C[3] s^3 with s = x - Base; NaN outside a series that stops
}

// At returns the value of the piece, also a little beyond its ends.
func (g *Segment) At(x float64) float64 {
	s := x - g.Base
	return g.C[0] + float64(s*(g.C[1]+float64(s*(g.C[2]+float64(s*g.C[3])))))
}

// Slope returns the first derivative of the piece.
func (g *Segment) Slope(x float64) float64 {
	s := x - g.Base
	return g.C[1] + float64(s*(float64(2*g.C[2])+float64(s*(3*g.C[3]))))
}

// Curvature returns the second derivative of the piece.
func (g *Segment) Curvature(x float64) float64 {
	s := x - g.Base
	return float64(2*g.C[2]) + float64(s*(6*g.C[3]))
}

// At returns the value at x; NaN outside a series that stops. Cost: log n.
func (s *Series) At(x float64) float64 {
	g, _ := s.Segment(x, 0)
	return g.At(x)
}

// Slope returns the derivative at x (from the right at a point); NaN outside a series that stops. Cost: log n.
func (s *Series) Slope(x float64) float64 {
	g, _ := s.Segment(x, 0)
	return g.Slope(x)
}

// Covers says whether the series has a value at x.
func (s *Series) Covers(x float64) bool {
	return s.Outside != Stop || (x >= s.T[0] && x <= s.T[len(s.T)-1])
}

// NextBreak returns the first point after x at which the piece in force ends, +Inf if there is none. It is above x always.
func (s *Series) NextBreak(x float64) float64 {
	g, _ := s.Segment(x, 0)
	return g.Until
}

// Segment returns the piece in force at x and a hint: passed to the next call it makes a lookup nearby O(1), else log n. Any hint
// is safe. The last point of a series that stops belongs to the last piece; just behind it the value is NaN.
func (s *Series) Segment(x float64, hint int) (Segment, int) {
	n := len(s.T)
	var shift, close float64 // of the period that holds x; close is where the next begins
	close = s.T[n-1]
	switch {
	case math.IsNaN(x):
		return Segment{From: x, Until: math.Inf(1), Base: 0, C: [4]float64{x}}, hint
	case s.Outside == Repeat:
		shift, close = s.period(x)
	case x < s.T[0]:
		return s.constant(math.Inf(-1), s.T[0], s.V[0]), 0
	case x > close || (x == close && (s.Outside == Hold || n == 1)):
		if s.Outside == Stop && x == close { // a single point
			return Segment{From: x, Until: math.Nextafter(x, math.Inf(1)), Base: x, C: [4]float64{s.V[0]}}, 0
		}
		return s.constant(close, math.Inf(1), s.V[n-1]), n - 1
	}
	i := s.find(x, shift, hint)
	g := Segment{From: s.T[i] + shift, Until: s.T[i+1] + shift, Base: s.T[i] + shift, C: [4]float64{s.V[i]}}
	if s.c != nil {
		g.C[1], g.C[2], g.C[3] = s.c[i][0], s.c[i][1], s.c[i][2]
	}
	if i == n-2 {
		g.Until = close
		if s.Outside == Stop {
			g.Until = math.Nextafter(close, math.Inf(1))
			if s.Between == Step && x == close {
				g = Segment{From: x, Until: g.Until, Base: x, C: [4]float64{s.V[n-1]}}
			}
		}
	}
	if g.Until <= x { // a period below the resolution of x
		g.Until = math.Nextafter(x, math.Inf(1))
	}
	return g, i
}

// constant is the piece outside the points.
func (s *Series) constant(from, until, v float64) Segment {
	if s.Outside == Stop {
		v = math.NaN()
	}
	return Segment{From: from, Until: until, C: [4]float64{v}}
}

// period returns the shift of the period that holds x and the start of the next one. The rounded start of a period decides, so
// that the end of one and the start of the next are the same number.
func (s *Series) period(x float64) (shift, next float64) {
	t0 := s.T[0]
	p := s.T[len(s.T)-1] - t0
	k := math.Floor((x - t0) / p)
	for range 2 { // the quotient is off by one at most, unless p is below the resolution of x
		if t0+float64(k*p) > x {
			k--
		} else if t0+float64((k+1)*p) <= x {
			k++
		}
	}
	return float64(k * p), t0 + float64((k+1)*p)
}

// find returns i in 0..n-2 with T[i]+shift <= x < T[i+1]+shift, or the nearest end.
func (s *Series) find(x, shift float64, hint int) int {
	last := len(s.T) - 2
	for i := max(hint, 0); i <= min(hint+1, last); i++ {
		if s.T[i]+shift <= x && x < s.T[i+1]+shift {
			return i
		}
	}
	lo, hi := 0, last // answer in lo..hi
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if s.T[mid]+shift <= x {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}
