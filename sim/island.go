package sim

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

const (
	// longestPiece keeps the end of a step within what a tick can hold [s].
	longestPiece = 4e9
	// longer is how much longer than the piece before it a piece may be. Where
	// the solution is a polynomial the error of a step is nil and its length
	// has no other bound, while guards are sampled at fractions of it: a short
	// flight after a reset would be overlooked.
	longer = 64
)

// island is the state of one island: the step in force and what is known at
// its start. The start is base + off, 0 <= off < 1 ns: the base moves with
// every step, so that the float part never loses digits.
type island struct {
	called  bool // stands in dirtyI
	changed bool // a signal that it reads has been set
	force   bool // cut whatever the inputs say
	open    bool // rose or fell has something to report
	live    bool // a step is in force
	lands   bool // the step ends at breakAt
	counts  bool // there are statistics to keep
	lags    bool // nothing comes of its steps: they are made when its variables are asked for
	ticket  Ticket
	base    int64   // [ns]
	off     float64 // [s]
	t       float64 // start in seconds, for functions of time
	last    float64 // [s] length of the last piece that had one
	breakAt float64 // [s] next break of a function of time

	u, y, z []float64
	stats   []varStat
	piece   ode.Piece
	endBase int64 // end of the step, as base, off and t
	endOff  float64
	endT    float64
	ctl     ode.Control

	past []ode.Past // history of delayed values: one, none without

	on   []bool // truth of each guard at the start
	rose []bool // has risen and not been reported
	fell []bool
	zeno zeno
}

// work is the workspace of one island, or of many with the same code: nothing in it is state.
type work struct {
	e       ode.Eval
	s       *ode.Solver
	set     int32 // the numbers that e has
	bound   int   // the island to whose t, u, z e is bound, -1 for none
	u       []float64
	y, w    []float64
	truth   []bool
	fire    []int
	dense   ode.Piece // the step of island denseOf that begins at denseAt, with its dense output
	denseOf int
	denseAt moment

	lag  ode.Delayed // the Eval, where it has delayed values
	keep ode.Recorder
}

// moment is the start of a step.
type moment struct {
	base   int64
	off, t float64
}

// bench is where an island finds its workspace, and the numbers with which it
// uses it. Islands of equal numbers have the same set.
type bench struct {
	*work
	set     int32
	numbers []float64
}

// newIslands makes room for all islands and starts them at time zero with the
// start values of their inputs.
func (s *State) newIslands() {
	k := &s.kept
	k.islands = make([]island, len(s.m.Islands))
	for i := range k.islands {
		is, sys := &k.islands[i], s.m.systems[i]
		is.u, is.y, is.z = make([]float64, sys.NU()), make([]float64, sys.NY()), make([]float64, sys.NZ())
		is.ctl.F, is.piece.End = make([]float64, sys.NY()), make([]float64, sys.NY())
		is.on, is.rose, is.fell = make([]bool, sys.NG()), make([]bool, sys.NG()), make([]bool, sys.NG())
		is.stats = make([]varStat, len(s.m.Islands[i].Stats))
		for j := range is.stats {
			is.stats[j] = newVarStat(&s.m.Islands[i].Stats[j], s.m.varRecs[i][j])
			is.counts = is.counts || k.busy(&is.stats[j])
		}
		is.lags = !is.counts && !ode.Watched(s.m.spots[i].edges) && !delays(sys)
		is.ctl.Late = !is.counts && !delays(sys)
		k.lagging = k.lagging || is.lags
	}
	s.newWork()
}

// settleIn puts the numbers of each island, and room for those of its steps,
// beside one another, from a cache line's start on: of many small islands each
// event finds another one, cold in memory.
func (k *kept) settleIn() {
	const line = 8 // numbers
	size, stats := 0, 0
	room := func(is *island) int {
		n := len(is.u) + 3*len(is.y) + len(is.z) + len(is.y)*(ode.MaxDegree+1)
		return (n + line - 1) / line * line
	}
	for i := range k.islands {
		size += room(&k.islands[i])
		stats += len(k.islands[i].stats)
	}
	all, sums := make([]float64, size), make([]varStat, stats)
	for i := range k.islands {
		is := &k.islands[i]
		n := room(is)
		block := all[:n]
		all = all[n:]
		take := func(from []float64, n int) []float64 {
			to := block[:len(from):n]
			block = block[n:]
			copy(to, from)
			return to
		}
		ny := len(is.y)
		is.u, is.y, is.z = take(is.u, len(is.u)), take(is.y, ny), take(is.z, len(is.z))
		is.ctl.F, is.piece.End = take(is.ctl.F, ny), take(is.piece.End, ny)
		is.piece.C = take(is.piece.C, ny*(ode.MaxDegree+1))
		n = copy(sums, is.stats)
		is.stats, sums = sums[:n:n], sums[n:]
	}
}

// newWork makes the workspaces. A solver keeps nothing between two calls, and an
// evaluation nothing but what it is bound to, so islands of equal size and
// tolerances share the one, and those of the same code the other: of 1,000
// machines with a thermal model each, they stay in the processor's cache.
func (s *State) newWork() {
	s.kept.settleIn()
	s.work = make([]bench, len(s.m.Islands))
	solvers := map[int32]*ode.Solver{}
	latest := map[int32]*bench{}
	for i := range s.work {
		def := &s.m.Islands[i]
		sys := s.m.systems[i]
		key := s.m.alike[i]
		if solvers[key] == nil {
			opt := def.Opt
			opt.Structure = s.m.forms[key]
			solvers[key] = ode.NewSolver(sys, opt)
		}
		b := latest[key]
		if b == nil || !b.share(sys, int32(i)) {
			w := &work{e: sys.New(), s: solvers[key], set: int32(i), bound: -1, denseOf: -1, u: make([]float64, sys.NU()),
				y: make([]float64, sys.NY()), w: make([]float64, sys.NW()), truth: make([]bool, sys.NG())}
			b = &bench{work: w, set: int32(i)}
			if a, ok := w.e.(ode.Adopter); ok {
				b.numbers, _ = a.Numbers(sys)
			}
			w.lag = delayedOf(sys, w.e)
			latest[key] = b
		}
		s.work[i] = *b
	}
}

