package ode

import (
	"math"
	"sort"
)

// Delayed values x(t - T) of some quantities x by constant times T > 0 are solved by the method of steps (Hairer, Norsett and Wanner I,
// II.17): no step is longer than the shortest delay, so all that it reads lies before its start, in the dense output kept here. Where a
// derivative of the solution jumps at b, a higher one jumps at b + T; steps end on these points up to an order beyond which the methods
// do not feel them (ibid., "discontinuities"; L. F. Shampine and S. Thompson, Appl. Numer. Math. 37 (2001) 441, section 2).

const (
	pastDeg   = 7        // degree of the polynomials kept: that of the best dense output
	jumpOrder = 8        // order of the derivative from which on a jump is not felt
	noJump    = int8(99) // mark of a piece that goes on smoothly
	reach     = 4        // pieces of the history that one step may pass over
	dropped   = 64       // pieces that are too old before room is made
)

// Lagged is a System with delayed values.
type Lagged interface{ NDelay() int }

// Delayed is an Eval of a Lagged system, whose NDelay is n.
type Delayed interface {
	// Past gives the history to read, from the next Bind on.
	Past(p *Past)
	// Lags are the times T [s], len n, as of the last Bind.
	Lags() []float64
	// Before writes the values before the start, len n, and reports a delay that is not above 0.
	Before(t float64, u, x []float64) error
	// Signals writes what is delayed, len n.
	Signals(t float64, y, x []float64)
	// Due is the order of the derivative that jumps at NextBreak.
	Due() int8
	// Reach is how long a step from t may be [s].
	Reach(t float64) float64
}

// Past is the history of the delayed values of one run, plain data. Pieces are numbered from First on.
type Past struct {
	Before []float64 // values before the start, len n
	T      []float64 // [s] start of each piece, and the end of the last; empty before the first
	H      []float64 // [s] length of each piece
	C      []float64 // polynomials in the fraction of each piece, n*(pastDeg+1) numbers a piece
	Jump   []int8    // order of the lowest derivative that jumps at the start of each piece
	First  int64     // pieces dropped
	Next   int8      // Jump of the piece to come
	Due    int8      // order of what jumps at the next break
}

// Mark notes that a derivative of some order jumps now: 0 for an event.
func (p *Past) Mark(order int8) { p.Next = min(p.Next, order) }

// Recorder keeps pieces; it is a workspace.
type Recorder struct{ y, x, v []float64 }

// nodes are the fractions at which a piece is read, and fit turns the values there into coefficients.
var nodes = [pastDeg + 1]float64{0, 0.05, 0.19, 0.39, 0.61, 0.81, 0.95, 1}
var fit = interpolation()

// interpolation inverts the Vandermonde matrix of the nodes: the coefficients of Lagrange's polynomials.
func interpolation() (m [pastDeg + 1][pastDeg + 1]float64) {
	for j, x := range nodes {
		c, scale, deg := [pastDeg + 2]float64{1}, 1.0, 0
		for k, z := range nodes {
			if k == j {
				continue
			}
			scale *= x - z
			deg++
			for i := deg; i > 0; i-- {
				c[i] = c[i-1] - float64(z*c[i])
			}
			c[0] = -float64(z * c[0])
		}
		for i := range m {
			m[i][j] = c[i] / scale
		}
	}
	return m
}

// Record keeps the first tau seconds of a piece that began at t, and drops what no delay reaches any more. The Eval is still bound
// to that piece. It gives the end of the piece.
func (r *Recorder) Record(e Delayed, p *Past, t float64, q *Piece, tau float64) {
	if !(tau > 0) {
		return
	}
	n := len(p.Before)
	if len(r.y) != len(q.End) || len(r.x) != n {
		r.y, r.x, r.v = make([]float64, len(q.End)), make([]float64, n), make([]float64, n*(pastDeg+1))
	}
	for j, th := range nodes {
		at := float64(th * tau)
		for i := range r.y {
			r.y[i] = q.At(i, at)
		}
		e.Signals(t+at, r.y, r.x)
		copy(r.v[j*n:], r.x)
	}
	p.drop(t, e.Lags())
	if k := len(p.T); k > 0 {
		p.T[k-1] = t // rounding apart it was
	} else {
		p.T = append(p.T, t)
	}
	p.T, p.H, p.Jump = append(p.T, t+tau), append(p.H, tau), append(p.Jump, p.Next)
	p.Next = noJump
	for k := range n {
		for i := range fit {
			c := 0.0
			for j := range nodes {
				c += float64(fit[i][j] * r.v[j*n+k])
			}
			if i == 0 {
				c = r.v[k]
			}
			p.C = append(p.C, c)
		}
	}
}

// drop forgets pieces that ended more than the longest delay ago.
func (p *Past) drop(t float64, lags []float64) {
	longest := 0.0
	for _, l := range lags {
		longest = math.Max(longest, l)
	}
	k := sort.Search(len(p.H), func(i int) bool { return p.T[i+1] >= t-float64(longest*(1+1e-9)) }) - 1
	if k < dropped || 2*k < len(p.H) {
		return
	}
	m := len(p.Before) * (pastDeg + 1)
	p.T, p.H, p.Jump, p.C = shift(p.T, k), shift(p.H, k), shift(p.Jump, k), shift(p.C, k*m)
	p.First += int64(k)
}

