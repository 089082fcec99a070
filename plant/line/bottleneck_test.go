package line

import (
	"context"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// figure reads a figure that is computed.
func (b *built) figure(path string) float64 {
	b.t.Helper()
	return b.signal(path).Read(b.run.State())
}

// Two parts, at 0 and 6 s, go through three machines in 10 and 4, 8 and 3, 2 and 2 s. Active are m1 over [0, 14], m2 over
// [10, 21], m3 over [18, 20] and [21, 23]. The bottleneck is m1 until 14, then m2 until 21, then m3: it shifts from m1 to m2
// over [10, 14], and the first period of m3 lies within that of m2.
func TestBottleneckByHand(t *testing.T) {
	make := func(opt sim.Options) *built {
		r := newRig(t)
		r.opt = opt
		return r.add("in", "source", "m1", Values{"every": at(0, 6)}).
			add("m1", "machine", "m2", Values{"cycle": list(10, 4), "queue": num(many)}).
			add("m2", "machine", "m3", Values{"cycle": list(8, 3), "queue": num(many)}).
			add("m3", "machine", "out", Values{"cycle": list(2, 2), "queue": num(many)}).
			add("out", "sink", "", nil).ask(AskBottlenecks).build()
	}
	check := func(b *built, elapsed float64, want map[string][2]float64) {
		t.Helper()
		for name, w := range want {
			near(t, name+" sole", b.figure(name+".bottleneck.sole")*elapsed, w[0], 1e-9)
			near(t, name+" shifting", b.figure(name+".bottleneck.shifting")*elapsed, w[1], 1e-9)
			near(t, name, b.figure(name+".bottleneck")*elapsed, w[0]+w[1], 1e-9)
		}
	}
	b := make(sim.Options{}).advance(9)
	check(b, 9, map[string][2]float64{"m1": {9, 0}, "m2": {0, 0}, "m3": {0, 0}})
	check(b.advance(12), 12, map[string][2]float64{"m1": {12, 0}, "m2": {0, 0}, "m3": {0, 0}}) // so far m2 lies within m1
	check(b.advance(16), 16, map[string][2]float64{"m1": {10, 4}, "m2": {2, 4}, "m3": {0, 0}})
	check(b.advance(25), 25, map[string][2]float64{"m1": {10, 4}, "m2": {7, 4}, "m3": {2, 0}})
	// What lies before the end of a warm-up does not count, but lengthens the periods.
	check(make(sim.Options{WarmUp: 12 * time.Second}).advance(25), 13, map[string][2]float64{"m1": {0, 2}, "m2": {7, 2}, "m3": {2, 0}})
}

// On a line of all kinds the detector finds what the definition says of the list of all active periods; asking changes no
// other figure, a copy goes on to the same figures, and no list grows.
func TestBottleneckByDefinition(t *testing.T) {
	for seed := range uint64(5) {
		r := mixed(t, seed)
		r.opt.WarmUp = 3 * time.Hour
		b := r.ask(AskBottlenecks).build()
		n := len(b.Bottlenecks)
		begun := make([]time.Duration, n)
		for i := range begun {
			begun[i] = -1
		}
		var spells []spell
		det := b.Units[len(b.Units)-1].(*detector)
		b.run.Observe(func(e sim.Entry) {
			if e.Asset != det.id {
				return
			}
			if who := int32(e.After); e.What == evActive {
				begun[who] = e.At
			} else {
				spells = append(spells, spell{who, begun[who], e.At})
				begun[who] = -1
			}
		})
		b.advance(86400)
		fork, err := b.run.Fork(b.model)
		if err != nil {
			t.Fatal(err)
		}
		b.advance(2 * 86400)
		for who, at := range begun {
			if at >= 0 {
				spells = append(spells, spell{int32(who), at, b.run.State().Now})
			}
		}
		want := byDefinition(joined(spells), r.opt.WarmUp, n)
		before := b.run.LogHash()
		s := b.run.State()
		total := 0.0
		for k, x := range b.Bottlenecks {
			sole, shifting := x.Share(s)
			near(t, b.assets[x.Asset].Name+" sole", sole*float64(s.Elapsed()), float64(want[2*k]), 1e3)
			near(t, b.assets[x.Asset].Name+" shifting", shifting*float64(s.Elapsed()), float64(want[2*k+1]), 1e3)
			total += sole + shifting
		}
		if total < 0.7 || b.run.LogHash() != before {
			t.Errorf("seed %d: bottlenecks in %g of the time", seed, total)
		}
		if st := s.Units[det.id].(*detectorState); cap(st.closed) > 2*n || cap(st.late) > 2*n {
			t.Errorf("seed %d: lists of %d and %d periods for %d assets", seed, cap(st.closed), cap(st.late), n)
		}
		if err := fork.AdvanceTo(context.Background(), s.Now); err != nil {
			t.Fatal(err)
		}
		if d := fork.State().Diff(s); d != "" {
			t.Errorf("seed %d: a fork differs in %s", seed, d)
		}
		plain := mixed(t, seed)
		plain.opt.WarmUp = r.opt.WarmUp
		p := plain.build().advance(2 * 86400)
		for _, path := range []string{"plant.good", "m1.busy", "m3.wait", "rack.parts", "bob.busy"} {
			if x, y := p.total(path), b.total(path); x != y {
				t.Errorf("seed %d: %s is %g, and %g with the detector", seed, path, x, y)
			}
		}
	}
}

// joined makes one period of those of an asset that follow one another without a gap, and drops those without a length.
func joined(list []spell) []spell {
	var out []spell
	for _, p := range list {
		i := len(out) - 1
		for i >= 0 && (out[i].who != p.who || out[i].to != p.from) {
			i--
		}
		if i >= 0 {
			out[i].to = p.to
		} else {
			out = append(out, p)
		}
	}
	n := 0
	for _, p := range out {
		if p.to > p.from {
			out[n] = p
			n++
		}
	}
	return out[:n]
}

// byDefinition gives the times alone and shifting of each asset [ns] from all active periods.
func byDefinition(list []spell, from time.Duration, n int) []int64 {
	pick := func(at time.Duration) (best spell, ok bool) {
		for _, p := range list {
			if p.from <= at && p.to > at && (!ok || p.beats(best)) {
				best, ok = p, true
			}
		}
		return best, ok
	}
	var chain []spell
	for at, more := time.Duration(0), true; more; {
		p, ok := pick(at)
		if ok {
			chain = append(chain, p)
			at = p.to
			continue
		}
		next := sim.Never
		for _, p := range list {
			if p.from > at {
				next = min(next, p.from)
			}
		}
		at, more = next, next < sim.Never
	}
	out := make([]int64, 2*n)
	for i, p := range chain {
		a, b := p.from, p.to // alone
		if i > 0 {
			a = max(a, chain[i-1].to)
		}
		if i < len(chain)-1 {
			b = min(b, chain[i+1].from)
		}
		sole := max(0, b-max(a, from))
		out[2*p.who] += int64(sole)
		out[2*p.who+1] += int64(max(0, p.to-max(p.from, from)) - sole)
	}
	return out
}
