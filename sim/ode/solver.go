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
	explicit    Method // explicit method of Auto
	tol         [Rodas5p + 1]tolerance
	rt          float64   // tolerances in force: relative
	at          []float64 // and absolute

	k       [stages][]float64 // stage derivatives
	yn, yt  []float64         // new state; argument of the last stage
	hlambda float64           // h|lambda| of the last explicit step
	jac, ft []float64         // Jacobian and df/dt at the start, if fresh
	fresh   bool
	lu, alu lu
	ndx     []float64 // Newton step of the algebraic rows
	ntry    []float64

	ev events
}

// tolerance is the local error allowed to a method.
type tolerance struct {
	factor, rt float64
	at         []float64
}

// NewSolver returns a workspace for sys.
func NewSolver(sys System, o Options) *Solver {
	n, m := sys.NY(), sys.NAlg()
	s := &Solver{n: n, nalg: m, ng: sys.NG()}
	s.tolerances(o)
	for i := range s.k {
		s.k[i] = make([]float64, n)
	}
	s.yn, s.yt, s.ft = make([]float64, n), make([]float64, n), make([]float64, n)
	s.jac, s.lu, s.alu = make([]float64, n*n), newLU(n), newLU(m)
	s.ndx, s.ntry = make([]float64, m), make([]float64, m)
	s.ev = newEvents(n, s.ng)
	return s
}

// tolerances chooses the method and sets the tolerances of each method: those
// asked for times its safety factor.
func (s *Solver) tolerances(o Options) {
	rtol := o.Rtol
	if rtol == 0 {
		rtol = 1e-6
	}
	m := o.Method
	s.auto = m == Auto && s.nalg == 0
	switch {
	case s.nalg > 0 || m == Rodas5p:
		s.explicit = Rodas5p
	case m == Tsit5 || m == Auto && rtol > tsit5Above:
		s.explicit = Tsit5
	default:
		s.explicit = Dop853
	}
	for k := range s.tol {
		v := &s.tol[k]
		v.factor = tighten(Method(k))
		v.rt, v.at = rtol*v.factor, make([]float64, s.n)
		for i := range v.at {
			v.at[i] = 1e-9 * v.factor
			if o.Atol != nil {
				v.at[i] = o.Atol[i] * v.factor
			}
		}
	}
	s.use(s.explicit)
}

// use puts the tolerances of method m in force.
func (s *Solver) use(m Method) { s.rt, s.at = s.tol[m].rt, s.tol[m].at }

// tsit5Above is the relative tolerance above which Auto takes Tsit5. On the
// smooth reference problems Dop853 needs as much time at 1e-4 for the same
// error, and less below.
const tsit5Above = 3e-4

// tighten is the factor between the tolerance asked for and the local error
// allowed at the end of a step. Two measurements settle it. Errors of an
// explicit pair add up along the solution: the three-body orbit (arenstorf) at
// 1e-4 with Dop853 ends 3 % off with a factor of 0.1, 1 % with 0.05 and 0.7 %
// with 0.025; the best of the peers is 2 % off. And a piece may be cut anywhere:
// inside the step the interpolant is worse than the end. In an island whose
// input changes every 10 s it was off by 0.2 of the tolerance at a factor of
// 0.05 (Tsit5) and by 0.5 at 1 (Rodas5p); with the factors below it is off by
// less than 0.1. They cost about 1.6 times the steps of factor 1.
func tighten(m Method) float64 {
	if m == Rodas5p {
		return rodas5pFactor
	}
	return explicitFactor
}

const (
	explicitFactor = 0.025
	rodas5pFactor  = 0.1
)

