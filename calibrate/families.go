package calibrate

import "math"

// family is a distribution with a smooth likelihood, in parameters theta that range over all numbers.
type family struct {
	name     string
	theta    []string                 // names of theta, one or two
	args     []string                 // names of the arguments in the notation
	positive bool                     // values below or at 0 are impossible
	start    func(s Sample) []float64 // a start from which Newton's method finds every maximum that there is
	logPDF   func(x float64, p, q jet) jet
	logSF    func(x float64, p, q jet) jet
	logCDF   func(x float64, p, q jet) jet
	values   func(p, q jet) []jet // the arguments, in the order of args
}

// smooth are the families of that sort, by name.
var smooth = map[string]*family{
	"exponential": {
		name: "exponential", theta: []string{"log_mean"}, args: []string{"mean"}, positive: true,
		start:  func(s Sample) []float64 { return []float64{math.Log(s.exposure() / s.ended())} },
		logPDF: func(x float64, p, _ jet) jet { return p.times(-1).sub(p.times(-1).exp().times(x)) },
		logSF:  func(x float64, p, _ jet) jet { return p.times(-1).exp().times(-x) },
		logCDF: func(x float64, p, _ jet) jet { return p.times(-1).exp().times(-x).complement() },
		values: func(p, _ jet) []jet { return []jet{p.exp()} },
	},
	// log x has a smallest-extreme-value distribution with location log_scale and scale sigma = 1/shape.
	"weibull": {
		name: "weibull", theta: []string{"log_scale", "log_sigma"}, args: []string{"shape", "scale"}, positive: true,
		start: func(s Sample) []float64 { return []float64{math.Log(s.exposure() / s.ended()), 0} },
		logPDF: func(x float64, p, q jet) jet {
			z := standard(math.Log(x), p, q)
			return z.sub(z.exp()).sub(q).plus(-math.Log(x))
		},
		logSF:  func(x float64, p, q jet) jet { return standard(math.Log(x), p, q).exp().times(-1) },
		logCDF: func(x float64, p, q jet) jet { return standard(math.Log(x), p, q).exp().times(-1).complement() },
		values: func(p, q jet) []jet { return []jet{q.times(-1).exp(), p.exp()} },
	},
	"lognormal": {
		name: "lognormal", theta: []string{"mu", "log_sigma"}, args: []string{"mean", "sd"}, positive: true,
		start:  func(s Sample) []float64 { return []float64{math.Log(s.exposure()/s.ended()) - 0.5, 0} },
		logPDF: func(x float64, p, q jet) jet { return normalPDF(standard(math.Log(x), p, q)).sub(q).plus(-math.Log(x)) },
		logSF:  func(x float64, p, q jet) jet { return normalSF(standard(math.Log(x), p, q)) },
		logCDF: func(x float64, p, q jet) jet { return normalSF(standard(math.Log(x), p, q).times(-1)) },
		values: func(p, q jet) []jet {
			variance := q.times(2).exp()
			mean := p.add(variance.times(0.5)).exp()
			return []jet{mean, mean.mul(variance.expm1().sqrt())}
		},
	},
	"normal": {
		name: "normal", theta: []string{"mu", "log_sigma"}, args: []string{"mean", "sd"},
		start: func(s Sample) []float64 {
			mean, sd := s.moments()
			if sd == 0 {
				sd = math.Max(1, math.Abs(mean))
			}
			return []float64{mean, math.Log(sd)}
		},
		logPDF: func(x float64, p, q jet) jet { return normalPDF(standard(x, p, q)).sub(q) },
		logSF:  func(x float64, p, q jet) jet { return normalSF(standard(x, p, q)) },
		logCDF: func(x float64, p, q jet) jet { return normalSF(standard(x, p, q).times(-1)) },
		values: func(p, q jet) []jet { return []jet{p, q.exp()} },
	},
	"gamma": {
		name: "gamma", theta: []string{"log_mean", "log_shape"}, args: []string{"mean", "sd"}, positive: true,
		start: func(s Sample) []float64 { return []float64{math.Log(s.exposure() / s.ended()), 0} },
		logPDF: func(x float64, p, q jet) jet {
			shape := q.exp()
			z := q.sub(p).exp().times(x) // x over the scale
			return shape.plus(-1).mul(q.sub(p).plus(math.Log(x))).sub(z).sub(shape.lgamma()).add(q).sub(p)
		},
		logSF:  func(x float64, p, q jet) jet { _, sf := gammaTails(q.exp(), q.sub(p).exp().times(x)); return sf },
		logCDF: func(x float64, p, q jet) jet { cdf, _ := gammaTails(q.exp(), q.sub(p).exp().times(x)); return cdf },
		values: func(p, q jet) []jet { return []jet{p.exp(), p.sub(q.times(0.5)).exp()} },
	},
}

