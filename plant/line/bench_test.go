package line

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// benchRun advances a line by steps of about 1,000 units of work; each b.N is one of what count counts.
func benchRun(b *testing.B, r *rig, count string, perTime float64) {
	l := r.build()
	l.advance(20000) // fills queues, so that arrays have grown
	start := l.total(count)
	events := l.run.Events()
	b.ReportAllocs()
	b.ResetTimer()
	now := 20000.0
	for l.total(count)-start < float64(b.N) {
		left := float64(b.N) - (l.total(count) - start)
		now += max(1, left/perTime)
		if err := l.run.AdvanceTo(context.Background(), time.Duration(now*1e9)); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	done := float64(l.run.Events() - events)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/done, "ns/event")
	b.ReportMetric(done/float64(b.N), "events/op")
}

func queueRig(t testing.TB, servers int) *rig {
	r := newRig(t)
	return r.add("in", "source", "m", Values{"every": r.exp("in", "every", 1.25/float64(servers))}).
		add("m", "machine", "out", Values{"cycle": r.exp("m", "cycle", 1), "servers": num(float64(servers)), "queue": num(many)}).
		add("out", "sink", "", nil)
}

// BenchmarkMM1 is a customer of M/M/1 at utilisation 0.8 with all that is kept always.
func BenchmarkMM1(b *testing.B) { benchRun(b, queueRig(b, 1), "m.done", 0.8) }

// BenchmarkMM5 is a customer of M/M/5 at utilisation 0.8.
func BenchmarkMM5(b *testing.B) { benchRun(b, queueRig(b, 5), "m.done", 4) }

// lineRig is a line of n machines with buffers of 5 between them, Exp(1), up Exp(100) and down Exp(10) on the calendar.
func lineRig(t testing.TB, n int) *rig {
	r := newRig(t)
	r.add("in", "source", "m00", Values{"every": fixed(0)}).add("out", "sink", "", nil)
	for i := range n {
		name := fmt.Sprintf("m%02d", i)
		to := "out"
		if i < n-1 {
			to = fmt.Sprintf("b%02d", i)
			r.add(to, "buffer", fmt.Sprintf("m%02d", i+1), Values{"capacity": num(5)})
		}
		r.add(name, "machine", to, Values{
			"cycle": r.exp(name, "cycle", 1),
			"failures": modes(Named{"f", Values{
				"after": r.exp(name, "failures.f.after", 100), "counts": text("clock"), "repair": r.exp(name, "failures.f.repair", 10),
			}}),
		})
	}
	return r
}

// BenchmarkLine10 is a part through 10 unreliable machines: 10 completions and their hand-overs.
func BenchmarkLine10(b *testing.B) { benchRun(b, lineRig(b, 10), "plant.good", 0.5) }
