package plant

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
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

// Events of a ruleUnit; Arg is the rule.
const (
	ruleRise uint16 = iota
	ruleFall
	ruleDue
	ruleTick
	ruleAssign // Arg is the step that sets
)

// doneBeside is the count of finished parts beside a failure: risk and life move
// all the time, and are looked at whenever a part is finished.
func doneBeside(mode string) string {
	owner := mode[:strings.LastIndexByte(mode, '.')] // press.failures
	return owner[:strings.LastIndexByte(owner, '.')] + ".done"
}
