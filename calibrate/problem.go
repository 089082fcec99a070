package calibrate

import (
	"fmt"
	"math"
)

// Problem is a sum of squares to be made small: sum of rho(r_i(x)^2) over the residuals, plus ((x_j - mean_j)/sd_j)^2 over the
// priors. Residuals should be divided by the standard deviation of their noise where it is known.
type Problem struct {
	Parameters []Parameter // at least one that is not fixed
	Residuals  int         // m, number of residuals

	// Eval writes the residuals at x into r (len m) and, unless jac is nil, their derivatives d r_i/d x_j into jac[i*n+j]
	// (len m*n, n = len(Parameters), zeroed before the call; columns of fixed parameters may be left out). x is in the units
	// of Start, always inside Min..Max, and must not be kept. An error or a NaN refuses the point: the fit takes a shorter
	// step. It is an error of the fit only at the start.
	Eval func(x []float64, r []float64, jac []float64) error

	// Fork returns an Eval that may be used at the same time as the first. Multistart runs in parallel where it is given.
	Fork func() func(x []float64, r []float64, jac []float64) error
}

// Parameter is one number to be found.
type Parameter struct {
	Name     string
	Start    float64
	Min, Max float64 // bounds; both zero: none. ±Inf: none on that side
	Scale    Scale
	Fixed    bool   // stays at Start
	Prior    *Prior // nil: none
}

// Scale is the transform under which a parameter is searched and its interval is symmetric.
type Scale uint8

// The scales. The zero value is LinearScale.
const (
	LinearScale Scale = iota
	LogScale          // positive values; an interval is a factor
	LogitScale        // between two finite bounds, which are never reached
)

// Prior is a normal distribution of what is known of a parameter beforehand: one more residual (x - Mean)/SD. Where residuals are
// not divided by their noise, SD is relative to the same unit of noise.
type Prior struct{ Mean, SD float64 }

// Options of a fit. The zero value fits to full precision.
type Options struct {
	Loss      Loss    // Squares
	LossScale float64 // residual at which a robust loss departs from squares; 0: 1
	Ftol      float64 // stop where a step gains less than this fraction of the cost; 0: 1e-15
	Xtol      float64 // stop where a scaled step is below this fraction; 0: 1e-14
	Gtol      float64 // stop where no column of the Jacobian has a larger cosine with the residuals; 0: 1e-15
	MaxEval   int     // evaluations of the residuals; 0: 10,000
	Joint     bool    // a simulation, whose Jacobian comes with the residuals: ask for both at each trial, and bend the steps
	NoPolish  bool    // leave out the Gauss-Newton steps at the end

	// UnitNoise says that residuals have standard deviation 1, so that covariances are not scaled by RSS/dof.
	UnitNoise bool
	// Watch is called after each accepted step, with values in the units of Start that must not be kept.
	Watch func(iteration int, x []float64, cost float64)
}

// withDefaults fills in what is zero.
func (o Options) withDefaults() Options {
	set := func(p *float64, v float64) {
		if *p <= 0 {
			*p = v
		}
	}
	set(&o.LossScale, 1)
	set(&o.Ftol, 1e-15)
	set(&o.Xtol, 1e-14)
	set(&o.Gtol, 1e-15)
	if o.MaxEval <= 0 {
		o.MaxEval = 10_000
	}
	return o
}

// bounds gives the limits of a parameter with none as infinities.
func (p *Parameter) bounds() (lo, hi float64) {
	if p.Min == 0 && p.Max == 0 {
		return math.Inf(-1), math.Inf(1)
	}
	return p.Min, p.Max
}

// free counts the parameters that are not fixed, priors those of them with a prior.
func (p *Problem) free() (n int) {
	for i := range p.Parameters {
		if !p.Parameters[i].Fixed {
			n++
		}
	}
	return n
}

func (p *Problem) priors() (n int) {
	for i := range p.Parameters {
		if !p.Parameters[i].Fixed && p.Parameters[i].Prior != nil {
			n++
		}
	}
	return n
}

// check refuses a problem that cannot be fitted, naming the parameter.
func (p *Problem) check() error {
	if p.Eval == nil || p.Residuals < 1 {
		return fmt.Errorf("calibrate: no residuals to fit")
	}
	free := 0
	for i := range p.Parameters {
		q := &p.Parameters[i]
		if err := q.check(); err != nil {
			return fmt.Errorf("calibrate: parameter %s: %w", q.Name, err)
		}
		if !q.Fixed {
			free++
		}
	}
	if free == 0 {
		return fmt.Errorf("calibrate: no parameter is free")
	}
	return nil
}

// check refuses bounds, a start or a scale that do not fit each other.
func (p *Parameter) check() error {
	lo, hi := p.bounds()
	switch {
	case math.IsNaN(p.Start) || math.IsInf(p.Start, 0):
		return fmt.Errorf("the start is not a finite number")
	case p.Fixed:
		return nil
	case math.IsNaN(lo) || math.IsNaN(hi) || lo >= hi:
		return fmt.Errorf("min %g is not below max %g", lo, hi)
	case p.Start < lo || p.Start > hi:
		return fmt.Errorf("the start %g is outside %g to %g", p.Start, lo, hi)
	case p.Scale == LogScale && (p.Start <= 0 || hi <= 0):
		return fmt.Errorf("a logarithmic scale needs values above 0 (start %g, max %g)", p.Start, hi)
	case p.Scale == LogitScale && (math.IsInf(lo, 0) || math.IsInf(hi, 0)):
		return fmt.Errorf("a logit scale needs two finite bounds")
	case p.Scale > LogitScale:
		return fmt.Errorf("unknown scale %d", p.Scale)
	case p.Prior != nil && !(p.Prior.SD > 0 && !math.IsInf(p.Prior.SD, 0) && !math.IsNaN(p.Prior.Mean) && !math.IsInf(p.Prior.Mean, 0)):
		return fmt.Errorf("a prior needs a finite mean and an sd above 0")
	}
	return nil
}
