package line

import (
	"math"
	"strings"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// Clock reads the clock of a failure or of maintenance in a run.
type Clock struct {
	m      *machine
	k      int
	Cycles bool // it counts cycles: ages are plain numbers, not seconds
}

// Clock finds a mode by its path in an asset: "failures.gun", "maintenance.change". It is false where there is none.
func (l *Line) Clock(asset int, path string) (Clock, bool) {
	m, ok := l.bound[asset].(*machine)
	if !ok {
		return Clock{}, false
	}
	for k := range m.modes {
		if m.modePath(k) == path {
			return Clock{m, k, m.modes[k].counts == cycles}, true
		}
	}
	return Clock{}, false
}

func (m *machine) modePath(k int) string {
	if m.modes[k].planned {
		return "maintenance." + m.modes[k].name
	}
	return "failures." + m.modes[k].name
}

// Age is what the clock has counted since it was last renewed [s, or cycles].
func (c Clock) Age(s *sim.State) float64 { return c.m.age(s, c.k) }

// Down reports whether the failure is there now.
func (c Clock) Down(s *sim.State) bool { return c.m.state(s).modes[c.k].down }

// Risk is the probability that the failure comes before its clock has counted so much more, given its age: 1 - S(a+h)/S(a)
// with the survival function S (Barlow and Proschan, Mathematical Theory of Reliability, 1965, section 2.2). It is 1 while
// the failure is there, NaN where the time to failure is no distribution.
func (c Clock) Risk(s *sim.State, ahead float64) float64 {
	d := &c.m.modes[c.k].after
	if c.Down(s) {
		return 1
	}
	if h := c.m.modes[c.k].hazard; h != nil {
		return h.risk(s, ahead)
	}
	age := c.Age(s)
	switch d.form {
	case drawFixed:
		if age+ahead >= d.value {
			return 1
		}
		return 0
	case drawRandom:
		before := d.dist.LogSF(age)
		if math.IsInf(before, -1) {
			return 1
		}
		return -elem.Expm1(d.dist.LogSF(age+ahead) - before)
	}
	return math.NaN()
}

// Life is the expected rest until the failure on its clock, given its age [s, or cycles]; 0 while the failure is there, NaN
// where the time to failure is no distribution. Cost: a quadrature, some 10 to 100 us.
func (c Clock) Life(s *sim.State) float64 {
	d := &c.m.modes[c.k].after
	if c.Down(s) {
		return 0
	}
	if h := c.m.modes[c.k].hazard; h != nil {
		return h.life(s)
	}
	age := c.Age(s)
	switch d.form {
	case drawFixed:
		return math.Max(0, d.value-age)
	case drawRandom:
		cut, err := d.dist.Truncate(age, math.Inf(1))
		if err != nil {
			return 0
		}
		return math.Max(0, cut.Mean()-age)
	}
	return math.NaN()
}

// mode finds the settings of a failure or of maintenance by the first two names of a path, such as failures.gun.age.
func (a *Asset) mode(path string) Values {
	names := strings.Split(path, ".")
	if len(names) < 2 {
		return nil
	}
	for _, g := range a.Values[names[0]].Groups {
		if g.Name == names[1] {
			return g.Values
		}
	}
	return nil
}

// countsCycles reports whether the clock of a mode counts cycles.
func (a *Asset) countsCycles(path string) bool { return a.mode(path)["counts"].Text == "cycles" }

// drawOf names a draw of mode k for an error.
func (m *machine) drawOf(k, what int) string {
	names := [badModes]string{".after", ".repair", ".spares.lead"}
	if m.modes[k].planned {
		names = [badModes]string{".every", ".takes", ""}
	}
	return m.modePath(k) + names[what]
}

// modeSignals lists the signals of failures and maintenance.
func (m *machine) modeSignals(l *signalList) {
	for k := range m.modes {
		f, path := &m.modes[k], m.modePath(k)
		l.store(path+".count", Count, unit.One, sim.StoreCount, f.count)
		l.store(path+".down", Level, unit.One, sim.StoreLevel, f.downs)
		if !f.planned {
			count, gone := []sim.Term{term(sim.StoreCount, f.count, 1)}, term(sim.StoreLevel, f.downs, 1)
			all := sim.Scaled(m.allTimes(), 1/float64(m.servers))
			l.ratio(path+".mtbf", unit.Time, append(all, term(sim.StoreLevel, f.downs, -1)), count)
			l.ratio(path+".mttr", unit.Time, []sim.Term{gone}, count)
		}
		dim := unit.Time
		if f.counts == cycles {
			dim = unit.One
		}
		c := Clock{m, k, f.counts == cycles}
		l.line.Signals = append(l.line.Signals, Signal{Asset: l.asset, Name: path + ".age", Sort: Present, Dim: dim, Read: c.Age})
		if f.spares != nil {
			l.store(path+".spares", Level, unit.One, sim.StoreLevel, f.spares.level)
		}
	}
}
