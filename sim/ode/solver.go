package ode

import "math"

const (
	samples = 8  // interior samples of each watched guard (HYBRID.md 4)
	maxDeg  = 7  // highest degree of a dense output (Dop853)
	stages  = 16 // vectors of the method with most stages (Dop853 with dense output)
)

// Solver is the workspace for one System and its Options. It holds no state of
// a run: two Solvers give the same bits for the same arguments. It does not
// allocate after the first piece.
type Solver struct {
	n, nalg, ng int
	auto        bool
	home        Method // the method to start with; under Auto, where not stiff
	stiff       Method // under Auto, where stiff and not cut
	tol         [BDF + 1]tolerance
	rt          float64   // tolerances in force: relative
	at          []float64 // and absolute

	k       [stages][]float64 // stage derivatives
	yn, yt  []float64         // new state; argument of the last stage
	hlambda float64           // h|lambda| of the last explicit step
	clear   bool              // it is more than rounding
	jac, ft []float64         // Jacobian and df/dt at the start, if fresh
	fresh   bool
	st, ast *Structure // of the system, and of its algebraic rows
	apick   []int32    // entries of the Jacobian that belong to those
	ajac    []float64
	lr, alr linear
	ndx     []float64 // Newton step of the algebraic rows
	ntry    []float64
	start   []float64 // algebraic variables before Newton's method, and the best
	best    []float64 // along the homotopy
	f0      []float64 // residual at the start, and its part in force
	shift   []float64

	// Radau5: complex factors, its right-hand side as pairs, the Jacobian and
	// the step that the factors in hand belong to (0: none), the last attempt,
	// the bound of its Newton iteration, and the Jacobian in use.
	lc     clinear
	cb     []float64
	facJ   []float64
	facH   float64
	nt     newton
	fnewt  float64
	inUse  []float64
	made   Method    // of the last step
	lags   bool      // there are delayed values
	ndense []float64 // error of the dense output
	kbdf   int       // order of the last step of BDF

	ev events
}

// NewSolver returns a workspace for sys.
func NewSolver(sys System, o Options) *Solver {
	n, m := sys.NY(), sys.NAlg()
	s := &Solver{n: n, nalg: m, ng: sys.NG()}
	l, ok := sys.(Linear)
	all := make([]float64, (stages+3)*n+6*m)
	for i := range s.k {
		s.k[i] = carve(&all, n)
	}
	s.yn, s.yt, s.ft = carve(&all, n), carve(&all, n), carve(&all, n)
	s.ndx, s.ntry, s.start, s.best, s.f0, s.shift = carve(&all, m), carve(&all, m), carve(&all, m), carve(&all, m), carve(&all, m), carve(&all, m)
	if d, ok := sys.(Lagged); ok && d.NDelay() > 0 {
		s.lags, s.ndense = true, make([]float64, n)
	}
	s.linears(sys, o.Structure)
	s.tolerances(o, ok && l.Linear() && m == 0)
	s.ev = newEvents(n, s.ng)
	return s
}

// carve takes the first n elements off a common array: many small ones, for each island, cost more than their use in a short run.
func carve[T any](all *[]T, n int) []T {
	part := (*all)[:n:n]
	*all = (*all)[n:]
	return part
}

// Start solves the algebraic rows for y (in place), and sets c to the first
// step's length (Hairer, Norsett and Wanner I, II.4). Cost: two evaluations.
func (s *Solver) Start(e Eval, t float64, y []float64, c *Control) error {
	f := c.F
	if len(f) != s.n {
		f = make([]float64, s.n)
	}
	*c = Control{F: f, Jac: c.Jac, Poly: c.Poly, Diff: c.Diff, Firsts: c.Firsts, Mode: s.home, Late: c.Late, Bare: c.Bare, ErrOld: errFloor, Faccon: 1}
	clear(c.Firsts)
	if err := s.Restart(e, t, y, c); err != nil {
		return err
	}
	c.H = longestStep
	if s.n > 0 {
		c.H = s.first(e, t, y, c)
	}
	return nil
}

