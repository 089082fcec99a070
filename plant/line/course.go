package line

import (
	"errors"
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/sim"
)

// Course is a value over time that is 0 or more, such as the price of energy: always the same, or from a table. It is constant.
type Course struct {
	steady float64
	t, v   []float64 // [s] and the value there; nil where it is always the same
	cum    []float64 // integral from the first point to each
	linear bool      // between points; else each value holds until the next
	repeat bool      // behind the last point; else the ends hold
	stop   bool      // there is no value outside
}

// Always is a value that does not change.
func Always(v float64) *Course { return &Course{steady: v} }

// NewCourse makes a course from a table of time. Cubic tables are refused, and a repeated one of a single point.
func NewCourse(s *table.Series) (*Course, error) {
	c := &Course{t: s.T, v: s.V, linear: s.Between == table.Linear, repeat: s.Outside == table.Repeat, stop: s.Outside == table.Stop}
	if s.Between == table.Cubic {
		return nil, errors.New("it is linear or step between its points")
	}
	if len(s.T) < 2 {
		return Always(s.V[0]), nil
	}
	for _, v := range s.V {
		if v < 0 {
			return nil, errors.New("it is 0 or more")
		}
	}
	c.cum = make([]float64, len(s.T))
	for i := 1; i < len(s.T); i++ {
		c.cum[i] = c.cum[i-1] + c.piece(i-1, s.T[i-1], s.T[i])
	}
	return c, nil
}

// Constant reports whether the value is always the same.
func (c *Course) Constant() bool { return c.t == nil }

// Covers reports whether there is a value at all times from 0 to an end [s].
func (c *Course) Covers(end float64) bool {
	return c.t == nil || !c.stop || c.t[0] <= 0 && c.t[len(c.t)-1] >= end
}

// at is the value at a time [s].
func (c *Course) at(x float64) float64 {
	if c.t == nil {
		return c.steady
	}
	n := len(c.t) - 1
	if c.repeat {
		span := c.t[n] - c.t[0]
		x -= float64(math.Floor((x-c.t[0])/span) * span)
	}
	switch i := c.find(x); {
	case x <= c.t[0]:
		return c.v[0]
	case x >= c.t[n]:
		return c.v[n]
	case c.linear:
		return c.v[i] + float64((c.v[i+1]-c.v[i])/(c.t[i+1]-c.t[i])*(x-c.t[i]))
	default:
		return c.v[i]
	}
}

// clock runs on the integral of the value over seconds.
func (c *Course) clock() sim.Clock {
	return func(from, to time.Duration) float64 { return c.between(seconds(from), seconds(to)) }
}

// between is the integral from a to b, a <= b. O(log n), and as exact for a short stretch late in the run as for one early.
func (c *Course) between(a, b float64) float64 {
	if c.t == nil {
		return float64(c.steady * (b - a))
	}
	n := len(c.t) - 1
	first, last := c.t[0], c.t[n]
	if !c.repeat {
		sum := 0.0
		if a < first {
			sum += float64(c.v[0] * (min(b, first) - a))
		}
		if b > last {
			sum += float64(c.v[n] * (b - max(a, last)))
		}
		return sum + c.inside(max(a, first), min(b, last))
	}
	span := last - first
	k, m := math.Floor((a-first)/span), math.Floor((b-first)/span)
	x, y := a-float64(k*span), b-float64(m*span)
	if k == m {
		return c.inside(x, y)
	}
	return c.inside(x, last) + float64((m-k-1)*c.cum[n]) + c.inside(first, y)
}

// inside is the integral between two times of the table.
func (c *Course) inside(a, b float64) float64 {
	if a >= b {
		return 0
	}
	i, j := c.find(a), c.find(b)
	if i == j {
		return c.piece(i, a, b)
	}
	return c.piece(i, a, c.t[i+1]) + (c.cum[j] - c.cum[i+1]) + c.piece(j, c.t[j], b)
}

// find is the piece that x lies in.
func (c *Course) find(x float64) int {
	lo, hi := 0, len(c.t)-1
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; c.t[mid] <= x {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// piece is the integral over a part of piece i.
func (c *Course) piece(i int, a, b float64) float64 {
	if !c.linear {
		return float64(c.v[i] * (b - a))
	}
	slope := (c.v[i+1] - c.v[i]) / (c.t[i+1] - c.t[i])
	middle := c.v[i] + float64(slope*(float64((a+b)/2)-c.t[i]))
	return float64(middle * (b - a))
}
