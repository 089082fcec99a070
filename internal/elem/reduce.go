package elem

import (
	"math"
	"math/bits"
)

const (
	twoByPi = 0.6366197723675814
	pio2A   = 1.5707963267341256     // pi/2, upper 33 bits
	pio2B   = 6.077100506303966e-11  // next 33 bits
	pio2C   = 2.0222662487959506e-21 // the rest
	pio2Hi  = 1.5707963267948966     // pi/2 as a pair
	pio2Lo  = 6.123233995736766e-17
)

// twoOverPi holds the bits of 2/pi behind the binary point, after one word of zeros
// so that arguments from 2^-11 on find their digits. The test recomputes them.
var twoOverPi = [21]uint64{0,
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
	0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
	0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
	0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
	0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
}

// reduce returns n mod 4 and r + l = x - n pi/2 with |r| <= pi/4 (1+2^-20), the sum
// good to 2^-64 of itself. x infinite or NaN gives r = NaN.
//
// Method: Cody and Waite, Software Manual for the Elementary Functions (1980),
// chapter 8, with three parts of pi/2 for |x| < 2^20; where that is too large or
// cancels too much, Payne and Hanek, "Radian reduction for trigonometric functions",
// SIGNUM Newsletter 18 (1983), 19-24.
func reduce(x float64) (n int, r, l float64) {
	if math.Abs(x) <= math.Pi/4 {
		return 0, x, 0
	}
	if !(math.Abs(x) < 0x1p20) {
		return reduceLarge(x)
	}
	k := float64(x*twoByPi) + toInt
	q := int(int32(uint32(math.Float64bits(k))))
	k -= toInt
	a := x - float64(k*pio2A) // exact
	b := float64(k * pio2B)   // exact
	r, l = twoSum(a, -b)
	if math.Abs(r) < 0x1p-25 {
		return reduceLarge(x)
	}
	r, l = fastTwoSum(r, l-float64(k*pio2C))
	return q, r, l
}

// reduceLarge is Payne and Hanek's reduction in integers for |x| >= 2^-1: the bits
// of 2/pi that make whole turns are skipped, 192 bits are multiplied.
func reduceLarge(x float64) (n int, r, l float64) {
	b := math.Float64bits(x)
	e := int(b >> 52 & 0x7ff)
	if e == 0x7ff {
		return 0, math.NaN(), 0
	}
	m := b&(1<<52-1) | 1<<52
	e -= 1023 + 52 // |x| = m 2^e
	// P = bits e-1 .. e+190 of 2/pi; |x| 2/pi = m P 2^-190 mod 4.
	at := e - 2 + 64 // index of the first bit, from 0, with the word of zeros
	w, s := at/64, uint(at%64)
	word := func(i int) uint64 {
		v := twoOverPi[w+i] << s
		if s > 0 {
			v |= twoOverPi[w+i+1] >> (64 - s)
		}
		return v
	}
	h2, p0 := bits.Mul64(m, word(2))
	h1, l1 := bits.Mul64(m, word(1))
	p1, c := bits.Add64(h2, l1, 0)
	p2 := h1 + m*word(0) + c
	// p2 p1 p0: two bits of quadrant, then the fraction of a quarter turn.
	n = int(p2 >> 62)
	f2, f1, f0 := p2<<2|p1>>62, p1<<2|p0>>62, p0<<2
	neg := f2>>63 == 1
	if neg { // beyond half: the next quadrant, from above
		n++
		var br uint64
		f0, br = bits.Sub64(0, f0, 0)
		f1, br = bits.Sub64(0, f1, br)
		f2, _ = bits.Sub64(0, f2, br)
	}
	d := fraction(f2, f1, f0).mul(dd{pio2Hi, pio2Lo})
	if neg != (x < 0) {
		d = d.neg()
	}
	if x < 0 {
		n = -n
	}
	return n & 3, d.hi, d.lo
}

// fraction returns the 192-bit binary fraction f2 f1 f0 as a pair, after shifting
// out its leading zeros (at most 64: no float64 comes nearer to a multiple of pi/2).
func fraction(f2, f1, f0 uint64) dd {
	z := uint(bits.LeadingZeros64(f2))
	if z == 64 {
		f2, f1, f0 = f1, f0, 0
	} else if z > 0 {
		f2, f1 = f2<<z|f1>>(64-z), f1<<z|f0>>(64-z)
	}
	scale := math.Ldexp(1, -64-int(z))
	// 53 + 11 bits, then 42 more.
	a := float64(float64(f2>>11) * 2048)
	b := float64(f2 & 2047)
	c := float64(float64(f1>>11) * 0x1p-53)
	h, l := fastTwoSum(a, b+c)
	return dd{h, l}.scale(scale)
}
