package plant

import (
	"math"
	"strings"

	"github.com/plantwin/plantwin/internal/dist"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
)

// drawMaker gives a draw for a vector of numbers.
type drawMaker func(b *binding) line.Draw

// draw reads how a value is found for a part: a quantity, an expression of
// parameters, a distribution, or a choice. A draw of a time is cut at 0.
func (r reading) draw(key string, n *source.Node, l limits) drawMaker {
	switch {
	case n.Kind == source.Map && n.Get("dist") != nil:
		return r.distribution(key, n, l)
	case n.Kind == source.Map && n.Get("by") != nil:
		return r.choice(key, n, l)
	case n.Kind == source.Map:
		r.faults.At(n, "write {dist: exponential, mean: 30 s}, or {by: part.step, ...}", "%s is a mapping without dist or by", r.at(key))
		return nil
	}
	if ast := r.partExpression(n); ast != nil {
		dim := l.dim
		return r.computed(&partFormula{ast: ast, self: r.asset, want: &dim})
	}
	i, ok := r.number(r.at(key), n, l)
	if !ok {
		return nil
	}
	return func(b *binding) line.Draw { return line.Fixed(b.v[i]) }
}

// distribution reads {dist: weibull, shape: 1.6, scale: 9 h}.
func (r reading) distribution(key string, n *source.Node, l limits) drawMaker {
	name := n.Get("dist")
	if name.Text == "data" {
		return r.recorded(key, n, l)
	}
	fam, ok := dist.Lookup(name.Text)
	if name.Kind != source.Scalar || !ok {
		var names []string
		for _, f := range dist.Families() {
			names = append(names, f.Name)
		}
		r.faults.At(name, source.DidYouMean(name.Text, names, "known: "+strings.Join(names, " ")), "%s: there is no distribution %s", r.at(key), what(name))
		return nil
	}
	in := r.sub(key)
	args, ok := in.arguments(n, fam, l)
	cut := in.cuts(n, l)
	whole, good := in.whole(n, l)
	if !ok || cut == nil || !good {
		return nil
	}
	random := r.randomDraw(key, n, cut)
	return func(b *binding) line.Draw {
		given := map[string]float64{}
		for i, a := range fam.Args {
			if args[i] >= 0 {
				given[a.Name] = b.v[args[i]]
			}
		}
		d, err := dist.New(fam.Name, given)
		if err == nil && l.dim == unit.Time {
			r.checkBelowZero(b, key, n, d)
		}
		x, ok := random(b, d, err)
		if ok && whole >= 0 {
			x = line.Whole(x, b.v[whole])
		}
		return x
	}
}

// movedMean is the change of a mean by the cut at 0 that is told, as a share.
const movedMean = 0.01

// checkBelowZero refuses a distribution of a time that lies below 0 for the most part, and tells where the cut at 0 moves the mean.
func (r reading) checkBelowZero(b *binding, key string, n *source.Node, d dist.Dist) {
	if n.Get("at_least") != nil || n.Get("at_most") != nil {
		return
	}
	mean := d.Mean()
	if !(mean > 0) {
		b.faults.At(n, "a time is never below 0", "%s: the mean must be above 0 s, it is %s", r.at(key), show(mean, unit.SI(unit.Time)))
		return
	}
	cut, err := d.Truncate(0, math.Inf(1))
	if err != nil || !(cut.Mean() > mean*(1+movedMean)) {
		return
	}
	u := unit.SI(unit.Time)
	b.remarks = append(b.remarks, Remark{n.Pos, Assumption{r.at(key), "mean " + show(math.Round(cut.Mean()*1000)/1000, u),
		"a time is never below 0: " + n.Get("dist").Text + " with mean " + show(mean, u) + " is cut there, which moves its mean; gamma and lognormal keep theirs"}})
}

// whole reads the step that values are rounded up to; -1 for none.
func (r reading) whole(n *source.Node, l limits) (int, bool) {
	v := n.Get("whole")
	if v == nil {
		return -1, true
	}
	lim := anything(l.dim)
	lim.min, lim.open, lim.difference = 0, true, true
	return r.number(r.at("whole"), v, lim)
}

// arguments reads the arguments of a family; -1 stands for one left out.
func (r reading) arguments(n *source.Node, fam dist.Family, l limits) ([]int, bool) {
	known := []string{"dist", "at_least", "at_most", "whole"}
	for _, a := range fam.Args {
		known = append(known, a.Name)
	}
	ok := r.knows(n, known, fam.Name)
	out := make([]int, len(fam.Args))
	for i, a := range fam.Args {
		out[i] = -1
		dim, difference := unit.One, false
		if a.Like {
			dim, difference = l.dim, a.Name == "sd"
		}
		lim := anything(dim)
		lim.difference = difference
		v := n.Get(a.Name)
		switch {
		case v != nil:
			j, good := r.number(r.at(a.Name), v, lim)
			out[i], ok = j, ok && good
		case !a.HasDefault:
			r.faults.At(n, "write "+a.Name+": "+dim.Name(), "%s: %s needs %s", r.path, fam.Name, a.Name)
			ok = false
		}
	}
	return out, ok
}

