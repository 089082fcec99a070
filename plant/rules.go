package plant

import (
	"fmt"
	"strings"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// rule is one rule of the study, as compiled.
type rule struct {
	name    string
	because string
	when    *expr.Ast
	line    *formula // condition on the line alone; nil if physics is in it
	hold    int      // number of `for`, -1 for none
	do      []command
	set     []assignment
	every   drawMaker // not nil: it fires after each gap, without a condition
	stop    bool      // it ends the run
	alarm   int       // 1 + the alarm that it raises or clears, 0 for none
	clears  bool
	lasts   bool // an alarm that goes on until it is cleared, not until its condition ends
}

// path names the rule or alarm in errors.
func (r *rule) path() string {
	if r.alarm > 0 {
		return "alarms." + r.name
	}
	return "rules." + r.name
}

// falls reports whether it matters when the condition of a rule ends.
func (r *rule) falls() bool { return r.hold >= 0 || r.alarm > 0 && !r.clears && !r.lasts }

// command is what a rule does to an asset.
type command struct {
	unit int
	name string // "stop", "fail.die"
}

// readRules reads the section rules.
func (c *compiler) readRules() {
	for _, e := range c.sc.Rules {
		if e.Value.Kind != source.Map {
			continue // scenarios has reported it
		}
		if n := e.Value.Get("enabled"); n != nil && n.Text == "false" {
			continue
		}
		r := rule{name: e.Name, hold: -1}
		if n := e.Value.Get("because"); n != nil {
			r.because = n.Text
		}
		if n := e.Value.Get("for"); n != nil {
			if i, ok := c.number("rules."+e.Name+".for", n, limits{dim: unit.Time, max: longest}); ok {
				r.hold = i
			}
		}
		r.do = c.commands("rules."+e.Name, e.Value.Get("do"))
		r.set = c.assignments("rules."+e.Name+".set", e.Value.Get("set"))
		if c.gaps(&r, e) || c.condition(&r, e.Name, e.Value.Get("when"), e.Key) {
			c.rules = append(c.rules, r)
			c.register(signal{asset: "rules", name: e.Name + ".count", sort: line.Count, unit: unit.SI(unit.One)})
		}
	}
}

// gaps reads every: a time, or a distribution of gaps.
func (c *compiler) gaps(r *rule, e scenarios.Entry) bool {
	n := e.Value.Get("every")
	if n == nil {
		return false
	}
	if k := e.Value.Key("for"); k != nil {
		c.faults.At(k, "leave it out", "rules.%s: for goes with when, not with every", e.Name)
	}
	in := reading{compiler: c, asset: &asset{name: "rules", identity: "rules"}, path: "rules." + e.Name, inner: e.Name}
	r.every = in.draw("every", n, limits{dim: unit.Time, open: true, max: longest})
	return true
}

// readUntil reads run.until, the condition that ends a run earlier: a rule
// behind all others.
func (c *compiler) readUntil() {
	n := get(c.sc.Run, "until")
	if n == nil {
		return
	}
	r := rule{name: "until", hold: -1, stop: true}
	if c.condition(&r, "until", n, n) {
		c.rules = append(c.rules, r)
	}
}

// condition reads `when` of a rule.
func (c *compiler) condition(r *rule, name string, n, anchor *source.Node) bool {
	return c.conditionOf(r, "rules."+name, "when", n, anchor)
}

// conditionOf reads a condition: on the line alone, or on physics, in which case it becomes a guard of the island that it
// reads. of and key name it in faults.
func (c *compiler) conditionOf(r *rule, of, key string, n, anchor *source.Node) bool {
	if n == nil {
		c.faults.At(anchor, "write "+key+": oil.T > 68 degC", "%s has no %s", of, key)
		return false
	}
	if r.when = expr.ParseNode(n, c.faults); r.when == nil {
		return false
	}
	if c.readsPhysics(r.when, nil) {
		c.network.net.AddGuard(of+"."+key, r.when, "", len(c.rules))
		return true
	}
	scope := c.values(nil, false)
	scope.graph = expr.NewGraph()
	if _, ok := scope.graph.Condition(r.when, scope, c.faults); !ok {
		return false
	}
	f, _, ok := c.formula(r.when, scope, nil, false)
	c.changes(r.when)
	r.line = f
	return ok
}

// readsPhysics reports whether an expression moves by itself: it reads a variable
// of an equation component, the time, or a table of it.
func (c *compiler) readsPhysics(a *expr.Ast, self *asset) bool {
	for _, n := range a.Names() {
		if _, table := c.network.tables[n.Text]; n.Text == "time" || n.Call && table {
			return true
		}
		n.Text = ownName(n.Text, self)
		if s := c.signals[n.Text]; s != nil && s.island {
			return true
		}
		for _, key := range c.match(n.Text) {
			if s := c.signals[key]; s != nil && s.island {
				return true
			}
		}
	}
	return false
}

// commands reads `do` of a rule or a step: press.stop, or a list.
func (c *compiler) commands(path string, n *source.Node) []command {
	if n == nil {
		return nil
	}
	items := []*source.Node{n}
	if n.Kind == source.List {
		items = n.Items
	}
	var out []command
	for _, x := range items {
		who, what, ok := c.splitCommand(x.Text)
		switch {
		case x.Kind != source.Scalar || !ok:
			hint := source.DidYouMean(firstName(x.Text), c.unitNames(), "write asset.command, such as press.stop")
			if _, physical := c.physical[firstName(x.Text)]; physical {
				hint = "equation components take no commands; stop a machine that they heat"
			}
			c.faults.At(x, hint, "%s: there is no asset for %q", path, x.Text)
		case !c.hasCommand(who, what):
			names := c.commandNames(who)
			c.faults.At(x, source.DidYouMean(what, names, "known: "+list(names)), "%s: %s has no command %q", path, c.assets[c.unitAsset[who]].name, what)
		default:
			out = append(out, command{who, what})
		}
	}
	return out
}

// commandNames lists the commands of an asset, those of its failures by name.
func (c *compiler) commandNames(u int) []string {
	var out []string
	a := c.assets[c.unitAsset[u]]
	for _, d := range a.kind.Commands {
		head, of, _ := strings.Cut(d.Name, ".")
		if of == "" {
			out = append(out, d.Name)
			continue
		}
		for _, k := range keys(a.entry.Value.Get(map[string]string{"fail": "failures", "maintain": "maintenance"}[head])) {
			out = append(out, head+"."+k.Text)
		}
	}
	return out
}

// splitCommand finds the asset at the beginning of asset.command.
func (c *compiler) splitCommand(text string) (unit int, command string, ok bool) {
	for i := strings.IndexByte(text, '.'); i > 0; {
		if u, found := c.units[text[:i]]; found {
			return u, text[i+1:], true
		}
		j := strings.IndexByte(text[i+1:], '.')
		if j < 0 {
			break
		}
		i += 1 + j
	}
	return 0, "", false
}

func firstName(text string) string { name, _, _ := strings.Cut(text, "."); return name }

func (c *compiler) hasCommand(u int, name string) bool {
	a := c.assets[c.unitAsset[u]]
	head, mode, _ := strings.Cut(name, ".")
	for _, d := range a.kind.Commands {
		if d.Name == name {
			return true
		}
		if strings.HasPrefix(d.Name, head+".") && mode != "" {
			section := "failures"
			if head == "maintain" {
				section = "maintenance"
			}
			return a.entry.Value.Get(section).Get(mode) != nil
		}
	}
	return false
}

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

// Events of a ruleUnit; Arg is the rule.
const (
	ruleRise uint16 = iota
	ruleFall
	ruleDue
	ruleTick
	ruleAssign // Arg is the step that sets
)

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

// doneBeside is the count of finished parts beside a failure: risk and life move
// all the time, and are looked at whenever a part is finished.
func doneBeside(mode string) string {
	owner := mode[:strings.LastIndexByte(mode, '.')] // press.failures
	return owner[:strings.LastIndexByte(owner, '.')] + ".done"
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