// shift drops the first k elements in place.
func shift[T any](list []T, k int) []T { return list[:copy(list, list[k:])] }

// window is what a delayed value may read between two breaks: the numbers of the first and the last piece. The piece before the
// start has the number -1.
type window struct{ from, to int64 }

// Window is a reader of a Past for constant delays, as an Eval of a Lagged system holds it.
type Window struct {
	p    *Past
	lags []float64
	at   []window
	due  int8
	rise int8 // how much higher the derivative is that a delayed jump makes jump: 0 where no integration lies between
}

// NewWindow makes a reader of n values; smooths says that every delayed value is integrated before it is delayed again.
func NewWindow(n int, smooths bool) *Window {
	w := &Window{lags: make([]float64, n), at: make([]window, n)}
	if smooths {
		w.rise = 1
	}
	return w
}

// Use sets the history to read; nil for none.
func (w *Window) Use(p *Past) { w.p = p }

// Reads reports whether there is a history.
func (w *Window) Reads() bool { return w.p != nil }

// Lags are the delays of the last Bind.
func (w *Window) Lags() []float64 { return w.lags }

// Due is the order of the derivative that jumps at the break that Bind has given.
func (w *Window) Due() int8 { return w.due }

// Bind chooses what holds from t on and gives the first time after it at which some delayed value, or a derivative of it, jumps; +Inf
// if there is none. (near says whether two times are the same but for rounding.)
func (w *Window) Bind(t float64, near func(t, at float64) bool) float64 {
	next := math.Inf(1)
	w.due = noJump
	if w.p == nil {
		return next
	}
	p := w.p
	note := func(at float64, order int8) {
		switch {
		case order > jumpOrder || !(at > t):
		case at < next && !near(next, at):
			next, w.due = at, order
		case near(next, at):
			next, w.due = math.Min(next, at), min(w.due, order)
		}
	}
	for k, lag := range w.lags {
		from := int64(-1)
		n := len(p.H)
		if n > 0 {
			i := sort.Search(n, func(i int) bool { at := p.T[i] + lag; return at > t && !near(t, at) }) - 1
			from = p.First + int64(i)
			if i < 0 && p.First == 0 {
				from = -1
			} else if i < 0 {
				from = p.First // what a longer delay would read is not kept
			}
		}
		w.at[k] = window{from, math.MaxInt64}
		for i := int(from - p.First + 1); i < n; i++ {
			if i >= 0 && p.Jump[i] < jumpOrder {
				w.at[k].to = p.First + int64(i) - 1
				note(p.T[i]+lag, p.Jump[i]+w.rise)
				break
			}
		}
		if w.at[k].to == math.MaxInt64 && p.Next < jumpOrder {
			w.at[k].to = p.First + int64(n) - 1
			note(t+lag, p.Next+w.rise)
		}
	}
	return next
}

// Value gives delayed value k at time t, and its derivative.
func (w *Window) Value(k int, t float64) (v, slope float64) {
	p := w.p
	if p == nil {
		return 0, 0
	}
	n := len(p.H)
	if w.at[k].from < 0 && w.at[k].to < 0 || n == 0 {
		return p.Before[k], 0
	}
	s := t - w.lags[k]
	i := sort.SearchFloat64s(p.T[:n], s) // the first start not before s
	if i == n || p.T[i] > s {
		i--
	}
	last := n - 1
	if w.at[k].to < p.First+int64(last) {
		last = int(w.at[k].to - p.First)
	}
	i = max(min(i, last), int(w.at[k].from-p.First))
	if i < 0 {
		if p.First == 0 && w.at[k].from < 0 {
			return p.Before[k], 0
		}
		i = 0
	}
	m := pastDeg + 1
	c := p.C[(i*len(p.Before)+k)*m:][:m]
	th := math.Min(math.Max((s-p.T[i])/p.H[i], 0), 1)
	v, slope = c[m-1], 0
	for j := m - 2; j >= 0; j-- {
		slope = float64(slope*th) + v
		v = float64(v*th) + c[j]
	}
	return v, slope / p.H[i]
}

// Reach is how long a step from t may be [s].
func (w *Window) Reach(t float64) float64 {
	out := math.Inf(1)
	if w.p == nil {
		return out
	}
	p := w.p
	for _, lag := range w.lags {
		out = math.Min(out, lag)
		n := len(p.H)
		if n == 0 {
			continue
		}
		i := sort.SearchFloat64s(p.T, t-lag) + reach
		if i < n && i >= reach {
			out = math.Min(out, math.Max(p.T[i]+lag-t, 0.25*lag/float64(n+1)))
		}
	}
	return out
}

// Reset begins a history.
func (p *Past) Reset(n int) {
	*p = Past{Before: make([]float64, n), Next: 0, Due: noJump}
}