// cuts reads at_least and at_most; a time is never below 0.
func (r reading) cuts(n *source.Node, l limits) func(b *binding) (lo, hi float64) {
	low, high := -1, -1
	for _, c := range []struct {
		key string
		to  *int
	}{{"at_least", &low}, {"at_most", &high}} {
		if v := n.Get(c.key); v != nil {
			i, ok := r.number(r.at(c.key), v, anything(l.dim))
			if !ok {
				return nil
			}
			*c.to = i
		}
	}
	floor := math.Inf(-1)
	if l.dim == unit.Time {
		floor = 0
	}
	return func(b *binding) (lo, hi float64) {
		lo, hi = floor, math.Inf(1)
		if low >= 0 {
			lo = math.Max(floor, b.v[low])
		}
		if high >= 0 {
			hi = b.v[high]
		}
		return lo, hi
	}
}

// recorded reads {dist: data, file: gaps.csv, column: gap, unit: s}.
func (r reading) recorded(key string, n *source.Node, l limits) drawMaker {
	if !r.knows(n, []string{"dist", "file", "column", "unit", "at_least", "at_most"}, "data") {
		return nil
	}
	values, ok := r.column(n, l)
	cut := r.sub(key).cuts(n, l)
	if !ok || cut == nil {
		return nil
	}
	random := r.randomDraw(key, n, cut)
	return func(b *binding) line.Draw {
		d, err := dist.Empirical(values)
		x, _ := random(b, d, err)
		return x
	}
}

// randomDraw gives what makes a draw of a distribution: cut, and with the stream
// of the setting. err is that of making the distribution; it becomes a fault.
func (r reading) randomDraw(key string, n *source.Node, cut func(b *binding) (lo, hi float64)) func(b *binding, d dist.Dist, err error) (line.Draw, bool) {
	r.random = true
	identity, purpose := r.asset.identity, r.purpose(key)
	return func(b *binding, d dist.Dist, err error) (line.Draw, bool) {
		if err == nil {
			lo, hi := cut(b)
			d, err = d.Truncate(lo, hi)
		}
		if err != nil {
			b.faults.At(n, "", "%s: %v", r.at(key), err)
			return line.Fixed(0), false
		}
		return line.Random(b.sim.Stream(identity, purpose), d), true
	}
}

// column reads the numbers that file, column and unit name, in SI.
func (r reading) column(n *source.Node, l limits) ([]float64, bool) {
	file, col := n.Get("file"), n.Get("column")
	if file == nil || col == nil {
		r.faults.At(n, "write {file: name.csv, column: name, unit: s}", "%s: file or column is missing", r.path)
		return nil, false
	}
	t := r.sc.Data[file.Text]
	if t == nil {
		return nil, false // scenarios has reported it
	}
	column, err := t.Column(col.Text)
	if err != nil {
		r.faults.At(col, "", "%v", err)
		return nil, false
	}
	u := unit.SI(l.dim)
	if un := n.Get("unit"); un != nil {
		if u, err = unit.Parse(un.Text); err != nil || u.Dim != l.dim {
			r.faults.At(un, "", "%s: %q is not %s", r.path, un.Text, l.dim.Name())
			return nil, false
		}
	}
	var out []float64
	for _, x := range column.Float {
		if !math.IsNaN(x) {
			out = append(out, u.ToSI(x))
		}
	}
	if len(out) == 0 {
		r.faults.At(col, "", "%s: column %q has no numbers", file.Text, col.Text)
		return nil, false
	}
	return out, true
}

// choice reads a choice among draws.
func (r reading) choice(key string, n *source.Node, l limits) drawMaker {
	return r.choiceOf(key, n, func(in reading, k string, v *source.Node) drawMaker { return in.draw(k, v, l) })
}

// partExpression is the expression of a scalar that reads the part at hand; nil
// for anything else.
func (r reading) partExpression(n *source.Node) *expr.Ast {
	if n.Kind != source.Scalar || !strings.Contains(n.Text, "part.") {
		return nil
	}
	var quiet source.Faults
	if ast := expr.ParseNode(n, &quiet); ast != nil && ofPart(ast) {
		return ast
	}
	return nil
}
