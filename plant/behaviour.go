package plant

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/plant/line"
)

// is reports whether an asset behaves as a kind of the line, by itself or because its equation component runs one.
func (a *asset) is(kind string) bool { return a.kind != nil && a.kind.Name == kind }

// settingGroups lists the keys under which an asset writes the settings of its equations: limits for limits.min.
func (a *asset) settingGroups() []string {
	var out []string
	for _, name := range a.physics.Settings() {
		group, _, _ := strings.Cut(name, ".")
		out = appendNew(out, group)
	}
	return out
}

// behaviour gives the kind of the line that an equation component runs; nil after a fault, which stands at the component. A
// name that both of them have could not be told apart in the settings and signals of an asset.
func (c *compiler) behaviour(k *physics.Kind) *line.Kind {
	kind := line.Lookup(k.Runs)
	if kind == nil {
		c.faults.At(k.RunsAt, source.DidYouMean(k.Runs, lineNames(), "known: "+list(lineNames())), "%s runs %q, which is no kind of the line", k.Name, k.Runs)
		return nil
	}
	if c.checked[k.Name] {
		return kind
	}
	if c.checked == nil {
		c.checked = map[string]bool{}
	}
	c.checked[k.Name] = true
	setting := map[string]bool{"kind": true, "at": true, "size": true, "stream": true, "start": true}
	for i := range kind.Settings {
		setting[kind.Settings[i].Key] = true
	}
	signal := map[string]bool{}
	for i := range kind.Signals {
		signal[kind.Signals[i].Name] = true
	}
	refuse := func(list []physics.Variable, taken map[string]bool, what string) {
		for i := range list {
			if v := &list[i]; taken[v.Name] {
				c.faults.Add(v.Pos, len(v.Name), "take another name", "%s runs a %s, which has a %s %s of its own", k.Name, k.Runs, what, v.Name)
			}
		}
	}
	refuse(k.Parameters, setting, "setting")
	refuse(k.Inputs, setting, "setting")
	for _, list := range [][]physics.Variable{k.Inputs, k.States, k.Outputs} {
		refuse(list, signal, "signal")
	}
	return kind
}
