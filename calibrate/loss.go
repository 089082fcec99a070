package calibrate

import "math"

// Loss is the function rho that takes the place of the square of a residual, so that outliers pull less.
type Loss uint8

// The losses, with s = (residual/scale)^2. The zero value is Squares.
const (
	Squares Loss = iota // s
	Huber               // s up to 1, then 2 sqrt(s) - 1
	SoftL1              // 2 (sqrt(1+s) - 1)
	Cauchy              // log(1+s)
)

var lossNames = [...]string{"squares", "huber", "soft_l1", "cauchy"}

// ParseLoss reads the word of the notation: squares, huber, soft_l1 or cauchy.
func ParseLoss(s string) (Loss, bool) {
	for i, name := range lossNames {
		if s == name {
			return Loss(i), true
		}
	}
	return Squares, false
}

// String gives the word of the notation.
func (l Loss) String() string { return lossNames[l&3] }

// rho gives the loss and its first two derivatives by s >= 0.
func (l Loss) rho(s float64) (v, d1, d2 float64) {
	switch {
	case l == Huber && s > 1:
		q := math.Sqrt(s)
		return 2*q - 1, 1 / q, -0.5 / (s * q)
	case l == SoftL1:
		q := math.Sqrt(1 + s)
		return 2 * s / (q + 1), 1 / q, -0.5 / (q * q * q)
	case l == Cauchy:
		q := 1 + s
		return math.Log1p(s), 1 / q, -1 / (q * q)
	}
	return s, 1, 0
}

// least is the smallest share of curvature that an outlier keeps. Exactly none would make its row infinite.
const least = 1e-8

// weigh replaces residuals and Jacobian (m rows of n; jac may be nil) by those of a plain least-squares problem with the same
// gradient and, where it is positive, the same curvature along the residual: Triggs, McLauchlan, Hartley and Fitzgibbon, "Bundle
// adjustment: a modern synthesis" (2000), section 4.3, in the form of SciPy's least_squares.
func (l Loss) weigh(scale float64, r, jac []float64, n int) {
	if l == Squares {
		return
	}
	for i := range r {
		z := r[i] / scale
		_, d1, d2 := l.rho(z * z)
		w := math.Sqrt(math.Max(d1+2*d2*z*z, least*d1))
		r[i] *= d1 / w
		if jac == nil {
			continue
		}
		for j := range n {
			jac[i*n+j] *= w
		}
	}
}

// cost is half the sum of the loss over residuals, in units of squared residuals. +Inf where a residual is not finite.
func (l Loss) cost(scale float64, r []float64) float64 {
	sum := 0.0
	for _, v := range r {
		if l == Squares {
			sum += v * v
			continue
		}
		z := v / scale
		d, _, _ := l.rho(z * z)
		sum += d * scale * scale
	}
	if math.IsNaN(sum) {
		return math.Inf(1)
	}
	return sum / 2
}
