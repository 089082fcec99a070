package sim

import (
	"context"
	"fmt"
	"time"
)

// Caps on what may happen at one tick before the run ends with an error.
const (
	tickLimit   = 1e6  // events, plus
	tickPerPart = 1000 // for each part inside
	trailLength = 64   // events remembered for the message
)

// codeClear is the kernel's own event at the end of the warm-up.
const codeClear = 1

// Run is a model in motion. It is not shared between goroutines; any number of
// runs share a model.
type Run struct {
	m   *Model
	s   *State
	err error
}

// New is a run at time zero: all units started, nothing handled yet. Errors
// are those of a unit's Start or of an island's initial values.
func New(m *Model, o Options) (*Run, error) {
	if o.WarmUp < 0 || o.WarmUp > Longest {
		return nil, fmt.Errorf("a warm-up of %v", o.WarmUp)
	}
	s := newState(m, o)
	s.kept.end = int64(o.End)
	for i := range m.Islands {
		if err := s.initIsland(i); err != nil {
			return nil, err
		}
	}
	for i := range m.Conditions {
		s.kept.conds[i].dirty = true
		s.kept.dirtyC = append(s.kept.dirtyC, int32(i))
	}
	for i, u := range m.Units {
		err := u.Start(s)
		if err == nil {
			err = s.err
		}
		if err != nil {
			return nil, s.wrap(m.name(int32(i)), err)
		}
		if err := s.drain(); err != nil {
			return nil, err
		}
	}
	if o.WarmUp > 0 {
		s.Book(o.WarmUp, Event{To: -1, Code: codeClear, Class: Look})
	}
	return &Run{m: m, s: s}, nil
}

// AdvanceTo handles all events up to and including t; the state then stands at
// t, or at the instant in which a unit has called Stop. It shortens no step and flushes nothing, so that looking changes no byte.
// An error ends the run for good. Where ctx is cancelled the run stands between
// two instants and can go on.
func (r *Run) AdvanceTo(ctx context.Context, t time.Duration) error {
	if r.err != nil {
		return r.err
	}
	if t > Longest {
		return fmt.Errorf("a run of more than %v", Longest)
	}
	if t < r.s.Now {
		return fmt.Errorf("cannot go back from %v to %v", r.s.Now, t)
	}
	done := ctx.Done()
	for {
		over, err := r.s.events(t, done)
		if err != nil {
			r.err = err
			return err
		}
		if over {
			if !r.s.kept.stopped {
				r.s.setNow(int64(t))
			}
			r.err = r.s.meetAll()
			return r.err
		}
		if err := ctx.Err(); err != nil {
			if r.err = r.s.meetAll(); r.err != nil {
				return r.err
			}
			return err
		}
	}
}

// State is what has become of the run, for reading and for commands between
// calls of AdvanceTo.
func (r *Run) State() *State { return r.s }

// Model is what runs.
func (r *Run) Model() *Model { return r.m }

// LogHash is the hash of the event log so far.
func (r *Run) LogHash() [16]byte { return r.s.LogHash() }

// Observe calls f with each entry of the log from now on; nil ends it. f must
// not change the state.
func (r *Run) Observe(f func(Entry)) { r.s.obs = f }

// Clear begins the statistics anew at this instant, as the end of a warm-up does.
func (r *Run) Clear() { r.s.clear() }

// Events is how many events units have handled since time zero.
func (r *Run) Events() int64 { return r.s.kept.handled }

// Stop ends the run with this instant: what is booked for it is still handled, and
// AdvanceTo goes no further.
func (s *State) Stop() { s.kept.stopped = true }

// Stopped reports whether the run has ended before its time.
func (s *State) Stopped() bool { return s.kept.stopped }

// setNow moves the clock; a new tick starts its own counts.
func (s *State) setNow(at int64) {
	if at != int64(s.Now) {
		s.Now = time.Duration(at)
		k := &s.kept
		if k.micro|k.rounds != 0 || k.inTick > tickLimit-trailLength {
			k.micro, k.rounds = 0, 0
			s.near.clear()
		}
		k.inTick = 0
	}
}

