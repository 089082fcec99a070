package elem

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// A wide is a sum h + l of about 104 bits: the reference where ten million values are
// wanted, some hundred times as fast as math/big. It shares nothing with the package:
// products by math.FMA, functions by Taylor series after plain reductions
// (T. J. Dekker, Numer. Math. 18 (1971), 224-242; M. Joldes, J.-M. Muller, V. Popescu,
// "Tight and rigorous error bounds for basic building blocks of double-word
// arithmetic", ACM Trans. Math. Softw. 44 (2017), 15res). TestWide holds it to math/big.
type wide struct{ h, l float64 }

func w(x float64) wide { return wide{x, 0} }

func (a wide) norm() wide { s := a.h + a.l; return wide{s, a.l - (s - a.h)} }
func (a wide) neg() wide  { return wide{-a.h, -a.l} }

// plus is AccurateDWPlusDW (Joldes et al., algorithm 6), error 3 * 2^-106.
func (a wide) plus(b wide) wide {
	s, e := knuth(a.h, b.h)
	t, f := knuth(a.l, b.l)
	v := wide{s, e + t}.norm()
	return wide{v.h, f + v.l}.norm()
}

func (a wide) minus(b wide) wide { return a.plus(b.neg()) }

// times is DWTimesDW3 (algorithm 12), error 4 * 2^-106.
func (a wide) times(b wide) wide {
	p := a.h * b.h
	e := math.FMA(a.h, b.h, -p)
	return wide{p, e + math.FMA(a.h, b.l, math.FMA(a.l, b.h, a.l*b.l))}.norm()
}

// over is a long division by two digits.
func (a wide) over(b wide) wide {
	q := a.h / b.h
	r := a.minus(w(q).times(b))
	p := r.h / b.h
	r = r.minus(w(p).times(b))
	return wide{q, p}.norm().plus(w(r.h / b.h))
}

func knuth(a, b float64) (s, e float64) {
	s = a + b
	t := s - a
	return s, (a - (s - t)) + (b - t)
}

// wideOf rounds x to a wide.
func wideOf(x *big.Float) wide {
	h, _ := x.Float64()
	l, _ := nb(x).Sub(x, bf(h)).Float64()
	return wide{h, l}
}

