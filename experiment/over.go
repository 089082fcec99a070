package experiment

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// over reads what is varied.
func (e *explorer) over(x *Exploration, n *source.Node) {
	if n == nil || n.Kind != source.Map {
		return
	}
	moved := e.moved(n)
	for i, k := range n.Keys {
		v := n.Items[i]
		if k.Bad || v.Bad {
			continue
		}
		f := factor{name: k.Text, key: k}
		ok := false
		switch {
		case k.Text == "swap":
			ok = e.swap(x, &f, v, moved)
		case k.Text == "variants":
			ok = e.variants(x, &f, v)
		case v.Get("inside") != nil:
			ok = e.place(x, &f, v, moved)
		case v.Kind == source.List:
			ok = e.options(x, &f, v)
		case v.Kind == source.Map:
			ok = e.span(x, &f, v)
		}
		if e.sc.Fixed(f.name) {
			x.Fixed = f.name
		}
		if ok {
			x.factors = append(x.factors, f)
		}
	}
	for i := range x.factors {
		e.try(x, &x.factors[i])
	}
}

// bases are the variants that points start from.
func (x *Exploration) bases() []int {
	for i := range x.factors {
		if x.factors[i].sort == VariantFactor {
			return x.factors[i].titles
		}
	}
	return []int{x.base}
}

// moved are the assets that do not stay where they are.
func (e *explorer) moved(n *source.Node) []string {
	var out []string
	for i, k := range n.Keys {
		if v := n.Items[i]; k.Text != "swap" && v.Get("inside") != nil && len(k.Text) > 3 {
			out = append(out, k.Text[:len(k.Text)-len(".at")])
		}
	}
	return out
}

// number finds the numbers that a path names in the variant that the experiment starts from.
func (e *explorer) number(x *Exploration, f *factor) []plant.Number {
	found := matches(e.plant.Models[x.base].Numbers(), f.name)
	f.live = len(found) > 0
	for _, n := range found {
		f.paths = append(f.paths, n.Path)
		f.live = f.live && !n.Shape
		f.unit, f.differs = n.Unit, n.Differs
	}
	return found
}

// value reads a number of the factor [SI].
func (e *explorer) value(f *factor, of plant.Number, n *source.Node) (float64, bool) {
	si, u, err := unit.Value(n.Text, of.Dim, of.Differs)
	if err != nil {
		e.faults.At(n, "write it like "+unit.Example(of.Dim), "%s: %s", f.name, err)
		return 0, false
	}
	if u.Text != "" {
		f.unit = u
	}
	if si < of.Min || si > of.Max || of.Whole && si != math.Trunc(si) {
		e.faults.At(n, "see the limits in the reference", "%s cannot be %s", f.name, n.Text)
		return 0, false
	}
	return si, true
}

// span reads {min, max}, in whole numbers or steps where there are such.
func (e *explorer) span(x *Exploration, f *factor, v *source.Node) bool {
	found := e.number(x, f)
	if len(found) == 0 {
		e.faults.At(f.key, "give a list of options, or name one number", "%s is no number, and only a number has a range", f.name)
		return false
	}
	lo, hi := v.Get("min"), v.Get("max")
	if lo == nil || hi == nil {
		e.faults.At(v, "write {min: ..., max: ...}", "the range of %s has no %s", f.name, map[bool]string{true: "min", false: "max"}[lo == nil])
		return false
	}
	var ok1, ok2 bool
	f.sort = RangeFactor
	f.lo, ok1 = e.value(f, found[0], lo)
	f.hi, ok2 = e.value(f, found[0], hi)
	if !ok1 || !ok2 {
		return false
	}
	if f.hi <= f.lo {
		e.faults.At(hi, "let max be above min", "the range of %s is empty", f.name)
		return false
	}
	if s := v.Get("scale"); s != nil && s.Text == "log" {
		if f.log = true; f.lo <= 0 {
			e.faults.At(lo, "begin above 0", "a range on a logarithmic scale cannot begin at %s", lo.Text)
			return false
		}
	}
	step := 0.0
	if s := v.Get("step"); s != nil {
		si, _, err := unit.Value(s.Text, found[0].Dim, true)
		if err != nil || !(si > 0) || (f.hi-f.lo)/si > mostPoints {
			e.faults.At(s, "write a difference such as "+unit.Example(found[0].Dim), "%s: %s is no step", f.name, s.Text)
			return false
		}
		step = si
	} else if found[0].Whole {
		if step = 1; f.hi-f.lo > mostPoints {
			e.faults.At(hi, "give a step", "the range of %s has more than %d values", f.name, mostPoints)
			return false
		}
	}
	if step > 0 {
		f.sort = LevelFactor
		for k := 0; f.lo+float64(float64(k)*step) <= f.hi+float64(1e-9*step); k++ {
			f.values = append(f.values, f.short(f.lo+float64(float64(k)*step)))
		}
	} else if !f.live {
		e.faults.At(f.key, "give it a step", "%s decides the layout of the model and has no values between whole numbers", f.name)
		return false
	}
	if x.Design == Grid && f.sort == RangeFactor {
		e.faults.At(v, "write a list of options, or a step", "a grid needs options, and %s has a range", f.name)
		return false
	}
	return true
}

