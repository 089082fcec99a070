package experiment

import (
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// Account is an amount that the runs of a variant report: money, energy or carbon of an asset, for a product.
type Account struct{ Asset, Product, Item, Unit string }

// Cost is an amount of a variant over its replications. Product is empty for what is booked to none.
type Cost struct {
	Variant, Asset, Product, Item, Unit string
	Mean, HalfWidth                     float64
}

var costColumns = []column[Cost]{
	text("variant", func(r *Cost) *string { return &r.Variant }),
	text("asset", func(r *Cost) *string { return &r.Asset }),
	text("product", func(r *Cost) *string { return &r.Product }),
	text("item", func(r *Cost) *string { return &r.Item }),
	text("unit", func(r *Cost) *string { return &r.Unit }),
	num("mean", func(r *Cost) *float64 { return &r.Mean }),
	num("half_width", func(r *Cost) *float64 { return &r.HalfWidth }),
}

// accountsOf names the accounts of a model.
func accountsOf(m *plant.Model) []Account {
	var out []Account
	for _, a := range m.Accounts() {
		out = append(out, Account{a.Asset, a.Product, a.Item, unitText(a.Unit)})
	}
	return out
}

// amounts reads the accounts of a finished run.
func amounts(m *plant.Model, s *sim.State) []float64 {
	var out []float64
	list := m.Accounts()
	for i := range list {
		out = append(out, list[i].Value(s))
	}
	return out
}

// costRows are the rows of the variant at position i of those that ran, without those in which nothing was booked.
func (b *book) costRows(i int) []Cost {
	v := &b.study.Variants[b.picked[i]]
	var out []Cost
	for k, a := range v.Accounts {
		if e := estimate(b.accounts[i][k], b.study.Plan.Confidence); e.Mean != 0 && e.N > 0 {
			out = append(out, Cost{v.Title, a.Asset, a.Product, a.Item, a.Unit, e.Mean, e.HalfWidth})
		}
	}
	return out
}
