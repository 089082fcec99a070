package calibrate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// deficient is the singular value, relative to the largest of the Jacobian with columns of unit length, below which a direction
// is lost in the rounding of derivatives.
const deficient = 1e-12

// uncertainty fills in covariance, intervals, condition and directions that are not identified, linearised at the estimate:
// cov = sigma^2 (J'J)^-1 (Bates and Watts, "Nonlinear regression analysis" (1988), section 2.2), by singular values of J.
func (s *search) uncertainty(e *Estimate, on []Bound) {
	var off []int // variables off their bounds
	for j, b := range on {
		if b == NoBound {
			off = append(off, j)
		}
	}
	e.DOF = s.m - len(off)
	e.Sigma = s.sigma(e.DOF)
	noise := e.Sigma
	if s.o.UnitNoise {
		noise = 1
	}
	s.covariance(e, off, noise)
	s.intervals(e, off)
	e.Unidentified = s.directions(noise)
}

// sigma is the standard deviation of the noise. For a robust loss it is that of the covariance of an M-estimator: Huber and
// Ronchetti, "Robust statistics" (2009), eq. 7.81-7.83: sqrt(K^2 sum psi^2/(m-n))/mean psi', K = 1 + n/m var(psi')/mean(psi')^2.
func (s *search) sigma(dof int) float64 {
	if dof <= 0 {
		return math.NaN()
	}
	sum, d, dd := 0.0, 0.0, 0.0
	for i, r := range s.r {
		psi, slope := r, 1.0
		if i < s.p.Residuals && s.o.Loss != Squares {
			z := r / s.o.LossScale
			_, d1, d2 := s.o.Loss.rho(z * z)
			psi, slope = d1*r, d1+2*d2*z*z
		}
		sum += psi * psi
		d += slope
		dd += slope * slope
	}
	if s.o.Loss == Squares {
		return math.Sqrt(sum / float64(dof))
	}
	m := float64(s.m)
	mean := d / m
	if mean <= 0 {
		return math.NaN()
	}
	k := 1 + float64(s.m-dof)/m*(dd/m-mean*mean)/(mean*mean)
	return k * math.Sqrt(sum/float64(dof)) / mean
}

// columns compresses some columns of the Jacobian, each times a factor, to a square matrix.
func (s *search) columns(list []int, factorOf func(j int) float64) []float64 {
	n := len(list)
	a := make([]float64, s.m*n)
	for i := range s.m {
		for k, j := range list {
			a[i*n+k] = s.jac[i*s.n+j] * factorOf(j)
		}
	}
	return factor(a, make([]float64, s.m), s.m, n).matrix()
}

// covariance fills in condition, covariance, standard deviations and correlation.
func (s *search) covariance(e *Estimate, off []int, noise float64) {
	k := len(off)
	if k == 0 {
		return
	}
	norm := columnNorms(s.jac, s.m, s.n)
	sv, v := singular(s.columns(off, func(j int) float64 { return 1 / norm[j] }), k)
	e.Condition = math.Inf(1)
	if sv[k-1] > deficient*sv[0] {
		e.Condition = sv[0] / sv[k-1]
	}
	lost := make([]bool, k) // parameters that share in a direction that the data do not see
	for i := range sv {
		for j := range lost {
			lost[j] = lost[j] || (!(sv[i] > deficient*sv[0]) && math.Abs(v[i][j]) > 1e-4)
		}
	}
	n := len(s.x)
	for a, ja := range off {
		for b, jb := range off {
			if lost[a] || lost[b] {
				continue
			}
			sum := 0.0
			for i := range sv {
				if sv[i] > deficient*sv[0] {
					sum += v[i][a] / sv[i] * (v[i][b] / sv[i])
				}
			}
			ia, ib := s.free[ja], s.free[jb]
			rate := s.param(ja).rate(e.X[ia]) / norm[ja] * (s.param(jb).rate(e.X[ib]) / norm[jb])
			e.Cov[ia*n+ib] = noise * noise * rate * sum
		}
	}
	for _, j := range off {
		i := s.free[j]
		e.SD[i] = math.Sqrt(e.Cov[i*n+i])
	}
	for a := range n {
		for b := range n {
			e.Corr[a*n+b] = e.Cov[a*n+b] / (e.SD[a] * e.SD[b])
		}
		if e.SD[a] > 0 {
			e.Corr[a*n+a] = 1
		}
	}
}

// intervals fills in the 95 % intervals, symmetric in the variable that was searched and cut at the bounds.
func (s *search) intervals(e *Estimate, off []int) {
	t := quantileT(0.975, e.DOF)
	if s.o.UnitNoise {
		t = distuv.UnitNormal.Quantile(0.975)
	}
	for _, j := range off {
		i := s.free[j]
		p := s.param(j)
		lo, hi := p.bounds()
		half := t * e.SD[i] / p.rate(e.X[i])
		e.Low[i] = math.Max(p.outer(s.u[j]-half), lo)
		e.High[i] = math.Min(p.outer(s.u[j]+half), hi)
		if math.IsNaN(half) {
			e.Low[i], e.High[i] = math.NaN(), math.NaN()
		}
	}
}

// quantileT is the quantile of Student's t, NaN without degrees of freedom.
func quantileT(p float64, dof int) float64 {
	if dof < 1 {
		return math.NaN()
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(dof)}.Quantile(p)
}
