package line

import (
	"math"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// record gives a cycle that notes when the work on each part begins.
func record(starts *[]float64, cycle float64) Value {
	return drawn(Computed(func(s *sim.State, _ int32) float64 {
		*starts = append(*starts, seconds(s.Now))
		return cycle
	}))
}

// watchBelt notes when parts enter a conveyor and when they leave it.
func (b *built) watchBelt(name string) (in, out *[]float64) {
	in, out = new([]float64), new([]float64)
	last, n := longAgo, int32(0)
	s := b.run.State()
	look := func() {
		st := &s.Units[b.index[name]].(*conveyorState).secs[0]
		if st.lastIn != last {
			last = st.lastIn
			*in = append(*in, seconds(s.Now))
			n++
		}
		for ; n > st.n(); n-- {
			*out = append(*out, seconds(s.Now))
		}
	}
	for _, t := range eventTimes(b) {
		b.advance(t)
		look()
	}
	return in, out
}

// eventTimes are the tenths of a second up to 60 s: all events of the conveyor cases fall on them.
func eventTimes(*built) (out []float64) {
	for i := 0; i <= 600; i++ {
		out = append(out, float64(i)/10)
	}
	return out
}

func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
		return
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-9 { // whole ticks: equal but for the last bit of the decimal
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}

// The expected values of the conveyor cases are those of the reference cases of the same names, from kinematics.
func TestConveyorFreeExit(t *testing.T) {
	b := newRig(t).
		add("a", "source", "belt", Values{"every": at(0, 1, 2, 5, 5.5, 9)}).
		add("belt", "conveyor", "out", Values{"at": straight(12), "speed": num(0.5), "spacing": num(0.8), "accumulate": flagged(false)}).
		add("out", "sink", "", nil).build()
	in, out := b.watchBelt("belt")
	same(t, "entry times", *in, []float64{0, 1.6, 3.2, 5, 6.6, 9})
	same(t, "exit times", *out, []float64{24, 25.6, 27.2, 29, 30.6, 33})
	b.check()
}

func TestConveyorFreeExitAccumulating(t *testing.T) { // nothing accumulates, so it is the same
	b := newRig(t).
		add("a", "source", "belt", Values{"every": at(0, 1, 2, 5, 5.5, 9)}).
		add("belt", "conveyor", "out", Values{"at": straight(12), "speed": num(0.5), "spacing": num(0.8)}).
		add("out", "sink", "", nil).build()
	in, out := b.watchBelt("belt")
	same(t, "entry times", *in, []float64{0, 1.6, 3.2, 5, 6.6, 9})
	same(t, "exit times", *out, []float64{24, 25.6, 27.2, 29, 30.6, 33})
	b.check()
}

func conveyorToMachine(t *testing.T, length, speed, pitch, cycle float64, accumulate bool, arrivals ...float64) (b *built, starts, in []float64) {
	b = newRig(t).
		add("a", "source", "belt", Values{"every": at(arrivals...)}).
		add("belt", "conveyor", "m", Values{"at": straight(length), "speed": num(speed), "spacing": num(pitch), "accumulate": flagged(accumulate)}).
		add("m", "machine", "out", Values{"cycle": record(&starts, cycle)}).
		add("out", "sink", "", nil).ask("belt.wait").build()
	entries, _ := b.watchBelt("belt")
	b.check()
	return b, starts, *entries
}

func TestConveyorAccumulating(t *testing.T) {
	arrivals := []float64{0, 2, 4, 6, 8, 10, 12, 14}
	b, starts, in := conveyorToMachine(t, 10, 1, 1, 3, true, arrivals...)
	same(t, "entry times", in, arrivals)
	same(t, "machine start times", starts, []float64{10, 13, 16, 19, 22, 25, 28, 31})
	near(t, "mean time on belt", b.mean("belt.wait"), 13.5, 1e-9) // 10, 11 ... 17
}

func TestConveyorSlowBelt(t *testing.T) {
	_, starts, in := conveyorToMachine(t, 5, 0.25, 1, 3, true, 0, 2, 4, 30, 33)
	same(t, "entry times", in, []float64{0, 4, 8, 30, 34})
	same(t, "machine start times", starts, []float64{20, 24, 28, 50, 54})
}

func TestConveyorBeltStops(t *testing.T) {
	_, starts, in := conveyorToMachine(t, 6, 1, 1.5, 4, false, 0, 2, 4, 6, 8, 10)
	same(t, "entry times", in, []float64{0, 2, 4, 6, 8, 11.5})
	same(t, "machine start times", starts, []float64{6, 10, 14, 18, 22, 26})
}

// A full accumulating belt: a place that comes free at its end reaches its beginning after the rest of the run. Three
// parts stand at 3 m, 2 m and 1 m of a belt of 3 m when the fourth wants to enter; by hand.
func TestConveyorFull(t *testing.T) {
	_, starts, in := conveyorToMachine(t, 3, 1, 1, 10, true, 0, 0, 0, 0, 0, 0)
	// The first is worked on from 3 to 13, so 2 m of the second are free again at once; the fifth enters when four are on the
	// belt less one, and the sixth when the head leaves at 13 and the last has moved a spacing, at 14.
	same(t, "machine start times", starts[:4], []float64{3, 13, 23, 33})
	same(t, "entry times", in, []float64{0, 1, 2, 3, 4, 14})
}

// flowShop sends 7 jobs through three machines with buffers of so many places between them; 0: none, <0: unlimited.
func flowShop(t *testing.T, places int, want []float64) {
	p := [][3]float64{{1, 4, 2}, {6, 3, 5}, {2, 9, 9}, {1, 2, 4}, {5, 1, 1}, {1, 8, 3}, {4, 6, 4}}
	times := func(k int) Value {
		var xs []float64
		for _, job := range p {
			xs = append(xs, job[k])
		}
		return list(xs...)
	}
	r := newRig(t).add("a", "source", "m1", Values{"every": fixed(0)}).add("out", "sink", "", nil)
	next := [][2]string{{"m1", "m2"}, {"m2", "m3"}, {"m3", "out"}}
	for k, n := range next {
		to := n[1]
		if places != 0 && k < 2 {
			to = "b" + n[1]
			v := Values{}
			if places > 0 {
				v["capacity"] = num(float64(places))
			}
			r.add(to, "buffer", n[1], v)
		}
		r.add(n[0], "machine", to, Values{"cycle": times(k)})
	}
	b := r.ask("plant.makespan").build()
	var finish []float64
	last := 0.0
	for i := 0; i <= 100; i++ {
		b.advance(float64(i))
		for n := b.total("plant.good"); last < n; last++ {
			finish = append(finish, float64(i))
		}
	}
	same(t, "finish times", finish, want)
	near(t, "makespan", b.now("plant.makespan"), want[6], 0)
	b.check()
}

func TestFlowShop(t *testing.T) {
	t.Run("infinite", func(t *testing.T) { flowShop(t, -1, []float64{7, 15, 28, 32, 33, 36, 40}) })
	t.Run("0", func(t *testing.T) { flowShop(t, 0, []float64{7, 15, 28, 32, 33, 43, 50}) })
	t.Run("1", func(t *testing.T) { flowShop(t, 1, []float64{7, 15, 28, 32, 33, 39, 46}) })
}

func TestLittleDeterministic(t *testing.T) { // dd1-little: a part every 2 s, work 1.5 s, 1,000 parts
	b := newRig(t).
		add("a", "source", "m", Values{"every": fixed(2)}).
		add("m", "machine", "out", Values{"cycle": fixed(1.5)}).
		add("out", "sink", "", nil).ask("m.parts").build().advance(2000)
	near(t, "wait", b.mean("m.wait"), 0, 0)
	near(t, "busy", b.mean("m.busy"), 0.75-1.5/2000, 1e-12) // the first comes at 2 s, the last is begun at 2000 s
	b.advance(2001.5)
	near(t, "done", b.total("m.done"), 1000, 0)
	near(t, "time in system", b.mean("out.lead_time"), 1.5, 0)
	b.check()
}

// two-shifts-with-breaks: 7 min a part, always a part ready, interrupted by the calendar. Times are in minutes there.
func TestShiftsWithBreaks(t *testing.T) {
	var r = newRig(t)
	b := r.add("a", "source", "m", Values{"every": fixed(0)}).
		add("m", "machine", "out", Values{
			"cycle": fixed(7 * 60), "off": text("suspend"),
			"shifts": shifts(t, "2026-01-05 00:00", "06:00-10:00", "10:30-14:00", "14:00-18:00", "18:30-22:00"),
		}).add("out", "sink", "", nil).build()
	for _, c := range []struct{ minute, done float64 }{{366, 0}, {367, 1}, {1119, 99}, {1120, 100}, {2330, 200}, {7073, 641}, {7074, 642}} {
		b.advance(c.minute * 60)
		if got := b.total("m.done"); got != c.done {
			t.Errorf("minute %g: %g parts, want %g", c.minute, got, c.done)
		}
	}
	b.advance((5 * 24 * time.Hour).Seconds())
	near(t, "parts", b.total("m.done"), 642, 0)
	near(t, "off shift [min]", b.total("m.off_shift")/60, 5*24*60-4500, 1e-9)
	b.check()
}