// options reads a list: numbers in order where all are quantities of the number that the path names, else values as written.
func (e *explorer) options(x *Exploration, f *factor, v *source.Node) bool {
	if len(v.Items) < 2 {
		e.faults.At(v, "list what is compared", "%s has one option only", f.name)
		return false
	}
	found := e.number(x, f)
	numbers := len(found) > 0 && !slices.ContainsFunc(v.Items, func(n *source.Node) bool {
		_, _, err := unit.Quantity(n.Text)
		return n.Kind != source.Scalar || err != nil
	})
	if !numbers {
		f.sort, f.options, f.live = OptionFactor, v.Items, false
		return true
	}
	f.sort = LevelFactor
	for _, n := range v.Items {
		si, ok := e.value(f, found[0], n)
		if !ok {
			return false
		}
		f.values = append(f.values, si)
	}
	slices.Sort(f.values)
	if len(slices.Compact(slices.Clone(f.values))) < len(f.values) {
		e.faults.At(v, "leave one out", "%s has an option twice", f.name)
		return false
	}
	return true
}

// variants reads titles of variants.
func (e *explorer) variants(x *Exploration, f *factor, v *source.Node) bool {
	f.sort = VariantFactor
	for _, n := range v.Items {
		i := e.variant(n)
		if i < 0 {
			return false
		}
		f.titles = append(f.titles, i)
	}
	if len(f.titles) < 2 {
		e.faults.At(v, "list titles of variants", "variants: there is nothing to choose")
		return false
	}
	x.base = f.titles[0]
	return true
}

// place reads {inside, step}.
func (e *explorer) place(x *Exploration, f *factor, v *source.Node, moved []string) bool {
	layout := e.plant.Models[x.base].Layout()
	f.sort = PlaceFactor
	if len(f.name) < 4 || f.name[len(f.name)-3:] != ".at" {
		e.faults.At(f.key, "write press.at", "only the position of an asset lies inside a zone")
		return false
	}
	f.asset = f.name[:len(f.name)-3]
	at := slices.IndexFunc(layout.Places, func(p plant.Place) bool { return p.Asset == f.asset })
	if at < 0 || len(layout.Places[at].At) > 1 {
		e.faults.At(f.key, "name an asset that stands at one point", "%s has no single position", f.asset)
		return false
	}
	f.size, f.live = layout.Places[at].Size, len(layout.Places[at].At) == 1
	zone := v.Get("inside")
	g, ok := groundOf(layout, zone.Text, moved)
	if !ok {
		names := []string{"floor"}
		for _, z := range layout.Zones {
			names = append(names, z.Name)
		}
		e.faults.At(zone, source.DidYouMean(zone.Text, names, "define it under layout.zones, or give layout.floor"), "there is no zone %q", zone.Text)
		return false
	}
	step := 0.5
	if s := v.Get("step"); s != nil {
		si, _, err := unit.Value(s.Text, unit.Length, true)
		if err != nil || !(si > 0) {
			e.faults.At(s, "write a length such as 0.5 m", "%s: %s is no step", f.name, s.Text)
			return false
		}
		step = si
	}
	switch f.cells = g.cells(step, f.size); {
	case len(f.cells) == 0:
		e.faults.At(v, "make the zone larger or the step smaller", "there is no free position for %s", f.asset)
	case len(f.cells) > mostCells:
		e.faults.At(v, "make the step larger", "%s has more than %d positions", f.asset, mostCells)
	default:
		return true
	}
	return false
}

