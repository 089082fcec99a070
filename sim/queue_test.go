package sim

import (
	"slices"
	"testing"
	"time"
)

// plainQueue is the queue as one would first write it.
type plainQueue []plainEvent

type plainEvent struct {
	at, seq int64
	class   uint8
	ticket  Ticket
	arg     int64
}

func (p plainQueue) first() int {
	best := 0
	for i, e := range p {
		b := p[best]
		if e.at < b.at || e.at == b.at && (e.class < b.class || e.class == b.class && e.seq < b.seq) {
			best = i
		}
	}
	return best
}

// Random bookings, cancellations, steps put off and looks against the plain queue. The hole
// after a pop, dead keys, rebuilding and renumbering all occur.
func TestQueueAgainstPlain(t *testing.T) {
	for seed := range uint64(32) {
		rnd := Stream{seed, 1}
		few, ahead := 0, uint64(40)
		if seed >= 30 { // so many that the ladder has its rung
			few, ahead = 2500, 100_000
		}
		var q queue
		q.reset()
		q.seq = lastSeq - 700 // runs out during the test
		var p plainQueue
		seq, now := int64(0), int64(0)
		for op := range 3000 + 2*few {
			switch x := rnd.Uint64() % 10; {
			case x < 4 || len(p) == 0 || op < few:
				e := Event{Class: uint8(rnd.Uint64() % 4), Arg: int64(op), Code: uint16(rnd.Uint64()), To: int32(op)}
				at := now + int64(rnd.Uint64()%ahead)
				tk, err := q.book(at, e)
				if err != nil {
					t.Fatal(err)
				}
				seq++
				p = append(p, plainEvent{at, seq, e.Class, tk, e.Arg})
			case x < 6:
				// A step is put off or brought forward; anything else is left alone.
				i := int(rnd.Uint64() % uint64(len(p)))
				if p[i].class != Step {
					break
				}
				at := now + int64(rnd.Uint64()%ahead)
				tk, err := q.put(p[i].ticket, at, &Event{Arg: int64(op), Code: uint16(op), To: int32(op)})
				if err != nil {
					t.Fatal(err)
				}
				if _, again := q.cancel(p[i].ticket); again {
					t.Fatalf("seed %d op %d: the ticket before put is still good", seed, op)
				}
				seq++
				p[i] = plainEvent{at, seq, Step, tk, int64(op)}
			case x < 7:
				i := int(rnd.Uint64() % uint64(len(p)))
				at, ok := q.cancel(p[i].ticket)
				if !ok || int64(at) != p[i].at {
					t.Fatalf("seed %d op %d: cancel gives %v %v, want %d", seed, op, at, ok, p[i].at)
				}
				if _, again := q.cancel(p[i].ticket); again {
					t.Fatalf("seed %d op %d: cancelled twice", seed, op)
				}
				p = slices.Delete(p, i, i+1)
			case x < 9:
				i := p.first()
				k, ok := q.next()
				var e Event
				if ok {
					e = q.take(k)
				}
				if !ok || int64(k.at) != p[i].at || e.Arg != p[i].arg || e.Class != p[i].class || int64(e.To) != p[i].arg {
					t.Fatalf("seed %d op %d: got %v %+v, want %+v", seed, op, k.at, e, p[i])
				}
				now = p[i].at
				p = slices.Delete(p, i, i+1)
			default:
				q.next() // looking
			}
			if q.live != len(p) {
				t.Fatalf("seed %d op %d: %d live, want %d", seed, op, q.live, len(p))
			}
		}
		if err := q.check(); err != nil {
			t.Fatal(err)
		}
		if few > 0 && q.keys.depth == 0 {
			t.Errorf("seed %d: the ladder has no rung", seed)
		}
		if few == 0 && q.seq > lastSeq/2 {
			t.Errorf("seed %d: the numbers did not run out", seed)
		}
	}
}

// What is left behind by cancelling stays in proportion to what is booked.
func TestDeadKeysAreCleared(t *testing.T) {
	var q queue
	q.reset()
	for i := range int64(100) {
		if _, err := q.book(i, Event{Class: End}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range int64(100_000) {
		tk, err := q.book(1000+i, Event{Class: End})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := q.cancel(tk); !ok {
			t.Fatal("not cancelled")
		}
	}
	if n := q.keys.size(); n > 2*100+minDead+1 {
		t.Errorf("%d keys for 100 events", n)
	}
	if n := len(q.slots); n != 101 {
		t.Errorf("%d slots for at most 101 events", n)
	}
}

func TestCancel(t *testing.T) {
	b := NewBuilder()
	handled := 0
	u := &script{name: "u", handle: func(s *State, e Event) error { handled++; return nil }}
	r := begin(t, build(t, b, u), Options{})
	s := r.State()
	tk := s.Book(5*time.Second, Event{})
	to(t, r, 2*time.Second)
	if left, ok := s.Cancel(tk); !ok || left != 3*time.Second {
		t.Errorf("Cancel = %v, %v, want 3s", left, ok)
	}
	if _, ok := s.Cancel(tk); ok {
		t.Error("cancelled twice")
	}
	if _, ok := s.Cancel(Ticket{}); ok {
		t.Error("the zero ticket names something")
	}
	tk = s.Book(6*time.Second, Event{})
	to(t, r, 7*time.Second)
	if _, ok := s.Cancel(tk); ok || handled != 1 {
		t.Errorf("a handled event can be cancelled (%d handled)", handled)
	}
	for _, at := range []time.Duration{Never, s.Now + Never} {
		if tk := s.Book(at, Event{}); !tk.Zero() {
			t.Errorf("an event at %v is booked", at)
		}
	}
}
