package calibrate

import (
	"fmt"
	"math"
)

// LeastSquares fits the free parameters of p. The error says that the problem is malformed or that the model cannot be evaluated
// at the start (then with an Estimate of the start alone); a fit that stops early is no error: see Estimate.Reason and Refused.
// Cost: one evaluation of the residuals for each trial and one with Jacobian for each accepted step and each step of the polish.
func LeastSquares(p *Problem, o Options) (*Estimate, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	return fit(p, o, p.Eval)
}

// fit is LeastSquares with a given evaluation.
func fit(p *Problem, o Options, eval func(x, r, jac []float64) error) (*Estimate, error) {
	c := newCore(p, o, eval)
	s, ok := newSearch(c)
	if !ok {
		e := blank(p)
		e.Reason, e.Refused, e.Evals, e.Jacs = StopRefused, c.refused, c.evals, c.jacs
		return e, fmt.Errorf("calibrate: the model cannot be evaluated at the start (%s): %w", c.where(), c.refused)
	}
	e := blank(p)
	var active []Bound
	e.Reason, active, e.Polish = s.solve()
	e.Iterations, e.Evals, e.Jacs, e.Refused = s.iterations, c.evals, c.jacs, c.refused
	s.outer(s.u)
	copy(e.X, s.x)
	for j, i := range c.free {
		e.Active[i] = active[j]
	}
	e.Residuals = append([]float64(nil), s.r[:p.Residuals]...)
	e.Cost = s.cost
	for _, v := range e.Residuals {
		e.RSS += v * v
	}
	e.RMSE = math.Sqrt(e.RSS / float64(p.Residuals))
	s.uncertainty(e, active)
	return e, nil
}

// blank makes an estimate with nothing known but the starts.
func blank(p *Problem) *Estimate {
	n := len(p.Parameters)
	nans := func(k int) []float64 {
		v := make([]float64, k)
		for i := range v {
			v[i] = math.NaN()
		}
		return v
	}
	e := &Estimate{
		X: nans(n), SD: nans(n), Low: nans(n), High: nans(n), Active: make([]Bound, n), Cov: nans(n * n), Corr: nans(n * n),
		Condition: math.NaN(), Sigma: math.NaN(),
	}
	for i := range p.Parameters {
		e.Names = append(e.Names, p.Parameters[i].Name)
		e.X[i] = p.Parameters[i].Start
	}
	return e
}
