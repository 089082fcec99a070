package elem

import (
	"math"
	"math/big"
)

// The reference: elementary functions in math/big, by Taylor series after plain
// reductions, with prec bits (1400 where huge angles are reduced).
const prec = 240

func bf(x float64) *big.Float { return bfp(x, prec) }

func bfp(x float64, p uint) *big.Float { return new(big.Float).SetPrec(p).SetFloat64(x) }

func nb(like *big.Float) *big.Float { return new(big.Float).SetPrec(like.Prec()) }

// series sums term(k) from k = 1 on, starting at sum = term = first, where step turns
// a term into the next one.
func series(first *big.Float, step func(t *big.Float, k int64)) *big.Float {
	s := nb(first).Set(first)
	t := nb(first).Set(first)
	for k := int64(1); t.Sign() != 0 && t.MantExp(nil) > s.MantExp(nil)-int(first.Prec())-8; k++ {
		step(t, k)
		s.Add(s, t)
	}
	return s
}

func bigExp(x *big.Float) *big.Float {
	// e^x = (e^(x/2^m))^(2^m)
	m := max(0, x.MantExp(nil)+12)
	r := nb(x).SetPrec(x.Prec() + uint(m) + 32)
	r.SetMantExp(r.Set(x), -m)
	s := series(bfp(1, r.Prec()), func(t *big.Float, k int64) {
		t.Mul(t, r).Quo(t, new(big.Float).SetInt64(k))
	})
	for range m {
		s.Mul(s, s)
	}
	return s
}

func bigLog(x *big.Float) *big.Float {
	// Newton on e^y = x; near 1 the start is good to 53 bits relatively.
	p := x.Prec() + 128
	xx := new(big.Float).SetPrec(p).Set(x)
	m := new(big.Float).SetPrec(p)
	e := xx.MantExp(m)
	f, _ := m.Float64()
	y := bfp(math.Log(f)+float64(e)*math.Ln2, p)
	for range 4 {
		// y += 2 (x - e^y)/(x + e^y)
		w := bigExp(y)
		d := nb(w).Sub(xx, w)
		d.Quo(d, nb(w).Add(xx, w))
		y.Add(y, d.Mul(d, bfp(2, p)))
	}
	return y
}

func bigAtan(x *big.Float) *big.Float {
	p := x.Prec() + 32
	r := new(big.Float).SetPrec(p).Set(x)
	one := bfp(1, p)
	for range 6 { // atan x = 2 atan(x/(1+sqrt(1+x^2)))
		t := nb(r).Mul(r, r)
		t.Sqrt(t.Add(t, one)).Add(t, one)
		r.Quo(r, t)
	}
	z := nb(r).Mul(r, r)
	s := nb(r).Set(r)
	t := nb(r).Set(r)
	for k := int64(1); t.Sign() != 0 && t.MantExp(nil) > s.MantExp(nil)-int(p)-8; k++ {
		t.Neg(t.Mul(t, z))
		s.Add(s, nb(r).Quo(t, new(big.Float).SetInt64(2*k+1)))
	}
	return s.SetMantExp(s, 6)
}

func bigPi(p uint) *big.Float {
	a := bigAtan(new(big.Float).SetPrec(p).Quo(bfp(1, p), bfp(5, p)))
	b := bigAtan(new(big.Float).SetPrec(p).Quo(bfp(1, p), bfp(239, p)))
	a.Mul(a, bfp(4, p)).Sub(a, b)
	return a.Mul(a, bfp(4, p))
}

var pi1400 = bigPi(1400)

// bigSinCos reduces x to [-pi/4, pi/4] with 1400 bits of pi.
func bigSinCos(x float64) (sin, cos *big.Float) {
	half := nb(pi1400).SetMantExp(pi1400, -1)
	q := nb(half).Quo(bfp(x, 1400), half)
	n, _ := q.Add(q, bfp(math.Copysign(0.5, x), 1400)).Int(nil)
	r := bfp(x, 1400)
	r.Sub(r, nb(half).Mul(half, nb(half).SetInt(n)))
	r.SetPrec(prec + 64)
	z := nb(r).Mul(r, r)
	s := series(r, func(t *big.Float, k int64) {
		t.Neg(t.Mul(t, z)).Quo(t, new(big.Float).SetInt64(2*k*(2*k+1)))
	})
	c := series(bfp(1, prec+64), func(t *big.Float, k int64) {
		t.Neg(t.Mul(t, z)).Quo(t, new(big.Float).SetInt64(2*k*(2*k-1)))
	})
	switch new(big.Int).And(n, big.NewInt(3)).Int64() {
	case 0:
		return s, c
	case 1:
		return c, s.Neg(s)
	case 2:
		return s.Neg(s), c.Neg(c)
	}
	return c.Neg(c), s
}

// ulps is the distance of got from want in units in the last place of want.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if math.IsNaN(got) || math.IsInf(got, 0) || math.IsInf(w, 0) {
		if got == w {
			return 0
		}
		return math.Inf(1)
	}
	_, e := math.Frexp(w)
	if w == 0 || e < -1021 {
		e = -1021
	}
	d := nb(want).Sub(bfp(got, want.Prec()), want)
	d.SetMantExp(d, 53-e)
	f, _ := d.Float64()
	return math.Abs(f)
}
