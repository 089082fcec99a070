package line

import (
	"fmt"
	"sort"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var pointSetting = Setting{Key: "at", Form: Quantity, Dim: unit.Length, Required: true, Shape: true, HasMin: true, About: "distance from the beginning of the belt"}

var (
	inletsSetting = Setting{Key: "inlets", Form: Groups, Shape: true, Sub: []Setting{pointSetting},
		About: "where on the way parts come on, by the name of the asset, or of the fleet, that brings them: {press2: {at: 8 m}}; all others bring theirs to the beginning"}
	outletsSetting = Setting{Key: "outlets", Form: Groups, Shape: true, Sub: outletSettings,
		About: "where on the way parts are taken off, by free names: {heavy: {at: 14 m, when: part.mass > 5 kg, to: bay2, full: pass}}; of several at one point the first whose when holds"}
	stopsSetting = Setting{Key: "stops", Form: Groups, Shape: true, About: "where on the way each part stands for a time, by free names: {scan: {at: 5 m, for: 4 s}}; before an outlet at the same point",
		Sub: []Setting{pointSetting, {Key: "for", Form: Time, Dim: unit.Time, Required: true, About: "how long; on a belt that does not accumulate all parts stand meanwhile"}}}
	outletSettings = []Setting{
		pointSetting,
		{Key: "when", Form: PartTest, About: "which parts; all if it is left out"},
		{Key: "to", Form: To, Required: true, About: "where they go"},
		{Key: "full", Form: Text, Default: "wait", Options: []string{"wait", "pass"}, About: "what a part does that is not taken at once: it waits there, or passes on along the belt"},
	}
)

// outlet is the constant part of a way off a belt.
type outlet struct {
	name string
	when func(s *sim.State, part int32) bool // nil: all parts
	pass bool                                // a part that is not taken goes on
	exit exit
	turn int // its counter among conveyorState.turns
	done int32
}

// beltInlet is where the parts of one sender come on.
type beltInlet struct {
	unit    int32
	section int32
}

// point is a place on the way, while a belt is bound.
type point struct {
	at      float64 // [m]
	key     string  // of the setting
	inlet   string
	stop    *Draw
	outlets []Named
}

// bindPoints divides the belt at its points.
func (u *conveyor) bindPoints(c *compiler, i int, r reader, length, spacing float64) {
	list := u.points(r)
	from := 0.0
	var add []func() // outlets, once the sections stand still in memory
	for k, p := range list {
		last := k+1 == len(list)
		switch end := p.at >= length; {
		case p.at > length, end && p.inlet != "":
			c.fault(i, p.key, fmt.Sprintf("the belt is %g m long", length), "the point lies behind the end of the belt")
			return
		case p.at == 0 && p.inlet == "":
			c.fault(i, p.key, "let the asset before the belt do that", "the point lies at the beginning of the belt")
			return
		case p.at > from && p.at-from < spacing*(1-1e-9):
			c.fault(i, p.key, "put it elsewhere", "the point is nearer than one spacing to the one before it")
			return
		}
		if p.at > from {
			u.section(p.at-from, spacing)
			from = p.at
		}
		if p.inlet != "" {
			u.addInlet(c, i, p)
			if !u.accumulate && u.sized {
				c.fault(i, p.key, "leave length out, and give spacing from front to front", "a belt with inlets that does not accumulate has no length of parts")
			}
			continue
		}
		sec := len(u.secs) - 1
		if p.stop != nil {
			u.secs[sec].stop = p.stop
		}
		for _, o := range p.outlets {
			add = append(add, func() { u.addOutlet(c, i, sec, o) })
		}
		if last && p.at == length {
			from = length
		}
	}
	if from < length {
		u.section(length-from, spacing)
	}
	for _, f := range add {
		f()
	}
	for k := range u.secs {
		for j := range u.secs[k].outlets {
			o := &u.secs[k].outlets[j]
			c.exits = append(c.exits, exitOf{asset: i, exit: &o.exit, route: r.outlet(o.name).get("to").Route, bare: true})
		}
	}
}

// points lists the points of a belt in order of distance: at one distance stops, outlets, then inlets.
func (u *conveyor) points(r reader) []point {
	var list []point
	for _, g := range r.get("stops").Groups {
		d := g.Values["for"].Draw
		list = append(list, point{at: g.Values["at"].Num, key: "stops." + g.Name + ".at", stop: &d})
	}
	for _, g := range r.get("outlets").Groups {
		list = append(list, point{at: g.Values["at"].Num, key: "outlets." + g.Name + ".at", outlets: []Named{g}})
	}
	for _, g := range r.get("inlets").Groups {
		list = append(list, point{at: g.Values["at"].Num, key: "inlets." + g.Name + ".at", inlet: g.Name})
	}
	sort.SliceStable(list, func(a, b int) bool { return list[a].at < list[b].at })
	return list
}

// outlet is a reader of the settings of an outlet.
func (r reader) outlet(name string) reader {
	for _, g := range r.get("outlets").Groups {
		if g.Name == name {
			return reader{g.Values, outletSettings}
		}
	}
	return reader{}
}

func (u *conveyor) addOutlet(c *compiler, i, sec int, g Named) {
	r := reader{g.Values, outletSettings}
	o := outlet{name: g.Name, when: r.get("when").Test, pass: r.get("full").Text == "pass"}
	u.outs++
	o.turn = u.outs
	o.done = c.b.Count(u.name, "outlets."+g.Name+".done")
	u.secs[sec].outlets = append(u.secs[sec].outlets, o)
}

func (u *conveyor) addInlet(c *compiler, i int, p point) {
	for k := range c.assets {
		if c.assets[k].Name == p.inlet {
			u.inlets, u.inletsAt = append(u.inlets, beltInlet{int32(k), int32(len(u.secs))}), append(u.inletsAt, p.at)
			return
		}
	}
	c.fault(i, p.key, "name an asset that sends to the belt, or the fleet that brings its parts", "there is no asset %q", p.inlet)
}

// entrance is the section that an asker's parts come onto.
func (u *conveyor) entrance(from asker) int32 {
	for _, x := range u.inlets {
		if x.unit == from.unit() {
			return x.section
		}
	}
	return 0
}

// inletAt is where on the floor the parts of a sender come on; begin for those that come on at the beginning.
func (u *conveyor) inletAt(v Values, sender int32, begin [2]float64) [2]float64 {
	for k, x := range u.inlets {
		if x.unit == sender {
			return pointAt(v["at"].Points, u.inletsAt[k])
		}
	}
	return begin
}

// pointAt is the point on the floor at a distance along a polyline [m].
func pointAt(points [][2]float64, d float64) [2]float64 {
	for i := 1; i < len(points); i++ {
		l := distance(points[i-1], points[i])
		if d <= l && l > 0 {
			return along(points[i-1], points[i], d/l)
		}
		d -= l
	}
	return points[len(points)-1]
}
