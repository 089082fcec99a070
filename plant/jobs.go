package plant

import (
	"math"
	"sort"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
)

// jobs reads {file, product, quantity, release, due}: a list of orders, one a
// row, released in order of time.
func (r reading) jobs(key string, n *source.Node) maker {
	if n.Kind != source.Map || n.Get("file") == nil || n.Get("release") == nil {
		r.faults.At(n, "write {file: orders.csv, product: product, quantity: pieces, release: start, due: due}", "%s needs file and release", r.at(key))
		return nil
	}
	if !r.knows(n, []string{"file", "product", "quantity", "release", "due"}, "orders") {
		return nil
	}
	t := r.sc.Data[n.Get("file").Text]
	if t == nil {
		return nil // scenarios has reported it
	}
	in := r.sub(key)
	release, ok := in.times(t, n.Get("release"))
	if !ok {
		return nil
	}
	due := make([]float64, len(release))
	for i := range due {
		due[i] = math.NaN()
	}
	if d := n.Get("due"); d != nil {
		if due, ok = in.times(t, d); !ok {
			return nil
		}
	}
	products, quantity := make([]int32, len(release)), make([]float64, len(release))
	for i := range products {
		products[i], quantity[i] = -1, 1
	}
	if !in.jobProducts(t, n.Get("product"), products) || !in.quantities(t, n.Get("quantity"), quantity) {
		return nil
	}
	jobs := &line.Jobs{}
	for _, i := range jobOrder(release) {
		at, _ := ticksOf(math.Max(release[i], 0))
		jobs.List = append(jobs.List, line.Job{Release: at, Product: products[i], Count: int32(quantity[i]), Due: due[i]})
	}
	return always(line.Value{Set: true, Jobs: jobs})
}

func ticksOf(seconds float64) (time.Duration, bool) {
	ns := math.RoundToEven(seconds * 1e9)
	return time.Duration(ns), ns >= 0 && ns < math.MaxInt64
}

// jobOrder gives the rows in order of release, ties in the order of the file.
func jobOrder(release []float64) []int {
	order := make([]int, len(release))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return release[order[a]] < release[order[b]] })
	return order
}

// times reads a column of times [s since run.start]: dates, or numbers with
// {column, unit}.
func (r reading) times(t *table.Table, n *source.Node) ([]float64, bool) {
	if n.Kind == source.Map {
		if !r.knows(n, []string{"column", "unit"}, "a column of times") || n.Get("column") == nil {
			return nil, false
		}
		return r.numbersOf(t, n, unit.Time)
	}
	col, err := t.Column(n.Text)
	if err != nil {
		r.faults.At(n, "", "%s: %v", r.path, err)
		return nil, false
	}
	out := make([]float64, col.Len())
	for i, s := range col.Text {
		ns, err := table.ParseTimeIn(s, r.zone)
		if err != nil {
			r.faults.At(n, "for times since the start write {column: name, unit: min}", "%s, row %d: %v", r.path, i+1, err)
			return nil, false
		}
		out[i] = float64(ns-r.plan.Start.UnixNano()) / 1e9
	}
	return out, true
}

// numbersOf reads {column, unit} in SI.
func (r reading) numbersOf(t *table.Table, n *source.Node, dim unit.Dim) ([]float64, bool) {
	col, err := t.Column(n.Get("column").Text)
	if err != nil {
		r.faults.At(n.Get("column"), "", "%s: %v", r.path, err)
		return nil, false
	}
	u := unit.SI(dim)
	if x := n.Get("unit"); x != nil {
		if u, err = unit.Parse(x.Text); err != nil || u.Dim != dim {
			r.faults.At(x, "", "%s: %q is not %s", r.path, x.Text, dim.Name())
			return nil, false
		}
	}
	out := make([]float64, len(col.Float))
	for i, v := range col.Float {
		if math.IsNaN(v) {
			r.faults.At(n, "", "%s: column %q, row %d is not a number", r.path, n.Get("column").Text, i+1)
			return nil, false
		}
		out[i] = u.ToSI(v)
	}
	if len(out) == 0 && col.Len() > 0 {
		r.faults.At(n, "", "%s: column %q has no numbers", r.path, n.Get("column").Text)
		return nil, false
	}
	return out, true
}

func (r reading) jobProducts(t *table.Table, n *source.Node, out []int32) bool {
	if n == nil {
		return true
	}
	col, err := t.Column(n.Text)
	if err != nil {
		r.faults.At(n, "", "%s: %v", r.path, err)
		return false
	}
	known := r.productNames()
	for i := range out {
		out[i] = int32(sort.SearchStrings(known, col.Text[i]))
	}
	return true
}

func (r reading) quantities(t *table.Table, n *source.Node, out []float64) bool {
	if n == nil {
		return true
	}
	col, err := t.Column(n.Text)
	if err != nil {
		r.faults.At(n, "", "%s: %v", r.path, err)
		return false
	}
	for i := range out {
		if i >= len(col.Float) || !(col.Float[i] >= 0) || col.Float[i] != math.Trunc(col.Float[i]) || col.Float[i] > 1e6 {
			r.faults.At(n, "", "%s: row %d of %q is no whole number up to 1e6", r.path, i+1, n.Text)
			return false
		}
		out[i] = col.Float[i]
	}
	return true
}

// jobColumn reads an attribute from the file of the source's orders, in order
// of release.
func (r reading) jobColumn(a *attribute, n *source.Node) []float64 {
	orders := r.asset.entry.Value.Get("orders")
	t := r.sc.Data[textOf(get(orders, "file"))]
	if t == nil || orders.Get("release") == nil {
		r.faults.At(n, "write orders: {file, release} beside it", "%s.%s: {column} is of the file of orders, and there is none", r.path, a.name)
		return nil
	}
	release, ok := r.times(t, orders.Get("release"))
	if !ok {
		return nil
	}
	var values []float64
	if a.texts == nil {
		if values, ok = r.numbersOf(t, n, a.dim); !ok {
			return nil
		}
	} else {
		col, err := t.Column(n.Get("column").Text)
		if err != nil {
			return nil
		}
		for _, s := range col.Text {
			values = append(values, float64(sort.SearchStrings(a.texts, s)))
		}
	}
	out := make([]float64, 0, len(values))
	for _, i := range jobOrder(release) {
		out = append(out, values[i])
	}
	return out
}
