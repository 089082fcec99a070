package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/sim"
)

// Purposes of the draws of mode k, for machine.bad: badMode*k after 1.
const badModes = 3

// renew begins the clock of mode k anew.
func (m *machine) renew(s *sim.State, st *machineState, k int) {
	fs := &st.modes[k]
	if fs.booked {
		s.Cancel(fs.ticket)
		fs.booked = false
	}
	fs.base, fs.worn = 0, 0
	if m.modes[k].never {
		fs.left, fs.full, fs.limit, fs.born = sim.Never, sim.Never, math.Inf(1), s.Now
		return
	}
	f := &m.modes[k]
	if f.hazard != nil {
		m.renewHazard(s, k)
		m.run(s, fs, k, sim.Never)
		return
	}
	if f.counts == cycles {
		fs.limit = f.after.Value(s, none)
		if !(fs.limit >= 0) {
			fs.limit = 0
			s.Soon(sim.Event{To: m.id, Code: evBad, Arg: int64(1 + badModes*k)})
		}
		return
	}
	m.run(s, fs, k, orZero(s, m.id, int64(1+badModes*k), f.after.Time(s, none)))
}

// run lets the clock of mode k run for d from now.
func (m *machine) run(s *sim.State, fs *modeState, k int, d time.Duration) {
	fs.full, fs.born = d, s.Now
	if m.modes[k].counts == allTime {
		fs.booked = true
		fs.ticket = s.Book(min(s.Now+d, sim.Never), sim.Event{To: m.id, Code: evFail, Class: sim.Break, Arg: int64(k)})
		return
	}
	fs.left = sim.Never
	if d < sim.Never/time.Duration(m.servers) {
		fs.left = d * time.Duration(m.servers)
	}
}

// goOnAged lets the clock of a mode go on after a minimal repair: the time to the next failure is that of one that has
// reached its age.
func (m *machine) goOnAged(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	if f.hazard != nil { // a rate does not know how old the part is
		m.renewHazard(s, k)
		m.run(s, fs, k, sim.Never)
		return
	}
	if f.after.form == drawFixed { // it would fail again at once: the clock begins anew
		m.renew(s, st, k)
		return
	}
	u := s.Uniform(f.after.stream)
	if f.counts == cycles {
		fs.limit = math.Max(f.after.beyond(fs.worn, u), math.Nextafter(fs.worn, math.Inf(1))) // not at once again
		return
	}
	age := seconds(fs.base)
	m.run(s, fs, k, max(ticks(f.after.beyond(age, u)-age), 1))
}

// beyond is the value that the share u of those beyond a do not exceed.
func (d *Draw) beyond(a, u float64) float64 {
	if cut, err := d.dist.Truncate(a, math.Inf(1)); err == nil {
		return math.Max(a, cut.Quantile(u))
	}
	// So far out in the tail that its probability is lost: by halving, on the logarithm of the survival function.
	want := d.dist.LogSF(a) + elem.Log1p(-u)
	if math.IsInf(want, 0) || want != want {
		return a
	}
	step := d.dist.Mean()
	for d.dist.LogSF(a+step) > want {
		step *= 2
	}
	low, high := a, a+step
	for range 60 {
		if mid := low + float64((high-low)/2); d.dist.LogSF(mid) > want {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// wear counts busy time up to now.
func (m *machine) wear(s *sim.State, st *machineState) {
	used := (s.Now - st.since) * time.Duration(st.working)
	st.since = s.Now
	if used == 0 {
		return
	}
	for k := range st.modes {
		if m.modes[k].counts == busyTime {
			st.modes[k].left -= used
		}
	}
}

// aim books the failures in busy time that fall into the stretch of work that begins: those that come, at the present
// number of servers at work, no later than the first of them ends. What lies beyond is looked at again then; so a part
// costs an entry in the heap only if it meets a failure.
func (m *machine) aim(s *sim.State, st *machineState) {
	until := sim.Never
	if st.working > 0 {
		for i := range st.servers {
			if sv := &st.servers[i]; sv.runs && sv.ends < until {
				until = sv.ends
			}
		}
	}
	for k := range st.modes {
		f, fs := &m.modes[k], &st.modes[k]
		if f.counts != busyTime || fs.down || fs.due {
			continue
		}
		if fs.booked && fs.left > 0 { // the rate has changed
			s.Cancel(fs.ticket)
			fs.booked = false
		}
		if fs.booked || st.working == 0 && fs.left > 0 {
			continue
		}
		at := s.Now + ceilDiv(fs.left, int64(max(st.working, 1)))
		if at <= until {
			fs.booked = true
			fs.ticket = s.Book(at, sim.Event{To: m.id, Code: evFail, Class: sim.Break, Arg: int64(k)})
		}
	}
}

// cycled counts a cycle, and looks for maintenance that is due.
func (m *machine) cycled(s *sim.State, st *machineState) {
	for k := range st.modes {
		f, fs := &m.modes[k], &st.modes[k]
		if f.counts == cycles {
			fs.worn++
		}
		if f.planned && !fs.due && !fs.down &&
			(f.counts == cycles && fs.worn >= fs.limit || f.counts == busyTime && fs.left <= 0 || f.watch != nil && f.watch.True(s, none)) {
			if fs.booked {
				s.Cancel(fs.ticket)
				fs.booked = false
			}
			fs.due = true
			st.dues++
		}
	}
	if st.dues > 0 {
		m.serveDue(s, st)
	}
}

// wornOut lets a mode fail that has done its cycles, as the next part is about to be begun. It reports whether one did.
func (m *machine) wornOut(s *sim.State, st *machineState) bool {
	for k := range st.modes {
		f, fs := &m.modes[k], &st.modes[k]
		if f.counts == cycles && !f.planned && !fs.down && fs.worn >= fs.limit && fs.worn > 0 {
			m.fail(s, st, k)
		}
	}
	return st.why != 0
}

// age is what the clock of mode k has counted since it was renewed: seconds, or cycles.
func (m *machine) age(s *sim.State, k int) float64 {
	st := m.state(s)
	f, fs := &m.modes[k], &st.modes[k]
	switch {
	case f.counts == cycles:
		return fs.worn
	case fs.down:
		return seconds(fs.base)
	}
	return seconds(m.counted(s, st, k))
}

// counted is the age of a mode that is not down, in time.
func (m *machine) counted(s *sim.State, st *machineState, k int) time.Duration {
	fs := &st.modes[k]
	if m.modes[k].counts == allTime {
		return fs.base + s.Now - fs.born
	}
	left := fs.left - (s.Now-st.since)*time.Duration(st.working)
	whole := sim.Never
	if fs.full < sim.Never/time.Duration(m.servers) {
		whole = fs.full * time.Duration(m.servers)
	}
	return fs.base + (whole-left)/time.Duration(m.servers)
}
