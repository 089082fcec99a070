package ode

// System is a set of equations M y' = f(t, y; u, z), M = diag(1..1, 0..0). It
// never changes and may be shared between goroutines.
type System interface {
	// NY is the number of variables: the differential ones, then the NAlg
	// algebraic ones, whose rows of f are zero on a solution.
	NY() int
	// NAlg is the number of algebraic variables.
	NAlg() int
	// NU is the number of inputs, constant between calls of Bind.
	NU() int
	// NZ is the number of discrete states.
	NZ() int
	// NG is the number of guards.
	NG() int
	// NW is the number of outputs.
	NW() int
	// New returns a workspace that evaluates the system.
	New() Eval
}

// Eval evaluates a System. It is not shared between goroutines. Time t is
// absolute, in seconds since the start of the run; matrices are row-major.
type Eval interface {
	// Bind fixes inputs (len NU) and discrete states (len NZ), and the segment
	// of every function of time that holds from t on.
	Bind(t float64, u, z []float64)
	// NextBreak is the first time [s] after that of Bind at which a segment or
	// another time event of the system ends; +Inf if there is none.
	NextBreak() float64
	// Init writes the initial values of y (len NY) and z (len NZ).
	Init(t float64, y, z []float64) error
	// Deriv writes the right-hand side f of all NY rows.
	Deriv(t float64, y, dy []float64)
	// Jac writes df/dy, NY x NY.
	Jac(t float64, y, jac []float64)
	// DerivT writes df/dt, len NY.
	DerivT(t float64, y, ft []float64)
	// Guards writes the guard values, len NG. The condition of guard i holds
	// where g[i] > 0, and at 0 where Truth says so.
	Guards(t float64, y, g []float64)
	// Truth writes the conditions of the guards as they are written, len NG.
	Truth(t float64, y []float64, on []bool)
	// Outputs writes the outputs, len NW.
	Outputs(t float64, y, w []float64)
	// Reset applies the effect of internal guard i to y and z.
	Reset(i int, t float64, y, z []float64)
}

// Rester is an Eval that knows states of rest.
type Rester interface {
	// Rest applies the mode declared for the limit of infinitely many resets by
	// guard i in a finite time (a ball that has come to rest) to y and z. It
	// reports false where none is declared.
	Rest(i int, t float64, y, z []float64) bool
}

// Affine is an Eval that knows of guards that are linear in the variables and the time.
type Affine interface {
	// Slopes gives the derivatives of guard i by the time and by the variables that it reads; ok is false where they may change
	// before the next call of Bind.
	Slopes(i int) (byTime float64, by []Slope, ok bool)
}

// Formed is an Affine that tells the guards apart before they are looked at.
type Formed interface {
	Affine
	// Forms gives the form of each guard, len NG, to be read only; it holds until the next call of Bind.
	Forms() []Form
}

// Form says what a guard depends on until the next call of Bind.
type Form uint8

// The forms.
const (
	General  Form = iota // on anything, in any way
	Sloped               // linearly on the variables and the time, with the slopes of Affine
	OfTime               // on the time alone
	Constant             // on nothing
)

// Slope is the derivative of a guard by a variable.
type Slope struct {
	Var int32
	By  float64
}

// Edge selects the crossings of a guard that end a piece.
type Edge uint8

// The edges of a condition.
const (
	None Edge = 0 // not watched
	Rise Edge = 1 // false to true
	Fall Edge = 2 // true to false
	Both Edge = Rise | Fall
)

// Explainer is an Eval that can say why it has no value.
type Explainer interface {
	// Explain gives the first row whose value is not finite at (t, y), or until a later time or a little beyond it along the
	// solution, and why; the rows of the guards follow those of y. It gives -1 and "" where it knows of none.
	Explain(t, until float64, y []float64) (row int, why string)
}

// Adopter is an Eval that can change over to another System of the same code.
type Adopter interface {
	// Numbers is all in which sys differs from the system of this Eval, to be read only; false where its code differs.
	Numbers(sys System) ([]float64, bool)
	// Adopt makes the Eval one of the system of these numbers, from the next Bind on.
	Adopt(numbers []float64)
}
