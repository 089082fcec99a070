package sim

import "math"

// varStat sums up a continuous variable over the pieces retired since the
// reset.
type varStat struct {
	integral float64 // [value s]
	min, max float64
	rec      uint32 // index+1 of the record, 0 for none
	sub      int32  // the variable
	mean     bool   // integral is kept
	ends     bool   // min and max are
}

func newVarStat(def *VarStat, rec uint32) varStat {
	v := varStat{rec: rec, sub: def.Var, mean: def.Mean, ends: def.Range || def.Hist}
	v.reset()
	return v
}

func (v *varStat) reset() { v.integral, v.min, v.max = 0, math.Inf(1), math.Inf(-1) }

// Nodes and weights of Gauss-Lobatto quadrature with 5 points on [0, 1], exact
// to degree 7 (Abramowitz and Stegun, table 25.6, n = 5): -1, -sqrt(3/7), 0.
var (
	lobattoAt = [5]float64{0, 0.17267316464601142810, 0.5, 0.82732683535398857190, 1}
	lobattoW  = [5]float64{1.0 / 20, 49.0 / 180, 32.0 / 90, 49.0 / 180, 1.0 / 20}
)

// looks is the number of interior samples for the extremes of an output.
const looks = 8

// readVar is variable sub (y, then z, then w) of island i now.
func (s *State) readVar(i, sub int) float64 {
	is, sys := s.met(i), s.m.Islands[i].System
	ny, nz := sys.NY(), sys.NZ()
	if sub >= ny && sub < ny+nz {
		return is.z[sub-ny]
	}
	if (sub >= ny-sys.NAlg() && (is.changed || is.force)) || (sub >= ny && !is.live) {
		return s.solved(i, sub)
	}
	if sub >= ny {
		return s.varAt(i, sub, s.tau(is))
	}
	if !is.live {
		return is.y[sub]
	}
	if tau := s.tau(is); tau < is.piece.H {
		return s.shown(i).At(sub, tau)
	}
	return is.piece.End[sub]
}

// solved is an algebraic variable or output with the inputs as they are now,
// before the island is cut.
func (s *State) solved(i, sub int) float64 {
	is, w, sys := &s.kept.islands[i], s.hold(i), s.m.Islands[i].System
	t := math.Max(seconds(s.Now), is.t)
	if is.live {
		s.shown(i).Eval(s.theta(is), w.y)
	} else {
		copy(w.y, is.y)
	}
	s.inputs(i, w.u)
	w.e.Bind(t, w.u, is.z)
	w.bound = -1
	if sys.NAlg() > 0 {
		if err := w.s.Consistent(w.e, t, w.y); err != nil {
			s.misuse("%w", s.blame(i, err))
		}
	}
	if ny := sys.NY(); sub >= ny {
		w.e.Outputs(t, w.y, w.w)
		return w.w[sub-ny-sys.NZ()]
	}
	return w.y[sub]
}

func (s *State) theta(is *island) float64 {
	if is.piece.H0 == 0 {
		return 0
	}
	return s.tau(is) / is.piece.H0
}

// varAt is variable sub at tau after the start of the piece in force.
func (s *State) varAt(i, sub int, tau float64) float64 {
	is, sys := &s.kept.islands[i], s.m.Islands[i].System
	ny, nz := sys.NY(), sys.NZ()
	switch {
	case sub < ny:
		return s.shown(i).At(sub, tau)
	case sub < ny+nz:
		return is.z[sub-ny]
	}
	p, w := s.shown(i), s.ready(i)
	for v := range w.y {
		w.y[v] = p.At(v, tau)
	}
	w.e.Outputs(is.t+tau, w.y, w.w)
	return w.w[sub-ny-nz]
}

// busy reports that a piece has something to add to v.
func (k *kept) busy(v *varStat) bool {
	return v.mean || v.ends || v.rec != 0 && (k.records[v.rec-1].hasHist || k.records[v.rec-1].hasTrace)
}

// integral is that of variable sub from tau0 to tau1.
func (s *State) integral(i, sub int, tau0, tau1 float64) float64 {
	is, sys := &s.kept.islands[i], s.m.Islands[i].System
	ny, nz := sys.NY(), sys.NZ()
	h := tau1 - tau0
	switch {
	case sub < ny:
		return s.shown(i).Integral(sub, tau0, tau1)
	case sub < ny+nz:
		return is.z[sub-ny] * h
	}
	sum := 0.0
	for n, x := range lobattoAt {
		sum += float64(lobattoW[n] * s.varAt(i, sub, tau0+float64(x*h)))
	}
	return sum * h
}

