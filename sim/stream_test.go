package sim

import (
	"math"
	"math/big"
	"testing"

	"github.com/plantwin/plantwin/internal/elem"
)

// The generator against its definition in integers of any size.
func TestStreamDefinition(t *testing.T) {
	p := NewStream(7, "mill", "cycle", 3)
	mod := new(big.Int).Lsh(big.NewInt(1), 128)
	word := func(hi, lo uint64) *big.Int {
		x := new(big.Int).SetUint64(hi)
		return x.Add(x.Lsh(x, 64), new(big.Int).SetUint64(lo))
	}
	mul := new(big.Int).SetUint64(pcgMul)
	x := word(p.Hi, p.Lo)
	for range 1000 {
		hi, lo := new(big.Int).Rsh(x, 64).Uint64(), new(big.Int).And(x, word(0, math.MaxUint64)).Uint64()
		want := hi ^ hi>>32
		want *= pcgMul
		want ^= want >> 48
		want *= lo | 1
		if got := p.Uint64(); got != want {
			t.Fatalf("got %x, want %x", got, want)
		}
		x.Mul(x, mul)
		x.Add(x, word(pcgIncHi, pcgIncLo))
		x.Mod(x, mod)
		if w := word(p.Hi, p.Lo); w.Cmp(x) != 0 {
			t.Fatalf("state %x, want %x", w, x)
		}
	}
}

// Streams of different purposes are different, and boundaries between identity
// and purpose matter.
func TestStreamIdentity(t *testing.T) {
	seen := map[Stream]string{}
	for _, c := range []struct {
		seed              uint64
		identity, purpose string
		rep               int
	}{{1, "a", "bc", 0}, {1, "ab", "c", 0}, {2, "a", "bc", 0}, {1, "a", "bc", 1}, {1, "", "abc", 0}, {1, "a", "bc", -1}} {
		s := NewStream(c.seed, c.identity, c.purpose, c.rep)
		if _, dup := seen[s]; dup {
			t.Errorf("%+v has the stream of another", c)
		}
		seen[s] = c.identity
	}
}

// Mean 1/2 and variance 1/12: with n = 1e6 the standard errors are 2.9e-4 and
// 7.5e-5; four of them are allowed. The ends are never reached.
func TestUniform(t *testing.T) {
	p := NewStream(1, "a", "b", 0)
	const n = 1_000_000
	sum, sq := 0.0, 0.0
	for range n {
		u := p.Float64()
		if !(u > 0 && u < 1 && 1-u > 0 && 1-u < 1) {
			t.Fatalf("u = %v", u)
		}
		sum += u
		sq += (u - 0.5) * (u - 0.5)
	}
	near(t, "mean", sum/n, 0.5, 4*2.9e-4)
	near(t, "variance", sq/n, 1.0/12, 4*7.5e-5)
	low, high := (float64(0)+0.5)*0x1p-52, (float64(1<<52-1)+0.5)*0x1p-52
	if low <= 0 || high >= 1 || 1-high != low {
		t.Errorf("ends %v and %v", low, high)
	}
}

func TestAntithetic(t *testing.T) {
	b := NewBuilder()
	st := b.Stream("a", "b")
	m := build(t, b, &script{})
	x, y := begin(t, m, Options{Seed: 5}), begin(t, m, Options{Seed: 5, Antithetic: true})
	for range 100 {
		if u, v := x.s.Uniform(st), y.s.Uniform(st); v != 1-u {
			t.Fatalf("%v and %v", u, v)
		}
	}
	x.Reseed(5, 1)
	y.Reseed(5, 1)
	if u, v := x.s.Uniform(st), y.s.Uniform(st); v != 1-u {
		t.Errorf("after Reseed %v and %v", u, v)
	}
}

// What Exponential makes ahead is what the stream gives in its turn, whoever draws between, in a clone and with complements too.
func TestExponentialAhead(t *testing.T) {
	for _, anti := range []bool{false, true} {
		plain := NewStream(3, "a", "b", 0)
		s := &State{}
		s.kept.anti, s.kept.streams = anti, []source{{Stream: plain}}
		for n := range 100 {
			u := plain.Float64()
			if anti {
				u = 1 - u
			}
			switch {
			case n%17 == 16: // a clone has nothing made ahead
				s.kept.streams[0] = source{Stream: s.kept.streams[0].Stream}
				fallthrough
			case n%7 != 6:
				if got, want := s.Exponential(0), -elem.LogDraw(1-u); got != want {
					t.Fatalf("anti %v, draw %d: %v, want %v", anti, n, got, want)
				}
			default:
				if got := s.Uniform(0); got != u {
					t.Fatalf("anti %v, draw %d: %v, want %v", anti, n, got, u)
				}
			}
			if s.kept.streams[0].Stream != plain {
				t.Fatalf("anti %v: the stream is not where it was left after draw %d", anti, n)
			}
		}
	}
}
