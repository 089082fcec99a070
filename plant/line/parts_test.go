package line

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/sim"
)

// Attributes and products of the rig's parts.

func (r *rig) marks(m ...Mark) Value { return Value{Set: true, Marks: m} }

// given is an attribute with a value by order of release.
func (r *rig) given(name string, values ...float64) Mark {
	return Mark{Col: r.b.Attr(name), ByJob: values}
}

// read is a draw of an attribute.
func (r *rig) read(name string) Value {
	col := r.b.Attr(name)
	return drawn(Computed(func(s *sim.State, p int32) float64 { return s.Attr(col, p) }))
}

// jobs are single parts released at the given times.
func jobs(release ...float64) Value {
	list := &Jobs{}
	for _, at := range release {
		list.List = append(list.List, Job{Release: ticks(at), Count: 1, Due: math.NaN()})
	}
	return Value{Set: true, Jobs: list}
}

// colours is a setup of two values, the attribute colour being 0 or 1.
func (r *rig) colours(there, back float64) Value {
	col := r.b.Attr("colour")
	return Value{Set: true, Setup: &Setup{
		By:     func(s *sim.State, p int32) float64 { return s.Attr(col, p) },
		Matrix: [][]int32{{-1, 0}, {1, -1}},
		Times:  []Draw{Fixed(there), Fixed(back)},
	}}
}

// claim is a number of things of a pool, by its place in order of name.
func claimOf(asset int32, n int) Value { return Value{Set: true, Pools: []Claim{{asset, n}}} }

// Five jobs on one machine by mean cycle: 5 s, 3 s, 1 s, 2 s, 1 s; those that wait at 5 s go 1, 1, 2, 3.
func TestPickSPT(t *testing.T) {
	r := newRig(t)
	r.add("in", "source", "m", Values{"orders": jobs(0, 1, 2, 3, 4), "with": r.marks(r.given("work", 5, 3, 1, 2, 1))}).
		add("m", "machine", "out", Values{"queue": num(many), "pick": text("spt"), "cycle": r.read("work")}).
		add("out", "sink", "", nil).build().transcript("pick-spt", 20)
}

// A job of class 1 comes at 3 s into one of class 2 that began at 0 s and takes 10 s. Resumed it ends at 13 s, begun again
// at 16 s, thrown away never.
func TestPreempt(t *testing.T) {
	for _, how := range []string{"resume", "restart", "scrap"} {
		r := newRig(t)
		r.add("in", "source", "m", Values{"orders": jobs(0, 3, 3.5), "with": r.marks(r.given("class", 2, 1, 1), r.given("work", 10, 2, 1))}).
			add("m", "machine", "out", Values{"queue": num(many), "pick": r.read("class"), "preempt": text(how), "cycle": r.read("work")}).
			add("out", "sink", "", nil).build().transcript("preempt-"+how, 20)
	}
}

// Colours 0 1 1 0 need a changeover of 5 s to 1 and of 2 s back; a failure on the calendar at 4 s interrupts the first.
func TestSetup(t *testing.T) {
	r := newRig(t)
	r.add("in", "source", "m", Values{"orders": jobs(0, 0, 0, 0), "with": r.marks(r.given("colour", 0, 1, 1, 0))}).
		add("m", "machine", "out", Values{"queue": num(many), "cycle": fixed(2), "setup": r.colours(5, 2), "failures": failing("clock", "resume", 4, 3)}).
		add("out", "sink", "", nil).build().transcript("setup", 18)
}

// least_setup takes 0 0 0 before 1 1: one changeover in place of three.
func TestLeastSetup(t *testing.T) {
	for rule, want := range map[string]float64{"least_setup": 1, "fifo": 4} {
		r := newRig(t)
		b := r.add("in", "source", "m", Values{"orders": jobs(0, 0, 0, 0, 0), "with": r.marks(r.given("colour", 0, 1, 0, 1, 0))}).
			add("m", "machine", "out", Values{"queue": num(many), "cycle": fixed(2), "pick": text(rule), "setup": r.colours(5, 2)}).
			add("out", "sink", "", nil).build().advance(60)
		near(t, rule, b.total("m.setups"), want, 0)
		b.check()
	}
}

// A server without a part for more than 3 s is cold: at 0 s and at 20 s, not at 12 s.
func TestWarmUp(t *testing.T) {
	newRig(t).
		add("in", "source", "m", Values{"orders": jobs(0, 12, 20)}).
		add("m", "machine", "out", Values{"cycle": fixed(4), "warm_up": group(Values{"takes": fixed(5), "after": num(3)})}).
		add("out", "sink", "", nil).build().transcript("warm-up", 30)
}