// Restart is for after a jump: new inputs, discrete states or values of y. It
// solves the algebraic rows again (y in place) and keeps the step size: the
// methods have no memory, and a step that has become too long is rejected.
// Cost: one evaluation of f.
func (s *Solver) Restart(e Eval, t float64, y []float64, c *Control) error {
	hadF := c.HasF
	c.HasF, c.HasJac, c.HPoly, c.HAcc, c.Faccon, c.Order = false, false, 0, 0, 1, 0
	s.use(c.Mode)
	if i := firstBad(y[:s.n]); i >= 0 {
		return &Error{Cause: BadInput, Index: i, T: t}
	}
	if err := s.Consistent(e, t, y); err != nil {
		return err
	}
	before := hadF && c.Rate > 0 && (c.Mode == Dop853 || c.Mode == Tsit5)
	if before {
		copy(s.k[0], c.F)
	}
	if err := s.derivative(e, t, y, c); err != nil {
		return err
	}
	if before {
		s.afterJump(y, c)
	}
	if c.Sure > 0 && (c.Mode == Dop853 || c.Mode == Tsit5) {
		c.H = min(c.H, max(c.Sure, unsure*c.H))
	}
	return nil
}

// derivative makes c.F valid for (t, y).
func (s *Solver) derivative(e Eval, t float64, y []float64, c *Control) error {
	e.Deriv(t, y, c.F)
	c.Evals++
	if i := firstBad(c.F[:s.n]); i >= 0 {
		return &Error{Cause: NotFinite, Index: i, T: t}
	}
	c.HasF = true
	return nil
}

// Advance makes one piece from (t, y), of length at most hmax [s]; y (len NY)
// is only read. on holds the condition of each guard at the start as the
// caller has stored it, watch the edges that end a piece (both len NG).
//
// A piece that ends at a root has the guard's number in Root; the caller takes
// its condition from RootEdge (at the root itself the guard may still be zero
// after rounding). Guards whose roots fall together end the same piece: Root
// is the first of them; the others have crossed in the end state too, or cross
// at the start of the next piece.
func (s *Solver) Advance(e Eval, t float64, y []float64, hmax float64, on []bool, watch []Edge, c *Control, p *Piece) error {
	if !(hmax > 0) {
		return &Error{Cause: BadInput, Index: -1, T: t}
	}
	if !c.HasF && !(c.Mode == BDF && c.Order > 0) {
		if err := s.derivative(e, t, y, c); err != nil {
			return err
		}
	}
	s.fresh = false
	s.watchCuts(c, t)
	s.again(c, t)
	m := c.Mode
	s.use(m)
	if m == Radau5 {
		s.room(c)
	}
	watched := Watched(watch)
	s.ev.due = due{guard: -1, keep: true}
	if watched {
		s.ev.open(e, t, y)
		defer s.ev.close()
		hmax = s.ahead(y, hmax, on, watch, c)
	}
	c.From, c.Till = t, t+c.H
	h, err := s.step(e, t, y, hmax, c)
	if err != nil {
		return err
	}
	m = s.made
	quiet := !watched || s.quiet(y, h, m, on, watch, c)
	s.piece(e, t, y, h, m, outputOf(c, watched, quiet), c, p)
	if s.lags && m == Rodas5p {
		if h, err = s.firm(e, t, y, h, c, p); err != nil {
			return err
		}
	}
	p.Quiet = quiet && s.ev.due.keep
	switch {
	case !quiet:
		s.ev.arrive(watch, h)
		err = s.locate(y, on, watch, c, p)
	case watched && s.ev.due.guard >= 0 && h == s.ev.due.h:
		s.ev.ends(s.ev.due.guard, p)
	}
	if err != nil {
		return err
	}
	if c.Till > t+h && h < hmax {
		c.Till = t + h // shortened by rejections
	}
	c.Ended = t + p.H
	s.hit(c, p)
	s.carry(c, p, h, m)
	p.Next = c.H
	return nil
}

// step makes an accepted step with the method in force, which it notes in s.made.
func (s *Solver) step(e Eval, t float64, y []float64, hmax float64, c *Control) (float64, error) {
	if s.made = c.Mode; s.made == Taylor {
		if h, ok := s.acceptTaylor(e, t, y, hmax, c); ok {
			return h, nil
		}
		c.Mode, s.made = Dop853, Dop853
		s.use(Dop853)
	}
	return s.accept(e, t, y, hmax, c)
}