// standard is (y - p) exp(-q).
func standard(y float64, p, q jet) jet { return p.times(-1).plus(y).mul(q.times(-1).exp()) }

// normalPDF is the logarithm of the standard normal density.
func normalPDF(z jet) jet {
	const halfLog2Pi = 0.918938533204672741780329736405617639861 // log(2 pi)/2
	return z.of(-z.v*z.v/2-halfLog2Pi, -z.v, -1)
}

// normalSF is the logarithm of the standard normal survival function.
func normalSF(z jet) jet {
	const halfLog2Pi = 0.918938533204672741780329736405617639861
	x := z.v
	var v float64
	switch {
	case x < 0:
		v = math.Log1p(-0.5 * math.Erfc(-x/math.Sqrt2))
	case x < 30:
		v = math.Log(0.5 * math.Erfc(x/math.Sqrt2))
	default: // Abramowitz and Stegun 26.2.12
		w := 1 / (x * x)
		v = -x*x/2 - halfLog2Pi - math.Log(x) + math.Log1p(-w*(1-3*w*(1-5*w*(1-7*w*(1-9*w)))))
	}
	h := math.Exp(-x*x/2 - halfLog2Pi - v) // hazard
	return z.of(v, -h, -h*(h-x))
}

// gammaTails gives log P(a, x) and log Q(a, x), the incomplete gamma functions, by the series and the continued fraction of
// Abramowitz and Stegun 6.5.29 and 6.5.31, whose terms carry the derivatives by a and x along.
func gammaTails(a, x jet) (logP, logQ jet) {
	if x.v <= 0 {
		return fixed(math.Inf(-1)), fixed(0)
	}
	front := a.mul(x.log()).sub(x) // log(x^a exp(-x))
	if x.v < a.v+1 {
		logP = front.sub(a.plus(1).lgamma()).add(gammaSeries(a, x).log())
		if logP.v > 0 {
			logP.v = 0
		}
		return logP, logP.complement()
	}
	logQ = front.sub(a.lgamma()).add(gammaFraction(a, x).log())
	return logQ.complement(), logQ
}

const gammaTerms = 100_000 // about 8 sqrt(a) are needed

// gammaSeries is the sum of x^n / ((a+1) ... (a+n)).
func gammaSeries(a, x jet) jet {
	term, sum := fixed(1), fixed(1)
	for n := 1; n < gammaTerms; n++ {
		term = term.mul(x).mul(a.plus(float64(n)).inverse())
		sum = sum.add(term)
		if small(term, sum) {
			break
		}
	}
	return sum
}

// gammaFraction is 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))), by the method of Lentz in the form of Thompson and Barnett, J.
// Comput. Phys. 64 (1986) 490-509.
func gammaFraction(a, x jet) jet {
	b := x.sub(a).plus(1)
	c := fixed(1e300)
	d := b.inverse()
	f := d
	for n := 1; n < gammaTerms; n++ {
		k := a.plus(-float64(n)).times(float64(n)) // -n (n - a)
		b = b.plus(2)
		d = k.mul(d).add(b).inverse()
		c = b.add(k.mul(c.inverse()))
		delta := c.mul(d)
		f = f.mul(delta)
		if small(delta.plus(-1), fixed(1)) {
			break
		}
	}
	return f
}

// small says whether a term no longer changes a sum, nor its derivatives.
func small(term, sum jet) bool {
	const tiny = epsilon / 4
	near := func(t, s float64) bool { return math.Abs(t) <= tiny*math.Max(math.Abs(s), math.Abs(sum.v)) }
	return near(term.v, sum.v) && near(term.a, sum.a) && near(term.b, sum.b) &&
		near(term.aa, sum.aa) && near(term.ab, sum.ab) && near(term.bb, sum.bb)
}
