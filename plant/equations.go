package plant

import "github.com/plantwin/plantwin/physics"

// equationLines lists the equations of the kinds in use, once each, and behind those of a kind the ones of its components.
func (c *compiler) equationLines() []Equation {
	var out []Equation
	seen := map[string]bool{}
	var add func(asset string, k *physics.Kind)
	add = func(asset string, k *physics.Kind) {
		if seen[k.Name] {
			return
		}
		seen[k.Name] = true
		for _, e := range k.Equations {
			if !e.Part {
				out = append(out, Equation{Asset: asset, Kind: k.Name, Text: e.Text, Source: k.Source})
			}
		}
		for _, x := range k.Components {
			add(asset+"."+x.Name, x.Kind)
		}
	}
	for _, a := range c.assets {
		if a.physics != nil {
			add(a.name, a.physics)
		}
	}
	return out
}

func (c *compiler) equations() []Equation { return c.network.lines }