// swap reads the assets that may take one another's places.
func (e *explorer) swap(x *Exploration, f *factor, v *source.Node, moved []string) bool {
	f.sort, f.live = SwapFactor, true
	layout := e.plant.Models[x.base].Layout()
	if len(v.Items) < 2 || len(v.Items) > 12 {
		e.faults.At(v, "write swap: [saw, mill]", "swap takes from 2 to 12 assets")
		return false
	}
	for _, n := range v.Items {
		at := slices.IndexFunc(layout.Places, func(p plant.Place) bool { return p.Asset == n.Text })
		if at < 0 || len(layout.Places[at].At) != 1 || slices.Contains(f.assets, n.Text) {
			e.faults.At(n, "name different assets that stand at one point", "%q has no place that can be swapped", n.Text)
			return false
		}
		if slices.Contains(moved, n.Text) {
			e.faults.At(n, "leave it out here or there", "%s has a position of its own in this experiment", n.Text)
			return false
		}
		f.assets, f.homes = append(f.assets, n.Text), append(f.homes, layout.Places[at].At[0])
	}
	return true
}

// try sets the ends of a range, and each option, once: what cannot be compiled is a fault here and not after hours.
func (e *explorer) try(x *Exploration, f *factor) {
	for _, base := range x.bases() {
		switch f.sort {
		case RangeFactor, LevelFactor:
			e.tryNumbers(f, base)
		case OptionFactor:
			for _, o := range f.options {
				e.tryOption(f, base, o)
			}
		case PlaceFactor, SwapFactor:
			if to := (edit{}); f.live {
				f.apply(float64(f.levels()-1), &to)
				if err := e.with(base, to.set); err != nil {
					e.faults.At(f.key, "see the path in the reference", "%s", err)
				}
			}
		}
	}
}

func (e *explorer) tryNumbers(f *factor, base int) {
	lo, hi := f.lo, f.hi
	if f.sort == LevelFactor {
		lo, hi = 0, float64(len(f.values)-1)
	}
	if f.sort == RangeFactor && f.onlyWhole(e, base) {
		lo, hi = 0, float64(len(f.values)-1)
	}
	for _, v := range []float64{lo, hi} {
		to := edit{variant: base}
		f.apply(v, &to)
		err := e.with(base, to.set)
		if err != nil && f.sort == LevelFactor { // a number may decide the layout through an expression
			f.live = false
			to = edit{variant: base}
			f.apply(v, &to)
			err = nil
		}
		if err == nil && len(to.change) > 0 {
			_, err = e.plant.changed(base, to.change)
		}
		if err != nil {
			e.faults.At(f.key, "see its limits in the reference", "%s = %s: %s", f.name, f.text(v), firstLine(err))
			return
		}
	}
}

// onlyWhole turns a range between whole numbers into levels where nothing between them is possible: a parameter that a number
// of servers follows does not say so itself.
func (f *factor) onlyWhole(e *explorer, base int) bool {
	lo, hi := f.show(f.lo), f.show(f.hi)
	if lo != math.Trunc(lo) || hi != math.Trunc(hi) || hi-lo > mostPoints {
		return false
	}
	to := edit{variant: base}
	f.apply(f.toSI(lo+0.37), &to)
	if e.with(base, to.set) == nil {
		return false
	}
	f.sort = LevelFactor
	for v := lo; v <= hi; v++ {
		f.values = append(f.values, f.toSI(v))
	}
	return true
}

// tryOption compiles the scenario with an option; its faults stand at the option.
func (e *explorer) tryOption(f *factor, base int, o *source.Node) {
	sc, err := e.sc.Variant(e.plant.Study.Variants[base].Title)
	if err == nil {
		sc, err = sc.Patch([]scenarios.Patch{{Path: f.name, Key: f.key, Value: o}})
	}
	if err == nil {
		_, err = plant.Compile(sc)
	}
	if err != nil {
		e.faults.Join(err)
	}
}

// with tries numbers in a compiled model.
func (e *explorer) with(base int, set []Setting) error {
	if len(set) == 0 {
		return nil
	}
	_, err := e.plant.Models[base].With(settings(set))
	return err
}

// firstLine is the message of the first of several faults.
func firstLine(err error) string {
	var list source.Error
	if errors.As(err, &list) && len(list) > 0 {
		return list[0].Msg
	}
	return fmt.Sprint(err)
}
