package ode

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// The numerical differentiation formulas: backward differentiation of order 1 to
// 5 in backward differences with a step that is changed seldom (Shampine and
// Reichelt, The MATLAB ODE suite, SIAM J. Sci. Comput. 18 (1997) 1, section 2).
// One real system a step, where Radau5 needs a real and a complex one and three
// times as many evaluations: it pays where factors
// cost more than evaluations.
const (
	bdfOrders     = 5
	bdfRows       = bdfOrders + 3 // differences kept: D[0] is the state
	bdfIterations = 4             // most Newton steps
	bdfNewton     = 0.1           // error left by them, in units of the tolerance
	bdfKeep       = 0.3           // contraction below which the Jacobian is kept
	bdfShrink     = 0.2
	bdfGrow       = 10.0
	bdfLooks      = 4   // steps after which it is asked whether an explicit pair would do
	bdfSteady     = 1.2 // growth below which step and factors are kept
)

// bdfKappa are the constants of the formulas (table 1 of the paper) from order 0
// on; of order 5 it is the plain formula.
var bdfKappa = [bdfOrders + 1]float64{0, -0.1850, -1.0 / 9, -0.0823, -0.0415, 0}

// bdfGamma is sum 1/j for j = 1..k; bdfAlpha (1 - kappa) gamma; bdfError the error
// constant kappa gamma + 1/(k+1).
var bdfGamma, bdfAlpha, bdfError [bdfOrders + 2]float64

// bdfBasis has the coefficients in th of x (x+1) ... (x+j-1)/j! with x = th - 1,
// the factor of difference j in the interpolant.
var bdfBasis [bdfOrders + 1][bdfOrders + 1]float64

func init() {
	for k := range bdfOrders + 1 {
		if k > 0 {
			bdfGamma[k] = bdfGamma[k-1] + 1/float64(k)
		}
		bdfAlpha[k] = (1 - bdfKappa[k]) * bdfGamma[k]
		bdfError[k] = float64(bdfKappa[k]*bdfGamma[k]) + 1/float64(k+1)
	}
	bdfError[bdfOrders+1] = math.Inf(1)
	bdfBasis[0][0] = 1
	for j := 1; j <= bdfOrders; j++ {
		// times (th + j - 2)/j
		for q := range bdfOrders + 1 {
			v := float64(bdfBasis[j-1][q] * float64(j-2))
			if q > 0 {
				v += bdfBasis[j-1][q-1]
			}
			bdfBasis[j][q] = v / float64(j)
		}
	}
}

// diff is difference j of all variables.
func (s *Solver) diff(c *Control, j int) []float64 { return c.Diff[j*s.n : j*s.n+s.n] }

// beginBDF starts at order 1 with step h.
func (s *Solver) beginBDF(y []float64, h float64, c *Control) {
	if len(c.Diff) != bdfRows*s.n {
		c.Diff = make([]float64, bdfRows*s.n)
	}
	clear(c.Diff)
	copy(s.diff(c, 0), y)
	d := s.diff(c, 1)
	for i := range s.n - s.nalg {
		d[i] = h * c.F[i]
	}
	c.Order, c.Equal, c.HDiff = 1, 0, h
}

// rescale turns the differences over to step h: they are those of the polynomial
// of order c.Order at its new points (section 2.1).
func (s *Solver) rescale(c *Control, h float64) {
	if h == c.HDiff {
		return
	}
	k := int(c.Order)
	a, u := bdfChange(k, h/c.HDiff), bdfChange(k, 1)
	var m [bdfOrders + 1][bdfOrders + 1]float64 // a u
	for i := range k + 1 {
		for j := range k + 1 {
			for q := range k + 1 {
				m[i][j] += float64(a[i][q] * u[q][j])
			}
		}
	}
	var old [bdfOrders + 1]float64
	for v := range s.n {
		for j := 1; j <= k; j++ {
			old[j] = c.Diff[j*s.n+v]
		}
		for j := 1; j <= k; j++ {
			x := 0.0
			for i := 1; i <= k; i++ {
				x += float64(m[i][j] * old[i])
			}
			c.Diff[j*s.n+v] = x
		}
	}
	c.HDiff, c.Equal = h, 0
}

// bdfChange is the matrix with the elements prod_{m=1..i} (m - 1 - r j)/m.
func bdfChange(k int, r float64) (a [bdfOrders + 1][bdfOrders + 1]float64) {
	for j := range k + 1 {
		a[0][j] = 1
		for i := 1; i <= k; i++ {
			a[i][j] = a[i-1][j] * (float64(i-1) - float64(r*float64(j))) / float64(i)
		}
	}
	return a
}

// acceptBDF is accept for BDF.
func (s *Solver) acceptBDF(e Eval, t float64, y []float64, hmax float64, c *Control) (float64, error) {
	s.room(c)
	h := landing(c.H, hmax)
	whole := h >= c.H
	if c.Order == 0 {
		s.beginBDF(y, h, c)
	}
	sc := s.k[10][:s.n]
	for i, v := range y {
		sc[i] = 1 / (s.at[i] + float64(s.rt*math.Abs(v)))
	}
	for {
		s.rescale(c, h)
		ok := s.bdfSolve(e, t, h, c)
		if !ok && !s.fresh {
			c.HasJac = false
			continue
		}
		err := math.Inf(1)
		if ok {
			if err = bdfError[c.Order] * s.ranorm(s.k[2][:s.n]); err <= 1 {
				c.Steps++
				s.proposeBDF(c, h, err, whole)
				if s.auto && c.Steps%bdfLooks == 0 {
					s.watchStiffness(c, y, h)
				}
				return h, nil
			}
		}
		c.Rejected++
		if err <= math.MaxFloat64 {
			h *= math.Max(bdfShrink, stepSafety*elem.Pow(err, -1/float64(c.Order+1)))
		} else {
			h *= 0.5
		}
		if whole = true; h < shortestStep || t+h == t {
			return 0, s.blame(e, t, y, h)
		}
	}
}