func wideDec(s string) wide {
	x, _, err := big.ParseFloat(s, 10, prec, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return wideOf(x)
}

var (
	wideLn2   = wideOf(bigLog(bf(2)))
	widePi    = wideOf(pi1400)
	wideFact  [40]wide // 1/k!
	wideEuler = wideDec("0.57721566490153286060651209008240243104215933593992")
	wideHalfL = wideOf(func() *big.Float { l := bigLog(nb(pi1400).Mul(pi1400, bf(2))); return l.Quo(l, bf(2)) }())
	quarters  [2047]*[4]uint64 // quarters[e]: fraction of 2^(e-1075) * 2/pi mod 4, most significant first
)

func init() {
	f := wide{1, 0}
	for k := range wideFact {
		if k > 0 {
			f = f.over(w(float64(k)))
		}
		wideFact[k] = f
	}
	inv := nb(pi1400).Quo(bfp(2, 1400), pi1400)
	for e := 1023 - 70; e < len(quarters); e++ {
		// 2^(e-1075) 2/pi / 4 mod 1 in units of 2^-256
		x := nb(inv).SetMantExp(inv, e-1075-2)
		i, _ := nb(x).SetMantExp(x, 256).Int(nil)
		var q [4]uint64
		for k := range q {
			q[3-k] = new(big.Int).And(i, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
			i.Rsh(i, 64)
		}
		quarters[e] = &q
	}
}

// wideExpm1 is e^r - 1 for |r| <= 0.4: ten terms of the series at r/512, doubled nine times.
func wideExpm1(r wide) wide {
	if math.Abs(r.h) < 0x1p-110 {
		return r
	}
	r = wide{r.h / 512, r.l / 512}
	s := wideFact[10]
	for k := 9; k >= 1; k-- {
		s = s.times(r).plus(wideFact[k])
	}
	s = s.times(r)
	for range 9 {
		s = s.times(s).plus(wide{2 * s.h, 2 * s.l})
	}
	return s
}

// wideExp returns e^x as y * 2^n.
func wideExp(x wide) (y wide, n int) {
	k := math.Round(x.h / math.Ln2)
	r := x.minus(w(k).times(wideLn2))
	return wideExpm1(r).plus(w(1)), int(k)
}

// wideLog is log(x) for a positive x: near 1 by the series of 2 artanh((x-1)/(x+1)), else one
// step of Halley's method on the exponential.
func wideLog(x wide) wide {
	if d := x.minus(w(1)); math.Abs(d.h) < 0.1 {
		s := d.over(x.plus(w(1)))
		z := s.times(s)
		t := w(0)
		for k := 41; k >= 1; k -= 2 { // s^2 < 1/360
			t = t.times(z).plus(w(1).over(w(float64(k))))
		}
		t = t.times(s)
		return wide{2 * t.h, 2 * t.l}
	}
	y := w(math.Log(x.h))
	if x.h < 0x1p-1022 {
		y = w(math.Log(x.h*0x1p100) - 100*math.Ln2)
	}
	e, n := wideExp(y)
	x = wide{math.Ldexp(x.h, -n), math.Ldexp(x.l, -n)}
	d := x.minus(e).over(x.plus(e))
	return y.plus(wide{2 * d.h, 2 * d.l})
}

// wideReduce returns n mod 4 and r = x - n pi/2, |r| <= pi/4, for every finite x above 2^-70: the
// bits of x times the fraction of its exponent, which was made with 1,400 bits of pi.
func wideReduce(x float64) (n int, r wide) {
	if math.Abs(x) < math.Pi/4 {
		return 0, w(x)
	}
	b := math.Float64bits(x)
	m, q := b&(1<<52-1)|1<<52, quarters[b>>52&0x7ff]
	var p [4]uint64 // of whole turns
	var carry uint64
	for k := 3; k >= 0; k-- {
		h, l := bits.Mul64(m, q[k])
		l, c := bits.Add64(l, carry, 0)
		p[k], carry = l, h+c
	}
	n = int(p[0] >> 62)
	f := [3]uint64{p[0]<<2 | p[1]>>62, p[1]<<2 | p[2]>>62, p[2]<<2 | p[3]>>62}
	neg := f[0]>>63 == 1
	if neg {
		n++
		f = [3]uint64{^f[0], ^f[1], ^f[2]}
	}
	s := w(0)
	for k := 2; k >= 0; k-- {
		hi, lo := float64(f[k]>>32), float64(f[k]&(1<<32-1))
		u := wide{math.Ldexp(hi, 32-64*(k+1)), math.Ldexp(lo, -64*(k+1))}.norm()
		s = s.plus(u)
	}
	r = s.times(wide{widePi.h / 2, widePi.l / 2})
	if neg != (x < 0) {
		r = r.neg()
	}
	if x < 0 {
		n = -n
	}
	return n & 3, r
}

func wideSinCos(x float64) (sin, cos wide) {
	n, r := wideReduce(x)
	z := r.times(r).neg()
	s, c := w(0), w(0)
	for k := 13; k >= 0; k-- {
		s = s.times(z).plus(wideFact[2*k+1])
		c = c.times(z).plus(wideFact[2*k])
	}
	s = s.times(r)
	switch n {
	case 1:
		return c, s.neg()
	case 2:
		return s.neg(), c.neg()
	case 3:
		return c.neg(), s
	}
	return s, c
}

func wideTanh(x float64) wide {
	if math.Abs(x) < 0x1p-54 {
		return w(x)
	}
	if math.Abs(x) < 0.5 {
		z := w(x).times(w(x))
		s, c := w(0), w(0)
		for k := 11; k >= 0; k-- {
			s = s.times(z).plus(wideFact[2*k+1])
			c = c.times(z).plus(wideFact[2*k])
		}
		return s.times(w(x)).over(c)
	}
	e, n := wideExp(w(-2 * math.Abs(x)))
	e = wide{math.Ldexp(e.h, n), math.Ldexp(e.l, n)}
	t := w(1).minus(e).over(w(1).plus(e))
	return wide{math.Copysign(1, x) * t.h, math.Copysign(1, x) * t.l}
}

// wideErf is the series of positive terms of NIST DLMF 7.6.2, 1e-100 < |x| < 7.
func wideErf(x float64) wide {
	z := w(x).times(w(x))
	e, n := wideExp(z.neg())
	z = wide{2 * z.h, 2 * z.l}
	t, s := w(x), w(x)
	for k := 1; math.Abs(t.h) > 0x1p-108*math.Abs(s.h); k++ {
		t = t.times(z).over(w(float64(2*k + 1)))
		s = s.plus(t)
	}
	s = s.times(wide{math.Ldexp(e.h, n+1), math.Ldexp(e.l, n+1)})
	return s.over(wideSqrtPi)
}

var wideSqrtPi = wideOf(nb(pi1400).Sqrt(pi1400))

// wideErfc returns erfc x as y * 2^n: 1 - erf x up to 3.5, then the continued fraction of NIST DLMF 7.9.1.
func wideErfc(x float64) (y wide, n int) {
	if x < 3.5 {
		return w(1).minus(wideErf(x)), 0
	}
	z := w(x).times(w(x))
	f := w(x)
	for k := 110; k >= 1; k-- {
		f = w(x).plus(w(float64(k) / 2).over(f))
	}
	e, n := wideExp(z.neg())
	return e.over(f).over(wideSqrtPi), n
}

// bernoulli holds B(2k)/(2k(2k-1)) (NIST DLMF 24.2.i), as quotients.
var bernoulli = func() (b []wide) {
	for k, q := range [][2]float64{{1, 6}, {-1, 30}, {1, 42}, {-1, 30}, {5, 66}, {-691, 2730}, {7, 6}, {-3617, 510}, {43867, 798},
		{-174611, 330}, {854513, 138}, {-236364091, 2730}, {8553103, 6}, {-23749461029, 870}} {
		n := 2 * float64(k+1)
		b = append(b, w(q[0]).over(w(q[1])).over(w(n*(n-1))))
	}
	return b
}()

// zeta holds zeta(k)/k from k = 2 on, for the series at 1 (NIST DLMF 5.7.3).
var zeta = []wide{
	widePi.times(widePi).over(w(12)), wideDec("1.20205690315959428539973816151144999").over(w(3)),
	wideDec("1.08232323371113819151600369654116790").over(w(4)), wideDec("1.03692775514336992633136548645703417").over(w(5)),
	wideDec("1.01734306198444913971451792979092053").over(w(6)), wideDec("1.00834927738192282683979754984979676").over(w(7)),
}

// wideLogGamma is log Gamma(x) for 0 < x < 1e300: the series at 1 close to 1 and 2, else Stirling's from 24 on.
func wideLogGamma(x float64) wide {
	for at := 1.0; at < 3; at++ {
		if z := w(x - at); math.Abs(z.h) < 0x1p-17 {
			s := w(0)
			for k := len(zeta) - 1; k >= 0; k-- {
				s = zeta[k].minus(s.times(z))
			}
			s = s.times(z).minus(wideEuler).times(z)
			if at == 2 {
				s = s.plus(wideLog(w(1).plus(z)))
			}
			return s
		}
	}
	y, p := w(x), w(1)
	for y.h < 24 {
		p = p.times(y)
		y = y.plus(w(1))
	}
	v := w(1).over(y)
	z := v.times(v)
	s := w(0)
	if y.h < 0x1p100 {
		for k := len(bernoulli) - 1; k >= 0; k-- {
			s = s.times(z).plus(bernoulli[k])
		}
	}
	s = s.times(v).plus(wideHalfL).minus(y)
	s = s.plus(y.minus(w(0.5)).times(wideLog(y)))
	return s.minus(wideLog(p))
}

// wideUlps is the distance of got from v * 2^n in units in the last place of the latter.
func wideUlps(got float64, v wide, n int) float64 {
	_, e := math.Frexp(v.h)
	if v.h == 0 {
		e = -1100
	}
	if e+n > 1024 || got != got {
		if math.IsInf(got, 0) && (got > 0) == (v.h > 0) {
			return 0
		}
		return math.Inf(1)
	}
	g := math.Ldexp(got, -n) // exact: scaled towards 1
	d := (g - v.h) - v.l
	return math.Abs(math.Ldexp(d, 53+n-max(e+n, -1021)))
}

// TestWide holds the reference to math/big, and to the values of testdata/special.csv: 80 bits and more.
func TestWide(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	check := func(what string, x float64, got wide, want *big.Float) {
		t.Helper()
		d := nb(want).Sub(want, bf(got.h))
		d.Sub(d, bf(got.l))
		if d.Sign() != 0 && d.MantExp(nil)-want.MantExp(nil) > -80 {
			t.Errorf("%s(%v) = %v: error 2^%d", what, x, got, d.MantExp(nil)-want.MantExp(nil))
		}
	}
	for range 100 {
		x := 1400*r.Float64() - 700
		y, n := wideExp(w(x))
		e := bigExp(bf(x))
		check("exp", x, y, e.SetMantExp(e, -n))
		x = math.Exp(x)
		check("log", x, wideLog(w(x)), bigLog(bf(x)))
		x = 1 + math.Exp(-30*r.Float64())*(r.Float64()-0.5)
		check("log", x, wideLog(w(x)), bigLog(bf(x)))
		for _, x := range []float64{math.Exp(709 * r.Float64()), -100 * r.Float64(), math.Floor(1e9*r.Float64()) * (math.Pi / 2)} {
			s, c := wideSinCos(x)
			bs, bc := bigSinCos(x)
			check("sin", x, s, bs)
			check("cos", x, c, bc)
		}
		x = math.Exp(-30*r.Float64()) * 20
		check("tanh", x, wideTanh(x), nb(pi1400).Quo(bigSinh(x, -1), bigSinh(x, 1)))
	}
	eachSpecial(t, func(name string, args []float64, want *big.Float) {
		switch x := args[0]; {
		case name == "erf" && math.Abs(x) < 7:
			check(name, x, wideErf(x), want)
		case name == "erfc" && x < 27:
			y, n := wideErfc(x)
			check(name, x, y, nb(want).SetMantExp(want, -n))
		case name == "loggamma" && x > 0:
			check(name, x, wideLogGamma(x), want)
		}
	})
}
