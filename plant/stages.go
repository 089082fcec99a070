package plant

import (
	"math"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// stageMaker gives one step of a cycle for a vector of numbers.
type stageMaker func(b *binding) line.Stage

// stages reads {steps: [{name, set, do, for}, {name, set, do, until, limit}]}.
func (r reading) stages(key string, n *source.Node) maker {
	in := r.sub(key)
	list := n.Get("steps")
	if !r.knows(n, []string{"steps"}, "a cycle of steps") {
		return nil
	}
	if list.Kind != source.List || len(list.Items) == 0 {
		r.faults.At(list, "write steps: [{name: load, for: 30 s}]", "%s.steps is no list of steps", in.path)
		return nil
	}
	in = in.sub("steps")
	seen := map[string]bool{}
	var makers []stageMaker
	for i, x := range list.Items {
		name := x.Get("name")
		if x.Kind != source.Map || name == nil || name.Kind != source.Scalar || seen[name.Text] {
			r.faults.At(x, "write {name: load, for: 30 s}", "%s: step %d has no name of its own", in.path, i+1)
			return nil
		}
		seen[name.Text] = true
		if m := in.sub(name.Text).stage(name.Text, x); m != nil {
			makers = append(makers, m)
		}
	}
	if len(makers) < len(list.Items) {
		return nil
	}
	return func(b *binding) line.Value {
		v := line.Value{Set: true, Draw: line.Fixed(0)}
		for _, m := range makers {
			g := m(b)
			if v.Num += g.For.Mean(); g.Until != nil {
				v.Num = math.NaN()
			}
			v.Stages = append(v.Stages, g)
		}
		return v
	}
}

// stage reads one step.
func (r reading) stage(name string, n *source.Node) stageMaker {
	set := -1
	if x := n.Get("set"); x != nil {
		set = len(r.stepSets)
		r.stepSets = append(r.stepSets, stepSet{setNode: setNode{r.path + ".set", x}})
	}
	values := r.settings(n, line.StageSettings, nil, "name", "do", "set")
	if (n.Get("for") == nil) == (n.Get("until") == nil) {
		r.faults.At(n, "write for: 30 s, or until: a condition", "%s: a step has for or until, and not both", r.path)
		return nil
	}
	if k := n.Key("limit"); k != nil && n.Get("until") == nil {
		r.faults.At(k, "leave it out", "%s: limit goes with until", r.path)
	}
	do := r.commands(r.path, n.Get("do"))
	if values == nil {
		return nil
	}
	return func(b *binding) line.Stage {
		v := values(b)
		g := line.Stage{Name: name, For: v["for"].Draw, Until: v["until"].Watch, Limit: sim.Never, Do: &line.Actions{}}
		if x := v["limit"]; x.Set {
			g.Limit = ticks(x.Num)
		}
		b.later = append(b.later, func() {
			if set >= 0 {
				g.Do.Events = append(g.Do.Events, sim.Event{To: b.rules, Code: ruleAssign, Class: sim.Break, Arg: int64(set)})
			}
			for _, d := range do {
				if e, ok := b.built.Command(d.unit, d.name); ok {
					g.Do.Events = append(g.Do.Events, e)
				}
			}
		})
		return g
	}
}