// bdfSolve makes the prediction, s.k[0], and corrects it by the simplified Newton
// iteration: the correction is s.k[2], the new state s.yn.
func (s *Solver) bdfSolve(e Eval, t, h float64, c *Control) bool {
	n, k := s.n, int(c.Order)
	pred, psi, d, f, yn := s.k[0][:n], s.k[1][:n], s.k[2][:n], s.k[3][:n], s.yn[:n]
	copy(pred, s.diff(c, 0))
	clear(psi)
	for j := 1; j <= k; j++ {
		g := bdfGamma[j] / bdfAlpha[k]
		for i, v := range s.diff(c, j) {
			pred[i] += v
			psi[i] += float64(g * v)
		}
	}
	if !c.HasJac {
		s.jacobian(e, t, s.diff(c, 0), c.Jac)
		c.HasJac, s.fresh = true, true
		c.Jacs++
	}
	s.inUse = c.Jac
	g := bdfAlpha[k] / h
	if !s.bdfFactor(c.Jac, g) {
		return false
	}
	clear(d)
	copy(yn, pred)
	// What the iteration of the step before says of the first increment.
	r := math.Sqrt(math.Min(math.Max(c.Faccon, raUnit), 1))
	faccon, old, theta := r*math.Sqrt(r), 0.0, 0.0
	for it := 1; it <= bdfIterations; it++ {
		e.Deriv(t+h, yn, f)
		c.Evals++
		for i := range n - s.nalg {
			f[i] -= float64(g * (psi[i] + d[i]))
		}
		s.lr.solve(f)
		norm := s.ranorm(f)
		if !(norm <= math.MaxFloat64) {
			return false
		}
		if it > 1 {
			if theta = norm / old; theta >= 0.99 {
				return false
			}
			faccon = theta / (1 - theta)
			left := faccon * norm
			for range bdfIterations - it {
				left *= theta
			}
			if left > bdfNewton {
				return false // does not arrive in the steps that are left
			}
		}
		for i, v := range f {
			d[i] += v
			yn[i] = pred[i] + d[i]
		}
		if faccon*norm <= bdfNewton {
			if c.Faccon = faccon; it == 1 {
				c.Faccon = math.Max(faccon, 0.1)
			}
			if theta > bdfKeep {
				c.HasJac = false // for the next step
			}
			return true
		}
		old = norm
	}
	return false
}

// bdfFactor makes the factors of g M - J unless they are in hand. The sign of facH
// tells them from those of Radau5.
func (s *Solver) bdfFactor(j []float64, g float64) bool {
	if s.facH == -g && same(s.facJ, j) {
		return true
	}
	s.facH = 0
	if !s.lr.factor(j, g) {
		return false
	}
	s.facH = -g
	copy(s.facJ, j)
	return true
}

// proposeBDF brings the differences up to date and chooses order and length of the
// next step: after as many equal steps as the order has points, what allows the
// longest of the orders below, at and above the one in use (section 2.3).
func (s *Solver) proposeBDF(c *Control, h, err float64, whole bool) {
	n, k := s.n, int(c.Order)
	s.kbdf = k
	d := s.k[2][:n]
	up, above := s.diff(c, k+1), s.diff(c, k+2)
	for i, v := range d {
		above[i] = v - up[i]
		up[i] = v
	}
	for j := k; j >= 0; j-- {
		a, b := s.diff(c, j), s.diff(c, j+1)
		for i, v := range b {
			a[i] += v
		}
	}
	if !whole {
		return // cut by hmax: the old proposal stands
	}
	c.H = h
	if c.Equal++; int(c.Equal) <= k {
		return
	}
	best, order := elem.Pow(math.Max(err, 1e-30), -1/float64(k+1)), k
	if k > 1 {
		if x := elem.Pow(math.Max(bdfError[k-1]*s.ranorm(s.diff(c, k)), 1e-30), -1/float64(k)); x > best {
			best, order = x, k-1
		}
	}
	if k < bdfOrders {
		if x := elem.Pow(math.Max(bdfError[k+1]*s.ranorm(above), 1e-30), -1/float64(k+2)); x > best {
			best, order = x, k+1
		}
	}
	c.Equal = 0
	if grow := math.Min(stepSafety*best, bdfGrow); order != k || grow > bdfSteady || grow < 1 {
		c.Order = int32(order)
		c.H = math.Min(math.Max(grow, bdfShrink)*h, longestStep)
	}
}

// bdfDense writes the polynomials of the step: the interpolant through the last
// points of the formula.
func (s *Solver) bdfDense(y []float64, c *Control, deg int, p []float64) {
	m := deg + 1
	for i, v := range y {
		p[i*m] = v
	}
	for q := 1; q <= deg; q++ {
		for j := q; j <= deg; j++ {
			b, at := bdfBasis[j][q], q
			for _, v := range s.diff(c, j) {
				if j == q {
					p[at] = b * v
				} else {
					p[at] += float64(b * v)
				}
				at += m
			}
		}
	}
}
