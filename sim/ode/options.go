package ode

// Method names an integration method.
type Method uint8

// The methods. Auto, the zero value, chooses.
const (
	// Auto starts with Dop853 (Tsit5 where rtol > 3e-4), takes Tsit5 while most
	// steps are cut short by events, moves to Radau5 (Rodas5p where most steps
	// are cut, BDF where there are some hundred variables) when the step is limited
	// by stability, and back.
	Auto Method = iota
	// Tsit5 is the explicit 5(4) pair of Tsitouras (2011).
	Tsit5
	// Dop853 is the explicit 8(5,3) method of Hairer, Norsett and Wanner
	// (1993), II.5 and II.10.
	Dop853
	// Rodas5p is the stiffly accurate Rosenbrock method of order 5 of
	// Steinebach (2023), for stiff systems and algebraic rows.
	Rodas5p
	// Radau5 is Radau IIA of order 5 (Hairer and Wanner, II, IV.8): fully
	// implicit, for stiff systems and algebraic rows at tight tolerances.
	Radau5
	// Taylor is the exponential series of a system that is Linear. Auto takes it
	// for such systems; others are given to Dop853.
	Taylor
	// BDF is the variable-order method of backward differences (Shampine and
	// Reichelt, 1997), for many stiff variables and few events: it starts at order 1
	// after each.
	BDF
)

// String is the name of the method.
func (m Method) String() string {
	switch m {
	case Auto:
		return "auto"
	case Tsit5:
		return "tsit5"
	case Dop853:
		return "dop853"
	case Rodas5p:
		return "rodas5p"
	case Radau5:
		return "radau5"
	case Taylor:
		return "taylor"
	case BDF:
		return "bdf"
	}
	return "unknown method"
}

// Options are the accuracy asked for. The zero value works.
type Options struct {
	// Rtol is the relative tolerance; 0 means 1e-6.
	Rtol float64
	// Atol is the absolute tolerance of each variable in its own unit, len NY;
	// nil means 1e-9 for each.
	Atol []float64
	// Method is Auto unless said otherwise.
	Method Method
	// Structure is what NewStructure says of the system; nil means that it is
	// found anew.
	Structure *Structure
}

// Control is what the step control remembers between pieces. It is plain data;
// its zero value is made ready by Solver.Start.
type Control struct {
	// H is the proposed length of the next step [s].
	H float64
	// F is f at the start of the next piece, len NY, when HasF is set.
	F    []float64
	HasF bool
	// Mode is the method in use under Auto.
	Mode Method
	// Late asks for pieces whose dense output is made by Solver.Keep and Dense,
	// where the caller wants it, if that saves evaluations.
	Late bool
	// Bare asks for pieces without dense output where no guard is watched: they
	// show End everywhere.
	Bare bool
	// ErrOld is the error of the last accepted step, in units of the tolerance.
	ErrOld float64
	// Sure is the longest step of an explicit pair that has been made lately: to that a step is held after a jump [s].
	Sure float64
	// Firsts holds for each guard the length that the control would have given the
	// first step of an explicit pair after its last root [s], 0: not known; len NG,
	// or nil before the first root. Hit is the guard whose root ends the last piece, plus 1.
	Firsts []float64
	Hit    int32
	// Rate is |lambda| as the last step of an explicit pair has seen it [1/s].
	Rate float64
	// From and Till are the start of the last step and where it would have ended
	// uncut [s], Ended is where its piece ended; Cuts and Whole count the steps
	// in a row that were cut to less than three quarters, and that were not.
	From, Till, Ended float64
	Cuts, Whole       int32
	// Jac is the Jacobian that Radau5 carries along, when HasJac is set. Its
	// factors are no state: they are made again from it to the same bits.
	Jac    []float64
	HasJac bool
	// Poly is the solution around the end of the last step of Radau5, of length
	// HPoly [s] (0: none), len 3 NY: its Newton iteration starts from there.
	Poly  []float64
	HPoly float64
	// HAcc is the length of the last step of Radau5 [s], Faccon the contraction
	// of its Newton iteration.
	HAcc, Faccon float64
	// Diff holds the backward differences of BDF, 8 rows of NY, at step HDiff [s];
	// Order is its order, 0 where it starts anew, Equal its steps of equal length.
	Diff         []float64
	HDiff        float64
	Order, Equal int32
	// Reach bounds the step of Radau5 after a cut by the caller [s], 0: not.
	Reach float64
	// Stiff and Easy count the steps that looked stiff and not stiff in a row.
	Stiff, Easy int32
	// Slow counts the steps in a row that were not small against 1/|lambda|, and
	// the steps of an implicit method since the change to it; at Patience of the
	// former Radau5 is tried.
	Slow, Patience int32
	// Steps, Rejected, Evals and Jacs count accepted steps, rejected steps,
	// evaluations of f and of the Jacobian.
	Steps, Rejected, Evals, Jacs int64
}
