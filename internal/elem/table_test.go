package elem

import (
	"math"
	"math/big"
	"math/bits"
	"testing"
)

// split returns x as hi + lo, hi rounded to a multiple of 2^-q.
func split(x *big.Float, q int) (hi, lo float64) {
	s := nb(x).SetMantExp(x, q)
	i, _ := s.Add(s, bf(math.Copysign(0.5, float64(x.Sign())))).Int(nil)
	h := nb(x).SetInt(i)
	hi, _ = h.SetMantExp(h, -q).Float64()
	lo, _ = nb(x).Sub(x, bf(hi)).Float64()
	return hi, lo
}

func near(got, want float64) bool { return math.Abs(got-want) <= 0x1p-52*math.Abs(want) }

func TestExpTable(t *testing.T) {
	for j, e := range expTable {
		x := bf(float64(j) / 128)
		v := bigExp(x.Mul(x, bigLog(bf(2))))
		f, _ := v.Float64()
		tail, _ := nb(v).Quo(nb(v).Sub(v, bf(f)), bf(f)).Float64()
		if e.val != f || !near(e.tail, tail) {
			t.Errorf("row %d: %v, want %v %v", j, e, f, tail)
		}
	}
	hi, lo := split(nb(pi1400).Quo(bigLog(bf(2)), bf(128)), 42)
	if ln2HiN != hi || !near(ln2LoN, lo) {
		t.Errorf("ln 2/128 = %v + %v", hi, lo)
	}
}

func TestLogTable(t *testing.T) {
	for j, e := range logTable {
		if math.Abs(e.inv*(1+float64(j)/128)-1) > 0x1p-23 || e.inv*0x1p24 != math.Floor(e.inv*0x1p24) {
			t.Errorf("row %d: inv = %v", j, e.inv)
		}
		l := bigLog(bf(e.inv))
		hi, lo := split(l.Neg(l), 42)
		if e.hi != hi || math.Abs(e.lo-lo) > 0x1p-96 {
			t.Errorf("row %d: %v, want %v %v", j, e, hi, lo)
		}
	}
	hi, lo := split(bigLog(bf(2)), 42)
	if ln2Hi != hi || !near(ln2Lo, lo) {
		t.Errorf("ln 2 = %v + %v", hi, lo)
	}
}

func TestAtanTable(t *testing.T) {
	for j, e := range atanTable {
		if j == 0 {
			continue
		}
		v := bigAtan(bf(float64(j) / 32))
		hi, _ := v.Float64()
		lo, _ := v.Sub(v, bf(hi)).Float64()
		if e.hi != hi || !near(e.lo, lo) {
			t.Errorf("row %d: %v, want %v %v", j, e, hi, lo)
		}
	}
}

func TestPiTables(t *testing.T) {
	half := nb(pi1400).SetMantExp(pi1400, -1)
	s := nb(half).Sub(half, bfp(pio2A, 1400))
	s.Sub(s, bf(pio2B))
	if c, _ := s.Float64(); c != pio2C {
		t.Errorf("pi/2 - A - B = %v", c)
	}
	for _, v := range []float64{pio2A, pio2B} {
		if m := math.Float64bits(v); bits.TrailingZeros64(m) < 20 {
			t.Errorf("%v times 2^20 is not exact", v)
		}
	}
	x := nb(half).Quo(bfp(1, 1400), half)
	for i, w := range twoOverPi[1:] {
		x.SetMantExp(x, 64)
		n, _ := x.Int(nil)
		if n.Uint64() != w {
			t.Errorf("word %d of 2/pi is %#x, want %#x", i, w, n.Uint64())
		}
		x.Sub(x, nb(x).SetInt(n))
	}
}

// TestErfcxTable checks the values at the centres by erfc = 1 - erf and its series.
func TestErfcxTable(t *testing.T) {
	const p = 400
	sqrtPi := nb(bfp(1, p)).Sqrt(pi1400)
	for i, e := range erfcxTable {
		c := 0.5 + float64(2*i+1)/16
		// erf x = 2/sqrt(pi) e^(-x^2) sum 2^n x^(2n+1)/(2n+1)!!  (NIST DLMF 7.6.2)
		x := bfp(c, p)
		z := nb(x).Mul(x, x)
		s := series(x, func(t *big.Float, k int64) {
			t.Mul(t, z).Mul(t, bf(2)).Quo(t, new(big.Float).SetInt64(2*k+1))
		})
		s.Mul(s, bf(2)).Quo(s, sqrtPi)
		want := bigExp(z)
		want.Sub(want, s)
		hi, _ := want.Float64()
		lo, _ := want.Sub(want, bf(hi)).Float64()
		if e.hi != hi || !near(e.lo, lo) {
			t.Errorf("row %d: %v + %v, want %v + %v", i, e.hi, e.lo, hi, lo)
		}
	}
}
