package elem

import "math"

const (
	halfLog2Pi  = 0.9189385332046728
	bySqrtTwoPi = 0.3989422804014327
)

// NormCDF returns the standard normal distribution function at x within 0.6 ulp, down
// to the least subnormal number.
func NormCDF(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 9:
		return 1
	case x < -39:
		return 0
	}
	t := dd{-x, 0}.mul(sqrtHalf)
	if math.Abs(t.hi) < 0.5 {
		return dd{0.5, 0}.add(erfSmall(t).scale(-0.5)).sum()
	}
	s, e := twoProd(x, x)
	square := dd{s, e}.scale(0.5)
	if x > 0 {
		y, n := erfcPair(t.neg(), square)
		return 1 - scaleBy(y, n-1)
	}
	y, n := erfcPair(t, square)
	return scaleBy(y, n-1)
}

// LogNormCDF returns log NormCDF(x) to about 2 ulp, without underflow.
func LogNormCDF(x float64) float64 {
	switch {
	case x > 0:
		return Log1p(-NormCDF(-x))
	case x > -10 || x != x:
		return Log(NormCDF(x))
	case x < -1e10: // the logarithm below is less than the last bit
		return -float64(0.5 * float64(x*x))
	}
	return Log(0.5*erfcx(dd{-x, 0}.mul(sqrtHalf)).sum()) - float64(0.5*float64(x*x))
}

// Coefficients of M. J. Wichura, "Algorithm AS 241: The percentage points of the
// normal distribution", Applied Statistics 37 (1988), 477-484, PPND16.
var (
	wichuraA = [8]float64{3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
		45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727}
	wichuraB = [8]float64{1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
		21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610}
	wichuraC = [8]float64{1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
		1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.7454501427834140764e-4}
	wichuraD = [8]float64{1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
		0.148103976427480074590, 0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9}
	wichuraE = [8]float64{6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
		0.0265321895265761230930, 1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7}
	wichuraF = [8]float64{1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
		7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15}
)

// NormQuantile returns the x with NormCDF(x) = p, within 4 ulp for p down to 1e-316;
// -Inf and +Inf for p = 0 and 1, NaN outside [0, 1].
//
// Wichura's rational functions carry the full precision; a Newton step on NormCDF
// would gain one ulp and cost twice the time.
func NormQuantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * ratio(r, &wichuraA, &wichuraB)
	}
	if q < 0 {
		return -normTail(p)
	}
	return normTail(1 - p) // exact
}

// NormInv returns the x with NormCDF(x) = p, where q = 1 - p is given as well, so
// that nothing is lost in the upper tail.
func NormInv(p, q float64) float64 {
	if q < 0.075 {
		return normTail(q)
	}
	return NormQuantile(p)
}

// normTail returns the positive x with 1 - NormCDF(x) = p <= 0.075.
func normTail(p float64) float64 {
	if !(p > 0) {
		if p == 0 {
			return math.Inf(1)
		}
		return math.NaN()
	}
	r := math.Sqrt(-Log(p))
	if r <= 5 {
		return ratio(r-1.6, &wichuraC, &wichuraD)
	}
	return ratio(r-5, &wichuraE, &wichuraF)
}

// ratio evaluates a quotient of polynomials of degree 7, even and odd parts side by
// side so that the processor can overlap them.
func ratio(x float64, a, b *[8]float64) float64 {
	z := float64(x * x)
	n0 := a[0] + float64(z*(a[2]+float64(z*(a[4]+float64(z*a[6])))))
	n1 := a[1] + float64(z*(a[3]+float64(z*(a[5]+float64(z*a[7])))))
	d0 := b[0] + float64(z*(b[2]+float64(z*(b[4]+float64(z*b[6])))))
	d1 := b[1] + float64(z*(b[3]+float64(z*(b[5]+float64(z*b[7])))))
	return (n0 + float64(x*n1)) / (d0 + float64(x*d1))
}
