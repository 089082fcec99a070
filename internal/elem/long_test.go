package elem

import (
	"math"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
)

// arguments returns how many random arguments a function is tried at: 1e7 with PLANTWIN_LONG=1.
func arguments() int {
	if os.Getenv("PLANTWIN_LONG") != "" {
		return 10_000_000
	}
	return 60_000
}

// A rnd draws arguments.
type rnd struct{ *rand.Rand }

// even is spread evenly over [lo, hi].
func (r rnd) even(lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }

// bits is spread evenly over the floating-point numbers from lo > 0 to hi, that is in its logarithm, subnormal numbers
// included.
func (r rnd) bits(lo, hi float64) float64 {
	a, b := math.Float64bits(lo), math.Float64bits(hi)
	return math.Float64frombits(a + r.Uint64N(b-a+1))
}

func (r rnd) sign(x float64) float64 { return math.Copysign(x, r.Float64()-0.5) }

// near is x moved by a share of it between 2^-53 and 1/4.
func (r rnd) near(x float64) float64 { return x + x*r.sign(math.Exp2(-2-51*r.Float64())) }

// steps is x moved by up to 3 floating-point numbers.
func (r rnd) steps(x float64) float64 {
	return math.Float64frombits(math.Float64bits(x) + uint64(r.IntN(7)) - 3)
}

// A trial compares a function with its reference at one random argument: the argument, and the error as a share
// of what is allowed.
type trial func(r rnd) (x, y, share float64)

// try runs n trials on streams of their own, as many as there are whatever the number of processors.
func try(t *testing.T, unit float64, f trial) {
	t.Helper()
	const streams = 16
	n := arguments() / streams
	var worst [streams][3]float64
	var all sync.WaitGroup
	for s := range streams {
		all.Go(func() {
			r := rnd{rand.New(rand.NewPCG(31, uint64(s)))}
			for range n {
				if x, y, share := f(r); !(share <= worst[s][2]) {
					worst[s] = [3]float64{x, y, share}
				}
			}
		})
	}
	all.Wait()
	for s := 1; s < streams; s++ {
		if !(worst[s][2] <= worst[0][2]) {
			worst[0] = worst[s]
		}
	}
	got := worst[0]
	t.Logf("%d arguments, worst %.4g at %v, %v", n*streams, got[2]*unit, got[0], got[1])
	if !(got[2] <= 1) {
		t.Errorf("error %.4g at %v, %v (%x, %x): allowed is %v", got[2]*unit, got[0], got[1], got[0], got[1], unit)
	}
}

