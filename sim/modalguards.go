package sim

import (
	"math"

	"github.com/plantwin/plantwin/sim/ode"
)

// Guards writes the guards of the system and of the modes. While sliding the
// two guards that chattered are off.
func (e *modalEval) Guards(t float64, y, g []float64) {
	if e.bare {
		g[e.m.ng] = -1
		e.Eval.Guards(t, y, g[:e.m.ng])
		return
	}
	m, x := e.m, e.inside(y)
	s := e.sliding()
	if s != nil {
		la, lb := e.rates(t, x, s)
		g[m.NG()-1] = math.Max(la, -lb)
	} else if m.slides {
		g[m.NG()-1] = -1
	}
	e.Eval.Guards(t, x, g[:m.ng])
	if s != nil {
		g[int(s[1])], g[int(s[2])] = -1, -1
	}
	if len(m.lim) > 0 {
		e.limits(t, y, x, g[m.ng:])
	}
}

// reform settles the forms of the guards until the next Bind: those of the system, where it does not slide and no limit bends
// what they read, and those that are off.
func (e *modalEval) reform() {
	m := e.m
	clear(e.form)
	if e.sliding() != nil {
		return
	}
	if f, ok := e.Eval.(ode.Formed); ok {
		copy(e.form[:m.ng], f.Forms())
		for i, form := range e.form[:m.ng] {
			if form == ode.Sloped && len(m.lim) > 0 {
				if _, _, ok := e.Slopes(i); !ok {
					e.form[i] = ode.General
				}
			}
		}
	}
	for i := m.ng; i < len(e.form); i++ {
		ok := len(m.lim) == 0 // nothing slides
		if !ok {
			_, _, ok = e.Slopes(i)
		}
		if ok {
			e.form[i] = ode.Constant
		}
	}
}

// Forms gives the forms of the guards.
func (e *modalEval) Forms() []ode.Form { return e.form }

// Slopes gives the derivatives of guards that are linear: of the system, where it does not slide and no limit bends what they
// read, and those that are off.
func (e *modalEval) Slopes(i int) (byTime float64, by []ode.Slope, ok bool) {
	m := e.m
	if e.sliding() != nil {
		return 0, nil, false
	}
	if i < m.ng {
		if e.affine == nil {
			return 0, nil, false
		}
		byTime, by, ok = e.affine.Slopes(i)
		for _, s := range by {
			ok = ok && !m.bends(s.Var)
		}
		return byTime, by, ok
	}
	k := (i - m.ng) / 3
	if k >= len(m.lim) {
		return 0, nil, true // nothing slides
	}
	mode, l := e.z[m.nz+k], &m.lim[k]
	switch (i - m.ng) % 3 {
	case 0:
		ok = mode != 0 || math.IsInf(l.Lo, -1)
	case 1:
		ok = mode != 0 || math.IsInf(l.Hi, 1)
	default:
		ok = mode == 0
	}
	return 0, nil, ok
}

// bends reports that a variable has limits.
func (m *modal) bends(i int32) bool {
	for k := range m.lim {
		if m.lim[k].Var == i {
			return true
		}
	}
	return false
}

// limits writes the guards of the limits.
func (e *modalEval) limits(t float64, y, x, g []float64) {
	m, known := e.m, false
	for k := range m.lim {
		l, v, mode := &m.lim[k], y[m.lim[k].Var], e.z[m.nz+k]
		low, high, leave := -1.0, -1.0, -1.0
		if mode == 0 && !math.IsInf(l.Lo, -1) {
			low = l.Lo + m.near[k] - v
		}
		if mode == 0 && !math.IsInf(l.Hi, 1) {
			high = v - (l.Hi - m.near[k])
		}
		// The derivative matters on a limit only, and costs all the equations.
		if mode != 0 || low >= 0 || high >= 0 {
			if !known {
				e.free(t, x, e.f)
				known = true
			}
			f := e.f[l.Var]
			switch {
			case mode < 0:
				leave = f
			case mode > 0:
				leave = -f
			case low >= 0 && f > 0: // on the way in
				low = -f
			case high >= 0 && f < 0:
				high = f
			}
		}
		g[3*k], g[3*k+1], g[3*k+2] = low, high, leave
	}
}

// Truth writes the conditions of the guards.
func (e *modalEval) Truth(t float64, y []float64, on []bool) {
	m := e.m
	s := e.sliding()
	if s != nil || len(m.lim) > 0 {
		e.Guards(t, y, e.g)
		for i := m.ng; i < len(on); i++ {
			on[i] = e.g[i] > 0
		}
	} else {
		on[m.ng] = false // nothing slides
	}
	e.Eval.Truth(t, e.inside(y), on[:m.ng])
	if s != nil {
		on[int(s[1])], on[int(s[2])] = false, false
	}
}

// Reset applies the effect of guard i.
func (e *modalEval) Reset(i int, t float64, y, z []float64) {
	m := e.m
	k := (i - m.ng) / 3
	switch {
	case i < m.ng:
		e.Eval.Reset(i, t, y, z[:m.nz])
	case i == m.NG()-1 && m.slides:
		e.leave(t, y, z)
	case (i-m.ng)%3 == 0:
		y[m.lim[k].Var], z[m.nz+k] = m.lim[k].Lo, -1
		m.lim[k].still(y)
	case (i-m.ng)%3 == 1:
		y[m.lim[k].Var], z[m.nz+k] = m.lim[k].Hi, 1
		m.lim[k].still(y)
	default:
		z[m.nz+k] = 0
	}
}

// Explain is that of the system.
func (e *modalEval) Explain(t, until float64, y []float64) (row int, why string) {
	if x, ok := e.Eval.(ode.Explainer); ok {
		return x.Explain(t, until, e.inside(y))
	}
	return -1, ""
}

// still clears what goes along with a state that is held.
func (l *Limit) still(y []float64) {
	for _, i := range l.Along {
		y[i] = 0
	}
}

// leave ends sliding in the mode whose field has turned away from the surface.
func (e *modalEval) leave(t float64, y, z []float64) {
	s := e.m.slide(z)
	la, lb := e.rates(t, e.inside(y), s)
	if la >= -lb {
		copy(z, s[3:3+e.m.nz])
	} else {
		copy(z, s[3+e.m.nz:])
	}
	clear(s)
}

// enter starts sliding between the mode in z, which guard a has set, and the
// one that guard b sets. It reports false where the fields of the two do not
// both point at the surface.
func (e *modalEval) enter(t float64, y, z []float64, a, b int) bool {
	m := e.m
	if !m.slides || a >= m.ng || b >= m.ng {
		return false
	}
	s := m.slide(z)
	other := append([]float64(nil), z[:m.nz]...)
	copy(e.h, y)
	e.Eval.Reset(b, t, e.h, other)
	s[0], s[1], s[2] = 1, float64(a), float64(b)
	copy(s[3:], z[:m.nz])
	copy(s[3+m.nz:], other)
	e.Bind(t, e.u, z)
	if la, lb := e.rates(t, e.inside(y), s); la < 0 && lb > 0 {
		return true
	}
	clear(s)
	e.Bind(t, e.u, z)
	return false
}

// Rest applies the state of rest that the system declares for guard i.
func (e *modalEval) Rest(i int, t float64, y, z []float64) bool {
	r, ok := e.Eval.(ode.Rester)
	return ok && i < e.m.ng && r.Rest(i, t, y, z[:e.m.nz])
}
