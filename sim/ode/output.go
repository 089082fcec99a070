package ode

// output says what becomes of the dense output of a step.
type output uint8

const (
	atOnce output = iota
	late          // made where somebody wants it
	bare          // never
)

// outputOf is what the caller wants of the dense output of a step; quiet is one in which no guard that is watched crosses.
func outputOf(c *Control, watched, quiet bool) output {
	switch {
	case c.Bare && !watched:
		return bare
	case c.Late && quiet:
		return late
	}
	return atOnce
}

// piece writes the dense output of the step in s.yn, or leaves it out or for later.
func (s *Solver) piece(e Eval, t float64, y []float64, h float64, m Method, out output, c *Control, p *Piece) {
	deg := 4
	switch {
	case out == bare:
		deg = 0
	case m == Dop853 || m == Taylor:
		deg = maxDeg
	case m == BDF:
		deg = s.kbdf
	}
	p.reset(s.n, deg)
	p.Method, p.H, p.H0 = m, h, h
	copy(p.End, s.yn)
	if out == bare {
		copy(p.C, s.yn)
		return
	}
	if out == late && m == Dop853 {
		p.Raw = true
		copy(s.k[0], c.F)
		return
	}
	switch m {
	case Tsit5:
		s.tsit5Dense(y, c.F, h, p.C)
	case Dop853:
		c.Evals += 3
		s.dop853Dense(e, t, y, c.F, h, p.C)
	case Radau5:
		s.radauDense(y, p.C)
	case Taylor:
		s.taylorDense(y, h, p.C)
	case BDF:
		s.bdfDense(y, c, deg, p.C)
	default:
		s.rodas5pDense(y, p.C)
	}
}

// Keep stores in a Raw piece what Dense needs. It is to be called before the solver makes another piece, unless nobody will look
// into this one.
func (s *Solver) Keep(p *Piece) { s.dop853Keep(p.C) }

// Dense makes the dense output of a Raw piece, from (t, y), that is whole and
// kept: c and the binding of e are still those of its end and its start. It may be
// written into another piece. Cost: three evaluations, which c does not count.
func (s *Solver) Dense(e Eval, t float64, y []float64, c *Control, raw, p *Piece) {
	h := raw.H0
	s.dop853Recall(raw.C)
	copy(s.yn, raw.End)
	copy(s.k[12], c.F[:s.n])
	if p != raw {
		next, root, edge, quiet := raw.Next, raw.Root, raw.RootEdge, raw.Quiet
		p.reset(s.n, int(raw.Deg))
		p.Method, p.H, p.H0, p.Next, p.Root, p.RootEdge, p.Quiet = raw.Method, h, h, next, root, edge, quiet
		copy(p.End, raw.End)
	}
	p.Raw = false
	s.dop853Dense(e, t, y, s.k[0], h, p.C)
}
