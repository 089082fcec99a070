package physics

import (
	"math"

	"github.com/plantwin/plantwin/physics/expr"
)

// Points at which the algebraic rows are tried, and the size of a pivot below which they count as dependent.
const (
	trials    = 4
	dependent = 1e-11
)

// singular looks for algebraic rows that depend on one another whatever the numbers are, such as the currents of a circuit
// without a ground: their Jacobian is singular at some points chosen blindly. It gives an algebraic variable that the rows
// leave open, -1 if they are fine. (A square root of a negative number or the like makes a point count for nothing.)
func (s *System) singular() int {
	m, n := s.NAlg(), s.NY()
	if m == 0 {
		return -1
	}
	e := newEval(s)
	dice := lcg(1)
	open := -1
	y, jac := make([]float64, n), make([]float64, n*n)
	for range trials {
		for _, c := range []expr.Class{expr.Param, expr.Disc, expr.Input, expr.Past} {
			leaves := e.r.Leaves(c)
			for i := range leaves {
				leaves[i] = dice.next()
			}
		}
		e.r.Numbers()
		e.r.Events()
		for i := range y {
			y[i] = dice.next()
		}
		e.Jac(dice.next(), y, jac)
		a := make([]float64, 0, m*m)
		for i := n - m; i < n; i++ {
			a = append(a, jac[i*n+n-m:i*n+n]...)
		}
		k, finite := defect(a, m)
		switch {
		case finite && k < 0:
			return -1
		case finite:
			open = n - m + k
		}
	}
	return open
}

// defect eliminates with full pivoting and gives a column that is left without a pivot, -1 if there is none.
func defect(a []float64, m int) (column int, finite bool) {
	rows, cols := make([]bool, m), make([]bool, m)
	scale := 0.0
	for _, v := range a {
		if v-v != 0 {
			return -1, false
		}
		scale = math.Max(scale, math.Abs(v))
	}
	for range m {
		r, c, best := -1, -1, float64(dependent*scale)
		for i := range m {
			for j := range m {
				if v := math.Abs(a[i*m+j]); !rows[i] && !cols[j] && v > best {
					r, c, best = i, j, v
				}
			}
		}
		if r < 0 {
			for j, done := range cols {
				if !done {
					return j, true
				}
			}
		}
		rows[r], cols[c] = true, true
		for i := range m {
			if rows[i] || a[i*m+c] == 0 {
				continue
			}
			f := a[i*m+c] / a[r*m+c]
			for j := range m {
				a[i*m+j] -= float64(f * a[r*m+j])
			}
		}
	}
	return -1, true
}

// lcg gives numbers between 0.5 and 1.5 (D. E. Knuth, MMIX generator).
type lcg uint64

func (l *lcg) next() float64 {
	*l = *l*6364136223846793005 + 1442695040888963407
	return 0.5 + float64(float64(*l>>11)/(1<<53))
}
