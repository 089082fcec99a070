package calibrate

import (
	"fmt"
	"math"
)

// core evaluates a problem in its free parameters, in the variables in which they are searched, with the priors as rows.
type core struct {
	p      *Problem
	o      Options
	eval   func(x, r, jac []float64) error
	free   []int // parameter of each variable
	priors []int // variable of each prior row
	n      int   // variables
	m      int   // rows: residuals and priors
	lo, hi []float64
	x      []float64 // of all parameters, units of Start
	full   []float64 // Jacobian of the residuals by all parameters

	evals, jacs int
	refused     error
}

// newCore sets up a problem that has been checked.
func newCore(p *Problem, o Options, eval func(x, r, jac []float64) error) *core {
	c := &core{p: p, eval: eval, x: make([]float64, len(p.Parameters)), full: make([]float64, p.Residuals*len(p.Parameters))}
	for i := range p.Parameters {
		q := &p.Parameters[i]
		c.x[i] = q.Start
		if q.Fixed {
			continue
		}
		if q.Prior != nil {
			c.priors = append(c.priors, len(c.free))
		}
		c.free = append(c.free, i)
		lo, hi := q.innerBounds()
		c.lo, c.hi = append(c.lo, lo), append(c.hi, hi)
	}
	c.n = len(c.free)
	c.m = p.Residuals + len(c.priors)
	c.o = o.withDefaults()
	return c
}

// start gives the first point, strictly inside the bounds.
func (c *core) start() []float64 {
	u := make([]float64, c.n)
	for j, i := range c.free {
		u[j] = c.p.Parameters[i].innerStart()
	}
	return u
}

// param is the parameter of a variable.
func (c *core) param(j int) *Parameter { return &c.p.Parameters[c.free[j]] }

// outer writes the values of the free parameters into c.x, never outside their bounds by rounding.
func (c *core) outer(u []float64) {
	for j, i := range c.free {
		lo, hi := c.param(j).bounds()
		c.x[i] = bounded(c.param(j).outer(u[j]), lo, hi)
	}
}

// residuals evaluates the rows at u; false where the model refuses the point.
func (c *core) residuals(u, r []float64) bool {
	c.outer(u)
	c.evals++
	if err := c.eval(c.x, r[:c.p.Residuals], nil); err != nil {
		c.refused = err
		return false
	}
	return c.finish(r)
}

// finish adds the priors and looks for values that are not finite.
func (c *core) finish(r []float64) bool {
	for k, j := range c.priors {
		q := c.param(j)
		r[c.p.Residuals+k] = (c.x[c.free[j]] - q.Prior.Mean) / q.Prior.SD
	}
	for i, v := range r {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			c.refused = fmt.Errorf("residual %d is not a finite number at %s", i+1, c.where())
			return false
		}
	}
	return true
}

// jacobian evaluates rows and their derivatives by the variables, m*n.
func (c *core) jacobian(u, r, jac []float64) bool {
	c.outer(u)
	c.evals++
	c.jacs++
	clear(c.full)
	if err := c.eval(c.x, r[:c.p.Residuals], c.full); err != nil {
		c.refused = err
		return false
	}
	if !c.finish(r) {
		return false
	}
	all := len(c.x)
	clear(jac)
	for j, i := range c.free {
		rate := c.param(j).rate(c.x[i])
		for k := range c.p.Residuals {
			v := c.full[k*all+i] * rate
			if math.IsNaN(v) || math.IsInf(v, 0) {
				c.refused = fmt.Errorf("the derivative of residual %d by %s is not a finite number at %s", k+1, c.p.Parameters[i].Name, c.where())
				return false
			}
			jac[k*c.n+j] = v
		}
	}
	for k, j := range c.priors {
		q := c.param(j)
		jac[(c.p.Residuals+k)*c.n+j] = q.rate(c.x[c.free[j]]) / q.Prior.SD
	}
	return true
}

// where writes the values of the free parameters for a message.
func (c *core) where() string {
	s := ""
	for j, i := range c.free {
		if j > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%s = %.6g", c.p.Parameters[i].Name, c.x[i])
	}
	return s
}

// cost is half the sum that is minimised; the loss holds for residuals, not for priors.
func (c *core) cost(r []float64) float64 {
	return c.o.Loss.cost(c.o.LossScale, r[:c.p.Residuals]) + Squares.cost(1, r[c.p.Residuals:])
}

// weigh turns rows and Jacobian into those of the plain problem that stands for the loss here.
func (c *core) weigh(r, jac []float64) {
	c.o.Loss.weigh(c.o.LossScale, r[:c.p.Residuals], jac, c.n)
}
