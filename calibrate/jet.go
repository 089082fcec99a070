package calibrate

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// jet is a number with its first and second derivatives by two parameters: likelihoods written with it have exact gradients
// and observed information. (Forward differentiation to second order: Griewank and Walther, "Evaluating derivatives" (2008),
// chapter 13.)
type jet struct {
	v          float64
	a, b       float64
	aa, ab, bb float64
}

// variables gives the two parameters as jets.
func variables(p, q float64) (jet, jet) { return jet{v: p, a: 1}, jet{v: q, b: 1} }

func fixed(v float64) jet { return jet{v: v} }

func (x jet) add(y jet) jet {
	return jet{x.v + y.v, x.a + y.a, x.b + y.b, x.aa + y.aa, x.ab + y.ab, x.bb + y.bb}
}

func (x jet) sub(y jet) jet {
	return jet{x.v - y.v, x.a - y.a, x.b - y.b, x.aa - y.aa, x.ab - y.ab, x.bb - y.bb}
}

func (x jet) plus(c float64) jet { x.v += c; return x }

func (x jet) times(c float64) jet {
	return jet{c * x.v, c * x.a, c * x.b, c * x.aa, c * x.ab, c * x.bb}
}

func (x jet) mul(y jet) jet {
	return jet{
		x.v * y.v, x.a*y.v + x.v*y.a, x.b*y.v + x.v*y.b,
		x.aa*y.v + 2*x.a*y.a + x.v*y.aa, x.ab*y.v + x.a*y.b + x.b*y.a + x.v*y.ab, x.bb*y.v + 2*x.b*y.b + x.v*y.bb,
	}
}

// of applies a function with value f and derivatives f1, f2 at x.
func (x jet) of(f, f1, f2 float64) jet {
	return jet{f, f1 * x.a, f1 * x.b, f1*x.aa + f2*x.a*x.a, f1*x.ab + f2*x.a*x.b, f1*x.bb + f2*x.b*x.b}
}

func (x jet) inverse() jet { r := 1 / x.v; return x.of(r, -r*r, 2*r*r*r) }
func (x jet) exp() jet     { e := math.Exp(x.v); return x.of(e, e, e) }
func (x jet) log() jet     { return x.of(math.Log(x.v), 1/x.v, -1/(x.v*x.v)) }

func (x jet) sqrt() jet {
	q := math.Sqrt(x.v)
	return x.of(q, 0.5/q, -0.25/(q*x.v))
}

// expm1 is exp(x) - 1.
func (x jet) expm1() jet { e := math.Exp(x.v); return x.of(math.Expm1(x.v), e, e) }

// lgamma is log Gamma(x), x > 0.
func (x jet) lgamma() jet {
	v, _ := math.Lgamma(x.v)
	return x.of(v, mathext.Digamma(x.v), mathext.Zeta(2, x.v)) // trigamma(x) = zeta(2, x): Abramowitz and Stegun 6.4.10
}

// complement is log(1 - exp(x)), x < 0 (Mächler, "Accurately computing log(1 - exp(-|a|))", 2012).
func (x jet) complement() jet {
	v := math.Log1p(-math.Exp(x.v))
	if x.v > -math.Ln2 {
		v = math.Log(-math.Expm1(x.v))
	}
	h := 1 / math.Expm1(-x.v) // exp(x)/(1-exp(x))
	return x.of(v, -h, -h*(1+h))
}

// between is log(exp(x) - exp(y)), x > y.
func (x jet) between(y jet) jet { return x.add(y.sub(x).complement()) }
