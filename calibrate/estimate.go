package calibrate

// Estimate is the result of a fit. Slices over parameters have the order and length of Problem.Parameters; entries of fixed
// parameters are their start with NaN for what is not estimated.
type Estimate struct {
	Names  []string
	X      []float64 // values
	SD     []float64 // standard deviations, NaN where fixed, at a bound, or not identified
	Low    []float64 // 95 % interval by Student t, on the parameter's own scale; NaN as SD
	High   []float64
	Active []Bound // bounds that hold the parameter

	Cov  []float64 // covariance of X, n*n row-major, NaN rows as SD
	Corr []float64 // correlation of X, n*n

	Condition    float64     // of the Jacobian with columns of unit length, over the parameters that are free and off their bounds
	Unidentified []Direction // combinations that the data do not determine, the worst first

	RSS       float64 // sum of squared residuals, without loss and priors
	Cost      float64 // half the sum that was minimised, with loss and priors
	RMSE      float64 // sqrt(RSS/m)
	Sigma     float64 // residual standard deviation: sqrt of the minimised squares over DOF
	DOF       int     // m + priors - parameters estimated (bounds that hold take none)
	Residuals []float64

	Iterations  int // accepted steps, without the polish
	Polish      int // Gauss-Newton steps at the end
	Evals, Jacs int // evaluations of residuals and of Jacobians
	Reason      Stop
	Refused     error // the last error of Eval, which the fit went round; nil if none
}

// Bound says which bound holds a parameter.
type Bound uint8

// The bounds.
const (
	NoBound Bound = iota
	AtMin
	AtMax
)

// String gives none, min or max.
func (b Bound) String() string { return [...]string{"none", "min", "max"}[b%3] }

// Stop is the reason why a fit ended.
type Stop uint8

// The reasons.
const (
	StopNone     Stop = iota
	StopGradient      // no parameter can lower the cost
	StopCost          // steps no longer lower the cost
	StopStep          // steps have become too short to matter
	StopEvals         // the number of evaluations is used up
	StopExact         // the residuals are zero
	StopRefused       // the model cannot be evaluated around the last point
)

// String says it in plain words.
func (s Stop) String() string {
	return [...]string{
		"not begun", "converged: gradient", "converged: cost", "converged: step", "stopped: evaluations used up", "converged: residuals are zero",
		"stopped: the model fails at every point near the last one",
	}[s%7]
}

// Converged says whether the fit ended at a minimum.
func (s Stop) Converged() bool {
	return s == StopGradient || s == StopCost || s == StopStep || s == StopExact
}

// Direction is a combination of parameters that the data determine badly or not at all.
type Direction struct {
	Names  []string  // parameters with a share of at least a tenth
	Change []float64 // [1] relative change of each (of its value; of 1 where the value is 0), largest ±1
	SD     float64   // standard deviation along the direction in the same measure, +Inf where the data say nothing
	Text   string    // in plain words
}
