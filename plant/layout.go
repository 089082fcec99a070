package plant

import (
	"sort"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// bindLayout describes the floor.
func (c *compiler) bindLayout(v []float64) Layout {
	out := Layout{Floor: c.floor}
	for _, a := range c.assets {
		p := Place{Asset: a.name, Kind: a.kindName, To: a.to, Physics: a.physics != nil, Reads: a.reads}
		for _, i := range a.points {
			p.At = append(p.At, [2]float64{v[i[0]], v[i[1]]})
		}
		out.Places = append(out.Places, p)
		out.Aisles = append(out.Aisles, a.bindAisles(v)...)
	}
	return out
}

// readLayout reads the size of the floor, and where equation components stand.
func (c *compiler) readLayout() {
	f := get(c.sc.Layout, "floor")
	if f != nil {
		if f.Kind != source.List || len(f.Items) != 2 {
			c.faults.At(f, "write floor: [30 m, 14 m]", "layout.floor is no size")
			return
		}
		for i, x := range f.Items {
			l := limits{dim: unit.Length, min: 0, open: true, max: 1e6}
			if j, ok := c.number("layout.floor."+string(rune('1'+i)), x, l); ok {
				c.floor[i] = c.nums.run(nil)[j]
			}
		}
	}
	for _, key := range []string{"zones", "blocked", "clearance"} {
		if k := keyOf(c.sc.Layout, key); k != nil {
			c.faults.At(k, "leave it out", "layout.%s is not supported by this version", key)
		}
	}
	for _, a := range c.assets {
		if at := a.entry.Value.Get("at"); at != nil && a.kind == nil {
			reading{compiler: c, asset: a, path: a.name}.points(a.name+".at", at, false)
		}
	}
}

func keyOf(n *source.Node, key string) *source.Node {
	if n == nil {
		return nil
	}
	return n.Key(key)
}

// assumptions are what was taken for granted, in order of path.
func (c *compiler) assumptions(*Model) []Assumption {
	out := append([]Assumption(nil), c.defaults...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}
