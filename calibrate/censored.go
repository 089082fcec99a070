package calibrate

import "math"

// Censored gives the residual of a reading of which only is known that it lies at or beyond a limit (a saturated sensor), and its
// derivative by z, the distance of the model beyond that limit in standard deviations of the noise (below 0: the model has not
// reached it). Half its square is -log Phi(z), so least squares with such rows is Tobin's maximum likelihood (Econometrica 26
// (1958) 24-36) for noise of standard deviation 1. It falls to 0 beyond the limit and tends to -z far before it.
func Censored(z float64) (r, slope float64) {
	s := normalSF(jet{v: -z, a: -1})
	r = math.Sqrt(-2 * s.v)
	if r == 0 {
		return 0, 0
	}
	return r, -s.a / r
}