// Two cards between m1 and m2: the third job waits for one in the source, and leaves it as the first leaves m2. What m2
// throws away gives its card back.
func TestPool(t *testing.T) {
	b := newRig(t).
		add("cards", "pool", "", Values{"count": num(2)}).
		add("in", "source", "m1", Values{"every": fixed(0), "take": claimOf(0, 1)}).
		add("m1", "machine", "m2", Values{"cycle": fixed(1), "queue": num(many)}).
		add("m2", "machine", "out", Values{"cycle": fixed(4), "queue": num(many), "give": claimOf(0, 1)}).
		add("out", "sink", "", nil).build()
	b.command(10, "m2", "scrap")
	b.transcript("pool", 20)
}

// A fixture is bound when work on a part begins: two machines share one.
func TestPoolAtMachines(t *testing.T) {
	newRig(t).
		add("fixture", "pool", "", Values{"count": num(1)}).
		add("in", "source", "", Values{"every": fixed(0)}).
		route("in", routeSpec{rule: FirstFree, to: []string{"m1", "m2"}}).
		add("m1", "machine", "out", Values{"cycle": fixed(3), "take": claimOf(0, 1), "give": claimOf(0, 1)}).
		add("m2", "machine", "out", Values{"cycle": fixed(2), "take": claimOf(0, 1), "give": claimOf(0, 1)}).
		add("out", "sink", "", nil).build().transcript("pool-at-machines", 12)
}

// Parts come three at a time, and each passes the machine twice: it is marked as it does.
func TestBatchAndMark(t *testing.T) {
	r := newRig(t)
	col := r.b.Attr("passes")
	again := Mark{Col: col, Value: Computed(func(s *sim.State, p int32) float64 { return s.Attr(col, p) + 1 })}
	r.add("in", "source", "m", Values{"every": fixed(10), "batch": fixed(3)}).
		add("m", "machine", "", Values{"cycle": fixed(1), "queue": num(many), "mark": r.marks(again)}).
		route("m", routeSpec{rule: When, to: []string{"m", "out"}, when: []func(*sim.State, int32) bool{
			func(s *sim.State, p int32) bool { return s.Attr(col, p) < 2 }, nil}}).
		add("out", "sink", "", nil).build().transcript("batch-and-mark", 20)
}

// The expected number of arrivals up to a time is the integral of the rate. A triangle
// from 0 to 1 a second and back within 20 minutes, 400 times over, makes 240,000; the standard error of a count is its square root.
func TestRate(t *testing.T) {
	s, err := table.NewSeries([]float64{0, 600, 1200}, []float64{0, 1, 0}, table.Linear, table.Repeat)
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	v, err := NewVarying(s, r.exp("in", "rate", 1).Draw)
	if err != nil {
		t.Fatal(err)
	}
	b := r.add("in", "source", "out", Values{"rate": Value{Set: true, Rate: v}}).add("out", "sink", "", nil).build()
	last, n := 0.0, 0.0
	for day := range 400 {
		for _, x := range []struct{ at, want float64 }{{300, 75}, {900, 450}, {1200, 75}} {
			b.advance(float64(day)*1200 + x.at)
			now := b.total("out.done")
			n += (now - last - x.want) / math.Sqrt(x.want)
			last = now
		}
	}
	// The sum of 1,200 standardised counts has the standard deviation sqrt(1200) = 35.
	near(t, "standardised counts", n, 0, 3.3*35)
	near(t, "arrivals", last, 400*600, 3.3*math.Sqrt(400*600))
}

// A rate in steps that are 0 for a while makes no parts then, and one that ends at 0 none after.
func TestRateSteps(t *testing.T) {
	s, err := table.NewSeries([]float64{0, 100, 200, 300}, []float64{2, 0, 5, 0}, table.Step, table.Hold)
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	v, err := NewVarying(s, r.exp("in", "rate", 1).Draw)
	if err != nil {
		t.Fatal(err)
	}
	b := r.add("in", "source", "out", Values{"rate": Value{Set: true, Rate: v}}).add("out", "sink", "", nil).build()
	first := b.advance(100).total("out.done")
	near(t, "first step", first, 200, 3.3*math.Sqrt(200))
	near(t, "pause", b.advance(200).total("out.done"), first, 0)
	second := b.advance(300).total("out.done")
	near(t, "second step", second-first, 500, 3.3*math.Sqrt(500))
	near(t, "end", b.advance(1e6).total("out.done"), second, 0)
	for _, bad := range [][]float64{{0, 0}, {1, -1}} {
		s, _ := table.NewSeries([]float64{0, 1}, bad, table.Linear, table.Hold)
		if _, err := NewVarying(s, Draw{}); err == nil {
			t.Errorf("a rate of %v is taken", bad)
		}
	}
}

