package elem

import "math"

const (
	invLn2N = 184.6649652337873       // 128/ln 2
	ln2HiN  = 0.0054152123482253955   // ln 2 / 128, upper 35 bits: times k < 2^18 exact
	ln2LoN  = -1.0082281460997769e-13 // the rest
	toInt   = 3 << 51                 // adding it rounds to an integer, kept in the low bits
)

// Exp returns e^x within 0.52 ulp.
//
// Method: P. T. P. Tang, "Table-driven implementation of the exponential function in
// IEEE floating-point arithmetic", ACM Trans. Math. Softw. 15 (1989), 144-157, with
// 128 table entries: x = (128 n + j) ln 2/128 + r, e^x = 2^n 2^(j/128) e^r.
func Exp(x float64) float64 {
	if !(x < 709 && x > -690) { // below, scale*p would be subnormal
		return expEdge(x)
	}
	kd := float64(x*invLn2N) + toInt
	k := math.Float64bits(kd)
	kd -= toInt
	r := x - float64(kd*ln2HiN) - float64(kd*ln2LoN)
	t := &expTable[k&127]
	// k>>7 is n in its low bits (two's complement); it is added to the exponent.
	scale := math.Float64frombits(math.Float64bits(t.val) + (k>>7)<<52)
	r2 := float64(r * r)
	// |r| <= 0.00271: the Taylor polynomial of degree 5 leaves 6e-19.
	p := t.tail + r + float64(r2*(1./2+float64(r*(1./6)))) + float64(float64(r2*r2)*(1./24+float64(r*(1./120))))
	return scale + float64(scale*p)
}

// expEdge is Exp close to the ends of the normal range and beyond, or where x is no number.
func expEdge(x float64) float64 {
	switch {
	case x != x || x > 709.8:
		return x * math.Inf(1) // NaN stays NaN
	case x < -745.2:
		return 0
	}
	y, n := expPair(dd{x, 0})
	return scaleBy(y, n)
}

// expPair returns e^x as y * 2^n with y in [0.99, 2], to about 2^-62; |x| < 2^10.
func expPair(x dd) (y dd, n int) {
	kd := float64(x.hi*invLn2N) + toInt
	k := int(int32(uint32(math.Float64bits(kd))))
	kd -= toInt
	r, rl := twoSum(x.hi-float64(kd*ln2HiN), -float64(kd*ln2LoN))
	rl += x.lo
	t := &expTable[k&127]
	r2 := float64(r * r)
	p := float64(float64(r2*(1./6+float64(r*(1./24+float64(r*(1./120+float64(r*(1./720)))))))) * r)
	// e^r - 1 = r + (rl + r^2/2 + ...), r^2/2 being good to 2^-71.
	h, l := fastTwoSum(r, float64(0.5*r2))
	l += p + rl + float64(r*rl)
	u, ul := twoProd(t.val, h)
	ul += float64(t.val*l) + float64(t.val*t.tail)
	s, e := fastTwoSum(t.val, u)
	s, e = fastTwoSum(s, e+ul)
	return dd{s, e}, k >> 7
}

// scaleBy returns y * 2^n rounded once, also where it is subnormal; y.hi in [0.2, 4], or 0.
func scaleBy(y dd, n int) float64 {
	s := y.sum()
	switch {
	case s == 0 || n < -1100:
		return 0
	case n > 1026:
		return math.Inf(1)
	case n > 1000:
		return s * 0x1p1000 * math.Float64frombits(uint64(n-1000+1023)<<52)
	case n > -1019:
		return s * math.Float64frombits(uint64(n+1023)<<52)
	}
	// The last bit of a subnormal result is 2^(-1074-n) of y; c is 2^52 of these.
	c := float64(math.Float64frombits(uint64(-1074-n+1023)<<52) * 0x1p52)
	if s < c {
		// c + y rounds there; once more with what that left and y.lo, which decides ties.
		r, e := fastTwoSum(c, y.hi)
		s = r + (e + y.lo) - c
	}
	return s * 0x1p-1000 * math.Float64frombits(uint64(n+1000+1023)<<52)
}

// Expm1 returns e^x - 1 within 1 ulp, also near 0.
//
// Method: as Exp, with the 1 taken from the table entry first (P. T. P. Tang,
// ACM Trans. Math. Softw. 18 (1992), 211-222).
func Expm1(x float64) float64 {
	switch {
	case x != x || x > 709.8:
		return x * math.Inf(1)
	case x < -40:
		return -1
	case math.Abs(x) < 0x1p-54:
		return x
	}
	return expm1Pair(x).sum()
}

// expm1Pair returns e^x - 1 to about 2^-60 for -40 <= x < 709.8; it overflows to
// +Inf as e^x does.
func expm1Pair(x float64) dd {
	if math.Abs(x) < 0x1p-8 {
		// x + x^2/2 exactly rounded up, the rest is below 2^-18 of it.
		q, ql := twoProd(x, x)
		h, l := fastTwoSum(x, float64(0.5*q))
		p := 1./6 + float64(x*(1./24+float64(x*(1./120+float64(x*(1./720+float64(x*(1./5040))))))))
		h, l = fastTwoSum(h, l+float64(0.5*ql)+float64(float64(q*x)*p))
		return dd{h, l}
	}
	y, n := expPair(dd{x, 0})
	if n > 1022 { // 2^1024 is not a number, and the 1 is far below the last bit
		return dd{scaleBy(y, n), 0}
	}
	f := math.Float64frombits(uint64(n+1023) << 52)
	y = y.scale(f)
	return y.add(dd{-1, 0})
}