// accept tries steps until one has a small enough error, and proposes the next
// length in c. It returns the length of the step.
func (s *Solver) accept(e Eval, t float64, y []float64, hmax float64, c *Control) (float64, error) {
	if c.Mode == Radau5 {
		return s.acceptRadau(e, t, y, hmax, c)
	}
	if c.Mode == BDF {
		return s.acceptBDF(e, t, y, hmax, c)
	}
	h := landing(c.H, hmax)
	rejected := false
	for {
		err := s.try(e, t, y, h, c.Mode, c)
		if err <= 1 {
			c.Steps++
			grow := controlled(c.Mode, err, c.ErrOld)
			cut := h < c.H && !rejected
			if rejected {
				grow = min(grow, 1)
			}
			next := min(h*grow, longestStep)
			switch {
			case !cut:
				c.Sure, c.ErrOld = h, max(err, errFloor)
			case h < hmax: // one of two that lead to hmax
				c.Sure = max(c.Sure, min(2*h, next))
			default:
				c.Sure = max(c.Sure, h)
			}
			if !cut && c.Hit > 0 {
				c.Firsts[c.Hit-1] = next
			}
			c.Hit = 0
			if cut { // by hmax: the old proposal stands
				next = max(next, c.H)
			}
			c.H = next
			if c.Mode <= Dop853 {
				s.stable(c, h)
			}
			if s.auto {
				s.watchStiffness(c, y, h)
			}
			return h, nil
		}
		c.Rejected++
		rejected = true
		if s.auto && c.Mode != s.stiff && s.hopeless(c.Mode) {
			s.toImplicit(c)
			s.use(c.Mode)
			s.room(c)
			s.made, c.H = c.Mode, h
			return s.accept(e, t, y, hmax, c)
		}
		if err < 1e300 {
			h *= min(stepSafety, controlled(c.Mode, err, 1))
		} else {
			h *= 0.1
		}
		if h < shortestStep || t+h == t {
			return 0, s.blame(e, t, y, h)
		}
	}
}

// try makes one step of length h with the method in force. It returns its error
// in units of the tolerance, and leaves the new state in s.yn.
func (s *Solver) try(e Eval, t float64, y []float64, h float64, m Method, c *Control) float64 {
	if s.n == 0 {
		return 0 // guards on time and discrete states alone
	}
	switch m {
	case Tsit5:
		c.Evals += 6
		return s.tsit5(e, t, y, c.F, h)
	case Dop853:
		c.Evals += 12
		return s.dop853(e, t, y, c.F, h)
	case Radau5:
		s.room(c)
		return s.radau(e, t, y, h, c)
	}
	if !s.fresh {
		s.jacobian(e, t, y, s.jac)
		e.DerivT(t, y, s.ft)
		s.inUse, s.fresh = s.jac, true
		c.Jacs++
	}
	c.Evals += 7
	return s.rodas5p(e, t, y, c.F, h)
}

// carry keeps the derivative at the end for the next step where the method has
// it and the piece ends there.
func (s *Solver) carry(c *Control, p *Piece, h float64, m Method) {
	c.HasF = false
	if m == Taylor {
		return // the Jacobian stands until Restart
	}
	whole := p.H == h && p.H0 == h
	switch {
	case m == Tsit5 && whole:
		copy(c.F, s.k[6])
		c.HasF = true
	case m == Dop853 && whole:
		copy(c.F, s.k[12])
		c.HasF = true
	}
	if p.Root >= 0 || !whole {
		c.HasJac, c.HPoly, c.Faccon, c.Order = false, 0, 1, 0
	} else if m == Radau5 {
		s.raremember(c, h)
	}
}

// blame names the variable for which a step cannot be made shorter: the first
// whose derivative is not finite, a little later at the same state or in the
// Jacobian, or else the one that changes fastest in units of its tolerance.
func (s *Solver) blame(e Eval, t float64, y []float64, h float64) error {
	f := s.k[1]
	e.Deriv(t+float64(10*h), y, f)
	i := firstBad(f)
	if k := firstBad(s.inUse); i < 0 && s.fresh && k >= 0 {
		if i = k / s.n; s.st.row != nil {
			i = int(s.st.row[k])
		}
	}
	if i >= 0 {
		return &Error{Cause: NotFinite, Index: i, T: t, H: h}
	}
	worst, index := -1.0, 0
	for i, v := range y {
		if x := math.Abs(f[i]) / (s.at[i] + float64(s.rt*math.Abs(v))); x > worst {
			worst, index = x, i
		}
	}
	return &Error{Cause: StepTooSmall, Index: index, T: t, H: h}
}