// randomParts is a line of machines and buffers with random rules, changeovers, displacement and pools, and no loops.
func randomParts(t testing.TB, seed uint64) *built {
	rnd := rand.New(rand.NewPCG(seed, 7))
	r := newRig(t)
	r.opt.Seed = seed
	n := 2 + rnd.IntN(5)
	class := Mark{Col: r.b.Attr("class"), Value: r.random("in", "with.class", "uniform", map[string]float64{"min": 0, "max": 3}).Draw}
	half := Choice(func(s *sim.State, p int32) int { return int(s.Attr(class.Col, p)) % 2 }, []Draw{Fixed(0), Fixed(1)})
	in := Values{"every": r.exp("in", "every", 2), "batch": fixed(float64(1 + rnd.IntN(2))), "with": r.marks(class, Mark{Col: r.b.Attr("colour"), Value: half})}
	pools := rnd.IntN(3) // p0 spans the line, p1 one asset
	r.add("p0", "pool", "", Values{"count": num(float64(2 + rnd.IntN(6)))}).add("p1", "pool", "", Values{"count": num(1)})
	if pools > 0 {
		in["take"] = claimOf(int32(2), 1) // in stands first of all by name, then out, then the pools
	}
	r.add("in", "source", "u0", in).add("out", "sink", "", nil)
	for i := range n {
		name, next := fmt.Sprintf("u%d", i), "out"
		if i < n-1 {
			next = fmt.Sprintf("u%d", i+1)
		}
		if rnd.IntN(4) == 0 {
			r.add(name, "buffer", next, Values{"capacity": num(float64(1 + rnd.IntN(4))), "pick": r.read("class")})
			continue
		}
		v := Values{"cycle": r.exp(name, "cycle", 1), "servers": num(float64(1 + rnd.IntN(2))), "queue": num(float64(rnd.IntN(4)))}
		switch rnd.IntN(4) {
		case 0:
			v["pick"] = text([]string{"spt", "lifo", "least_setup", "edd"}[rnd.IntN(4)])
		case 1:
			v["pick"], v["preempt"] = r.read("class"), text([]string{"resume", "restart", "scrap"}[rnd.IntN(3)])
		}
		if rnd.IntN(2) == 0 {
			v["setup"] = r.colours(0.3, 0.2)
		}
		if rnd.IntN(3) == 0 {
			v["warm_up"] = group(Values{"takes": r.exp(name, "warm_up.takes", 0.5), "after": num(1)})
		}
		if rnd.IntN(3) == 0 {
			v["failures"] = modes(Named{"f", Values{"after": r.exp(name, "failures.f.after", 30), "repair": r.exp(name, "failures.f.repair", 3),
				"counts": text([]string{"busy", "clock"}[rnd.IntN(2)]), "part": text([]string{"resume", "restart", "scrap"}[rnd.IntN(3)])}})
		}
		if pools == 2 && rnd.IntN(2) == 0 {
			v["take"], v["give"] = claimOf(3, 1), claimOf(3, 1)
		}
		r.add(name, "machine", next, v)
	}
	return r.build()
}

// No part is lost, no time either, and nothing of a pool; and a run that is saved and read goes on to the same bytes.
func TestRandomParts(t *testing.T) {
	for seed := range uint64(200) {
		b, c := randomParts(t, seed), randomParts(t, seed)
		moved := 0.0
		for at := 500.0; at <= 3000; at += 500 {
			b.advance(at).check()
			for _, p := range []string{"p0", "p1"} {
				near(t, p, b.now(p+".free")+b.now(p+".busy"), float64(b.bound[b.index[p]].(*pool).count), 0)
			}
			if b.progress() == moved {
				t.Errorf("seed %d: nothing has moved up to %g s", seed, at)
			}
			moved = b.progress()
		}
		var saved bytes.Buffer
		if err := c.advance(777).run.Save(&saved); err != nil {
			t.Fatal(err)
		}
		read, err := sim.Load(c.model, &saved)
		if err != nil {
			t.Fatal(err)
		}
		if err := read.AdvanceTo(context.Background(), ticks(3000)); err != nil {
			t.Fatal(err)
		}
		if !read.State().Equal(b.run.State()) {
			t.Errorf("seed %d: a run that was saved and read ends otherwise", seed)
		}
	}
}
