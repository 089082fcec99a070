package elem

import "math"

const (
	ln2Hi = 0.6931471805598903    // upper 42 bits of ln 2: times n < 2^11 exact
	ln2Lo = 5.497923018708371e-14 // the rest
)

// Minimax polynomial of (log(1+r)-r)/r^2 on |r| <= 0.0041, degree 5 (Remez
// exchange); relative error of log(1+r) 2^-61.
const (
	logP0 = -0.5
	logP1 = 0.3333333333333335
	logP2 = -0.24999999996961436
	logP3 = 0.199999999952399
	logP4 = -0.166670321321196
	logP5 = 0.14286125295851357
)

// Log returns the natural logarithm of x within 0.55 ulp.
// Log(±0) = -Inf, Log(x < 0) = NaN.
//
// Method: P. T. P. Tang, "Table-driven implementation of the logarithm function in
// IEEE floating-point arithmetic", ACM Trans. Math. Softw. 16 (1990), 378-400:
// x = 2^n z, z near c = 1 + j/128, log x = n ln 2 + log c + log(1+r) with
// r = z/c - 1 formed without error from a 1/c of 24 bits.
func Log(x float64) float64 {
	b := math.Float64bits(x)
	n := int64(0)
	if b-1<<52 >= 0x7fe<<52 { // zero, subnormal, negative, Inf or NaN
		if !(x > 0) || x > math.MaxFloat64 {
			return logEdge(x)
		}
		b = math.Float64bits(x * 0x1p52)
		n = -52
	}
	n += int64(b>>52) - 1023
	t := &logTable[(b&(1<<52-1)+1<<44)>>45]
	zh := math.Float64frombits(b&(1<<52-1)&^(1<<24-1) | 1023<<52)
	zl := math.Float64frombits(b&(1<<52-1)|1023<<52) - zh
	rh := float64(zh*t.inv) - 1 // exact
	rl := float64(zl * t.inv)   // exact
	r := rh + rl
	rl -= r - rh
	k := float64(n)
	base := float64(k*ln2Hi) + t.hi // exact
	h := base + r
	l := base - h + r + (float64(k*ln2Lo) + t.lo + rl)
	r2 := float64(r * r)
	p := logP0 + float64(r*logP1) + float64(r2*(logP2+float64(r*logP3)+float64(r2*(logP4+float64(r*logP5)))))
	return h + (l + float64(r2*p))
}

// LogDraw returns the natural logarithm of q in [2^-53, 1), a probability that was drawn: within 2e-13 of itself, in half the
// time of Log. It is Log without the words that make up for rounding; near q = 1 the two terms of base cancel exactly.
func LogDraw(q float64) float64 {
	b := math.Float64bits(q)
	t := &logTable[(b&(1<<52-1)+1<<44)>>45]
	r := float64(math.Float64frombits(b&(1<<52-1)|1023<<52)*t.inv) - 1
	r2 := float64(r * r)
	p := float64(r2 * (logP0 + float64(r*logP1) + float64(r2*(logP2+float64(r*logP3)))))
	base := float64(float64(int64(b>>52)-1023)*(ln2Hi+ln2Lo)) + (t.hi + t.lo)
	return base + (r + p)
}

// logEdge is Log where x is not a positive finite number.
func logEdge(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	}
	return x // +Inf, NaN
}

// Log1p returns log(1+x) within 1 ulp, also near 0.
// Log1p(-1) = -Inf, Log1p(x < -1) = NaN.
func Log1p(x float64) float64 {
	if !(x > -1) || x > 0x1p60 {
		switch {
		case x > 0x1p60:
			return Log(x)
		case x == -1:
			return math.Inf(-1)
		}
		return math.NaN()
	}
	// u + c = 1 + x exactly; log(u+c) = log u + c/u as c is below u's last bit.
	u := 1 + x
	v := u - 1
	c := (x - v) + (1 - (u - v))
	b := math.Float64bits(u)
	e := b >> 52
	t := &logTable[(b&(1<<52-1)+1<<44)>>45]
	zh := math.Float64frombits(b&(1<<52-1)&^(1<<24-1) | 1023<<52)
	zl := math.Float64frombits(b&(1<<52-1)|1023<<52) - zh
	rh := float64(zh*t.inv) - 1
	rl := float64(zl * t.inv)
	r := rh + rl
	rl -= r - rh
	rl += float64(float64(c*math.Float64frombits((2046-e)<<52)) * t.inv)
	k := float64(int64(e) - 1023)
	base := float64(k*ln2Hi) + t.hi
	h := base + r
	l := base - h + r + (float64(k*ln2Lo) + t.lo + rl)
	r2 := float64(r * r)
	p := logP0 + float64(r*logP1) + float64(r2*(logP2+float64(r*logP3)+float64(r2*(logP4+float64(r*logP5)))))
	if x == 0 {
		return x // keeps the sign of -0
	}
	return h + (l + float64(r2*p))
}

// logPair returns log x to about 2^-66 of itself; x is positive and finite.
func logPair(x float64) dd {
	b := math.Float64bits(x)
	n := int64(0)
	if b < 1<<52 {
		b = math.Float64bits(x * 0x1p52)
		n = -52
	}
	n += int64(b>>52) - 1023
	t := &logTable[(b&(1<<52-1)+1<<44)>>45]
	zh := math.Float64frombits(b&(1<<52-1)&^(1<<24-1) | 1023<<52)
	zl := math.Float64frombits(b&(1<<52-1)|1023<<52) - zh
	r, rl := twoSum(float64(zh*t.inv)-1, float64(zl*t.inv))
	k := float64(n)
	h, l := twoSum(float64(k*ln2Hi)+t.hi, r)
	l += float64(k*ln2Lo) + t.lo + rl
	q, ql := twoProd(r, r)
	l -= float64(0.5*ql) + float64(r*rl)
	// Taylor from r^3 to r^9; r^10/10 is 2^-75 of r.
	p := 1./3 - float64(r*(1./4-float64(r*(1./5-float64(r*(1./6-float64(r*(1./7-float64(r*(1./8-float64(r*(1./9))))))))))))
	h, e := twoSum(h, float64(-0.5*q))
	h, l = fastTwoSum(h, e+l+float64(float64(q*r)*p))
	return dd{h, l}
}

// Log2 returns the binary logarithm of x within 0.51 ulp, exactly for powers of two.
func Log2(x float64) float64 {
	return logBase(x, dd{1.4426950408889634, 2.0355273740931033e-17})
}

// Log10 returns the decimal logarithm of x within 0.51 ulp, exactly for powers of ten.
func Log10(x float64) float64 {
	return logBase(x, dd{0.4342944819032518, 1.098319650216765e-17})
}

func logBase(x float64, f dd) float64 {
	if !(x > 0) || x > math.MaxFloat64 {
		return logEdge(x)
	}
	return logPair(x).mul(f).sum()
}
