package plant

import (
	"slices"
	"strconv"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
)

// shifts reads ["06:00-14:00"] or {mon_fri: [...], sat: [...]}.
func (r reading) shifts(n *source.Node, path string) maker {
	cal := shifts(n, path, r.plan.Start, r.faults)
	if cal == nil {
		return nil
	}
	return always(line.Value{Set: true, Shifts: cal})
}

// shifts reads a calendar for a run that begins at start; nil where a fault has been reported.
func shifts(n *source.Node, path string, start time.Time, faults *source.Faults) *line.Calendar {
	var list []line.Shift
	nodes := []*source.Node{n}
	switch n.Kind {
	case source.Map:
		nodes = n.Items
		for i, k := range n.Keys {
			w, _ := words(n.Items[i])
			list = append(list, line.Shift{Days: k.Text, Times: w})
		}
	default:
		w, ok := words(n)
		if !ok {
			faults.At(n, `write ["06:00-14:00"]`, "%s is no list of times", path)
			return nil
		}
		list = []line.Shift{{Times: w}}
	}
	cal, err := line.ParseShifts(list, start)
	if err != nil {
		at := n
		if e, ok := err.(*line.ShiftError); ok && e.Shift < len(nodes) {
			at = nodes[e.Shift]
			if e.Time >= 0 && e.Time < len(at.Items) {
				at = at.Items[e.Time]
			}
		}
		msg, hint := parted(err.Error(), `quote times: ["06:00-14:00"]`)
		faults.At(at, hint, "%s: %s", path, msg)
		return nil
	}
	return cal
}

// needs reads a crew or a skill, or {welding: 2}, or none.
func (r reading) needs(key string, n *source.Node) maker {
	var list []line.Need
	var shape []int
	add := func(word *source.Node, count int) {
		switch i, ok := r.units[word.Text]; {
		case ok && r.assets[r.unitAsset[i]].is("crew"):
			list = append(list, line.Need{Assets: []int32{int32(i)}})
		case slices.Contains(r.skills, word.Text):
			list = append(list, line.Need{Skill: word.Text})
		default:
			names := append(append([]string(nil), r.crews...), r.skills...)
			hint := source.DidYouMean(word.Text, names, "define an asset of kind crew, or give one that skill")
			if _, err := strconv.Atoi(word.Text); err == nil {
				hint = "say of whom: {fitter: " + word.Text + "}, a crew or a skill"
			}
			r.faults.At(word, hint, "%s: there is no crew or skill %q", r.at(key), word.Text)
			return
		}
		shape = append(shape, count)
	}
	switch n.Kind {
	case source.Scalar:
		if n.Text != "none" {
			add(n, -1)
		}
	case source.List:
		for _, x := range n.Items {
			add(x, -1)
		}
	case source.Map:
		for i, k := range n.Keys {
			l := anything(unit.One)
			l.min, l.whole, l.shape = 1, true, true
			if j, ok := r.number(r.at(key)+"."+k.Text, n.Items[i], l); ok {
				add(k, j)
			}
		}
	}
	return func(b *binding) line.Value {
		out := make([]line.Need, len(list))
		for i := range list {
			out[i] = list[i]
			out[i].Count = 1
			if shape[i] >= 0 {
				out[i].Count = int(b.v[shape[i]])
			}
		}
		return line.Value{Set: true, Needs: out}
	}
}
