package plant

import (
	"fmt"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// ruleUnit carries out the rules. It is the last unit of a model.
type ruleUnit struct {
	id    int32
	rules []boundRule
	steps []boundStep
}

// boundStep is what a step of a cycle sets.
type boundStep struct {
	at   string
	list []boundAssignment
}

type boundRule struct {
	name  string
	hold  time.Duration
	do    []sim.Event
	set   []boundAssignment
	every *line.Draw // nil: it has a condition
	stop  bool
	count int32
	alarm *boundAlarm // nil for none
}

// ruleState is the state of all rules.
type ruleState struct {
	due []sim.Ticket // of rules whose condition holds and has to go on holding
}

// Name names the unit in errors.
func (u *ruleUnit) Name() string { return "rules" }

// New implements sim.Unit.
func (u *ruleUnit) New() any { return &ruleState{due: make([]sim.Ticket, len(u.rules))} }

// Start implements sim.Unit.
func (u *ruleUnit) Start(s *sim.State) error {
	for i := range u.rules {
		if err := u.next(s, int64(i)); err != nil {
			return err
		}
	}
	return nil
}

// next books the next time of a rule with gaps.
func (u *ruleUnit) next(s *sim.State, i int64) error {
	d := u.rules[i].every
	if d == nil {
		return nil
	}
	gap := d.Time(s, -1)
	if gap < 0 {
		return fmt.Errorf("%s: every: a time below 0, or not a number, was drawn", u.rules[i].name)
	}
	if gap < sim.Never-s.Now {
		s.Book(s.Now+gap, sim.Event{To: u.id, Code: ruleTick, Class: sim.Break, Arg: i})
	}
	return nil
}

// Handle implements sim.Unit.
func (u *ruleUnit) Handle(s *sim.State, e sim.Event) error {
	st := s.Units[u.id].(*ruleState)
	if e.Code == ruleAssign {
		x := &u.steps[e.Arg]
		return assign(s, x.at, x.list)
	}
	r := &u.rules[e.Arg]
	switch e.Code {
	case ruleRise:
		if r.hold > 0 {
			st.due[e.Arg] = s.Book(s.Now+r.hold, sim.Event{To: u.id, Code: ruleDue, Class: sim.Break, Arg: e.Arg})
			return nil
		}
	case ruleFall:
		s.Cancel(st.due[e.Arg])
		st.due[e.Arg] = sim.Ticket{}
		if r.alarm != nil {
			r.alarm.end(s)
		}
		return nil
	case ruleTick:
		if err := u.next(s, e.Arg); err != nil {
			return err
		}
	case ruleDue:
		st.due[e.Arg] = sim.Ticket{}
	}
	if r.alarm != nil {
		r.alarm.fire(s)
		return nil
	}
	s.Count(r.count, 1)
	if r.stop {
		s.Stop()
	}
	if err := assign(s, r.name, r.set); err != nil {
		return err
	}
	for _, do := range r.do {
		s.Soon(do)
	}
	return nil
}

// bindRules makes the unit that carries out the rules, and the conditions that
// read the line alone. Those that read physics are guards of their islands,
// which name the unit by its number id.
func (c *compiler) bindRules(b *binding, l *line.Line, id int) sim.Unit {
	u := &ruleUnit{id: int32(id)}
	for i := range c.stepSets {
		u.steps = append(u.steps, boundStep{c.stepSets[i].at, c.bindAssignments(b, c.stepSets[i].list)})
	}
	alarms := c.bindAlarms(b)
	for i := range c.rules {
		r := &c.rules[i]
		br := boundRule{name: r.name, count: -1}
		if r.alarm > 0 {
			br.alarm = alarms[r.alarm-1].of(r)
		} else {
			br.count = b.sim.Count("rules", r.name+".count")
			b.refs.line["rules."+r.name+".count"] = &line.Signal{Asset: -1, Name: r.name, Sort: line.Count,
				Terms: []sim.Term{{Ref: sim.Ref{Store: sim.StoreCount, Index: br.count}, Coef: 1}}}
		}
		br.stop = r.stop
		if r.every != nil {
			d := r.every(b)
			br.every = &d
		}
		if r.hold >= 0 {
			br.hold = ticks(b.v[r.hold])
		}
		br.set = c.bindAssignments(b, r.set)
		for _, d := range r.do {
			e, ok := l.Command(d.unit, d.name)
			if !ok {
				b.faults.Add(source.Pos{}, 1, "", "rules.%s: %s is no command", r.name, d.name)
			}
			br.do = append(br.do, e)
		}
		u.rules = append(u.rules, br)
		if r.line != nil {
			c.bindCondition(b, r, id, i)
		}
	}
	return u
}

// ruleEvents are the events that a condition sends to the rules.
func ruleEvents(id, i int, hold bool) (rise, fall *sim.Event) {
	rise = &sim.Event{To: int32(id), Code: ruleRise, Arg: int64(i)}
	if hold {
		fall = &sim.Event{To: int32(id), Code: ruleFall, Arg: int64(i)}
	}
	return rise, fall
}

func (c *compiler) bindCondition(b *binding, r *rule, id, i int) {
	cond := sim.Condition{Name: r.path(), Order: int32(i)}
	for _, k := range r.line.leaves {
		l := c.leaves[k]
		if l.kind == leafRisk || l.kind == leafLife {
			l = leaf{kind: leafSignal, signal: doneBeside(l.signal)}
		}
		if l.kind == leafSignal {
			for _, t := range b.refs.terms(l.signal) {
				cond.Reads = append(cond.Reads, t.Ref)
			}
		}
	}
	value := new(func(*sim.State, int32) (float64, bool))
	b.later = append(b.later, func() { *value = b.bindFormula(r.line, c.leaves) })
	cond.True = func(s *sim.State) bool { v, ok := (*value)(s, -1); return ok && v != 0 }
	cond.Rise, cond.Fall = ruleEvents(id, i, r.falls())
	b.sim.Condition(cond)
}