// TestTenMillion holds the accuracy that is promised: exp, log, pow, sin, cos, tan and tanh to 1 ulp, erf and gamma to 4,
// over all of their domain, evenly, evenly in the logarithm and close to where they are hard. The reference carries
// 100 bits.
func TestTenMillion(t *testing.T) {
	exp := func(f func(float64) float64, less bool) trial {
		return func(r rnd) (x, _, share float64) {
			switch r.IntN(4) {
			case 0:
				x = r.sign(r.bits(5e-324, 745))
			case 1: // half-way between entries of the table, and on them
				x = r.near(float64(r.IntN(2*745*256)-745*256) * (math.Ln2 / 256))
			default:
				x = r.even(-745.2, 709.79)
			}
			want, n := wideExp(w(x))
			if less && math.Abs(x) < 0.4 {
				want, n = wideExpm1(w(x)), 0
			} else if less {
				want = wide{math.Ldexp(want.h, n-2), math.Ldexp(want.l, n-2)}.minus(w(0.25))
				n = 2
			}
			return x, 0, wideUlps(f(x), want, n)
		}
	}
	positive := func(r rnd) float64 {
		switch r.IntN(4) {
		case 0:
			return math.Abs(r.near(1))
		case 1: // ends of the intervals of the table
			return r.near(math.Ldexp(1+float64(r.IntN(256))/256, r.IntN(2095)-1074))
		}
		return r.bits(5e-324, math.MaxFloat64)
	}
	angle := func(r rnd) float64 {
		switch r.IntN(4) {
		case 0:
			return r.even(-100, 100)
		case 1: // close to multiples of a quarter turn
			return r.sign(r.steps(math.Floor(r.bits(1, 0x1p60)) * (math.Pi / 2)))
		case 2:
			return r.sign(r.bits(1e-3, 1e7))
		}
		return r.sign(r.bits(5e-324, math.MaxFloat64))
	}
	for _, f := range []struct {
		name string
		unit float64 // ulp allowed
		f    trial
	}{
		{"exp", 1, exp(Exp, false)},
		{"expm1", 1, exp(Expm1, true)},
		{"log", 1, func(r rnd) (_, _, _ float64) {
			x := positive(r)
			return x, 0, wideUlps(Log(x), wideLog(w(x)), 0)
		}},
		{"pow", 1, powTrial},
		{"sin", 1, func(r rnd) (_, _, _ float64) {
			x := angle(r)
			s, _ := wideSinCos(x)
			return x, 0, wideUlps(Sin(x), s, 0)
		}},
		{"cos", 1, func(r rnd) (_, _, _ float64) {
			x := angle(r)
			_, c := wideSinCos(x)
			return x, 0, wideUlps(Cos(x), c, 0)
		}},
		{"tan", 1, func(r rnd) (_, _, _ float64) {
			x := angle(r)
			s, c := wideSinCos(x)
			return x, 0, wideUlps(Tan(x), s.over(c), 0)
		}},
		{"tanh", 1, func(r rnd) (x, _, _ float64) {
			switch r.IntN(3) {
			case 0:
				x = r.sign(r.bits(5e-324, 25))
			case 1:
				x = r.near(0.35)
			case 2:
				x = r.even(-22, 22)
			}
			return x, 0, wideUlps(Tanh(x), wideTanh(x), 0)
		}},
		{"erf", 4, func(r rnd) (x, _, _ float64) {
			switch r.IntN(3) {
			case 0:
				x = r.sign(r.bits(5e-324, 6.5))
			case 1:
				x = r.near(float64(1+r.IntN(52)) / 8)
			case 2:
				x = r.even(-6.5, 6.5)
			}
			if math.Abs(x) < 1e-100 { // one term, away from where pairs underflow
				return x, 0, wideUlps(Erf(x), w(math.Ldexp(x, 601)).over(wideSqrtPi), -600) / 4
			}
			return x, 0, wideUlps(Erf(x), wideErf(x), 0) / 4
		}},
		{"erfc", 4, func(r rnd) (x, _, _ float64) {
			switch r.IntN(3) {
			case 0:
				x = r.even(-6, 27.25)
			case 1:
				x = r.near(float64(1+r.IntN(200)) / 8)
			case 2:
				x = r.sign(r.bits(5e-324, 6))
			}
			if math.Abs(x) < 1e-100 {
				x = 0
			}
			want, n := wideErfc(x)
			return x, 0, wideUlps(Erfc(x), want, n) / 4
		}},
		{"loggamma", 4, func(r rnd) (x, _, _ float64) {
			switch r.IntN(4) {
			case 0:
				x = r.near(float64(1 + r.IntN(40)))
			case 1:
				x = r.near(float64(1+r.IntN(24)) / 2)
			case 2:
				x = r.bits(5e-324, 1e305)
			case 3:
				x = r.even(0, 30)
			}
			return x, 0, wideUlps(LogGamma(x), wideLogGamma(x), 0) / 4
		}},
	} {
		t.Run(f.name, func(t *testing.T) { try(t, f.unit, f.f) })
	}
}

// powTrial tries powers of any numbers and of numbers close to 1, with results of all sizes, subnormal ones too,
// and powers with whole and half exponents.
func powTrial(r rnd) (x, y, share float64) {
	x = r.bits(5e-324, math.MaxFloat64)
	switch r.IntN(3) {
	case 0:
		x = math.Abs(r.near(1))
	case 1:
		x = r.bits(1e-6, 1e6)
	}
	switch r.IntN(4) {
	case 0:
		y = float64(r.IntN(101)-50) / 2
	default:
		y = r.even(-745.2, 709.8) / math.Log(x)
		if r.IntN(2) == 0 {
			y *= r.bits(1e-20, 1)
		}
	}
	p := wideLog(w(x)).times(w(y))
	if !(p.h < 709.78 && p.h > -745.1) || y != y {
		return x, y, 0 // beyond the numbers: edges are the business of TestEdgesOfTwo
	}
	want, n := wideExp(p)
	return x, y, wideUlps(Pow(x, y), want, n)
}
