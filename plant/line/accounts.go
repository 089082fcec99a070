package line

import (
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// Account is one amount of an asset by product: money, energy or carbon.
type Account struct {
	Asset   int    // -1: the plant
	Product int    // -1: booked to no product
	Owner   string // name of an asset that is none of the line, else ""
	Item    string // time, electricity, operations, upkeep, holding; energy, carbon
	Dim     unit.Dim
	Terms   []sim.Term
}

// Items of accounts.
const (
	itemTime        = "time"
	itemElectricity = "electricity"
	itemOperations  = "operations"
	itemUpkeep      = "upkeep"
	itemHolding     = "holding"
	itemEnergy      = "energy"
	itemCarbon      = "carbon"
)

// accounts lists all amounts of the plant in order of asset, product (none last) and item.
func (k *costing) accounts(t *totals) []Account {
	var out []Account
	for i, l := range k.books {
		if l == nil {
			continue
		}
		all := l.all()
		for p := range k.p.List {
			booked := l.booked(p)
			for n := range all {
				x := booked[n]
				x.Asset, x.Product = i, p
				all[n].Terms = append(all[n].Terms, sim.Scaled(x.Terms, -1)...)
				out = appendAccount(out, x)
			}
		}
		for _, x := range all { // what is left
			x.Asset, x.Product = i, -1
			if x.Item == itemOperations {
				continue
			}
			out = appendAccount(out, x)
		}
	}
	for p := range k.p.List {
		if v := k.p.List[p].Value; k.Interest > 0 && v > 0 {
			out = append(out, Account{-1, p, "", itemHolding, unit.Money, []sim.Term{term(sim.StoreLevel, t.wips[p], float64(v*k.Interest))}})
		}
	}
	return out
}

func appendAccount(to []Account, x Account) []Account {
	if x.Terms = merged(x.Terms); len(x.Terms) == 0 {
		return to
	}
	return append(to, x)
}

// merged adds up terms of the same store and drops those without weight.
func merged(terms []sim.Term) []sim.Term {
	var out []sim.Term
	at := map[sim.Ref]int{}
	for _, t := range terms {
		i, ok := at[t.Ref]
		if !ok {
			at[t.Ref] = len(out)
			out = append(out, t)
			continue
		}
		out[i].Coef += t.Coef
	}
	n := 0
	for _, t := range out {
		if t.Coef != 0 {
			out[n] = t
			n++
		}
	}
	return out[:n]
}

// frame are the items of a ledger without amounts.
func frame() []Account {
	return []Account{
		{Item: itemTime, Dim: unit.Money}, {Item: itemElectricity, Dim: unit.Money}, {Item: itemOperations, Dim: unit.Money},
		{Item: itemUpkeep, Dim: unit.Money}, {Item: itemEnergy, Dim: unit.Energy}, {Item: itemCarbon, Dim: unit.Mass},
	}
}

// all are the amounts of the asset; of operations and the carbon of parts, those that products do not have: none.
func (l *ledger) all() []Account {
	x := frame()
	for w := range l.names {
		times := sim.Ref{Store: sim.StoreTimes, Index: l.times, Sub: int32(w)}
		c := cell{none, none, none}
		if l.whole != nil {
			c = l.whole[w]
		}
		l.hours(x, w, times, c, l.watts[w], 1)
	}
	x[3].Terms = l.upkeep
	for _, m := range l.mass {
		x[5].Terms = append(x[5].Terms, term(sim.StoreAccount, m, 1))
	}
	return x
}

// booked are the amounts of a product.
func (l *ledger) booked(p int) []Account {
	x := frame()
	for w, cells := range l.open {
		if cells != nil {
			per := 1.0
			if l.used != nil {
				per = 1 / kWh
			}
			l.hours(x, w, sim.Ref{Store: sim.StoreAccount, Index: cells[p].time}, cells[p], l.use(w), per)
		}
	}
	if l.money != nil {
		x[2].Terms = []sim.Term{term(sim.StoreAccount, l.money[p], 1)}
	}
	if l.mass != nil {
		x[5].Terms = append(x[5].Terms, term(sim.StoreAccount, l.mass[p], 1))
	}
	return x
}

// hours adds what time in state w brings, with a power and the unit of prices that change [1/J].
func (l *ledger) hours(x []Account, w int, time sim.Ref, c cell, watts, per float64) {
	add := func(i int, r sim.Ref, coef float64) {
		if coef != 0 {
			x[i].Terms = append(x[i].Terms, sim.Term{Ref: r, Coef: coef})
		}
	}
	priced := func(i int, by *Course, at int32) {
		switch {
		case by == nil:
		case by.Constant():
			add(i, time, float64(watts*by.steady))
		default:
			add(i, sim.Ref{Store: sim.StoreAccount, Index: at}, float64(watts*per))
		}
	}
	add(0, time, l.rate[w])
	add(4, time, watts)
	priced(1, l.k.Energy, c.price)
	priced(5, l.k.Carbon, c.carbon)
}

// costSignals lists the signals of costs of all assets and of the plant.
func (l *signalList) costSignals(t *totals) {
	k := t.costs
	if k == nil {
		return
	}
	l.line.Accounts = k.accounts(t)
	rest := l.line.Accounts
	for asset := range k.books {
		n := 0
		for n < len(rest) && rest[n].Asset == asset {
			n++
		}
		if k.books[asset] != nil {
			l.asset = asset
			l.amounts(k, rest[:n])
		}
		rest = rest[n:]
	}
	l.asset = -1
	l.amounts(k, l.line.Accounts)
	l.computed("wip_cost", unit.Money, func(s *sim.State) float64 { return k.inside(s, t.units) })
	l.add("scrap_cost", Amount, unit.Money, term(sim.StoreAccount, k.scrap, 1))
	for i, f := range partFigures {
		l.store(f.name, Sample, f.dim, sim.StoreTally, k.good[i])
		for p, at := range k.types[i] {
			l.store("products."+k.p.List[p].Name+"."+f.name, Sample, f.dim, sim.StoreTally, at)
		}
	}
}

// amounts adds the signals of the asset at hand, or of the plant.
func (l *signalList) amounts(k *costing, list []Account) {
	var cost, overhead, carbon, holding []sim.Term
	byProduct := make([][3][]sim.Term, len(k.p.List))
	for _, x := range list {
		i := 0
		switch x.Dim {
		case unit.Money:
			cost = append(cost, x.Terms...)
			if x.Product < 0 {
				overhead = append(overhead, x.Terms...)
			}
			if x.Item == itemHolding {
				holding = append(holding, x.Terms...)
			}
		case unit.Energy:
			i = 1
		case unit.Mass:
			i = 2
			carbon = append(carbon, x.Terms...)
		}
		if x.Product >= 0 {
			byProduct[x.Product][i] = append(byProduct[x.Product][i], x.Terms...)
		}
	}
	l.amount(costSignal, "", cost)
	l.amount(overheadSignal, "", overhead)
	l.amount(carbonSignal, "", carbon)
	if l.asset < 0 {
		l.add("holding", Amount, unit.Money, holding...)
	}
	for p, x := range byProduct {
		for i, d := range [3]SignalDoc{productCosts, productEnergy, productCarbon} {
			l.amount(d, k.p.List[p].Name, x[i])
		}
	}
}

// amount adds a signal that the kind of the asset at hand has, for a product by name.
func (l *signalList) amount(d SignalDoc, product string, terms []sim.Term) {
	if l.asset >= 0 && !slices.ContainsFunc(l.line.assets[l.asset].Kind.Signals, func(x SignalDoc) bool { return x.Name == d.Name }) {
		return
	}
	l.add(strings.Replace(d.Name, productName, product, 1), Amount, d.Dim, merged(terms)...)
}