// extremes are those of variable sub from tau0 to tau1; of an output those of
// its values at both ends and 8 interior samples, and at the vertex of the
// parabola through each that stands out from its neighbours.
func (s *State) extremes(i, sub int, tau0, tau1 float64) (lo, hi float64) {
	is, sys := &s.kept.islands[i], s.m.Islands[i].System
	ny, nz := sys.NY(), sys.NZ()
	switch {
	case sub < ny:
		return s.shown(i).Extremes(sub, tau0, tau1)
	case sub < ny+nz:
		return is.z[sub-ny], is.z[sub-ny]
	}
	lo, hi = math.Inf(1), math.Inf(-1)
	h := tau1 - tau0
	var prev, mid float64
	for n := range looks + 2 {
		at := float64(n) / (looks + 1)
		v := s.varAt(i, sub, tau0+float64(at*h))
		lo, hi = math.Min(lo, v), math.Max(hi, v)
		if n > 1 && (mid-prev)*(v-mid) < 0 {
			x := (float64(n-1) + 0.5*(prev-v)/(prev-mid-mid+v)) / (looks + 1)
			p := s.varAt(i, sub, tau0+float64(math.Min(math.Max(x, 0), 1)*h))
			lo, hi = math.Min(lo, p), math.Max(hi, p)
		}
		prev, mid = mid, v
	}
	return lo, hi
}

// counted is where statistics of the piece in force begin: at its start, or at
// the reset within it.
func (s *State) counted(is *island, tau float64) float64 {
	tau0 := float64(s.kept.from-is.base)/1e9 - is.off
	return math.Min(math.Max(tau0, 0), tau)
}

// retire enters the piece in force, up to tau, into the statistics. It is
// called once for each piece, when the piece ends or is cut.
func (s *State) retire(i int, tau float64) {
	is := &s.kept.islands[i]
	if !is.counts {
		return
	}
	tau0 := s.counted(is, tau)
	for j := range is.stats {
		v := &is.stats[j]
		sub := int(v.sub)
		s.enter(v, i, tau0, tau)
		if v.rec != 0 {
			r := &s.kept.records[v.rec-1]
			if r.hasHist {
				s.pieceHist(i, sub, tau0, tau, &r.Hist)
			}
			if r.hasTrace {
				s.pieceTrace(i, sub, tau, &r.Trace)
			}
		}
	}
}

// enter adds the piece in force from tau0 to tau1 to what v keeps.
func (s *State) enter(v *varStat, i int, tau0, tau1 float64) {
	if v.mean {
		v.integral += s.integral(i, int(v.sub), tau0, tau1)
	}
	if v.ends {
		lo, hi := s.extremes(i, int(v.sub), tau0, tau1)
		v.min, v.max = math.Min(v.min, lo), math.Max(v.max, hi)
	}
}

// varNow is the statistics of a variable up to now; false if none are kept.
func (s *State) varNow(i, sub int) (varStat, bool) {
	j := s.m.vars[i][sub]
	if j < 0 {
		return varStat{}, false
	}
	is := s.met(i)
	v := is.stats[j]
	if !is.live {
		x := s.readVar(i, sub)
		v.min, v.max = math.Min(v.min, x), math.Max(v.max, x)
		return v, true
	}
	tau := s.tau(is)
	s.enter(&v, i, s.counted(is, tau), tau)
	return v, true
}

// pieceNow adds the piece in force up to now to a copy of a record.
func (s *State) pieceNow(i, sub int, h *Histogram, tr *Trace) {
	is := s.met(i)
	if !is.live {
		return
	}
	tau := s.tau(is)
	if h != nil {
		s.pieceHist(i, sub, s.counted(is, tau), tau, h)
	}
	if tr != nil {
		s.pieceTrace(i, sub, tau, tr)
	}
}

// most is the greatest number of stretches of one piece in a histogram.
const most = 256

// stretches is how many equal stretches of a piece a histogram enters: so many
// that a value that rises evenly moves by about half a bin in each, so that a
// long step across many bins does not fall into a few of them.
func stretches(lo, hi float64) int {
	size := math.Max(math.Abs(lo), math.Abs(hi))
	if !(size > 0) {
		return looks
	}
	return int(math.Min(math.Max(512*(hi/size-lo/size), looks), most))
}

// pieceHist enters the middles of equal stretches, weighted in whole ticks.
func (s *State) pieceHist(i, sub int, tau0, tau1 float64, h *Histogram) {
	is := &s.kept.islands[i]
	lo, hi := s.extremes(i, sub, tau0, tau1)
	parts := stretches(lo, hi)
	part := (tau1 - tau0) / float64(parts)
	before, _ := split(is.base, is.off+tau0)
	for n := range parts {
		end := tau0 + float64(float64(n+1)*part)
		after, _ := split(is.base, is.off+end)
		if after > before {
			h.Add(s.varAt(i, sub, end-float64(0.5*part)), after-before)
		}
		before = after
	}
}

// pieceTrace enters the piece up to tau bucket by bucket.
func (s *State) pieceTrace(i, sub int, tau float64, tr *Trace) {
	is := &s.kept.islands[i]
	last, _ := split(is.base, is.off+tau)
	if last <= is.base {
		return
	}
	tr.bucket(last - 1)
	for t := is.base; t < last; {
		n := tr.bucket(t)
		end := min(last, int64(n+1)*tr.Width)
		a := math.Max(float64(t-is.base)/1e9-is.off, 0)
		b := math.Min(float64(end-is.base)/1e9-is.off, tau)
		sum := s.integral(i, sub, a, b)
		lo, hi := s.extremes(i, sub, a, b)
		tr.Buckets[n].add(end-t, sum*1e9, lo, hi, s.varAt(i, sub, b))
		t = end
	}
}