// Start solves the algebraic rows for y (in place), and sets c to the first
// step's length (Hairer, Norsett and Wanner I, II.4). Cost: two evaluations.
func (s *Solver) Start(e Eval, t float64, y []float64, c *Control) error {
	f := c.F
	if len(f) != s.n {
		f = make([]float64, s.n)
	}
	*c = Control{F: f, Mode: s.explicit, ErrOld: errFloor}
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
	c.HasF = false
	s.use(c.Mode)
	if i := firstBad(y[:s.n]); i >= 0 {
		return &Error{Cause: BadInput, Index: i, T: t}
	}
	if err := s.Consistent(e, t, y); err != nil {
		return err
	}
	return s.derivative(e, t, y, c)
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
	if !c.HasF {
		if err := s.derivative(e, t, y, c); err != nil {
			return err
		}
	}
	s.fresh = false
	s.watchCuts(c, t)
	m := c.Mode
	s.use(m)
	c.From, c.Till = t, t+c.H
	h, err := s.accept(e, t, y, hmax, c)
	if err != nil {
		return err
	}
	s.piece(e, t, y, h, m, c, p)
	if err := s.locate(e, t, y, on, watch, c, p); err != nil {
		return err
	}
	if c.Till > t+h && h < hmax {
		c.Till = t + h // shortened by rejections
	}
	c.Ended = t + p.H
	s.carry(c, p, h, m)
	p.Next = c.H
	return nil
}

// accept tries steps until one has a small enough error, and proposes the next
// length in c. It returns the length of the step.
func (s *Solver) accept(e Eval, t float64, y []float64, hmax float64, c *Control) (float64, error) {
	h := landing(c.H, hmax)
	rejected := false
	for {
		err := s.try(e, t, y, h, c.Mode, c)
		if err <= 1 {
			c.Steps++
			grow := controlled(c.Mode, err, c.ErrOld)
			cut := h < c.H && !rejected
			if rejected {
				grow = math.Min(grow, 1)
			}
			next := math.Min(h*grow, longestStep)
			if cut {
				next = math.Max(next, c.H) // cut by hmax: the old proposal stands
			} else {
				c.ErrOld = math.Max(err, errFloor)
			}
			c.H = next
			if s.auto {
				s.watchStiffness(c, y, h)
			}
			return h, nil
		}
		c.Rejected++
		rejected = true
		if err < 1e300 {
			h *= math.Min(stepSafety, controlled(c.Mode, err, 1))
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
	}
	if !s.fresh {
		e.Jac(t, y, s.jac)
		e.DerivT(t, y, s.ft)
		s.fresh = true
		c.Jacs++
	}
	c.Evals += 7
	return s.rodas5p(e, t, y, c.F, h)
}

// piece writes the dense output of the step in s.yn.
func (s *Solver) piece(e Eval, t float64, y []float64, h float64, m Method, c *Control, p *Piece) {
	deg := 4
	if m == Dop853 {
		deg = 7
	}
	p.reset(s.n, deg)
	p.Method, p.H, p.H0 = m, h, h
	copy(p.End, s.yn)
	switch m {
	case Tsit5:
		s.tsit5Dense(y, c.F, h, p.C)
	case Dop853:
		c.Evals += 3
		s.dop853Dense(e, t, y, c.F, h, p.C)
	default:
		s.rodas5pDense(y, p.C)
	}
}

// carry keeps the derivative at the end for the next step where the method has
// it and the piece ends there.
func (s *Solver) carry(c *Control, p *Piece, h float64, m Method) {
	c.HasF = false
	if p.Root >= 0 || p.H != h {
		return
	}
	switch m {
	case Tsit5:
		copy(c.F, s.k[6])
		c.HasF = true
	case Dop853:
		copy(c.F, s.k[12])
		c.HasF = true
	}
}

// blame names the variable for which a step cannot be made shorter: the first
// whose derivative is not finite, a little later at the same state or in the
// Jacobian, or else the one that changes fastest in units of its tolerance.
func (s *Solver) blame(e Eval, t float64, y []float64, h float64) error {
	f := s.k[1]
	e.Deriv(t+float64(10*h), y, f)
	i := firstBad(f)
	if k := firstBad(s.jac); i < 0 && s.fresh && k >= 0 {
		i = k / s.n
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
