package ode

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// tolerance is the local error allowed to a method.
type tolerance struct {
	factor, rt float64
	at         []float64
}

// tolerances chooses the method and sets the tolerances of each method: those
// asked for times its safety factor.
func (s *Solver) tolerances(o Options, linear bool) {
	rtol := o.Rtol
	if rtol == 0 {
		rtol = 1e-6
	}
	m := o.Method
	s.auto, s.stiff = m == Auto, Radau5
	if s.n >= bdfFrom && s.st.work() >= bdfWork*s.n && rtol > bdfAbove {
		s.stiff = BDF
	}
	if s.lags { // the interpolants of the others are not good enough for a history
		s.stiff = Rodas5p
		if m == Radau5 || m == BDF {
			m = Rodas5p
		}
	}
	switch {
	case m == BDF:
		s.home = BDF
	case m == Radau5:
		s.home = Radau5
	case m == Auto && s.nalg > 0:
		s.home = s.stiff
	case m == Rodas5p || s.nalg > 0:
		s.home = Rodas5p
	case linear && (m == Auto || m == Taylor):
		s.home = Taylor
	case m == Tsit5 || m == Auto && rtol > tsit5Above:
		s.home = Tsit5
	default:
		s.home = Dop853
	}
	all := make([]float64, len(s.tol)*s.n)
	for k := range s.tol {
		v := &s.tol[k]
		v.factor = tighten(Method(k))
		if Method(k) == Radau5 {
			v.factor = radauFactor(rtol)
			s.fnewt = math.Max(10*raUnit/(rtol*v.factor), math.Min(0.03, math.Sqrt(rtol*v.factor)))
		}
		v.rt, v.at = rtol*v.factor, carve(&all, s.n)
		for i := range v.at {
			v.at[i] = 1e-9 * v.factor
			if o.Atol != nil {
				v.at[i] = o.Atol[i] * v.factor
			}
		}
	}
	s.use(s.home)
}

// From bdfFrom variables on Auto takes BDF instead of Radau5 where a factorisation
// makes at least bdfWork products a variable and the relative tolerance is above
// bdfAbove. Measured at equal error: the Brusselator on a line, 1,000 variables and
// 10 products each, takes BDF 1.5 times as long as Radau5; on a square, 200
// variables and 136 products each, half as long, 1,800 variables and 880 a fifth.
const (
	bdfFrom  = 100
	bdfWork  = 100
	bdfAbove = 3e-8
)

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
	switch m {
	case Rodas5p:
		return rodas5pFactor
	case BDF:
		return bdfFactor
	}
	return explicitFactor
}

// radauFactor is tighten for Radau5 at rtol. Its error estimate is of order 3
// for an end of order 5, so the local error allowed is proportional to rtol to
// the power 2/3, as in the authors' program.
func radauFactor(rtol float64) float64 { return radauScale / elem.Cbrt(rtol) }

const (
	explicitFactor = 0.025
	radauScale     = 0.05
	rodas5pFactor  = 0.1
	bdfFactor      = 0.25
)
