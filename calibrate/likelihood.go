package calibrate

import (
	"fmt"
	"math"
)

// logLik is the log-likelihood of a sample with its derivatives by theta.
func (f *family) logLik(s Sample, theta []float64) jet {
	p, q := jet{v: theta[0], a: 1}, jet{}
	if len(theta) == 2 {
		p, q = variables(theta[0], theta[1])
	}
	sum := jet{}
	for i := range s {
		o := &s[i]
		var l jet
		switch {
		case o.kind() == exact:
			l = f.logPDF(o.Low, p, q)
		case o.kind() == right && f.positive && o.Low <= 0, o.kind() == left && math.IsInf(o.High, 1):
			continue // says nothing
		case o.kind() == right:
			l = f.logSF(o.Low, p, q)
		case o.kind() == left || (f.positive && o.Low <= 0):
			l = f.logCDF(o.High, p, q)
		default: // the smaller pair of tails keeps the digits of the difference
			lo, hi := f.logSF(o.Low, p, q), f.logSF(o.High, p, q)
			if lo.v > -math.Ln2 {
				lo, hi = f.logCDF(o.High, p, q), f.logCDF(o.Low, p, q)
			}
			l = lo.between(hi)
		}
		sum = sum.add(l.times(o.count()))
	}
	return sum
}

// maximise is Newton's method on the log-likelihood: curvatures that point up are turned, steps are bounded and halved until
// the likelihood rises, and the last steps are full ones down to the rounding. unit gives the length of a step of theta[0].
func (f *family) maximise(s Sample) ([]float64, jet, error) {
	const most = 300 // steps
	theta := f.start(s)
	l := f.logLik(s, theta)
	if math.IsNaN(l.v) || math.IsInf(l.v, 0) {
		return nil, l, fmt.Errorf("the likelihood cannot be evaluated at the start")
	}
	last := math.Inf(1) // size of the last full step near the maximum
	for range most {
		step, newton := f.newtonStep(theta, l)
		size := f.sizeOf(theta, step)
		if math.IsNaN(size) || math.IsInf(size, 1) {
			return nil, l, fmt.Errorf("the likelihood overflows: the values differ by too many powers of ten")
		}
		if newton && size < 1e-6 {
			if !(size < last/2) || size == 0 {
				return theta, l, nil
			}
			last = size
			next := moved(theta, step, 1)
			if fresh := f.logLik(s, next); fresh.v > l.v-1e-8*math.Abs(l.v) {
				theta, l = next, fresh
				continue
			}
			return theta, l, nil
		}
		t := math.Min(1, 2/size)
		var next []float64
		var fresh jet
		for ; t > 1e-12; t /= 2 {
			next = moved(theta, step, t)
			fresh = f.logLik(s, next)
			if fresh.v > l.v {
				break
			}
		}
		if t <= 1e-12 {
			if size < 1e-4 {
				return theta, l, nil
			}
			return theta, l, fmt.Errorf("the likelihood does not rise along any step")
		}
		theta, l = next, fresh
		if len(theta) == 2 && math.Abs(theta[1]) > 60 {
			break
		}
	}
	return theta, l, fmt.Errorf("the likelihood has no maximum: the data fit a distribution without spread, or hold too few endings")
}

// sizeOf measures a step; a location counts in units of the present spread.
func (f *family) sizeOf(theta, step []float64) float64 {
	if len(theta) == 1 {
		return math.Abs(step[0])
	}
	scale := 1.0
	if f.theta[1] == "log_sigma" {
		scale = math.Exp(-theta[1])
	}
	return math.Hypot(step[0]*scale, step[1])
}

// newtonStep solves for the step; newton is false where the curvature had to be changed.
func (f *family) newtonStep(theta []float64, l jet) (step []float64, newton bool) {
	if len(theta) == 1 {
		if l.aa < 0 {
			return []float64{-l.a / l.aa}, true
		}
		return []float64{math.Copysign(1, l.a)}, false
	}
	// In units of the spread, so that curvatures compare.
	u := 1.0
	if f.theta[1] == "log_sigma" {
		u = math.Exp(theta[1])
	}
	ga, gb, haa, hab, hbb := l.a*u, l.b, l.aa*u*u, l.ab*u, l.bb
	det := haa*hbb - hab*hab
	if haa < 0 && det > 1e-12*math.Abs(haa*hbb) {
		return []float64{u * (-ga*hbb + gb*hab) / det, (-gb*haa + ga*hab) / det}, true
	}
	// eigenvalues of the symmetric matrix, each taken as negative
	mean, half := (haa+hbb)/2, math.Hypot((haa-hbb)/2, hab)
	angle := 0.5 * math.Atan2(2*hab, haa-hbb)
	c, s := math.Cos(angle), math.Sin(angle)
	floor := 1e-6 * (math.Abs(mean) + half)
	e1, e2 := math.Max(math.Abs(mean+half), floor), math.Max(math.Abs(mean-half), floor)
	d1, d2 := (c*ga+s*gb)/e1, (-s*ga+c*gb)/e2
	return []float64{u * (c*d1 - s*d2), s*d1 + c*d2}, false
}

func moved(theta, step []float64, t float64) []float64 {
	next := make([]float64, len(theta))
	for i := range next {
		next[i] = theta[i] + t*step[i]
	}
	return next
}

// information is the covariance of theta from the observed information, n*n.
func information(l jet, n int) []float64 {
	if n == 1 {
		return []float64{-1 / l.aa}
	}
	det := l.aa*l.bb - l.ab*l.ab
	return []float64{-l.bb / det, l.ab / det, l.ab / det, -l.aa / det}
}
