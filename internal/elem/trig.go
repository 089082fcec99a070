package elem

import "math"

// Minimax polynomials on |x| <= pi/4 (Remez exchange), in z = x^2:
// sin x = x + x^3 S(z), relative error 2^-58; cos x = 1 - z/2 + z^2 C(z), 2^-60.
var (
	sinPoly = [6]float64{-0.16666666666666638, 0.008333333333323742, -0.00019841269830674652,
		2.755731394769409e-06, -2.5050793122772642e-08, 1.5898603732259865e-10}
	cosPoly = [6]float64{0.041666666666666616, -0.0013888888888876076, 2.4801587290538082e-05,
		-2.7557314622637967e-07, 2.08757563796877e-09, -1.136121180902674e-11}
)

// sinKernel returns sin(x+y) as a pair good to about 2^-56, |x| <= pi/4, y below x's
// last bit.
func sinKernel(x, y float64) (h, l float64) {
	z := float64(x * x)
	p := sinPoly[0] + float64(z*(sinPoly[1]+float64(z*(sinPoly[2]+float64(z*(sinPoly[3]+float64(z*(sinPoly[4]+float64(z*sinPoly[5])))))))))
	return x, float64(float64(z*x)*p) + float64(y*(1-float64(0.5*z)))
}

// cosKernel returns cos(x+y) likewise.
func cosKernel(x, y float64) (h, l float64) {
	z, zl := twoProd(x, x)
	p := cosPoly[0] + float64(z*(cosPoly[1]+float64(z*(cosPoly[2]+float64(z*(cosPoly[3]+float64(z*(cosPoly[4]+float64(z*cosPoly[5])))))))))
	h, e := fastTwoSum(1, float64(-0.5*z))
	return h, e + float64(float64(z*z)*p) - float64(0.5*zl) - float64(x*y)
}

// Sin returns the sine of x [rad] within 0.8 ulp for every finite x; NaN for ±Inf.
func Sin(x float64) float64 {
	if math.Abs(x) < 0x1p-27 {
		return x // also keeps -0
	}
	n, r, l := reduce(x)
	return sinQuadrant(n, r, l)
}

// Cos returns the cosine of x [rad] within 0.8 ulp for every finite x; NaN for ±Inf.
func Cos(x float64) float64 {
	n, r, l := reduce(x)
	return sinQuadrant(n+1, r, l)
}

func sinQuadrant(n int, r, l float64) float64 {
	var h, e float64
	if n&1 == 0 {
		h, e = sinKernel(r, l)
	} else {
		h, e = cosKernel(r, l)
	}
	if n&2 != 0 {
		return -(h + e)
	}
	return h + e
}

// Tan returns the tangent of x [rad] within 0.95 ulp for every finite x; NaN for ±Inf.
func Tan(x float64) float64 {
	if math.Abs(x) < 0x1p-27 {
		return x
	}
	n, r, l := reduce(x)
	sh, sl := sinKernel(r, l)
	ch, cl := cosKernel(r, l)
	sh, sl = fastTwoSum(sh, sl)
	ch, cl = fastTwoSum(ch, cl)
	s, c := dd{sh, sl}, dd{ch, cl}
	if n&1 == 0 {
		return s.div(c).sum()
	}
	return -c.div(s).sum()
}
