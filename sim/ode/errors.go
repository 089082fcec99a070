package ode

import "fmt"

// Cause says why a step could not be made.
type Cause uint8

// The causes of an Error.
const (
	// StepTooSmall: the tolerance cannot be met by any step that still moves
	// the clock. Index is the variable with the largest error.
	StepTooSmall Cause = iota + 1
	// NotFinite: an infinite or undefined derivative. Index is its row.
	NotFinite
	// GuardNotFinite: an undefined guard value. Index is the guard.
	GuardNotFinite
	// NoConvergence: Newton's method failed on the algebraic rows. Index is
	// the algebraic variable with the largest residual.
	NoConvergence
	// Singular: the Jacobian of the algebraic rows is singular. Index is the
	// algebraic variable without a pivot.
	Singular
	// BadInput: a state that is not finite, or a limit on the step that is not
	// positive (Index -1).
	BadInput
)

// Error is a failed step.
type Error struct {
	Cause Cause
	// Index is the variable (or guard) to blame, -1 if none.
	Index int
	// T is the time [s].
	T float64
	// H is the length of the step tried [s].
	H float64
}

// Error says what failed, by index; the caller knows the names.
func (e *Error) Error() string {
	switch e.Cause {
	case StepTooSmall:
		return fmt.Sprintf("ode: step size too small (%.3g s) at t = %.9g s because of variable %d", e.H, e.T, e.Index)
	case NotFinite:
		return fmt.Sprintf("ode: derivative %d is not a finite number at t = %.9g s", e.Index, e.T)
	case GuardNotFinite:
		return fmt.Sprintf("ode: guard %d is not a number at t = %.9g s", e.Index, e.T)
	case NoConvergence:
		return fmt.Sprintf("ode: no solution found for algebraic variable %d at t = %.9g s", e.Index, e.T)
	case Singular:
		return fmt.Sprintf("ode: algebraic variable %d is not determined at t = %.9g s", e.Index, e.T)
	}
	if e.Index < 0 {
		return fmt.Sprintf("ode: no room for a step at t = %.9g s", e.T)
	}
	return fmt.Sprintf("ode: variable %d is not a finite number at t = %.9g s", e.Index, e.T)
}
