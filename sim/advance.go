package sim

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// advance makes the next piece from the island's start and sets its end.
func (s *State) advance(i int) error {
	is, w := &s.kept.islands[i], s.ready(i)
	gap, tick, whole := is.toBreak()
	for n := 0; gap <= 0; n++ {
		// The break is here within rounding: its far side holds.
		if n == zenoLimit {
			return s.blame(i, fmt.Errorf("breaks of functions of time follow one another without end"))
		}
		is.t = max(is.t, is.breakAt)
		is.markBreak()
		s.bind(i)
		if err := w.s.Restart(w.e, is.t, is.y, &is.ctl); err != nil {
			return s.blame(i, err)
		}
		gap, tick, whole = is.toBreak()
	}
	limit, end := min(gap, longestPiece), is.toEnd(s.kept.end)
	limit = min(limit, end)
	if w.lag != nil {
		limit = min(limit, w.lag.Reach(is.t))
	}
	if is.last > 0 {
		limit = min(limit, longer*is.last)
	}
	if err := w.s.Advance(w.e, is.t, is.y, limit, is.on, s.m.spots[i].edges, &is.ctl, &is.piece); err != nil {
		var oe *ode.Error
		if errors.As(err, &oe) && oe.Cause == ode.StepTooSmall && is.zeno.shrinks >= zenoShrinks {
			if !s.rest(i, int(is.zeno.guard)) {
				return s.zenoError(i)
			}
			s.bind(i)
			if err := w.s.Restart(w.e, is.t, is.y, &is.ctl); err != nil {
				return s.blame(i, err)
			}
			return s.advance(i)
		}
		return s.blame(i, err)
	}
	is.live = true
	w.denseOf = -1
	p := &is.piece
	is.lands = p.Root < 0 && p.H == gap
	is.endBase, is.endOff = split(is.base, is.off+p.H)
	is.endT = is.t + p.H
	if is.lands {
		is.endT = is.breakAt
		if whole {
			is.endBase, is.endOff = tick, 0
		}
	} else if p.Root < 0 && p.H == end {
		is.endBase, is.endOff, is.endT = s.kept.end, 0, seconds(time.Duration(s.kept.end))
	}
	if p.Raw && is.endTick() > int64(s.Now) {
		w.s.Keep(p)
	}
	return nil
}

// toEnd is the time [s] from the start to the end of the run, +Inf where that
// is past or unknown.
func (is *island) toEnd(end int64) float64 {
	if end <= is.base {
		return math.Inf(1)
	}
	return float64(end-is.base)/1e9 - is.off
}

// toBreak is the time [s] from the start to the next break, and the break's
// tick where it stands on one: the step then lands on it exactly.
func (is *island) toBreak() (gap float64, tick int64, whole bool) {
	ns := float64(is.breakAt * 1e9)
	if !(ns < float64(Never)) {
		return math.Inf(1), 0, false
	}
	near := math.RoundToEven(ns)
	if math.Abs(ns-near) <= 1e-3+float64(4e-16*ns) {
		tick = int64(near)
		return float64(tick-is.base)/1e9 - is.off, tick, true
	}
	return is.breakAt - is.t, 0, false
}

// split turns base plus end seconds into a tick and an offset in [0, 1 ns).
func split(base int64, end float64) (int64, float64) {
	n := math.Floor(end * 1e9)
	off := end - n/1e9
	if off < 0 {
		n--
		off = end - n/1e9
	}
	return base + int64(n), max(off, 0)
}

// endTick is the first tick not before the end of the step.
func (is *island) endTick() int64 {
	if is.endOff > 0 {
		return is.endBase + 1
	}
	return is.endBase
}

// start moves the island's start to the given moment.
func (is *island) start(base int64, off, t float64) { is.base, is.off, is.t = base, off, t }

