package plant

import (
	"sort"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
)

// ground is what the section layout says, as indices of numbers.
type ground struct {
	floor     [2]float64 // [m]
	zones     []zone
	blocked   []string
	clearance int               // -1 if not given
	sizes     map[string][2]int // of assets
}

// zone is a named rectangle by two opposite corners.
type zone struct {
	name    string
	corners [2][2]int
}

// bindLayout describes the floor.
func (c *compiler) bindLayout(v []float64, l *line.Line) Layout {
	g := &c.ground
	out := Layout{Floor: g.floor, Blocked: g.blocked}
	if g.clearance >= 0 {
		out.Clearance = v[g.clearance]
	}
	for _, z := range g.zones {
		a, b := z.corners[0], z.corners[1]
		out.Zones = append(out.Zones, Zone{z.name, [2]float64{min(v[a[0]], v[b[0]]), min(v[a[1]], v[b[1]])},
			[2]float64{max(v[a[0]], v[b[0]]), max(v[a[1]], v[b[1]])}})
	}
	for _, a := range c.assets {
		p := Place{Asset: a.name, Kind: a.kindName, To: a.to, Physics: a.physics != nil, Reads: a.reads}
		for _, i := range a.points {
			p.At = append(p.At, [2]float64{v[i[0]], v[i[1]]})
		}
		if i, ok := g.sizes[a.name]; ok {
			p.Size = [2]float64{v[i[0]], v[i[1]]}
		}
		if u, ok := c.units[a.name]; ok {
			p.Belt = l.Belt(u)
		}
		out.Places = append(out.Places, p)
		out.Aisles = append(out.Aisles, a.bindAisles(v)...)
	}
	return out
}

// readLayout reads the floor, its zones, and where equation components stand.
func (c *compiler) readLayout() {
	c.ground = ground{clearance: -1, sizes: map[string][2]int{}}
	if f := get(c.sc.Layout, "floor"); f != nil {
		if size, ok := c.extent("layout.floor", f, "floor: [30 m, 14 m]"); ok {
			v := c.nums.run(nil)
			c.ground.floor = [2]float64{v[size[0]], v[size[1]]}
		}
	}
	c.readZones()
	for _, a := range c.assets {
		if at := a.entry.Value.Get("at"); at != nil && a.kind == nil {
			reading{compiler: c, asset: a, path: a.name}.points(a.name+".at", at, false)
		}
		if n := a.entry.Value.Get("size"); n != nil {
			write := "size: [2 m, 3 m]"
			if n.Kind == source.Scalar && a.kind != nil && a.kind.Setting("count") != nil {
				write = "count: " + n.Text + "; size is what it takes of the floor"
			} else if n.Kind == source.Scalar && a.kind != nil && a.kind.Setting("capacity") != nil {
				write = "capacity: " + n.Text + "; size is what it takes of the floor"
			}
			if size, ok := c.extent(a.name+".size", n, write); ok {
				c.ground.sizes[a.name] = size
			}
		}
	}
}

// extent reads a width and a depth.
func (c *compiler) extent(path string, n *source.Node, write string) (out [2]int, ok bool) {
	if n.Kind != source.List || len(n.Items) != 2 {
		c.faults.At(n, "write "+write, "%s is no size", path)
		return out, false
	}
	ok = true
	for i, x := range n.Items {
		j, fine := c.number(path+"."+string(rune('1'+i)), x, limits{dim: unit.Length, min: 0, open: true, max: 1e6})
		out[i], ok = j, ok && fine
	}
	return out, ok
}

// readZones reads zones, blocked and clearance, which bound where an experiment may put assets.
func (c *compiler) readZones() {
	zones := get(c.sc.Layout, "zones")
	for i, k := range keys(zones) {
		n, path := zones.Items[i], "layout.zones."+k.Text
		z := zone{name: k.Text}
		ok := n.Kind == source.List && len(n.Items) == 2
		for e := 0; ok && e < 2; e++ {
			p := n.Items[e]
			if ok = p.Kind == source.List && len(p.Items) == 2; !ok {
				break
			}
			for j, x := range p.Items {
				at, fine := c.number(path+"."+string(rune('1'+e))+"."+string(rune('1'+j)), x, anything(unit.Length))
				if z.corners[e][j] = at; !fine {
					return
				}
			}
		}
		if !ok {
			c.faults.At(n, "write two opposite corners: [[2 m, 0 m], [12 m, 8 m]]", "%s is no zone", path)
			continue
		}
		c.ground.zones = append(c.ground.zones, z)
	}
	if b := get(c.sc.Layout, "blocked"); b != nil && b.Kind == source.List {
		for _, n := range b.Items {
			if zones.Get(n.Text) == nil {
				c.faults.At(n, source.DidYouMean(n.Text, zones.Names(), "define it under layout.zones"), "layout.blocked: there is no zone %q", n.Text)
				continue
			}
			c.ground.blocked = append(c.ground.blocked, n.Text)
		}
	}
	if n := get(c.sc.Layout, "clearance"); n != nil {
		if i, ok := c.number("layout.clearance", n, limits{dim: unit.Length, max: 1e6}); ok {
			c.ground.clearance = i
		}
	}
}

// assumptions are what was taken for granted, in order of path.
func (c *compiler) assumptions(m *Model) []Assumption {
	out := append([]Assumption(nil), c.defaults...)
	for _, r := range m.remarks {
		out = append(out, r.Assumption)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

// remarksOn are those of the numbers, and places that vehicles serve from an aisle some way off.
func (c *compiler) remarksOn(b *binding) []Remark {
	out := append(b.remarks, c.withoutParts()...)
	name := func(unit int) *asset { return c.assets[c.unitAsset[unit]] }
	for _, g := range b.built.Gaps() {
		a := name(g.Asset)
		n := c.places[a.name+"."+g.Key]
		if n == nil {
			n = a.entry.Key
		}
		out = append(out, Remark{n.Pos, Assumption{a.name + "." + g.Key, line.Metres(g.Far) + " from the aisles of " + g.Network,
			"vehicles of " + name(g.Fleet).name + " serve it from the nearest point of an aisle; the rest of the way takes no time"}})
	}
	return out
}

// withoutParts are the assets of the line to which no way leads from a source.
func (c *compiler) withoutParts() (out []Remark) {
	by := map[string]*asset{}
	var open []*asset
	for _, a := range c.assets {
		by[a.name] = a
		if a.is("source") {
			open = append(open, a)
		}
	}
	reached := map[*asset]bool{}
	for len(open) > 0 {
		a := open[len(open)-1]
		open = open[:len(open)-1]
		for _, name := range a.to {
			if x := by[name]; x != nil && !reached[x] {
				reached[x] = true
				open = append(open, x)
			}
		}
	}
	for _, a := range c.assets {
		if a.kind != nil && a.kind.Accepts && !reached[a] {
			out = append(out, Remark{a.entry.Key.Pos, Assumption{a.name, "no parts come to it", "no way leads to it from a source"}})
		}
	}
	return out
}