// events is the loop: it handles events up to limit. over is false where it
// stopped early because done is closed.
func (s *State) events(limit time.Duration, done <-chan struct{}) (over bool, err error) {
	k := &s.kept
	q := &k.queue
	for n := 0; ; n++ {
		next, ok := q.ready()
		if !ok {
			next, ok = s.turn()
		}
		if len(k.dirtyI)|len(k.dirtyC) != 0 {
			// Phase c, when a and b of this tick are over.
			if !ok || next.at != uint64(s.Now) || next.class() == Look {
				if err := s.settle(); err != nil {
					return false, err
				}
				continue
			}
		}
		if !ok || next.at > uint64(limit) {
			return true, s.idle()
		}
		class := next.class()
		if next.at != uint64(s.Now) {
			if k.stopped {
				return true, nil
			}
			if class != End {
				if err := s.idle(); err != nil {
					return false, err
				}
			}
			if n >= 4096 {
				// Only between two instants may the caller stop or save.
				n = 0
				select {
				case <-done:
					return false, nil
				default:
				}
			}
			s.setNow(int64(next.at))
		}
		if class != End && class != Break {
			if err := s.own(q.take(next)); err != nil {
				return false, err
			}
			continue
		}
		if err := s.handle(q.take(next)); err != nil {
			return false, err
		}
		if k.ring.size != 0 {
			if err := s.drain(); err != nil {
				return false, err
			}
		}
	}
}

// own is an event of the kernel, or of a unit that only looks.
//
//go:noinline
func (s *State) own(e Event) error {
	if e.Class == Step {
		return s.step(int(e.To))
	}
	return s.look(e)
}

// handle gives one event to its unit.
func (s *State) handle(e Event) error {
	k := &s.kept
	k.handled++
	k.inTick++
	k.log.add(int64(s.Now), k.micro, e.To, e.Code, int64(e.Class), e.Arg)
	if s.obs != nil || k.inTick > tickLimit-trailLength {
		return s.watched(e)
	}
	if err := s.m.Units[e.To].Handle(s, e); err != nil || s.err != nil {
		return s.failed(e.To, err)
	}
	return nil
}

// watched is what handle does with an event that somebody is to hear of, or that is one of very many at its tick.
func (s *State) watched(e Event) error {
	k := &s.kept
	if k.inTick > tickLimit-trailLength {
		if err := s.crowded(e.To); err != nil {
			return err
		}
	}
	if s.obs != nil {
		s.obs(Entry{s.Now, k.micro, e.To, e.Code, int64(e.Class), e.Arg})
	}
	if err := s.m.Units[e.To].Handle(s, e); err != nil || s.err != nil {
		return s.failed(e.To, err)
	}
	return nil
}

// failed is the error of a unit: what its handler returned, or the first misuse. It stands apart so that handle stays small.
//
//go:noinline
func (s *State) failed(unit int32, err error) error {
	if err == nil {
		err = s.err
	}
	return s.wrap(s.m.name(unit), err)
}

// drain handles the events of this instant, first in, first out.
func (s *State) drain() error {
	r := &s.kept.ring
	for r.size != 0 {
		if err := s.handle(r.pop()); err != nil {
			return err
		}
	}
	return nil
}

// look is phase d: the end of the warm-up, or a unit that only looks.
func (s *State) look(e Event) error {
	if e.To < 0 {
		s.clear()
		return nil
	}
	k := &s.kept
	seq, log, dirty := k.queue.seq, k.log, len(k.dirtyI)+len(k.dirtyC)
	if err := s.m.Units[e.To].Handle(s, e); err != nil {
		return s.wrap(s.m.name(e.To), err)
	}
	if k.queue.seq != seq || k.log != log || k.ring.size != 0 || len(k.dirtyI)+len(k.dirtyC) != dirty {
		return s.wrap(s.m.name(e.To), fmt.Errorf("a Look event books, logs or publishes"))
	}
	if s.err != nil {
		return s.wrap(s.m.name(e.To), s.err)
	}
	return nil
}

// wrap adds time and asset to an error that does not have them yet.
func (s *State) wrap(asset string, err error) error {
	if e, ok := err.(*Error); ok {
		return e
	}
	return &Error{s.Now, asset, err}
}