// step is phase a: the step of island i has ended. The island goes on until a
// step ends after this tick; nothing of this is felt by the line before phase c.
func (s *State) step(i int) error {
	is, w := &s.kept.islands[i], s.ready(i)
	now := int64(s.Now)
	is.ticket = Ticket{}
	tick := is.endTick()
	for n := 0; ; n++ {
		if n == creepLimit {
			return s.creeps(i)
		}
		p := &is.piece
		is.last = p.H
		s.retire(i, p.H)
		s.remember(i, p.H)
		p.EndState(is.y)
		root, edge, lands := int(p.Root), p.RootEdge, is.lands
		is.start(is.endBase, is.endOff, is.endT)
		// Beyond a crossing or a break the equations may be others. (After a
		// reset, cross does the same.)
		if lands {
			is.markBreak()
		}
		if lands || root >= 0 && !s.m.Islands[i].Guards[root].Internal {
			s.bind(i)
			if err := w.s.Restart(w.e, is.t, is.y, &is.ctl); err != nil {
				return s.blame(i, err)
			}
		}
		if root >= 0 || lands || !p.Quiet {
			if err := s.cross(i, root, edge); err != nil {
				return err
			}
		}
		if err := s.advance(i); err != nil {
			return err
		}
		at := is.endTick()
		if at > now {
			s.bookStep(i, at)
			return nil
		}
		if at > tick {
			n, tick = 0, at // it lags
		}
	}
}

// meet makes the steps of island i that end before or now, if it lags.
func (s *State) meet(i int) error {
	if is := &s.kept.islands[i]; is.lags && is.live && is.endTick() <= int64(s.Now) {
		return s.step(i)
	}
	return nil
}

// meetAll does so for all, between two instants: what is saved does not depend on what has been looked at.
func (s *State) meetAll() error {
	if !s.kept.lagging {
		return nil
	}
	for i := range s.kept.islands {
		if err := s.meet(i); err != nil {
			return err
		}
	}
	return nil
}

// met is meet for readers, who cannot be given an error: it ends the run.
func (s *State) met(i int) *island {
	is := &s.kept.islands[i]
	if is.lags {
		if err := s.meet(i); err != nil {
			s.misuse("%w", err)
		}
	}
	return is
}

func (s *State) bookStep(i int, at int64) {
	is := &s.kept.islands[i]
	if is.lags {
		return
	}
	e := Event{To: int32(i), Class: Step}
	if is.ticket.Zero() || at < int64(s.Now) || at >= int64(Never) {
		s.kept.queue.cancel(is.ticket)
		is.ticket = s.book(time.Duration(at), e)
		return
	}
	t, err := s.kept.queue.put(is.ticket, at, &e)
	if err != nil {
		s.misuse("%w", err)
	}
	is.ticket = t
}

// refresh is phase c for an island that reads a changed signal: cut, if an
// input differs by value.
func (s *State) refresh(i int) error {
	is, w := &s.kept.islands[i], s.work[i].work
	same := !is.force
	if err := s.meet(i); err != nil {
		return err
	}
	s.inputs(i, w.u)
	for j, v := range w.u {
		if v != is.u[j] {
			same = false
		}
	}
	is.changed, is.force = false, false
	if same {
		return nil
	}
	return s.cut(i)
}

// cut ends the step at now and starts the next with the inputs in w.u. The
// dense output at now is the new state; what has been read is not revised.
func (s *State) cut(i int) error {
	is, w := &s.kept.islands[i], s.work[i].work
	if is.live {
		tau := s.tau(is)
		if tau > 0 {
			is.last = tau
		}
		s.retire(i, tau)
		s.remember(i, tau)
		p := &is.piece
		if p.Raw && tau < p.H {
			p = s.shown(i)
		}
		p.Cut(tau)
		p.EndState(is.y)
		is.live = false
	}
	is.start(int64(s.Now), 0, max(seconds(s.Now), is.t))
	copy(is.u, w.u)
	is.mark(0)
	s.bind(i)
	if err := w.s.Restart(w.e, is.t, is.y, &is.ctl); err != nil {
		return s.blame(i, err)
	}
	if err := s.cross(i, -1, 0); err != nil {
		return err
	}
	if err := s.advance(i); err != nil {
		return err
	}
	// A step that ends within this tick is taken up in phase a of the next.
	s.bookStep(i, max(is.endTick(), int64(s.Now)))
	return nil
}
