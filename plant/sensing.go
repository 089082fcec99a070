package plant

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/dist"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim"
)

// exprOf is a name as an expression.
func exprOf(name string) *expr.Ast {
	return expr.ParseNode(source.NewScalar(name, source.Pos{}), &source.Faults{})
}

// sensing is the unit that takes the readings of a sensor: at equal intervals from time zero on, with noise, at most at the
// ends of the range, known after the delay. A reading that changes faster than rate, or has not changed for stuck, is bad:
// the one before it stands.
type sensing struct {
	id                   int32
	name                 string
	level, bad, residual int32
	every, delay, stuck  time.Duration // stuck 0: not looked at
	noise                float64       // 0 for none
	sd                   float64       // that the residual is counted in
	low, high            float64
	rate                 float64 // [1/s of its unit], +Inf: not looked at
	stream               int32
	normal               dist.Dist
	value                func(s *sim.State, part int32) (float64, bool)
}

// sensingState is what changes of a sensor.
type sensingState struct {
	begun   bool
	last    float64       // last reading, good or bad
	changed time.Duration // when it last was another one
	way     []wayReading  // taken and not known yet
}

// wayReading is a reading on its way.
type wayReading struct {
	value, residual float64
	bad             bool
}

// Events of a sensing unit.
const (
	senseTake uint16 = iota
	senseKnow
)

// sensings are the units that take readings.
func (c *compiler) sensings(b *binding, first int) []sim.Unit {
	var out []sim.Unit
	index := func(key string) int32 { return b.refs.line[key].Terms[0].Ref.Index }
	for i, x := range c.sensors {
		u := &sensing{id: int32(first + i), name: x.name, level: index(x.name), bad: index(x.name + ".bad"), residual: index(x.name + ".residual"),
			every: ticks(b.v[x.every]), sd: 1, low: math.Inf(-1), high: inf, rate: inf}
		at := func(k int, to *float64) {
			if k >= 0 {
				*to = b.v[k]
			}
		}
		at(x.noise, &u.noise)
		at(x.low, &u.low)
		at(x.high, &u.high)
		at(x.rate, &u.rate)
		if x.delay >= 0 {
			u.delay = ticks(b.v[x.delay])
		}
		if x.stuck >= 0 {
			u.stuck = ticks(b.v[x.stuck])
		}
		if u.noise > 0 {
			u.sd, u.stream = u.noise, b.sim.Stream(x.name, "noise")
			u.normal, _ = dist.New("normal", map[string]float64{"mean": 0, "sd": 1})
		} else if s := c.signals[x.name]; s != nil {
			u.sd = s.unit.ScaleSI(1)
		}
		b.later = append(b.later, func() { u.value = b.bindFormula(x.read, c.leaves) })
		out = append(out, u)
	}
	return out
}

// Name names the unit in errors.
func (u *sensing) Name() string { return u.name }

// New implements sim.Unit.
func (u *sensing) New() any { return &sensingState{} }

// Start implements sim.Unit.
func (u *sensing) Start(s *sim.State) error {
	s.Book(0, sim.Event{To: u.id, Code: senseTake, Class: sim.Break})
	return nil
}

// Handle implements sim.Unit.
func (u *sensing) Handle(s *sim.State, e sim.Event) error {
	st := s.Units[u.id].(*sensingState)
	if e.Code == senseKnow {
		r := st.way[0]
		copy(st.way, st.way[1:])
		st.way = st.way[:len(st.way)-1]
		u.know(s, r)
		return nil
	}
	r := u.take(s, st)
	if u.delay == 0 || !st.begun { // before the start it read the same
		u.know(s, r)
	}
	if u.delay > 0 {
		st.way = append(st.way, r)
		s.Book(s.Now+u.delay, sim.Event{To: u.id, Code: senseKnow, Class: sim.Break})
	}
	st.begun = true
	s.Book(s.Now+u.every, sim.Event{To: u.id, Code: senseTake, Class: sim.Break})
	return nil
}

// take takes a reading.
func (u *sensing) take(s *sim.State, st *sensingState) wayReading {
	truth, ok := u.value(s, -1)
	v := truth
	if u.noise > 0 {
		v += float64(u.noise * u.normal.Quantile(s.Uniform(u.stream)))
	}
	v = math.Max(u.low, math.Min(u.high, v))
	r := wayReading{value: v, residual: (v - truth) / u.sd, bad: !ok}
	if !ok {
		r.value, r.residual = st.last, 0
		return r
	}
	if v != st.last || !st.begun {
		st.changed = s.Now
	}
	r.bad = st.begun && math.Abs(v-st.last) > u.rate*u.every.Seconds() || u.stuck > 0 && s.Now-st.changed >= u.stuck
	st.last = v
	return r
}

// know publishes a reading.
func (u *sensing) know(s *sim.State, r wayReading) {
	if r.bad {
		s.Set(u.bad, 1)
		return
	}
	s.Set(u.bad, 0)
	s.Set(u.level, r.value)
	s.Set(u.residual, r.residual)
}
