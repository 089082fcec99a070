package physics

import (
	"errors"
	"fmt"
	"math"

	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim/ode"
)

// initialSlopes differentiates the initial equations by the variables that are solved for: one row after the other.
func (s *System) initialSlopes() []expr.ID {
	m := s.sym
	var out []expr.ID
	for _, j := range m.sought() {
		along := m.g.Along(m.g.Leaf(expr.State, j))
		for _, e := range m.initial {
			out = append(out, along.Of(e))
		}
	}
	return out
}

// sought lists the variables that initial equations and algebraic rows determine together.
func (m *symbolic) sought() []int {
	if len(m.free) == 0 {
		return nil
	}
	out := append([]int(nil), m.free...)
	for i := len(m.rows) - m.alg; i < len(m.rows); i++ {
		out = append(out, i)
	}
	return out
}

// begin solves the initial equations together with the algebraic rows, by Newton's method with a homotopy where that fails
// (ode.Solver.Consistent): y has their first guesses, z the discrete starts.
func (e *eval) begin(t float64, y, z []float64) error {
	e.Bind(t, e.u, z)
	b := &beginning{eval: e, at: e.s.sym.sought(), y: y, f: make([]float64, len(y)), jac: make([]float64, len(y)*len(y))}
	const rtol = 1e-6 // Consistent goes a million times below it
	x, atol := make([]float64, len(b.at)), make([]float64, len(b.at))
	for i, j := range b.at {
		x[i], atol[i] = y[j], rtol*math.Abs(e.s.sym.vars[j].Nominal)
	}
	err := ode.NewSolver(b, ode.Options{Rtol: rtol, Atol: atol, Method: ode.Radau5}).Consistent(b, t, x)
	if oe := (*ode.Error)(nil); errors.As(err, &oe) {
		name := "the starts"
		if oe.Index >= 0 && oe.Index < len(b.at) {
			name = e.s.sym.vars[b.at[oe.Index]].Name
		}
		return fmt.Errorf("the initial equations have no solution for %s near its nominal value", name)
	}
	b.put(x)
	return err
}

// beginning is the system of the start: algebraic rows alone.
type beginning struct {
	*eval
	at  []int     // variables of the system that are solved for
	y   []float64 // all of them
	f   []float64
	jac []float64
}

func (b *beginning) NY() int       { return len(b.at) }
func (b *beginning) NAlg() int     { return len(b.at) }
func (b *beginning) NU() int       { return 0 }
func (b *beginning) NZ() int       { return 0 }
func (b *beginning) NG() int       { return 0 }
func (b *beginning) NW() int       { return 0 }
func (b *beginning) New() ode.Eval { return b }

func (b *beginning) put(x []float64) {
	for i, j := range b.at {
		b.y[j] = x[i]
	}
}

// Deriv writes the residuals: initial equations, then algebraic rows.
func (b *beginning) Deriv(t float64, x, f []float64) {
	b.put(x)
	e, m := b.eval, b.s.sym
	e.load(t, b.y)
	e.r.Run(b.s.lay.initial)
	e.r.Out(b.s.lay.initial, f)
	e.Deriv(t, b.y, b.f)
	copy(f[len(m.initial):], b.f[len(m.rows)-m.alg:])
}

// Jac writes the derivatives of the residuals.
func (b *beginning) Jac(t float64, x, jac []float64) {
	b.put(x)
	e, m, n := b.eval, b.s.sym, len(b.at)
	e.load(t, b.y)
	e.r.Run(b.s.lay.slopes)
	k := 0
	for j := range b.at {
		for i := range m.initial {
			jac[i*n+j] = e.r.Get(b.s.lay.slopes, k)
			k++
		}
	}
	ny := len(m.rows)
	e.Jac(t, b.y, b.jac)
	for i := range m.alg {
		for j, at := range b.at {
			jac[(len(m.initial)+i)*n+j] = b.jac[(ny-m.alg+i)*ny+at]
		}
	}
}
