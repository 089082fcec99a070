package sim

import "github.com/plantwin/plantwin/sim/ode"

// Limit is the domain of a state: a level that cannot fall below Lo or rise
// above Hi (an infinite one is none). There the state is held until its
// derivative points inwards; beyond, the equations see the limit itself, so a
// square root of a level never has a negative argument. A state that is held
// loses what its equation asks for.
type Limit struct {
	Var    int32   // a differential variable
	Along  []int32 // variables that are 0 and stay so while it is held: its sensitivities
	Lo, Hi float64
	// Empty and Full go to the ring when Lo or Hi is reached; nil for none.
	Empty, Full *Event
}

// limitShare is how near to its limit, in absolute tolerances, a state has
// reached it: one that comes to rest there never crosses.
const limitShare = 1e-3

// modal is a system with states held at limits and sliding between two modes,
// as discrete states and guards behind those of the system itself:
//
//	z:      of the system | mode per limit: -1 at Lo, 0, +1 at Hi | sliding, guards a and b, z in mode a, z in mode b
//	guards: of the system | per limit: reaches Lo, reaches Hi, leaves | stops sliding
//
// So a run's state remains plain data and events are found as all others.
type modal struct {
	ode.System
	lim    []Limit
	near   []float64 // distance from a limit that counts as on it, per limit
	slides bool
	nz, ng int // of the system
}

// wrap is the system that an island integrates.
func (def *Island) wrap() ode.System {
	sys := def.System
	m := &modal{System: sys, lim: def.Limits, nz: sys.NZ(), ng: sys.NG()}
	resets := 0
	for _, g := range def.Guards {
		if g.Internal {
			resets++
		}
	}
	m.slides = resets > 1 && m.nz > 0 && sys.NAlg() == 0 && m.NDelay() == 0
	if len(m.lim) == 0 && !m.slides {
		return sys
	}
	for _, l := range m.lim {
		a := 1e-9
		if def.Opt.Atol != nil {
			a = def.Opt.Atol[l.Var]
		}
		m.near = append(m.near, limitShare*a)
	}
	if p, ok := sys.(ode.Patterned); ok {
		return &modalPattern{m, p}
	}
	return m
}

// modalPattern is a modal system whose Jacobian has a pattern.
type modalPattern struct {
	*modal
	p ode.Patterned
}

// Pattern is that of the system: holding a state only clears entries.
func (m *modalPattern) Pattern() (row, col []int32) { return m.p.Pattern() }

// New returns a workspace.
func (m *modalPattern) New() ode.Eval {
	e := m.modal.New().(*modalEval)
	e.row, e.col = m.p.Pattern()
	return e
}

// NDelay is that of the system, whose delayed values the modes leave alone.
func (m *modal) NDelay() int {
	if l, ok := m.System.(ode.Lagged); ok {
		return l.NDelay()
	}
	return 0
}

// Linear is that of the system, where no limit bends it. (Sliding does too: then
// the island changes the method.)
func (m *modal) Linear() bool {
	l, ok := m.System.(ode.Linear)
	return ok && l.Linear() && len(m.lim) == 0
}

// NZ is the number of discrete states.
func (m *modal) NZ() int {
	n := m.nz + len(m.lim)
	if m.slides {
		n += 3 + 2*m.nz
	}
	return n
}

// NG is the number of guards.
func (m *modal) NG() int {
	n := m.ng + 3*len(m.lim)
	if m.slides {
		n++
	}
	return n
}

// guards extends the list of an island's guards by those of its modes.
func (m *modal) guards(def *Island) []Guard {
	list := append([]Guard(nil), def.Guards...)
	for _, l := range m.lim {
		name := "variable"
		if int(l.Var) < len(def.Names) {
			name = def.Names[l.Var]
		}
		list = append(list, Guard{Name: name + " at its lower limit", Internal: true, Rise: l.Empty},
			Guard{Name: name + " at its upper limit", Internal: true, Rise: l.Full}, Guard{Name: name + " off its limit", Internal: true})
	}
	if m.slides {
		list = append(list, Guard{Name: "end of sliding", Internal: true})
	}
	return list
}

// slide is the part of z that belongs to sliding.
func (m *modal) slide(z []float64) []float64 { return z[m.nz+len(m.lim):] }

// modalOf is sys as a modal system, nil if it is none.
func modalOf(sys ode.System) *modal {
	switch m := sys.(type) {
	case *modal:
		return m
	case *modalPattern:
		return m.modal
	}
	return nil
}

// possible says whether the part of z that belongs to sliding can be used.
func (m *modal) possible(z []float64) bool {
	if !m.slides {
		return true
	}
	s := m.slide(z)
	for _, g := range s[1:3] {
		if !(g >= 0 && g < float64(m.ng)) {
			return false
		}
	}
	return true
}
