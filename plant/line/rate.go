package line

import (
	"errors"
	"math"

	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/sim"
)

// Varying is a rate of arrivals that changes over time: parts come as a Poisson process, drawn by inversion of the integral
// of the rate (Çinlar, Introduction to Stochastic Processes, 1975, section 4.7), one uniform a part and none rejected. It
// is constant.
type Varying struct {
	t, v   []float64 // [s], [1/s]
	linear bool      // between points; else each value holds until the next
	after  table.Outside
	unit   Draw // exponential with mean 1
}

// NewVarying makes a rate from a table of time. unit draws from an exponential distribution with mean 1. Cubic tables, values
// below 0 and a repeated table without arrivals are refused.
func NewVarying(s *table.Series, unit Draw) (*Varying, error) {
	r := &Varying{t: s.T, v: s.V, linear: s.Between == table.Linear, after: s.Outside, unit: unit}
	if s.Between == table.Cubic {
		return nil, errors.New("a rate is linear or step between its points")
	}
	any := false
	for _, v := range s.V {
		if v < 0 {
			return nil, errors.New("a rate is 0 or more")
		}
		any = any || v > 0
	}
	if !any {
		return nil, errors.New("a rate of 0 makes no parts")
	}
	if s.Outside == table.Repeat && !(r.area(r.t[0], r.t[len(r.t)-1]) > 0) {
		return nil, errors.New("a rate of 0 makes no parts")
	}
	return r, nil
}

// Steady is the same rate always [1/s].
func Steady(v float64, unit Draw) *Varying {
	return &Varying{t: []float64{0}, v: []float64{v}, after: table.Hold, unit: unit}
}

// next gives the time of the next arrival after now [s]; +Inf if there is none, NaN where the table ends before it and
// says nothing of the time after.
func (r *Varying) next(s *sim.State, now float64) float64 {
	need := r.unit.Value(s, none)
	first, last := r.t[0], r.t[len(r.t)-1]
	shift := 0.0
	if r.after == table.Repeat {
		shift = float64(math.Floor((now-first)/(last-first)) * (last - first))
		if now-shift >= last {
			shift += last - first
		}
	}
	x := now - shift // in the table's time
	for {
		switch {
		case x < first || x >= last:
			if r.after == table.Repeat {
				shift += last - first
				x = first
				continue
			}
			at, done := r.outside(x, &need)
			if done {
				return at
			}
			x = first
		default:
			i := r.piece(x)
			end := r.t[i+1]
			have := r.area(x, end)
			if need <= have && have > 0 {
				return shift + min(x+r.invert(i, x, need), end)
			}
			need -= have
			x = end
		}
	}
}

// outside goes through the time before the first point or after the last; done is false when it has come to the first.
func (r *Varying) outside(x float64, need *float64) (at float64, done bool) {
	if r.after == table.Stop {
		return math.NaN(), true
	}
	if x < r.t[0] {
		have := float64(r.v[0] * (r.t[0] - x))
		if *need <= have && have > 0 {
			return x + *need/r.v[0], true
		}
		*need -= have
		return 0, false
	}
	v := r.v[len(r.v)-1]
	if v == 0 {
		return math.Inf(1), true
	}
	return x + *need/v, true
}

// piece is the one that x lies in, first <= x < last. O(log n).
func (r *Varying) piece(x float64) int {
	lo, hi := 0, len(r.t)-1
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; r.t[mid] <= x {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

func (r *Varying) at(i int, x float64) float64 {
	if !r.linear {
		return r.v[i]
	}
	return r.v[i] + float64(r.slope(i)*(x-r.t[i]))
}

func (r *Varying) slope(i int) float64 { return (r.v[i+1] - r.v[i]) / (r.t[i+1] - r.t[i]) }

// area is the expected number of arrivals from a to b. O(1) within one piece.
func (r *Varying) area(a, b float64) float64 {
	sum := 0.0
	for a < b {
		i := r.piece(a)
		end := min(b, r.t[i+1])
		if r.linear {
			sum += float64((r.at(i, a) + r.at(i, end)) / 2 * (end - a))
		} else {
			sum += float64(r.v[i] * (end - a))
		}
		a = end
	}
	return sum
}

// invert solves rate*d + slope*d^2/2 = need for the smallest d, in the form that loses no digits.
func (r *Varying) invert(i int, x, need float64) float64 {
	a := r.at(i, x)
	if !r.linear {
		return need / a
	}
	root := math.Sqrt(math.Max(float64(a*a)+float64(2*r.slope(i)*need), 0))
	return 2 * need / (a + root)
}
