package plant

import (
	"cmp"
	"math"
	"slices"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// utility is something that a plant uses besides the electric energy of its assets, such as gas: what is priced is the time
// integral of a signal, or the total of a count.
type utility struct {
	name, asset   string // the machine that it is for, or the asset that the signal belongs to, "" for none
	signal        string
	price, carbon int // numbers, -1 if not given
}

// readUtilities reads costs.utilities, once all signals are known.
func (c *compiler) readUtilities() {
	list := get(c.sc.Costs, "utilities")
	for i, k := range keys(list) {
		if u, ok := c.readUtility(k.Text, list.Items[i]); ok {
			c.costs.utilities = append(c.costs.utilities, u)
		}
	}
}

func (c *compiler) readUtility(name string, n *source.Node) (utility, bool) {
	u, path := utility{name: name, price: -1, carbon: -1}, "costs.utilities."+name
	of := get(n, "of")
	if of == nil {
		return u, false // scenarios has reported it
	}
	s := c.signals[of.Text]
	if s == nil || s.sort != line.Level && s.sort != line.Count {
		c.faults.At(of, source.DidYouMean(of.Text, c.uses(), "name a signal over time, such as oven.heat, or a count"), "%s: %q is no signal that can be priced", path, of.Text)
		return u, false
	}
	u.signal, u.asset = of.Text, s.asset
	if !slices.ContainsFunc(c.assets, func(a *asset) bool { return a.name == s.asset }) {
		u.asset = ""
	}
	if n := get(n, "for"); n != nil {
		a := c.assetNamed(n.Text)
		if a == nil || !a.is("machine") {
			c.faults.At(n, source.DidYouMean(n.Text, c.machines(), "name the machine that uses it"), "%s: %q is no machine", path, n.Text)
			return u, false
		}
		u.asset = a.name
	}
	c.ask(s, keeps["total"])
	amount := s.dim
	if s.sort == line.Level {
		amount = amount.Mul(unit.Time)
	}
	read := func(key string, dim unit.Dim, to *int) {
		if x := get(n, key); x != nil {
			if i, ok := c.number(path+"."+key, x, limits{dim: dim.Div(amount), max: inf}); ok {
				*to = i
			}
		}
	}
	read("price", unit.Money, &u.price)
	read("carbon", unit.Mass, &u.carbon)
	return u, true
}

// machines are the names of assets that work on parts.
func (c *compiler) machines() (out []string) {
	for _, a := range c.assets {
		if a.is("machine") {
			out = append(out, a.name)
		}
	}
	return out
}

// uses are the signals that can be priced.
func (c *compiler) uses() []string {
	return slices.DeleteFunc(slices.Clone(c.signalKeys), func(key string) bool {
		s := c.signals[key]
		return s.sort != line.Level && s.sort != line.Count
	})
}

// bindUtilities adds what utilities cost to the signals of the plant and of their assets, and to the accounts. What a machine
// uses while it works is its products' share of them.
func (c *compiler) bindUtilities(b *binding, l *line.Line) {
	if c.costs == nil {
		return
	}
	defer func() { sortAccounts(l.Accounts) }()
	shares := c.shareUtilities(b, l)
	for k, u := range c.costs.utilities {
		terms := b.refs.terms(u.signal)
		for _, x := range []struct {
			number    int
			item      string
			dim       unit.Dim
			all, rest string
		}{{u.price, u.name, unit.Money, "cost", "overhead"}, {u.carbon, "carbon", unit.Mass, "carbon", ""}} {
			if x.number < 0 {
				continue
			}
			each := b.v[x.number]
			whole := sim.Scaled(terms, each)
			add := func(name string, more []sim.Term) {
				for _, owner := range []string{"plant", u.asset} {
					if s := b.refs.line[owner+"."+name]; s != nil {
						s.Terms = append(slices.Clip(s.Terms), more...)
					}
				}
			}
			add(x.all, whole)
			rest := slices.Clone(whole)
			for p, t := range shares[k] {
				part := sim.Scaled([]sim.Term{t}, each)
				rest = append(rest, sim.Scaled(part, -1)...)
				add("products."+c.products[p].name+"."+x.all, part)
				c.addAccount(l, line.Account{Asset: -1, Product: p, Item: x.item, Dim: x.dim, Terms: part}, u.asset)
			}
			if x.rest != "" {
				add(x.rest, rest)
			}
			c.addAccount(l, line.Account{Asset: -1, Product: -1, Item: x.item, Dim: x.dim, Terms: rest}, u.asset)
		}
	}
}

// shareUtilities gives the terms of the products in each utility of a machine.
func (c *compiler) shareUtilities(b *binding, l *line.Line) [][]sim.Term {
	shares := make([][]sim.Term, len(c.costs.utilities))
	for i := range l.Units {
		var uses []line.Use
		var which []int
		for k, u := range c.costs.utilities {
			if at, ok := c.units[u.asset]; !ok || at != i {
				continue
			}
			x := line.Use{Terms: b.refs.terms(u.signal)}
			if u.price >= 0 {
				x.Price = b.v[u.price]
			}
			if u.carbon >= 0 {
				x.Carbon = b.v[u.carbon]
			}
			uses, which = append(uses, x), append(which, k)
		}
		if uses == nil {
			continue
		}
		for n, terms := range l.AddUses(b.sim, i, uses) {
			shares[which[n]] = terms
		}
	}
	return shares
}

// addAccount adds an account of an asset of the line, or of an equation component, to the one that is like it if there is one.
func (c *compiler) addAccount(l *line.Line, a line.Account, owner string) {
	if i, ok := c.units[owner]; ok {
		a.Asset = i
	} else {
		a.Owner = owner
	}
	for i := range l.Accounts {
		if b := &l.Accounts[i]; b.Asset == a.Asset && b.Owner == a.Owner && b.Product == a.Product && b.Item == a.Item {
			b.Terms = append(slices.Clip(b.Terms), a.Terms...)
			return
		}
	}
	l.Accounts = append(l.Accounts, a)
}

// sortAccounts puts the accounts in order of asset, those of the plant last, and of product, none last.
func sortAccounts(list []line.Account) {
	last := func(i int) int {
		if i < 0 {
			return math.MaxInt
		}
		return i
	}
	slices.SortStableFunc(list, func(a, b line.Account) int {
		return cmp.Or(cmp.Compare(last(a.Asset), last(b.Asset)), cmp.Compare(a.Owner, b.Owner), cmp.Compare(last(a.Product), last(b.Product)))
	})
}