// share makes b the place of another island, if the workspace can serve it too;
// set is for its numbers if they are others.
func (b *bench) share(sys ode.System, set int32) bool {
	a, ok := b.e.(ode.Adopter)
	if !ok {
		return false
	}
	n, ok := a.Numbers(sys)
	if ok && !slices.EqualFunc(n, b.numbers, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }) {
		b.set, b.numbers = set, n
	}
	return ok
}

// hold is the workspace of island i, with its numbers.
func (s *State) hold(i int) *work {
	b := &s.work[i]
	w := b.work
	if w.set != b.set {
		w.e.(ode.Adopter).Adopt(b.numbers)
		w.set, w.bound = b.set, -1
	}
	return w
}

// initIsland writes initial values and solves the algebraic rows.
func (s *State) initIsland(i int) error {
	is, w := &s.kept.islands[i], s.hold(i)
	s.inputs(i, is.u)
	if err := s.begin(i); err != nil {
		return s.blame(i, err)
	}
	w.e.Bind(0, is.u, is.z)
	if err := w.e.Init(0, is.y, is.z); err != nil {
		return s.blame(i, err)
	}
	s.bind(i)
	if err := w.s.Start(w.e, is.t, is.y, &is.ctl); err != nil {
		return s.blame(i, err)
	}
	is.force = true
	s.call(int32(i))
	return nil
}

// bind fixes inputs and discrete states at the island's start.
func (s *State) bind(i int) {
	is, w := &s.kept.islands[i], s.hold(i)
	if w.lag != nil {
		w.lag.Past(&is.past[0])
	}
	w.e.Bind(is.t, is.u, is.z)
	w.bound = i
	if is.breakAt = w.e.NextBreak(); w.lag != nil {
		is.past[0].Due = w.lag.Due()
	}
}

// ready makes a fresh workspace, or one used for a reading, fit for use.
func (s *State) ready(i int) *work {
	w := s.hold(i)
	if w.bound != i {
		is := &s.kept.islands[i]
		if w.lag != nil {
			w.lag.Past(&is.past[0])
		}
		w.e.Bind(is.t, is.u, is.z)
		w.bound = i
	}
	return w
}

// shown is the step of island i in force with its dense output. Where the step has none it is made here, beside the state, which
// looking at it must not change.
func (s *State) shown(i int) *ode.Piece {
	is := &s.kept.islands[i]
	if !is.piece.Raw {
		return &is.piece
	}
	w, at := s.work[i].work, moment{is.base, is.off, is.t}
	if w.denseOf != i || w.denseAt != at {
		s.ready(i)
		w.s.Dense(w.e, is.t, is.y, &is.ctl, &is.piece, &w.dense)
		w.denseOf, w.denseAt = i, at
	}
	return &w.dense
}

// finish makes the dense output of the step in force, with the numbers that it was made with.
func (s *State) finish(i int) {
	if is := &s.kept.islands[i]; is.live && is.piece.Raw {
		w := s.ready(i)
		w.s.Dense(w.e, is.t, is.y, &is.ctl, &is.piece, &is.piece)
	}
}

// finishAll does so for all islands: what is saved and compared does not depend on what has been looked at.
func (s *State) finishAll() {
	for i := range s.kept.islands {
		s.finish(i)
	}
}

// inputs writes the values of the signals behind the inputs into u.
func (s *State) inputs(i int, u []float64) {
	j := 0
	for _, f := range s.m.spots[i].feeds {
		v := 0.0
		if f.more {
			v = u[j]
		}
		if f.store < StoreVar {
			v += float64(f.coef * s.Read(Ref{Store: f.store, Index: f.index}))
		}
		u[j] = v
		if f.last {
			j++
		}
	}
}

// tau is the time [s] from the start of the step of is to now.
func (s *State) tau(is *island) float64 {
	d := float64(int64(s.Now)-is.base)/1e9 - is.off
	return min(max(d, 0), is.piece.H)
}

// blame wraps an error of the solver with the names of island and variable.
func (s *State) blame(i int, err error) error {
	def := &s.m.Islands[i]
	err = s.reason(i, err)
	var oe *ode.Error
	if errors.As(err, &oe) && oe.Index >= 0 {
		switch {
		case oe.Cause == ode.GuardNotFinite && oe.Index < len(def.Guards):
			err = fmt.Errorf("%s: %w", def.Guards[oe.Index].Name, err)
		case oe.Cause != ode.GuardNotFinite && oe.Index < len(def.Names):
			err = fmt.Errorf("%s: %w", def.Names[oe.Index], err)
		}
	}
	at := s.Now
	if is := &s.kept.islands[i]; is.lags && is.base < int64(at) {
		at = time.Duration(is.base)
	}
	return &Error{at, def.Name, err}
}

// Effort is what solving the equations of an island has cost so far.
type Effort struct{ Steps, Rejected, Evals, Jacs int64 }

// Effort tells what an island has cost. It is no result of a model: it may change
// with the method of solution.
func (s *State) Effort(island int) Effort {
	c := &s.kept.islands[island].ctl
	return Effort{Steps: c.Steps, Rejected: c.Rejected, Evals: c.Evals, Jacs: c.Jacs}
}
